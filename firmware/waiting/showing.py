"""Showing: what a person is told of a forecast. Ranges of five minutes that do not flicker.

A range is rounded outwards, P50 down and P90 up; "less than five minutes" is 0 to 5. An end that was shown stays while
the forecast is within five minutes of it.
"""

from math import ceil
from typing import Final

from firmware.queueing.events import Method, Told
from firmware.waiting.estimates import Wait

STEP: Final = 5
"""Minutes."""


def told(wait: Wait, method: Method, before: Told | None = None) -> Told:
    """Return what is told of a forecast, when `before` was told last of the same (None: nothing)."""
    low = wait.p50 // 60 // STEP * STEP
    high = max(ceil(wait.p90 / 60 / STEP) * STEP, low + STEP)
    if before is not None:
        low = _steady(before.low, wait.p50 / 60, low)
        high = max(_steady(before.high, wait.p90 / 60, high), low + STEP)
    return Told(
        low=low,
        high=high,
        p50=wait.p50,
        p90=wait.p90,
        method=method,
        raw_p50=wait.raw_p50,
        raw_p90=wait.raw_p90,
    )


def _steady(shown: int, minutes: float, rounded: int) -> int:
    """Return the end of the range that was shown while it is true within a step, otherwise the one rounded now."""
    return shown if abs(minutes - shown) <= STEP else rounded
