"""Arrivals: who may still come and go earlier than somebody who waits, by the days before.

Rates are per service, class and half hour of the day, of all the days that are known, and follow how busy today is.
"""

from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import Final

from firmware.messages.why import Standing
from firmware.waiting.record import Arrival, DayRecord

BIN: Final = 1800.0
BINS: Final = 48
BUSY_WEIGHT: Final = 20.0
HORIZON: Final = 4 * 3600.0
LATENESS: Final = (-1200.0, -780.0, -540.0, -360.0, -210.0, -60.0, 60.0, 240.0)
SHOWS_UP: Final = 0.9

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
        self._came = 0.0

    def learn(self, one: Arrival) -> None:
        """Take in somebody who came today."""
        del one
        self._came += 1.0

    def busy(self, since_midnight: float) -> float:
        """Return how much busier than on the days before today is, up to this second of the day."""
        whole, part = divmod(min(max(since_midnight, 0.0), BINS * BIN - 1), BIN)
        expected = sum(sum(bins[: int(whole)]) * BIN + bins[int(whole)] * part for bins in self.rates.values())
        return (BUSY_WEIGHT + self._came) / (BUSY_WEIGHT + expected)


class Coming:
    """Arrivals of some kinds from a moment on, to be drawn one by one."""

    def __init__(self, rates: Sequence[tuple[Kind, list[float]]], since_midnight: float, busy: float) -> None:
        self._start, self._busy = since_midnight, busy
        self._kinds = [kind for kind, _ in rates]
        self._bins = [[bins[i] for _, bins in rates] for i in range(BINS)] if rates else []
        self._totals = [sum(column) * busy for column in self._bins]

    def draw(self, random: Random, horizon: float = HORIZON) -> list[tuple[float, Kind]]:
        """Return who comes within the horizon: how many seconds from the moment, and of what kind."""
        if not self._totals:
            return []
        found, at, end = [], self._start, min(self._start + horizon, BINS * BIN - 1)
        while True:
            i = int(at // BIN)
            total = self._totals[i]
            step = random.expovariate(total) if total > 0 else BIN
            if at + step >= (i + 1) * BIN:
                at = (i + 1) * BIN
            else:
                at += step
                if at < end:
                    found.append((at - self._start, self._kind(i, random)))
            if at >= end:
                return found

    def _kind(self, i: int, random: Random) -> Kind:
        column = self._bins[i]
        return random.choices(self._kinds, column)[0] if len(column) > 1 else self._kinds[0]


def _midnight(record: DayRecord, opened_minute: float) -> float:
    return record.opened_at - opened_minute * 60.0 if record.midnight is None else record.midnight


def _bin(seconds: float) -> int:
    return min(max(int(seconds // BIN), 0), BINS - 1)
