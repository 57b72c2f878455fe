"""How a call catches the eye: the panel lights up and breathes twice, in brightness and never in position.

The new number is readable in the very first frame; only the panel's colour moves. It begins at full glow, comes down
within 200 ms and then breathes twice. Peaks are 0.9 s apart, far under the 3 Hz above which flashing light can harm.
"""

import math
from typing import Final

FADE_SECONDS: Final = 0.2
BREATH_SECONDS: Final = 0.9
BREATHS: Final = 2
PULSE_SECONDS: Final = FADE_SECONDS + BREATHS * BREATH_SECONDS
FRAME_SECONDS: Final = 1 / 28
_STEPS: Final = 24


def glow(age: float | None) -> float:
    """Return how bright the panel is, 0 (rest) to 1, `age` seconds after the call was first shown.

    None means that no call is being pointed out. Values are rounded to steps, so that frames that look alike are equal.
    """
    if age is None or age >= PULSE_SECONDS:
        return 0.0
    if age < FADE_SECONDS:
        level = 1 - max(0.0, age) / FADE_SECONDS
    else:
        level = (1 - math.cos(2 * math.pi * (age - FADE_SECONDS) / BREATH_SECONDS)) / 2
    return round(level * _STEPS) / _STEPS


def is_moving(age: float | None) -> bool:
    """Say whether another frame is due within `FRAME_SECONDS`."""
    return age is not None and age < PULSE_SECONDS
