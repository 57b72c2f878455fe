"""The targets of the estimate, each judged by the figures of a bench. What was not measured has no verdict."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from tests.bench.measures import Measures

SHARE_OF_NAIVE: Final = 0.45
COVERAGE: Final = (0.88, 0.93)
COVERAGE_OF_A_CLASS: Final = (0.85, 0.95)
BIAS: Final = 1.0
TICKET_MS: Final = 5.0
BOARD_MS: Final = 250.0


class Verdict(Struct, frozen=True):
    """A target, the figure that was measured, and whether it is met."""

    target: str
    figure: str
    is_met: bool


def verdicts(bench: Mapping[str, Any]) -> list[Verdict]:
    """Return a verdict for every target that the figures speak of."""
    base, speed = bench.get("base"), bench.get("speed", {})
    return [
        *(_on_base(base) if base else ()),
        *_on_packs(bench.get("mismatch", {})),
        *_under("ms per ticket, median", speed.get("ticket_ms_median"), TICKET_MS),
        *_under("ms for a board of 300 waiting", speed.get("board_ms"), BOARD_MS),
    ]


def _on_base(base: Mapping[str, Measures]) -> Iterator[Verdict]:
    ours, naive = base["ours"], base["naive_configured"]["mae"]
    yield from _under(f"base: MAE is {SHARE_OF_NAIVE} of naive_configured or less", ours["mae"], SHARE_OF_NAIVE * naive)
    yield _between("base: P90 coverage", ours["p90_coverage"], COVERAGE)
    for standing, measures in ours["per_class"].items():
        yield _between(f"base: P90 coverage, {standing}", measures["p90_coverage"], COVERAGE_OF_A_CLASS)
    yield _between("base: bias, minutes", ours["bias"], (-BIAS, BIAS))


def _on_packs(packs: Mapping[str, Mapping[str, Measures]]) -> Iterator[Verdict]:
    for pack, predictors in packs.items():
        yield from _under(
            f"{pack}: MAE is not above that of fluid", predictors["ours"]["mae"], predictors["fluid"]["mae"]
        )


def _under(target: str, figure: float | None, limit: float) -> Iterator[Verdict]:
    if figure is not None:
        yield Verdict(target, f"{figure:.2f} (limit {limit:.2f})", figure <= limit)


def _between(target: str, figure: float, limits: tuple[float, float]) -> Verdict:
    low, high = limits
    return Verdict(f"{target} is {low:g} to {high:g}", f"{figure:.3f}", low <= figure <= high)
