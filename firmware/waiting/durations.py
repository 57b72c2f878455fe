"""Durations: how long help, gaps and missed calls take here, learned from the days before and from today.

What was seen is drawn from as it is, so that its own shape and tail come along; the configured mean counts as ten
people while few were seen. How fast a counter works, and how fast today is, are factors shrunk towards one, by as much
as their spread between the days before says.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from math import sqrt
from random import Random
from typing import Final

from msgspec.structs import replace

from firmware.messages.commands import Absence
from firmware.queueing.plan import OfficePlan
from firmware.waiting.record import DayRecord, Gap, Help

# What stands below counts until an office has been seen, less with each who comes, and is of no office in particular.
# A lognormal's tenths with a spread of 0.6 of its mean: help takes so in the literature (Brown et al., JASA 2005), the
# spread is judgement. It weighs as ten people.
SHAPE: Final = (0.36, 0.5, 0.61, 0.72, 0.83, 0.95, 1.09, 1.28, 1.57, 2.09)
# Judgement, of a service that the settings do not know.
UNKNOWN: Final = 600.0
# As many as a Pi draws from and sorts without effort.
KEPT: Final = 600
GAPS_KEPT: Final = 300
# Judgement: somebody of today tells as much as two of other days, and nothing lasts more than four times as long for
# the counter's sake.
TODAY: Final = 2
ODDEST: Final = 4.0
# Judgement, until five days tell how far counters and days differ.
COUNTER_WEIGHT: Final = 12.0
DAY_WEIGHT: Final = 25.0
# Judgement: a few in a hundred are not there.
MISS_WEIGHT: Final = 40.0
MISS_SHARE: Final = 0.03
# By the rules of calling: three calls within forty seconds, then not there; and back within thirty minutes or never.
MISS_SECONDS: Final = (30.0, 60.0, 90.0)
COME_BACKS: Final = (240.0, 480.0, 720.0, 1080.0, 1500.0)
# Judgement: of ten that were not there five come back.
BACK_WEIGHT: Final = 10.0
# Judgement: an officer calls within the minute.
GAPS: Final = (0.0, 5.0, 10.0, 20.0, 40.0)
IDLE_GAPS: Final = (2.0, 5.0, 10.0, 20.0)
# Judgement: nobody is helped for longer.
LONGEST: Final = 2 * 3600.0


class Durations:
    """What is known of durations: sorted seconds to draw from, and the factors of the counters."""

    def __init__(self, plan: OfficePlan, history: Sequence[DayRecord] = ()) -> None:
        self._plan = plan
        helps = [one for record in history for one in record.helps]
        served = [one for one in helps if not one.is_no_show]
        self.seen = len(served)
        self._configured = {letter: UNKNOWN for counter in plan.counters for letter in counter.serves}
        self._configured |= {one.letter: max(one.minutes, 1) * 60.0 for one in plan.services}
        self._known = self._means(served)
        self._ratios = self._ratios_of(served)
        self._day_weight, self._counter_weight = self._weights(history)
        self.helps = self._pools(served)
        self.means = {service: sum(pool) / len(pool) for service, pool in self.helps.items()}
        self._missed, self._called = float(len(helps) - len(served)), float(len(helps))
        self._extra = float(sum(one.is_extra for one in helps))
        backs = [one for record in history for one in record.come_backs]
        self.come_backs = sorted([*COME_BACKS, *backs][-KEPT:])
        self.come_back_share = (BACK_WEIGHT / 2 + len(backs)) / (BACK_WEIGHT + self._missed)
        gaps = [
            outside(one, record.absences.get(one.counter, ()), record.midnight)
            for record in history
            for one in record.gaps
        ]
        self.misses = sorted([*MISS_SECONDS, *(one.seconds for one in helps if one.is_no_show)][-KEPT:])
        self.gaps = _thinned([*GAPS, *(one.seconds for one in gaps if not one.is_idle)])
        self.idle_gaps = _thinned([*IDLE_GAPS, *(one.seconds for one in gaps if one.is_idle)])
        self._today: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
        self._all_today = [0.0, 0.0]

    def learn_help(self, one: Help) -> None:
        """Take in what was seen today."""
        self.seen += 1
        self._called += TODAY
        self._extra += TODAY * one.is_extra
        if one.is_no_show:
            self._missed += TODAY
            insort(self.misses, one.seconds)
            return
        pool = self.helps.setdefault(one.service, [UNKNOWN * part for part in SHAPE])
        expected = self.means.setdefault(one.service, UNKNOWN) * self._ratios.get(one.counter, 1.0)
        ratio = min(one.seconds / expected, ODDEST)
        for sums in (self._today[one.counter], self._all_today):
            sums[0] += ratio
            sums[1] += 1
        seconds = one.seconds / self.factor(one.counter)
        for _ in range(TODAY):
            insort(pool, seconds)

    def learn_gap(self, one: Gap) -> None:
        """Take in what was seen today."""
        insort(self.idle_gaps if one.is_idle else self.gaps, one.seconds)

    def factor(self, counter: int) -> float:
        """Return how much longer than in the mean help takes at a counter today."""
        total, count = self._all_today
        day = (self._day_weight + total) / (self._day_weight + count)
        own, n = self._today.get(counter, (0.0, 0.0))
        return self._ratios.get(counter, 1.0) * day * ((self._counter_weight + own / day) / (self._counter_weight + n))

    @property
    def miss_share(self) -> float:
        """Return to how many of the calls nobody comes."""
        return (MISS_SHARE * MISS_WEIGHT + self._missed) / (MISS_WEIGHT + self._called)

    @property
    def extra_share(self) -> float:
        """Return how many calls by name or after a transfer come with each call from a line."""
        return self._extra / (MISS_WEIGHT + self._called - self._extra)

    def _means(self, served: list[Help]) -> dict[str, float]:
        """Return the mean of each service as it was seen, to compare counters and days by."""
        groups: dict[str, list[float]] = defaultdict(list)
        for one in served:
            groups[one.service].append(one.seconds)
        return {
            letter: (minutes + sum(groups[letter])) / (1 + len(groups[letter]))
            for letter, minutes in self._configured.items()
        }

    def _ratios_of(self, served: list[Help]) -> dict[int, float]:
        sums: dict[int, list[float]] = defaultdict(lambda: [COUNTER_WEIGHT, COUNTER_WEIGHT])
        for one in served:
            if one.service in self._known:
                sums[one.counter][0] += min(one.seconds / self._known[one.service], ODDEST)
                sums[one.counter][1] += 1
        return {counter: total / count for counter, (total, count) in sums.items()}

    def _weights(self, history: Sequence[DayRecord]) -> tuple[float, float]:
        """Return as how many people the usual speed counts: of the day, and of a counter on a day."""
        days: list[list[float]] = []
        counters: list[list[float]] = []
        for record in history:
            ratios: dict[int, list[float]] = defaultdict(list)
            for one in record.helps:
                if not one.is_no_show and one.service in self._known:
                    usual = self._known[one.service] * self._ratios.get(one.counter, 1.0)
                    ratios[one.counter].append(min(one.seconds / usual, ODDEST))
            days.append([ratio for own in ratios.values() for ratio in own])
            # Where all were helped within the second, nothing can be compared.
            mean = (sum(days[-1]) / len(days[-1]) or 1.0) if days[-1] else 1.0
            counters += [[ratio / mean for ratio in own] for own in ratios.values()]
        return (
            _weight(days, DAY_WEIGHT, (15.0, 120.0)),
            _weight(counters, 2 * COUNTER_WEIGHT, (12.0, 150.0)),
        )

    def _pools(self, served: list[Help]) -> dict[str, list[float]]:
        groups: dict[str, list[float]] = defaultdict(list)
        for one in served:
            groups[one.service].append(one.seconds / self._ratios.get(one.counter, 1.0))
        return {
            letter: sorted([*(mean * part for part in SHAPE), *groups[letter][-KEPT:]])
            for letter, mean in self._configured.items()
        }


def outside(gap: Gap, its: Sequence[Absence], midnight: float | None) -> Gap:
    """Return a gap without the time in which nobody was said to be there; `midnight` is office time (None: unknown)."""
    if not its or midnight is None:
        return gap
    end = gap.at + gap.seconds
    spans = ((midnight + begin * 60.0, midnight + until * 60.0) for begin, until in its)
    away = sum(max(0.0, min(end, until) - max(gap.at, begin)) for begin, until in spans)
    return replace(gap, seconds=max(0.0, gap.seconds - away)) if away else gap


def rest(pool: Sequence[float], gone: float, chance: float, factor: float = 1.0) -> float:
    """Return a draw of what is left, seconds, of something that has lasted `gone` of `factor` times the pool's.

    `pool` is sorted, `chance` from 0 to 1. Beyond all but three that were ever seen the tail goes on as it
    has come: with half a chance it is over before it has lasted 1.4 times as long (Pareto with exponent 2).
    """
    first = bisect_right(pool, gone / factor)
    left = len(pool) - first
    if left >= 3:  # noqa: PLR2004 - fewer say nothing
        return pool[first + int(chance * left)] * factor - gone
    return min(gone * (1.0 / sqrt(1.0 - chance) - 1.0), LONGEST)


def _thinned(seconds: list[float]) -> list[float]:
    """Return as many as count beside those of today, of all there are: every n-th in their order of length."""
    every = max(1.0, len(seconds) / GAPS_KEPT)
    ordered = sorted(seconds)
    return [ordered[int((n + 0.5) * every)] for n in range(int(len(ordered) / every))]


def _weight(groups: Sequence[Sequence[float]], usual: float, limits: tuple[float, float]) -> float:
    """Return the spread within groups over that between them (method of moments), or the usual weight of few groups."""
    large = [group for group in groups if len(group) >= 8]  # noqa: PLR2004 - a mean of fewer says little
    if len(large) < 5:  # noqa: PLR2004 - as little
        return usual
    means = [sum(group) / len(group) for group in large]
    middle = sum(means) / len(means)
    within = sum(sum((x - m) ** 2 for x in g) for g, m in zip(large, means, strict=True)) / sum(
        len(g) - 1 for g in large
    )
    between = sum((m - middle) ** 2 - within / len(g) for g, m in zip(large, means, strict=True)) / (len(large) - 1)
    low, high = limits
    return min(max(within / between, low), high) if between > 0 else high


def draw(pool: Sequence[float], random: Random) -> float:
    """Return one of a pool."""
    return pool[int(random.random() * len(pool))]
