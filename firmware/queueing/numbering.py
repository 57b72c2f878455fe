"""Numbering: the figures on the slips. Per service and business day, rising, from the ranges that belong to the hub.

The ranges between them belong to the kiosks and to the paper roll in the drawer, for when the hub is silent. Ranges
that do not overlap are what makes two people with one number impossible without anybody agreeing on anything.
"""

from collections.abc import Sequence


def next_number(ranges: Sequence[tuple[int, int]], last: int) -> int | None:
    """Return the figure after `last` (0: none given yet), or None when all are given out.

    `ranges` are inclusive, rising and do not overlap.
    """
    for low, high in ranges:
        if last < high:
            return max(low, last + 1)
    return None


def leave_out(ranges: Sequence[tuple[int, int]], last: int, count: int) -> int:
    """Return the figure after which the hub goes on, when `count` of its own numbers after `last` are left out.

    At the end of the ranges nothing is left.
    """
    for _ in range(count):
        last = next_number(ranges, last) or last
    return last
