"""Every sentence in each language, measured in the WAV that the voice has written.

What was said is found by the clips in the voice's own cache; loudness is measured here a second time, by the published
filter of ITU-R BS.1770-4 and not by the code that levels the clips.
"""

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from display_node.voice import phrases
from display_node.voice.chime import chime
from display_node.voice.clips import Clips
from display_node.voice.phrase import Chime, Clip, Pause, Utterance, prepared_sentence, script, sentence
from display_node.voice.phrase import Sentence as Scripted
from display_node.voice.renderer import Renderer
from display_node.voice.settings import VoiceSettings
from display_node.voice.sound import RATE, Samples
from display_node.voice.wav import read_wav
from firmware.messages.notices import Announcement, AnnouncementKind, Office
from firmware.messages.requests import Sentence
from tests.display_node.voice.heard import Heard

Say = Callable[..., Announcement]
HEARD = 100  # of 32,768: -50 dB, the level under which the ends of a clip are cut
EDGE_MS = 25  # the 10 ms left at each end of a clip, and a fade
COMMA_MS = 250  # the longest silence inside a clip: a comma
# Table 1 and 2 of the standard, for 48,000 samples a second.
SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


@cache
def weighting() -> tuple[np.ndarray, np.ndarray]:
    """How much the two filters let through, at frequencies up to half our rate."""
    frequencies = np.linspace(0, RATE / 2, 400)
    z = np.exp(-2j * np.pi * frequencies / 48_000)
    passed = [np.polyval(up[::-1], z) / np.polyval(down[::-1], z) for up, down in (SHELF, HIGH_PASS)]
    return frequencies, np.abs(passed[0] * passed[1])


def lufs(samples: np.ndarray) -> float:
    """Return the loudness, over blocks of 100 ms and with the gates of the standard."""
    padded = 1 << len(samples).bit_length()  # a prime length would cost a second each
    spectrum = np.fft.rfft(samples / 32_768, padded)
    curve = np.interp(np.linspace(0, RATE / 2, len(spectrum)), *weighting())
    weighted = np.fft.irfft(spectrum * curve, padded)[: len(samples)] ** 2
    block = min(RATE // 10, len(weighted))
    sums = np.concatenate([[0.0], np.cumsum(weighted)])
    starts = np.arange(0, len(weighted) - block + 1, max(1, block // 2))
    powers = (sums[starts + block] - sums[starts]) / block
    powers = powers[powers > 10 ** ((-70 + 0.691) / 10)]
    return float(-0.691 + 10 * np.log10(powers[powers > powers.mean() / 10].mean()))


def silences(samples: np.ndarray) -> list[tuple[int, int]]:
    """Every stretch that nobody hears, as first sample and length."""
    loud = np.flatnonzero(np.abs(samples) > HEARD)
    gaps = np.diff(loud) - 1
    return [(int(loud[n]) + 1, int(gaps[n])) for n in np.flatnonzero(gaps > RATE // 100)]


def check_silences(call: np.ndarray, spoken: Scripted, clips: dict[Clip, Samples]) -> None:
    """Each pause of the script is as long as it says, and no other silence is longer than a comma."""
    found, at = silences(call), 0
    for part in script((spoken,)):
        match part:
            case Chime():
                at += len(chime())
            case Clip():
                at += len(clips[part])
            case Pause(milliseconds):
                middle = at + round(RATE * milliseconds / 2000)
                stretch = next(each for each in found if each[0] <= middle < sum(each))
                found.remove(stretch)
                assert -5 <= stretch[1] * 1000 / RATE - milliseconds <= EDGE_MS, (part, stretch)
                at += round(RATE * milliseconds / 1000)
    assert at == len(call)
    assert max((length * 1000 / RATE for _, length in found), default=0.0) < COMMA_MS


def check_levels(call: np.ndarray, spoken: Scripted, clips: dict[Clip, Samples]) -> None:
    """Each clip is as loud as the chime; the whole is near -16 LUFS, and no peak reaches -1 dB of full scale."""
    bell = lufs(np.asarray(chime(), dtype=float))
    for clip in spoken.clips:
        assert lufs(np.asarray(clips[clip], dtype=float)) == pytest.approx(bell, abs=0.5), clip
    assert -17.5 < lufs(call) < -14.5
    assert 20 * math.log10(np.abs(call).max() / 32_768) < -1


def all_that_is_said(language: str) -> dict[str, Scripted]:
    """The script of every kind of sentence, by the name of its file."""
    words = phrases.load(language)
    assert words is not None
    calls = {
        f"call-{n:03d}": sentence(Utterance(kind=kind, number="A017", counter=3), words, "antrian")
        for n, kind in enumerate(AnnouncementKind, start=1)
    }
    names = ("manual-004", "closing-005", "evacuation-007", "all-clear-008")
    return {**calls, **{name: prepared_sentence(asked, words) for name, asked in zip(names, Sentence, strict=True)}}


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_sentence_has_the_silences_and_the_loudness_of_its_script(
    language: str, start: Callable[..., Heard], spoken_office: Office, announcement: Say, tmp_path: Path
) -> None:
    """Calls of each kind and what is said to everybody, from the WAV files; the lead is noise that nobody hears."""
    heard = start(lead_seconds=0.3)
    heard.voice.prepare(replace(spoken_office, languages=(language,), services=(), counters=()))
    for position, kind in enumerate(AnnouncementKind, start=1):
        heard.voice.announce(announcement(position, "A017", 3, kind), 0.0)
        heard.spoken()
    for asked in (Sentence.MANUAL, Sentence.CLOSING):
        heard.voice.say(asked)
    heard.voice.test("A017", 3)
    heard.spoken()
    heard.voice.say(Sentence.EVACUATION)
    heard.line("spoken evacuation")
    heard.voice.say(Sentence.ALL_CLEAR)
    heard.line("spoken all-clear")

    scripts = all_that_is_said(language)
    clips = read_clips(tmp_path / "clips", {clip for spoken in scripts.values() for clip in spoken.clips})
    for name, spoken in scripts.items():
        whole = np.asarray(read_wav(tmp_path / "calls" / f"{name}.wav"), dtype=float)
        lead, call = np.split(whole, [round(0.3 * RATE)])
        assert np.abs(lead).max() == 1
        assert 20 * math.log10(np.sqrt((lead**2).mean()) / 32_768) < -80
        check_silences(call, spoken, clips)
        check_levels(call, spoken, clips)


def read_clips(cache: Path, wanted: set[Clip]) -> dict[Clip, Samples]:
    """The clips that the voice has made; nothing is rendered here."""
    clips = Clips(cache, VoiceSettings(), Renderer(cache, ["/nonexistent"]), lambda _: None)
    clips.start()
    found = clips.get(wanted, 30.0)
    clips.close()
    assert set(found) == wanted
    return found
