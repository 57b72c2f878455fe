"""When an estimator is asked, and how many times it may play the day forward, so that a slow machine keeps up. Pure.

The measure is its own last work. Below the least number that still says something about nine in ten, it plays no more
and computes a flow (0 runs); now and then it tries again, because the line may have become short.
"""

from typing import Final

from firmware.hub.office_time import Moment

PERIOD_SECONDS: Final = 20.0
LEAST_RUNS: Final = 10
BUDGET_SECONDS: Final = 0.5
TRY_AGAIN: Final = 30


class Pace:
    """`runs` is for the next estimate, never more than `most`."""

    def __init__(self, most: int) -> None:
        self.runs = self._most = most
        self._without = 0

    def took(self, seconds: float) -> None:
        """Hear how long the last estimate took."""
        if self.runs:
            fitting = int(self.runs * BUDGET_SECONDS / max(seconds, BUDGET_SECONDS / self._most))
            # Up by a quarter and down by half at most: one estimate says little about the next.
            fitting = min(max(fitting, self.runs // 2), self._most, self.runs + max(1, self.runs // 4))
            self.runs = fitting if fitting >= min(LEAST_RUNS, self._most) else 0
            self._without = 0
            return
        self._without += 1
        if self._without >= TRY_AGAIN:
            self.runs = min(LEAST_RUNS, self._most)


class Due:
    """When to ask: after a change or a while, and not all the time."""

    def __init__(self, rest: float) -> None:
        self._rest = rest
        self._position = -1
        self._at = float("-inf")

    def is_due(self, now: Moment, position: int) -> bool:
        """Say whether it is time, and take it for asked."""
        passed = now.boot - self._at
        if passed < (self._rest if position != self._position else PERIOD_SECONDS):
            return False
        self._at, self._position = now.boot, position
        return True
