"""Loudspeakers: SDL's mixer without a sound card, and WAV files."""

import math
import threading
import time
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from display_node.voice import sound
from display_node.voice.loudspeaker import MOST_FILES, LoudspeakerError, MixerLoudspeaker, WavLoudspeaker, loudspeaker
from display_node.voice.renderer import read_wav
from display_node.voice.settings import VoiceSettings
from display_node.voice.sound import RATE, Samples


@pytest.fixture
def mixer(monkeypatch: pytest.MonkeyPatch) -> Iterator[MixerLoudspeaker]:
    """The mixer on SDL's dummy device, which keeps time and makes no sound."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    made = MixerLoudspeaker()
    yield made
    made.close()


def tone(seconds: float) -> Samples:
    """A quiet tone."""
    return array("h", (round(9000 * math.sin(n / 8)) for n in range(round(seconds * RATE))))


def test_playing_lasts_as_long_as_the_sound(mixer: MixerLoudspeaker) -> None:
    """It returns when the last sample has been taken, so that the next call cannot overlap."""
    mixer.open()
    began = time.monotonic()
    mixer.play(tone(0.5), 1.0)
    assert 0.4 < time.monotonic() - began < 2.0


def test_an_interrupt_ends_playing_at_once(mixer: MixerLoudspeaker) -> None:
    """A box that stops does not finish a sentence of twenty seconds."""
    mixer.open()
    stopper = threading.Timer(0.2, mixer.interrupt)
    stopper.start()
    began = time.monotonic()
    mixer.play(tone(20), 1.0)
    assert time.monotonic() - began < 2.0
    stopper.join()


def test_a_missing_sound_device_is_told_and_can_come_back(
    mixer: MixerLoudspeaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says what to check, and the next try uses a device that is there by then."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuchdriver")
    with pytest.raises(LoudspeakerError, match="is the loudspeaker connected"):
        mixer.play(tone(0.1), 1.0)
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    mixer.play(tone(0.1), 1.0)


def test_wav_files_are_numbered_on_from_what_is_there(tmp_path: Path) -> None:
    """A restart of the box overwrites no call."""
    folder = tmp_path / "calls"
    for _ in range(2):
        speaker = WavLoudspeaker(folder)
        speaker.open()
        speaker.play(tone(0.1), 1.0)
        speaker.play(tone(0.2), 1.0)
    assert sorted(path.name for path in folder.iterdir()) == [f"call-{n:03d}.wav" for n in (1, 2, 3, 4)]
    assert read_wav(folder / "call-004.wav") == tone(0.2)


def test_the_volume_is_in_the_file(tmp_path: Path) -> None:
    """Half the volume is half the samples."""
    WavLoudspeaker(tmp_path).play(tone(0.1), 0.5)
    assert max(read_wav(tmp_path / "call-001.wav")) == pytest.approx(max(tone(0.1)) / 2, abs=1)


def test_a_file_is_plain_pcm(tmp_path: Path) -> None:
    """One channel, 16 bit, 22,050 samples a second: any player takes it."""
    WavLoudspeaker(tmp_path).play(tone(0.1), 1.0)
    with wave.open(str(tmp_path / "call-001.wav")) as file:
        assert file.getparams()[:4] == (1, 2, 22_050, len(tone(0.1)))


def test_a_folder_that_cannot_be_is_an_error(tmp_path: Path) -> None:
    """A file stands where the folder should be: said, not raised as something else."""
    (tmp_path / "calls").touch()
    with pytest.raises(LoudspeakerError, match="calls"):
        WavLoudspeaker(tmp_path / "calls").play(tone(0.1), 1.0)


def test_the_settings_choose(tmp_path: Path) -> None:
    """Aloud unless the settings say wav, which goes to the box's state unless they name a folder."""
    assert isinstance(loudspeaker(VoiceSettings(), tmp_path), MixerLoudspeaker)
    loudspeaker(VoiceSettings(loudspeaker="wav"), tmp_path).play(sound.silence(10), 1.0)
    loudspeaker(VoiceSettings(loudspeaker="wav", folder=str(tmp_path / "out")), tmp_path).play(sound.silence(10), 1.0)
    assert (tmp_path / "calls" / "call-001.wav").exists()
    assert (tmp_path / "out" / "call-001.wav").exists()


def test_what_is_not_a_call_has_a_name_of_its_own(tmp_path: Path) -> None:
    """The numbers go on, so that a folder can be heard in order, and `call-*` are the calls."""
    speaker = WavLoudspeaker(tmp_path)
    for name in ("call", "closing", "call"):
        speaker.play(tone(0.1), 1.0, name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["call-001.wav", "call-003.wav", "closing-002.wav"]


class Recorded:
    """The real mixer on SDL's disk device, which writes what would go to the sound card and keeps time."""

    def __init__(self, path: Path) -> None:
        """Nothing is open yet."""
        self._path = path
        self.mixer = MixerLoudspeaker(path.parent / "cards")

    def samples(self) -> np.ndarray:
        """Everything that went to the card; the mixer is closed."""
        self.mixer.close()
        return np.fromfile(self._path, dtype="<i2").astype(float)


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    """A mixer whose card is a file."""
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(tmp_path / "card.raw"))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "5")
    made = Recorded(tmp_path / "card.raw")
    yield made
    made.mixer.close()


