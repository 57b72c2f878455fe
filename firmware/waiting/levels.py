"""Levels: the middle and the upper end of sorted figures."""

from collections.abc import Sequence
from math import ceil


def midmean(ends: Sequence[float]) -> float:
    """Return the mean of the middle half of sorted figures: the median, with less chance in it where they are few."""
    cut = len(ends) // 4
    middle = ends[cut : len(ends) - cut]
    return sum(middle) / len(middle)


def at_level(ends: Sequence[float], level: float) -> float:
    """Return a level of sorted figures, between the two nearest."""
    place = level * (len(ends) - 1)
    low = int(place)
    if place == low:
        return ends[low]
    return ends[low] + (ends[low + 1] - ends[low]) * (place - low)


def exceeded_by(ends: Sequence[float], share: float) -> float:
    """Return the sorted figure that a new one of the same kind exceeds with probability `share` at most.

    The ceil((n + 1) * (1 - share))-th smallest, as split conformal prediction asks for; the largest where they are few.
    """
    return ends[min(len(ends), ceil((len(ends) + 1) * (1.0 - share) - 1e-9)) - 1]
