"""Arrivals: who may still come and go earlier than somebody who waits, by the days before.

Rates are per service, class and half hour of the day, of all the days that are known, and follow how busy today is.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from math import log
from random import Random
from typing import Final

from firmware.messages.why import Standing
from firmware.waiting.record import Arrival, DayRecord

BIN: Final = 1800.0
BINS: Final = 48
# Judgement: an hour of arrivals says as much of today as all days before.
BUSY_WEIGHT: Final = 20.0
# Until it has been seen here. Most come early, as in the literature (Cayirli and Veral, POM 2003); by how much is
# judgement, as is that nine in ten come at all.
LATENESS: Final = (-1200.0, -780.0, -540.0, -360.0, -210.0, -60.0, 60.0, 240.0)
SHOWS_UP: Final = 0.9
SHOWS_WEIGHT: Final = 20.0

Kind = tuple[str, Standing]


class Arrivals:
    """What the days before tell of arrivals, with how busy today is."""

    def __init__(self, history: Sequence[DayRecord], opened_minute: float) -> None:
        counts: dict[Kind, list[float]] = defaultdict(lambda: [0.0] * BINS)
        for record in history:
            start = _midnight(record, opened_minute)
            for one in record.arrivals:
                counts[one.service, one.standing][_bin(one.at - start)] += 1.0
        days = max(1, len(history))
        self.rates = {kind: [n / days / BIN for n in bins] for kind, bins in counts.items()}
        self.late = sorted([*LATENESS, *(a.late for r in history for a in r.arrivals if a.late is not None)])
        came = sum(a.late is not None for r in history for a in r.arrivals)
        absent = sum(r.booked_absent for r in history)
        self.shows_up = (SHOWS_UP * SHOWS_WEIGHT + came) / (SHOWS_WEIGHT + came + absent)
        self._came = dict.fromkeys(Standing, 0.0)

    def learn(self, one: Arrival) -> None:
        """Take in somebody who came today."""
        self._came[one.standing] += 1.0

    def busy(self, standing: Standing, since_midnight: float) -> float:
        """Return how many more of a class come than on the days before, up to this second of the day."""
        whole, part = divmod(min(max(since_midnight, 0.0), BINS * BIN - 1), BIN)
        expected = sum(
            sum(bins[: int(whole)]) * BIN + bins[int(whole)] * part
            for (_, its), bins in self.rates.items()
            if its is standing
        )
        return (BUSY_WEIGHT + self._came[standing]) / (BUSY_WEIGHT + expected)


class Coming:
    """Arrivals of some kinds from a moment on, to be drawn one by one."""

    def __init__(
        self, rates: Sequence[tuple[Kind, list[float]]], since_midnight: float, busy: Mapping[Standing, float]
    ) -> None:
        self._start = min(max(since_midnight, 0.0), BINS * BIN - 1)
        self._kinds = [kind for kind, _ in rates]
        self._sums = (
            [list(accumulate(bins[i] * busy[its] for (_, its), bins in rates)) for i in range(BINS)] if rates else []
        )

    def draw(self, random: Random) -> Iterator[tuple[float, Kind]]:
        """Yield who comes until midnight: how many seconds from the moment, and of what kind."""
        at = self._start
        for i in range(int(at // BIN), len(self._sums)):
            sums, end = self._sums[i], (i + 1) * BIN
            total = sums[-1]
            while total > 0:
                at += -log(1.0 - random.random()) / total
                if at >= end:
                    break
                yield at - self._start, self._kinds[bisect_right(sums, random.random() * total)]
            at = end


def _midnight(record: DayRecord, opened_minute: float) -> float:
    return record.opened_at - opened_minute * 60.0 if record.midnight is None else record.midnight


def _bin(seconds: float) -> int:
    return min(max(int(seconds // BIN), 0), BINS - 1)
