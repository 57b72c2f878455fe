"""The chime: two soft bell tones, a falling major third (E5 to C5), 0.8 s, made of sines.

It is computed and not recorded, so that there is no file whose licence or loudness anybody must know. A third that
falls sounds like an invitation, one that rises like a question; the second tone begins while the first still rings.
"""

import math
from array import array
from functools import cache
from typing import Final

from display_node.voice.loudness import level
from display_node.voice.sound import FULL_SCALE, RATE, Samples, fade

SECONDS: Final = 0.8
HIGH: Final = 659.26
LOW: Final = HIGH * 4 / 5
_SECOND_TONE: Final = 0.3
_ATTACK: Final = 0.012
_DECAY: Final = 0.22
_OVERTONES: Final = ((1.0, 1.0), (2.0, 0.25), (3.0, 0.08))


@cache
def chime() -> Samples:
    """Return the chime's samples, as loud as a clip."""
    count = round(RATE * SECONDS)
    tones = (_tone(HIGH, n / RATE) + _tone(LOW, n / RATE - _SECOND_TONE) for n in range(count))
    return fade(level(array("h", (round(0.3 * FULL_SCALE * tone) for tone in tones))), 30)


def _tone(frequency: float, at: float) -> float:
    if at < 0:
        return 0.0
    swell = min(1.0, at / _ATTACK) * math.exp(-at / _DECAY)
    return swell * sum(size * math.sin(2 * math.pi * frequency * ratio * at) for ratio, size in _OVERTONES)
