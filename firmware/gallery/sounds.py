"""A sound as an exhibit: its WAV file, and its loudness over time as a picture."""

from array import array
from pathlib import Path
from typing import Final

from display_node.voice.sound import FULL_SCALE, seconds
from display_node.voice.wav import wav_bytes
from firmware.gallery.exhibits import Sound

_BARS: Final = 160
_TALL: Final = 64


def keep(samples: "array[int]", path: str, folder: Path) -> Sound:
    """Write samples as a WAV file into the folder, and return the exhibit of it."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(wav_bytes(samples))
    return Sound(path=path, seconds=round(seconds(samples), 2), wave=wave(samples))


def wave(samples: "array[int]") -> str:
    """Return the peaks of a sound as an SVG that stretches to its place: one bar for each part of the time."""
    step = max(1, len(samples) // _BARS)
    peaks = [
        max(map(abs, samples[n : n + step])) / FULL_SCALE for n in range(0, step * _BARS, step) if n < len(samples)
    ]
    bars = "".join(_bar(n, max(peak, 0.01)) for n, peak in enumerate(peaks))
    return (
        f'<svg class="wave" viewBox="0 0 {_BARS * 3} {_TALL}" preserveAspectRatio="none" aria-hidden="true">'
        f'<path d="{bars}"/></svg>'
    )


def _bar(n: int, peak: float) -> str:
    half = peak * _TALL / 2
    return f"M{3 * n} {_TALL / 2 - half:.1f}h2v{2 * half:.1f}h-2z"
