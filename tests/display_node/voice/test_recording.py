"""A person's recordings: what is wrong with them, and how they are made fit."""

import math
from array import array
from random import Random

import pytest

from display_node.voice import sound
from display_node.voice.loudness import CLIP_LUFS, loudness
from display_node.voice.recording import Measures, faults, faults_of_clip, fit, likely_seconds, measure
from display_node.voice.sound import RATE, Samples, join, scale

ROOM = 15


def voice(seconds: float = 0.6, size: float = 8000.0) -> Samples:
    """Something like a vowel: a fundamental and overtones, swelling and falling as a syllable does."""
    count = round(seconds * RATE)
    wave = (round(size * math.sin(math.pi * n / count) ** 0.5 * _tones(n)) for n in range(count))
    return array("h", (max(-32_768, min(32_767, sample)) for sample in wave))


def _tones(n: int) -> float:
    return sum(math.sin(2 * math.pi * 190 * k * n / RATE) / k for k in range(1, 6)) / 1.8


def room(seconds: float, size: float = ROOM) -> Samples:
    """A room's noise."""
    noise = Random(1)
    return array("h", (round(noise.gauss(0, size)) for _ in range(round(seconds * RATE))))


def recorded(words: Samples, noise: float = ROOM) -> Samples:
    """Words with half a second of the room before and after, and the room under them."""
    whole = join([sound.silence(500), words, sound.silence(500)])
    return array("h", (max(-32_768, min(32_767, a + b)) for a, b in zip(whole, room(5.0, noise), strict=False)))


def test_a_good_recording_has_no_fault() -> None:
    """Its words are measured without the silence around them."""
    measured = measure(recorded(voice()))
    assert faults("satu,", measured) == ()
    assert measured.seconds == pytest.approx(0.62, abs=0.06)
    assert measured.noise_db is not None
    assert measured.noise_db > 40


@pytest.mark.parametrize(
    ("samples", "complaint"),
    [
        (recorded(sound.silence(600)), "silent"),
        (sound.silence(1500), "silent"),
        (array("h"), "silent"),
        (recorded(voice(size=45_000)), "clipped"),
        (recorded(voice(size=100), noise=0.6), "too quiet"),
        (recorded(voice(), noise=400), "noisy"),
        (recorded(voice(0.1)), "too short"),
        (recorded(voice(2.5)), "too long"),
        (voice(), "no silence around the words"),
    ],
    ids=["room only", "zeros", "empty", "clipped", "quiet", "noisy", "short", "long", "cut"],
)
def test_each_fault_is_named_with_what_to_do(samples: Samples, complaint: str) -> None:
    """One sentence, which begins with the fault and says to say the words again."""
    (fault,) = faults("satu,", measure(samples))
    assert fault.startswith(complaint) or complaint in fault
    assert fault.lower().endswith("say it again")


def test_a_recording_made_fit_is_the_words_alone_at_the_level_of_all() -> None:
    """Louder or softer recorded, it comes out the same, and is a clip without fault."""
    for size in (1500.0, 20_000.0):
        clip = fit(recorded(voice(size=size)))
        assert loudness(clip) == pytest.approx(CLIP_LUFS, abs=0.7)
        assert sound.seconds(clip) == pytest.approx(0.62, abs=0.06)
        assert faults_of_clip("satu,", measure(clip)) == ()


def test_soft_beginnings_and_ends_are_kept() -> None:
    """A consonant 30 dB under its vowel belongs to the word, and the noise of the room does not."""
    soft = scale(voice(0.1), 0.03)
    clip = fit(recorded(join([soft, voice(), soft])))
    assert sound.seconds(clip) == pytest.approx(0.84, abs=0.06)


def test_a_clip_of_a_pack_shall_be_cut_and_levelled() -> None:
    """A file that somebody put there by hand is told from one that was imported."""
    by_hand = faults_of_clip("satu,", measure(recorded(voice(size=1000), noise=2)))
    assert [fault.split(":")[0] for fault in by_hand] == ["not trimmed", "not levelled"]
    silent = Measures(seconds=0, around=1, lufs=None, clipped=0, noise_db=None)
    assert [fault.split(":")[0] for fault in faults_of_clip("satu,", silent)] == ["silent"]


def test_how_long_words_may_last() -> None:
    """Wide enough for slow and quick speakers: a letter, a digit, a sentence."""
    for text, seconds in (("a,", 0.25), ("sembilan,", 0.7), ("silakan menuju ke loket,", 1.7)):
        shortest, longest = likely_seconds(text)
        assert shortest < 0.7 * seconds
        assert longest > 1.5 * seconds
