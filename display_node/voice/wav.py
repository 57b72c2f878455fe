"""WAV files in and out, and the one error of everything that yields a clip."""

import io
import wave
from array import array
from pathlib import Path
from typing import Final

from display_node.voice import sound
from display_node.voice.sound import Samples

_WIDTHS: Final = (2, 3, 4)
_RATES: Final = range(8_000, 96_001)


class ClipError(Exception):
    """A clip cannot be had; the text says what to check."""


def read_wav(path: Path) -> Samples:
    """Return the samples of a PCM WAV of 16 bits or more, any usual rate and channels, at our rate and in one channel.

    Raises ClipError for a missing, empty, broken or other file.
    """
    try:
        with wave.open(str(path), "rb") as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            frames = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise ClipError(f"{path.name}: not a WAV file ({error or 'it is empty'}); 16-bit PCM is needed") from error
    if width not in _WIDTHS or not frames or len(frames) % (width * channels):
        raise ClipError(f"{path.name}: 16-bit PCM with at least one sample is needed")
    if rate not in _RATES:
        raise ClipError(f"{path.name}: has {rate} samples a second; {_RATES[0]} to {_RATES[-1]} are needed")
    return sound.resample(sound.mono(_upper_bits(frames, width), channels), rate)


def wav_bytes(samples: Samples) -> bytes:
    """Return samples as a WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(sound.WIDTH)
        file.setframerate(sound.RATE)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def _upper_bits(frames: bytes, width: int) -> Samples:
    """The upper 16 bits of each sample."""
    if width == sound.WIDTH:
        return array("h", frames)
    upper = bytearray(len(frames) // width * sound.WIDTH)
    upper[0::2], upper[1::2] = frames[width - 2 :: width], frames[width - 1 :: width]
    return array("h", bytes(upper))
