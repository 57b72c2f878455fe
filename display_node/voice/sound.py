"""Samples: 16-bit, one channel, 22,050 a second, in an `array("h")`. Pure arithmetic on them, without any library.

22,050 is what espeak-ng speaks at, and its 11 kHz is more than a hall's loudspeaker tells apart. What would leave the
range of 16 bits is bent back into it, never cut flat.
"""

import math
from array import array
from collections.abc import Iterable
from typing import Final, TypeAlias

RATE: Final = 22_050
WIDTH: Final = 2
FULL_SCALE: Final = 32_768
_KNEE: Final = 0.7
_CEILING: Final = 0.95
_SILENT: Final = 0.003
_MARGIN: Final = RATE // 100
_TAPS: Final = 12

Samples: TypeAlias = "array[int]"


def silence(milliseconds: float) -> Samples:
    """Return that much silence."""
    return array("h", bytes(2 * round(RATE * milliseconds / 1000)))


def seconds(samples: Samples) -> float:
    """Return how long it lasts."""
    return len(samples) / RATE


def join(parts: Iterable[Samples]) -> Samples:
    """Return the parts one after another."""
    joined = array("h")
    for part in parts:
        joined.extend(part)
    return joined


def mono(samples: Samples, channels: int) -> Samples:
    """Return the mean of interleaved channels."""
    if channels == 1:
        return samples
    return array("h", (sum(samples[n : n + channels]) // channels for n in range(0, len(samples), channels)))


def trim(samples: Samples) -> Samples:
    """Return it without the silence at both ends, but for 10 ms that keep soft consonants."""
    threshold = _SILENT * FULL_SCALE
    before, after = _first(samples, threshold), _first(reversed(samples), threshold)
    if before is None or after is None:
        return array("h")
    return samples[max(0, before - _MARGIN) : len(samples) - max(0, after - _MARGIN)]


def fade(samples: Samples, milliseconds: float = 5.0) -> Samples:
    """Return it with both edges softened, so that nothing clicks."""
    faded = array("h", samples)
    length = min(round(RATE * milliseconds / 1000), len(faded) // 2)
    for n in range(length):
        faded[n] = round(faded[n] * n / length)
        faded[-1 - n] = round(faded[-1 - n] * n / length)
    return faded


def scale(samples: Samples, factor: float) -> Samples:
    """Return it louder or softer; what would leave the range is bent back into it."""
    if factor == 1.0:
        return samples
    return array("h", (round(FULL_SCALE * _bend(sample * factor / FULL_SCALE)) for sample in samples))


def resample(samples: Samples, rate: int) -> Samples:
    """Return samples of another rate at ours, by a windowed sinc that keeps out what would fold back."""
    if rate == RATE:
        return samples
    step, cutoff = rate / RATE, min(1.0, RATE / rate)
    reach = math.ceil(_TAPS / cutoff)
    found = (_between(samples, n * step, cutoff, reach) for n in range(int(len(samples) / step)))
    return array("h", (max(-FULL_SCALE, min(FULL_SCALE - 1, round(sample))) for sample in found))


def _between(samples: Samples, at: float, cutoff: float, reach: int) -> float:
    low, high = max(0, math.ceil(at - reach)), min(len(samples) - 1, math.floor(at + reach))
    total = 0.0
    for n in range(low, high + 1):
        x = at - n
        angle = math.pi * x * cutoff
        sinc = math.sin(angle) / angle if angle else 1.0
        total += samples[n] * cutoff * sinc * (0.5 + 0.5 * math.cos(math.pi * x / reach))
    return total


def _first(samples: Iterable[int], threshold: float) -> int | None:
    return next((n for n, sample in enumerate(samples) if abs(sample) >= threshold), None)


def _bend(x: float) -> float:
    """Straight up to the knee, then towards the ceiling and never over it."""
    size = abs(x)
    if size <= _KNEE:
        return x
    room = _CEILING - _KNEE
    return math.copysign(_KNEE + room * math.tanh((size - _KNEE) / room), x)