def decibels(samples: np.ndarray) -> float:
    """The level under full scale."""
    return 20 * math.log10(np.sqrt((samples**2).mean()) / 32_768)


def longest_zeros(samples: np.ndarray) -> float:
    """The longest stretch of digital silence, in milliseconds."""
    sounding = np.flatnonzero(samples)
    return float(np.diff(sounding).max()) * 1000 / RATE if len(sounding) > 1 else math.inf


def test_a_link_that_is_kept_awake_never_carries_only_zeros(recorded: Recorded) -> None:
    """Before, inside and after a call there is noise that nobody hears; the call itself is not touched by it."""
    recorded.mixer.stay_awake(is_awake=True)
    recorded.mixer.open()
    recorded.mixer.play(sound.join([sound.dither(300), tone(0.2), sound.silence(400), tone(0.2)]), 0.5)
    recorded.mixer.play(sound.silence(300), 1.0)
    heard = recorded.samples()
    loud = np.flatnonzero(np.abs(heard) > 100)
    before, after = heard[: loud[0]], heard[loud[-1] + 1 :]
    assert len(before) > 0.3 * RATE
    assert len(after) > 0.25 * RATE
    for quiet in (before, after):
        assert decibels(quiet) < -80
        assert np.abs(quiet).max() <= 4
    assert longest_zeros(heard) < 2
    assert np.abs(heard).max() == pytest.approx(4500, abs=3)


def test_a_link_that_may_sleep_carries_zeros_but_for_the_lead(recorded: Recorded) -> None:
    """While the day is closed a television may sleep; what is then said is led in by the same noise."""
    recorded.mixer.stay_awake(is_awake=True)
    recorded.mixer.stay_awake(is_awake=False)
    recorded.mixer.play(sound.join([sound.silence(100), sound.dither(300), tone(0.2), sound.silence(300)]), 1.0)
    heard = recorded.samples()
    first, loud = np.flatnonzero(heard)[0], np.flatnonzero(np.abs(heard) > 100)
    assert first >= 0.1 * RATE
    assert loud[0] - first == pytest.approx(0.3 * RATE, abs=60)
    assert not heard[loud[-1] + 60 :].any()


CARDS = """ 0 [vc4hdmi0       ]: vc4-hdmi - vc4-hdmi-0
                      vc4-hdmi-0
 1 [Device         ]: USB-Audio - USB Audio Device
"""


def test_a_card_that_leaves_the_kernels_list_is_noticed_without_a_screen(
    mixer: MixerLoudspeaker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """SDL's event needs a screen; the list does not. One more card is no reason for anything."""
    cards = tmp_path / "cards"
    cards.write_text(CARDS)
    mixer = MixerLoudspeaker(cards)
    mixer.open()
    cards.write_text(CARDS + " 2 [Camera         ]: USB-Audio - Camera")
    mixer.play(tone(0.05), 1.0)
    pulled = threading.Timer(0.1, cards.write_text, [CARDS.splitlines()[0]])
    pulled.start()
    with pytest.raises(LoudspeakerError, match="was unplugged"):
        mixer.play(tone(0.3), 1.0)
    pulled.join()
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuchdriver")
    with pytest.raises(LoudspeakerError, match="is the loudspeaker connected"):
        mixer.open()


def test_a_device_that_went_silently_is_found_by_taking_it_anew(
    mixer: MixerLoudspeaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Being open proves nothing; a test at opening asks for the device again, and is told which it is."""
    assert mixer.reopen() == "dummy, 22050 samples a second"
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuchdriver")
    mixer.open()
    with pytest.raises(LoudspeakerError, match="is the loudspeaker connected"):
        mixer.reopen()


def test_the_newest_files_are_kept_and_nobody_elses_touched(tmp_path: Path) -> None:
    """An evacuation says a sentence every few seconds for as long as it lasts; the disk must outlive it."""
    for n in range(1, MOST_FILES + 3):
        (tmp_path / f"evacuation-{n:03d}.wav").touch()
    others = ("Rekaman-001.wav", "notes.wav", "a-b.wav", "self-test-000.txt")
    for name in others:
        (tmp_path / name).touch()
    WavLoudspeaker(tmp_path).play(tone(0.1), 1.0, "self-test")
    left = {path.name for path in tmp_path.iterdir()} - set(others)
    assert left == {
        *(f"evacuation-{n:03d}.wav" for n in range(4, MOST_FILES + 3)),
        f"self-test-{MOST_FILES + 3}.wav",
    }
    assert len(left) == MOST_FILES
    assert all((tmp_path / name).exists() for name in others)
