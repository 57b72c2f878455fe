"""The table of a bench: what eta.json holds, for somebody who reads."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.bench.measures import FIRST_DAYS, Measures
from tests.bench.targets import Verdict

_COLUMNS = ("count", "mae", "median", "bias", "over_10_min", "p90_coverage", "width", "jumpiness")
_HEADS = ("people", "MAE", "median", "bias", "> 10 min", "P90 cov.", "width", "jumps")
_SHARES = ("over_10_min", "p90_coverage")


def in_words(bench: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines: each pack with its predictors, ours per class, and the first days of those with an interval."""
    packs = {"base": bench.get("base"), **bench.get("mismatch", {})}
    for pack, predictors in packs.items():
        if predictors:
            yield from ("", _line(f"{pack} (minutes)", _HEADS), *_rows(predictors))
            yield from _first_days(bench.get("first_days", {}).get(pack, {}))


def verdicts_in_words(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Yield a line for each target."""
    yield ""
    for one in verdicts:
        yield f"{'pass' if one.is_met else 'FAIL':<6}{one.target:<58}{one.figure}"


def _rows(predictors: Mapping[str, Measures]) -> Iterator[str]:
    for name, measures in predictors.items():
        yield _line(name, map(_cell, _COLUMNS, (measures[column] for column in _COLUMNS)))
    for standing, measures in predictors.get("ours", {}).get("per_class", {}).items():
        yield _line(f"  ours, {standing}", map(_cell, _COLUMNS, (measures[column] for column in _COLUMNS)))


def _first_days(predictors: Mapping[str, Measures]) -> Iterator[str]:
    """Yield a line for each predictor that has an interval."""
    for name, measures in predictors.items():
        if measures["p90_coverage"] is not None:
            yield _line(f"  {name}, first {FIRST_DAYS} days", (_cell(one, measures.get(one)) for one in _COLUMNS))


def _line(name: str, cells: Iterable[str]) -> str:
    return f"{name:<28}" + "".join(f"{cell:>10}" for cell in cells)


def _cell(column: str, value: float | None) -> str:
    if value is None:
        return "-"
    if column == "count":
        return str(value)
    return f"{value:.1%}" if column in _SHARES else f"{value:.2f}"
