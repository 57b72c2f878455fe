"""How a wall dims at night: every colour gives the same share of its light, but none so much that words get pale.

A screen in a dark hall blinds at full light. Light is dimmed by luminance, which is what an eye and a contrast ratio
measure; where a pair would fall under 7:1, its lighter colour keeps more.
"""

from datetime import time
from functools import lru_cache
from typing import Final

from msgspec.structs import asdict, replace

from display_node.wall.palette import ENOUGH, PAIRS, Colour, Theme, contrast, faded, luminance

_STEP: Final = 0.02


def is_night(now: time, start: time, end: time) -> bool:
    """Say whether `now` lies in the night, which may last over midnight; all are times in the office's zone."""
    return start <= now < end if start <= end else now >= start or now < end


@lru_cache(16)
def dimmed(theme: Theme, level: float) -> Theme:
    """Return the theme with `level` (0 to 1) of its light, and more of it where a pair of colours needs more."""
    day: dict[str, Colour] = asdict(theme)
    levels = dict.fromkeys(day, level)
    colours = {role: faded(colour, level) for role, colour in day.items()}
    while pale := [pair for pair in PAIRS if contrast(colours[pair[0]], colours[pair[1]]) < ENOUGH]:
        for role in {max(pair, key=lambda role: luminance(day[role])) for pair in pale}:
            levels[role] += _STEP
            colours[role] = faded(day[role], min(1.0, levels[role]))
        if all(levels[max(pair, key=lambda role: luminance(day[role]))] > 1 + _STEP for pair in pale):
            return theme
    return replace(theme, **colours)
