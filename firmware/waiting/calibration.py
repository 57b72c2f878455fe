"""Calibration: what became of the forecasts of the days before corrects those to come (split conformal prediction).

A score is how far the real wait was above the raw middle, in units of the raw spread. The P90 is put where nine in ten
of the scores were (Vovk et al. 2005), the P50 in the middle of them, by class; groups of short and long waits beside
the classes were measured and were no better. Within a day the level follows what is covered (adaptive conformal
inference, Gibbs and Candes 2021), so that a day unlike all others is soon told more carefully.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from firmware.messages.why import Standing
from firmware.queueing.events import Method
from firmware.waiting.estimates import Wait
from firmware.waiting.levels import exceeded_by, midmean
from firmware.waiting.record import DayRecord, Outcome

LEVEL: Final = 0.905
"""A little above nine in ten: the errors of a day come together, and what is learned today is learned late."""
FLOOR: Final = 120.0
STEP: Final = 0.006
"""Small: those called so far today are the ones who waited least, so longer steps learn too little from the others."""
LOWEST: Final = 0.75
HIGHEST: Final = 0.985
ENOUGH: Final = 60
FEW: Final = 10
KEPT: Final = 5000


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
        own, upper = score(one), self._upper(one.standing)
        has_missed = own > (1.0 if upper is None else upper)
        level = self._levels[one.standing] + STEP * (has_missed - (1 - LEVEL))
        self._levels[one.standing] = min(max(level, LOWEST), HIGHEST)
        insort(self._scores[None], own)
        insort(self._scores[one.standing], own)

    def calibrated(self, standing: Standing, raw_p50: float, raw_p90: float) -> Wait:
        """Return a forecast as it should be told."""
        unit = max(0.0, raw_p90 - raw_p50) + FLOOR
        scores, upper = self._of(standing), self._upper(standing)
        p50 = max(0.0, raw_p50 + (midmean(scores) if scores else 0.0) * unit)
        p90 = raw_p90 if upper is None else raw_p50 + upper * unit
        return Wait(p50=round(p50), p90=round(max(p50, p90)), raw_p50=round(raw_p50), raw_p90=round(raw_p90))

    def _of(self, standing: Standing) -> list[float]:
        """Return the scores of a class, or of everybody while it has few; none where all are few."""
        own, everybody = self._scores[standing], self._scores[None]
        if len(own) >= ENOUGH:
            return own
        return everybody if len(everybody) >= FEW else []

    def _upper(self, standing: Standing) -> float | None:
        scores = self._of(standing)
        return exceeded_by(scores, 1.0 - self._levels[standing]) if scores else None


def score(one: Outcome) -> float:
    """Return how far the real wait was above the raw P50, in units of the raw spread."""
    return (one.real - one.raw_p50) / (max(0, one.raw_p90 - one.raw_p50) + FLOOR)
