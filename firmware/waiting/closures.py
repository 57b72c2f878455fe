"""Closures: when a counter that is closed will be back, or that it stays shut."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import inf
from typing import Final

from firmware.waiting.record import Closure, DayRecord

SHUT_WEIGHT: Final = 1
POOL_BELOW: Final = 5


class Closures:
    """How long counters were closed on the days before: until they opened, or for good."""

    def __init__(self, history: Sequence[DayRecord]) -> None:
        closures = [one for record in history for one in record.closures]
        self._own: dict[tuple[int, bool], list[Closure]] = defaultdict(list)
        self._all: dict[bool, list[Closure]] = defaultdict(list)
        for one in closures:
            self._own[one.counter, one.is_morning].append(one)
            self._all[one.is_morning].append(one)

    def lengths(self, counter: int, gone: float, *, is_morning: bool) -> list[float]:
        """Return how much longer a counter that has been closed for `gone` seconds may be: `inf` is for good.

        Each is as probable as the others; nothing where no day before tells. Of the counter itself where it has been
        closed often enough, of all counters otherwise.
        """
        own = _longer(self._own[counter, is_morning], gone)
        found = own if len(own) >= POOL_BELOW else own + _longer(self._all[is_morning], gone)
        return found + [inf] * SHUT_WEIGHT if found else []


def _longer(closures: Iterable[Closure], gone: float) -> list[float]:
    return [one.seconds - gone if one.is_over else inf for one in closures if one.seconds > gone]
