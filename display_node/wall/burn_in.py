"""A slow walk of the whole picture, so that no letter burns itself into a screen that shows much the same all day.

The picture goes round a square, a step of two pixels (at 1080 lines) every three minutes: too slow and too small to be
noticed, and in 48 minutes every edge has moved by eight pixels in both directions. It stays inside the safe area.
"""

import itertools
from typing import Final

ROOM: Final = 4
STEP: Final = 2
STEP_SECONDS: Final = 180.0

_SIDE: Final = range(-ROOM, ROOM, STEP)
PATH: Final = tuple(
    itertools.chain(
        ((x, -ROOM) for x in _SIDE),
        ((ROOM, y) for y in _SIDE),
        ((-x, ROOM) for x in _SIDE),
        ((-ROOM, -y) for y in _SIDE),
    )
)


def moved(boot: float) -> tuple[int, int]:
    """Return how far the picture stands from its place, in pixels at 1080 lines, `boot` seconds after the start."""
    return PATH[int(boot / STEP_SECONDS) % len(PATH)]
