"""Calibration: what became of the forecasts of the days before corrects those to come (split conformal prediction).

A score is how far the real wait was above the raw middle, in units of the raw spread. The P90 is put where nine in ten
of the scores were (Vovk et al. 2005), the P50 where half of them were. Within a day the level follows what is covered
(adaptive conformal inference, Gibbs and Candes 2021), so that a day unlike all others is soon told more carefully.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Sequence
from math import ceil
from typing import Final

from firmware.messages.why import Standing
from firmware.queueing.events import Method
from firmware.waiting.estimates import Wait
from firmware.waiting.record import DayRecord, Outcome

LEVEL: Final = 0.9
FLOOR: Final = 120.0
STEP: Final = 0.01
LOWEST: Final = 0.75
HIGHEST: Final = 0.985
ENOUGH: Final = 60
KEPT: Final = 3000


class Calibration:
    """Scores of one method, of the days before and of today."""

    def __init__(self, history: Sequence[DayRecord], method: Method) -> None:
        self._method = method
        self._scores: dict[Standing | None, list[float]] = defaultdict(list)
        self._levels: dict[Standing, float] = dict.fromkeys(Standing, LEVEL)
        outcomes = [one for record in history for one in record.outcomes if one.method is method]
        for one in outcomes[-KEPT:]:
            self._scores[None].append(score(one))
            self._scores[one.standing].append(score(one))
        for scores in self._scores.values():
            scores.sort()

    def learn(self, one: Outcome) -> None:
        """Take in how a forecast of today came out."""
        if one.method is not self._method:
            return
        own = score(one)
        missed = own > self._quantile(one.standing, self._levels[one.standing], 1.0)
        level = self._levels[one.standing] + STEP * (missed - (1 - LEVEL))
        self._levels[one.standing] = min(max(level, LOWEST), HIGHEST)
        insort(self._scores[None], own)
        insort(self._scores[one.standing], own)

    def calibrated(self, standing: Standing, raw_p50: float, raw_p90: float) -> Wait:
        """Return a forecast as it should be told."""
        unit = max(0.0, raw_p90 - raw_p50) + FLOOR
        p50 = max(0.0, raw_p50 + self._quantile(standing, 0.5, 0.0) * unit)
        p90 = max(p50, raw_p50 + self._quantile(standing, self._levels[standing], 1.0 - FLOOR / unit) * unit)
        return Wait(p50=round(p50), p90=round(p90), raw_p50=round(raw_p50), raw_p90=round(raw_p90))

    def _quantile(self, standing: Standing, level: float, unknown: float) -> float:
        own = self._scores.get(standing, [])
        return quantile(own if len(own) >= ENOUGH else self._scores.get(None, []), level, unknown)


def score(one: Outcome) -> float:
    """Return how far the real wait was above the raw P50, in units of the raw spread."""
    return (one.real - one.raw_p50) / (max(0, one.raw_p90 - one.raw_p50) + FLOOR)


def quantile(scores: Sequence[float], level: float, unknown: float) -> float:
    """Return the score that a new one exceeds with probability 1 - level at most; `scores` are sorted.

    The ceil((n + 1) * level)-th smallest, as split conformal prediction asks for; `unknown` of less than ten.
    """
    n = len(scores)
    if n < 10:  # noqa: PLR2004 - nine in ten of fewer is nobody
        return unknown
    return scores[min(n, ceil((n + 1) * level)) - 1]
