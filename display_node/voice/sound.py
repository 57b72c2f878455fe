"""Samples: 16-bit, one channel, 22,050 a second, in an `array("h")`. Pure arithmetic on them, without any library.

22,050 is what espeak-ng speaks at, and its 11 kHz is more than a hall's loudspeaker tells apart. What would leave the
range of 16 bits is bent back into it, never cut flat, and stays under -1 dB of full scale: a television's converter
makes peaks between samples that are higher than any of them (EBU R 128).
"""

import math
from array import array
from collections.abc import Iterable
from operator import mul
from random import Random
from typing import Final, TypeAlias

RATE: Final = 22_050
WIDTH: Final = 2
FULL_SCALE: Final = 32_768
_KNEE: Final = 0.7
_CEILING: Final = 0.89
_SILENT: Final = 0.003
_MARGIN: Final = RATE // 100
_TAPS: Final = 12

Samples: TypeAlias = "array[int]"


def silence(milliseconds: float) -> Samples:
    """Return that much silence."""
    return array("h", bytes(2 * round(RATE * milliseconds / 1000)))


def dither(milliseconds: float) -> Samples:
    """Return what nobody hears and is yet not nothing: noise of one step of 16 bits, -93 dB of full scale.

    Some televisions mute an HDMI link that carries nothing but zeros and take a second to listen again.
    """
    noise, steps = Random(0), (-1, 0, 0, 1)  # the triangle's distribution: no grain that follows the sound
    return array("h", noise.choices(steps, k=round(RATE * milliseconds / 1000)))


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
    straight = _KNEE * FULL_SCALE
    scaled = (sample * factor for sample in samples)
    return array("h", [round(x if -straight <= x <= straight else FULL_SCALE * _bend(x / FULL_SCALE)) for x in scaled])


def resample(samples: Samples, rate: int) -> Samples:
    """Return samples of another rate at ours, by a windowed sinc that keeps out what would fold back.

    The two rates are as two whole numbers, so few places between two samples are ever asked for: each has its weights.
    """
    if rate == RATE:
        return samples
    over, under = rate // math.gcd(rate, RATE), RATE // math.gcd(rate, RATE)
    reach = math.ceil(_TAPS * max(1.0, over / under))
    weights = [_weights(place / under, min(1.0, under / over), reach) for place in range(under)]
    padded = array("h", bytes(WIDTH * reach)) + samples + array("h", bytes(WIDTH * reach))
    found = array("h")
    for n in range(len(samples) * under // over):
        at, place = divmod(n * over, under)
        total = sum(map(mul, padded[at + 1 : at + 1 + 2 * reach], weights[place]))
        found.append(max(-FULL_SCALE, min(FULL_SCALE - 1, round(total))))
    return found


def _weights(place: float, cutoff: float, reach: int) -> tuple[float, ...]:
    """How much each sample from `reach` - 1 before to `reach` after counts for a place between two, 0 to 1."""
    return tuple(_weight(place - n, cutoff, reach) for n in range(1 - reach, reach + 1))


def _weight(x: float, cutoff: float, reach: int) -> float:
    angle = math.pi * x * cutoff
    sinc = math.sin(angle) / angle if angle else 1.0
    return cutoff * sinc * (0.5 + 0.5 * math.cos(math.pi * x / reach))


def _first(samples: Iterable[int], threshold: float) -> int | None:
    return next((n for n, sample in enumerate(samples) if abs(sample) >= threshold), None)


def _bend(x: float) -> float:
    """Return what is over the knee on its way towards the ceiling, and never over that."""
    size, room = abs(x), _CEILING - _KNEE
    return math.copysign(_KNEE + room * math.tanh((size - _KNEE) / room), x)
