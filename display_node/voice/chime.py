"""The chimes, made of sines: a call's, a softer one for help, and the softest for the test at opening.

They are computed and not recorded, so that there is no file whose licence or loudness anybody must know. A call's is a
major third that falls (E5 to C5): it sounds like an invitation. Help's is a fourth that rises (C5 to F5), as a question
does, 8 LU under the voice: officers know it and visitors need not look up. The test's is one tone. Each tone begins
while the one before it still rings.
"""

import math
from array import array
from collections.abc import Sequence
from functools import cache
from typing import Final

from display_node.voice.loudness import CLIP_LUFS, level
from display_node.voice.sound import FULL_SCALE, RATE, Samples, fade

SECONDS: Final = 0.8
HIGH: Final = 659.26
LOW: Final = HIGH * 4 / 5
HELP_LUFS: Final = CLIP_LUFS - 8
TEST_LUFS: Final = CLIP_LUFS - 12
_BELL: Final = 0.012
_SOFT: Final = 0.04
_SECOND_TONE: Final = 0.3
_DECAY: Final = 0.22
_OVERTONES: Final = ((1.0, 1.0), (2.0, 0.25), (3.0, 0.08))


@cache
def chime() -> Samples:
    """Return the chime before a call, as loud as a clip."""
    return _ring((HIGH, LOW), SECONDS, _BELL, CLIP_LUFS)


@cache
def help_chime() -> Samples:
    """Return the chime of a visitor who asks for an officer."""
    return _ring((LOW, LOW * 4 / 3), SECONDS, _SOFT, HELP_LUFS)


@cache
def opening_chime() -> Samples:
    """Return the tone of the test at opening."""
    return _ring((LOW,), SECONDS / 2, _SOFT, TEST_LUFS)


def _ring(frequencies: Sequence[float], seconds: float, attack: float, lufs: float) -> Samples:
    """Tones one after another, each ringing on."""
    samples = array("h")
    for n in range(round(RATE * seconds)):
        at = n / RATE
        sound = sum(_tone(each, at - k * _SECOND_TONE, attack) for k, each in enumerate(frequencies))
        samples.append(round(0.3 * FULL_SCALE * sound))
    return fade(level(samples, lufs), 30)


def _tone(frequency: float, at: float, attack: float) -> float:
    if at < 0:
        return 0.0
    swell = min(1.0, at / attack) * math.exp(-at / _DECAY)
    return swell * sum(size * math.sin(2 * math.pi * frequency * ratio * at) for ratio, size in _OVERTONES)
