"""Measures: how true predictions were, of samples of what was told and how long it took. Minutes; shares from 0 to 1.

An error is told less real, told being the middle of what was expected. A prediction without an interval has neither
coverage nor width. Nothing is weighed: each person counts once, and each class is measured beside the whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import fmean, median
from typing import Any, Final

from msgspec import Struct

from firmware.messages.why import Standing

MINUTE: Final = 60.0
FAR_OFF: Final = 10.0
_OF_FIRST_DAYS: Final = ("count", "mae", "bias", "p90_coverage")

FIRST_DAYS: Final = 3

Measures = dict[str, Any]
"""`count mae median bias over_10_min p90_coverage width jumpiness`, `per_class` of the whole: what eta.json holds."""


class Sample(Struct, frozen=True, kw_only=True, gc=False):
    """One person: what was told at the issue (seconds; `p90` None: no interval) and the `real` wait to the first call.

    `day` parts the days, whose sequences of predictions have nothing to do with each other; `load` is how many waited.
    """

    day: int
    service: str
    standing: Standing
    at: float
    p50: float
    p90: float | None
    real: float
    load: int = 0

    @property
    def error(self) -> float:
        """Told less real, in minutes."""
        return (self.p50 - self.real) / MINUTE


def measured(samples: Sequence[Sample]) -> Measures:
    """Return the measures of all samples, with those of each class under `per_class`; None for what nobody tells."""
    classes = {
        one.lower(): _measured([sample for sample in samples if sample.standing is one])
        for one in Standing
        if any(sample.standing is one for sample in samples)
    }
    return {**_measured(samples), "per_class": classes}


def first_days(samples: Mapping[str, Sequence[Sample]], days: int = FIRST_DAYS) -> dict[str, Measures]:
    """Return of each predictor some measures of the first days alone: before it learnt how the office differs."""
    begins = min((sample.day for those in samples.values() for sample in those), default=0)
    first = {name: [one for one in those if one.day < begins + days] for name, those in samples.items()}
    return {name: {which: _measured(those)[which] for which in _OF_FIRST_DAYS} for name, those in first.items()}


def _measured(samples: Sequence[Sample]) -> Measures:
    errors = [sample.error for sample in samples]
    sizes = [abs(error) for error in errors]
    ranges = [(sample, sample.p90) for sample in samples if sample.p90 is not None]
    return {
        "count": len(samples),
        "mae": _mean(sizes),
        "median": round(median(sizes), 3) if sizes else None,
        "bias": _mean(errors),
        "over_10_min": _mean([size > FAR_OFF for size in sizes]),
        "p90_coverage": _mean([sample.real <= p90 for sample, p90 in ranges]),
        "width": _mean([(p90 - sample.p50) / MINUTE for sample, p90 in ranges]),
        "jumpiness": _mean(_jumps(samples)),
    }


def _jumps(samples: Iterable[Sample]) -> list[float]:
    """Return by how much the prediction changed from one ticket of a service and class to the next of the day."""
    told: dict[tuple[int, str, Standing], list[float]] = defaultdict(list)
    for sample in samples:
        told[sample.day, sample.service, sample.standing].append(sample.p50 / MINUTE)
    return [abs(after - before) for series in told.values() for before, after in pairwise(series)]


def _mean(values: Sequence[float]) -> float | None:
    return round(fmean(values), 3) if values else None
