"""WAV files as recorders make them, and those that are none."""

import wave
from array import array
from pathlib import Path

import pytest

from display_node.voice import sound
from display_node.voice.wav import ClipError, read_wav, wav_bytes


def write_wav(path: Path, frames: bytes, *, width: int = 2, channels: int = 1, rate: int = 22_050) -> Path:
    """A WAV file as somebody's recorder may make it."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(frames)
    return path


def test_recordings_of_any_rate_and_channels_are_read(tmp_path: Path) -> None:
    """A stereo file at 44.1 kHz comes out in one channel at our rate, as long as it was."""
    frames = array("h", [1000, 3000] * 44_100)
    samples = read_wav(write_wav(tmp_path / "a.wav", frames.tobytes(), channels=2, rate=44_100))
    assert sound.seconds(samples) == pytest.approx(1.0, abs=0.001)
    assert samples[10_000] == pytest.approx(2000, abs=20)


def test_other_files_are_refused(tmp_path: Path) -> None:
    """Empty, cut, 8-bit and something else entirely: each is an error that names the file."""
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.wav").write_text("this is not sound")
    write_wav(tmp_path / "headonly.wav", b"")
    write_wav(tmp_path / "eight.wav", bytes(1000), width=1)
    for name in ("empty.wav", "text.wav", "headonly.wav", "eight.wav", "missing.wav"):
        with pytest.raises(ClipError, match=name):
            read_wav(tmp_path / name)


def test_recorders_of_24_bits_are_understood(tmp_path: Path) -> None:
    """The upper 16 bits of 24 and of 32 are the sound."""
    for width in (3, 4):
        frames = b"".join((sample << 8 * (width - 2)).to_bytes(width, "little", signed=True) for sample in (-3, 0, 700))
        assert read_wav(write_wav(tmp_path / "a.wav", frames, width=width)) == array("h", [-3, 0, 700])


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    """Sample by sample."""
    samples = array("h", [0, 32_767, -32_768, 5])
    (tmp_path / "a.wav").write_bytes(wav_bytes(samples))
    assert read_wav(tmp_path / "a.wav") == samples


def test_a_rate_that_no_recorder_has_is_refused(tmp_path: Path) -> None:
    """A spoilt header may say nought, which nothing can be divided by, or a thousand million."""
    for rate in (0, 7_999, 96_001, 1_000_000_000):
        path = write_wav(tmp_path / "a.wav", bytes(1000))
        content = bytearray(path.read_bytes())
        content[24:28] = rate.to_bytes(4, "little")
        path.write_bytes(content)
        with pytest.raises(ClipError, match=rf"a\.wav.* {rate} samples a second"):
            read_wav(path)
