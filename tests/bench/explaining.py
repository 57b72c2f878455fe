"""Explaining: where the error of ours comes from. The same samples, parted by what could be the cause.

Bias that is the same everywhere is calibration; in one service, its history; at one hour, the absences or the arrivals
still to come; with many waiting, the speed of the day; in a whole day, that the day was slow or somebody was away.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from tests.bench.measures import MINUTE, Sample, measured

HOUR: Final = 3600
_DAY: Final = 24 * HOUR


def explained(samples: Mapping[str, Sequence[Sample]], of: str = "ours", beside: str = "fluid") -> Iterator[str]:
    """Yield a table for each cause: how many, the measures of one predictor, and the MAE of another."""
    others = {(one.day, one.at, one.service, one.standing): one for one in samples.get(beside, ())}
    yield ""
    for cause, key in _CAUSES.items():
        parts: dict[str, list[Sample]] = defaultdict(list)
        for sample in samples[of]:
            parts[key(sample)].append(sample)
        yield f"{of} by {cause:<18}{'count':>7}{'real':>8}{'MAE':>8}{'bias':>8}{'cover':>8}{'width':>8}{beside:>8}"
        for part, group in sorted(parts.items()):
            same = [others[at] for one in group if (at := (one.day, one.at, one.service, one.standing)) in others]
            yield _row(part, group, same)
        yield ""


def _row(part: str, group: Sequence[Sample], same: Sequence[Sample]) -> str:
    figures, beside = measured(group), measured(same)
    real = sum(one.real for one in group) / len(group) / MINUTE
    cells = (real, figures["mae"], figures["bias"], figures["p90_coverage"], figures["width"], beside["mae"])
    return f"  {part:<24}{len(group):>9}" + "".join(f"{'-' if cell is None else f'{cell:.2f}':>8}" for cell in cells)


_CAUSES: Final[Mapping[str, Callable[[Sample], str]]] = {
    "class": lambda one: one.standing,
    "service": lambda one: one.service,
    "hour": lambda one: f"{int(one.at % _DAY // HOUR):02d}.00",
    "people waiting": lambda one: f"{one.load // 10 * 10:>3} and more",
    "minutes told": lambda one: f"{int(one.p50 / MINUTE) // 10 * 10:>3} and more",
    "day": lambda one: f"{one.day:>3}",
}
