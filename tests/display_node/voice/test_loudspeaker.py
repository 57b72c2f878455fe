"""Loudspeakers: SDL's mixer without a sound card, and WAV files."""

import math
import threading
import time
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from display_node.voice import sound
from display_node.voice.loudspeaker import LoudspeakerError, MixerLoudspeaker, WavLoudspeaker, loudspeaker
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
