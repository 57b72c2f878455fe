"""The bench of the estimate, played short: that it measures what it says, and that ours is not far from its targets."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from firmware.messages.why import Standing
from tests.bench.eta import Setup, bench, keep
from tests.bench.packs import DEV_SEEDS, PACKS, TEST_SEEDS, UNTRAINED, are_apart, pack, training_days
from tests.bench.predictors import PREDICTORS, Schooled, baselines
from tests.bench.replay import replay
from tests.bench.targets import verdicts

SHORT = Setup(days=1, training=1, runs=6, packs=("base", "counter_shut"), processes=1)
MEASURES = {"count", "mae", "median", "bias", "over_10_min", "p90_coverage", "width", "jumpiness"}


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    """A short bench."""
    return bench(SHORT)


def test_the_file_has_the_agreed_shape(figures: dict[str, Any], tmp_path: Path) -> None:
    """Base and every pack: each predictor with its measures, and the same of each class."""
    keep(figures, tmp_path / "bench" / "eta.json")
    written = json.loads((tmp_path / "bench" / "eta.json").read_text(encoding="utf-8"))
    assert set(written) == {"base", "mismatch", "first_days", "speed", "setup", "targets"}
    assert set(written["mismatch"]) == {"counter_shut"}
    for predictors in (written["base"], *written["mismatch"].values()):
        assert set(predictors) == set(PREDICTORS)
        for measures in predictors.values():
            assert set(measures) == {*MEASURES, "per_class"}
            assert set(measures["per_class"]) <= {one.lower() for one in Standing}
            assert all(set(one) == MEASURES for one in measures["per_class"].values())


def test_only_what_tells_a_range_is_judged_by_it(figures: dict[str, Any]) -> None:
    """A baseline says one figure: it covers nothing and is as wide as nothing."""
    told = {name for name, measures in figures["base"].items() if measures["p90_coverage"] is not None}
    assert told == {"fluid", "ours"}


def test_no_day_of_training_or_development_is_tested() -> None:
    """What was learnt by heart, or looked at while the estimate was improved, proves nothing."""
    assert are_apart()
    assert set(Setup().seeds()) <= set(TEST_SEEDS)


@pytest.mark.parametrize(
    "change", [{"days": 1}, {"training": 1}, {"runs": 1}, {"packs": ("base",)}, {"is_dev": True}], ids=str
)
def test_only_the_whole_bench_plays_the_test_days(change: dict[str, Any]) -> None:
    """Whoever looks quickly, or for where an error comes from, sees days of development."""
    assert set(replace(Setup(), **change).seeds()) <= set(DEV_SEEDS)


def test_each_mismatch_is_told_apart_for_its_first_days(figures: dict[str, Any]) -> None:
    """Before the office has taught the estimate how it differs: here all days are first ones."""
    first, all_days = figures["first_days"], figures["mismatch"]
    assert set(first) == {"counter_shut"}
    for name, measures in first["counter_shut"].items():
        assert measures == {one: all_days["counter_shut"][name][one] for one in measures}
        assert set(measures) == {"count", "mae", "bias", "p90_coverage"}


def test_everybody_is_asked_of_the_same_people(figures: dict[str, Any]) -> None:
    """No predictor is silent where another speaks, and nobody who waited is forgotten."""
    counts = figures["setup"]["tickets"]["base"]
    assert counts["silent"] == 0
    assert counts["issued"] > 150
    assert counts["never_called"] <= counts["issued"] // 20


def test_the_real_wait_is_from_the_issue_to_the_first_call() -> None:
    """As the rows of the day say."""
    (day,) = training_days(1)
    samples = replay(pack("base").scenario.plan, [day], baselines()).samples["naive_open"]
    issued = {event.ticket: at for event, at in day.events if type(event).__name__ == "TicketIssued"}
    called: dict[str, float] = {}
    for event, at in day.events:
        if type(event).__name__ == "TicketCalled":
            called.setdefault(event.ticket, at)  # type: ignore[union-attr]
    waits = {round(called[ticket] - at, 3) for ticket, at in issued.items() if ticket in called}
    assert samples
    assert {round(sample.real, 3) for sample in samples} <= waits


def test_a_pack_that_is_a_property_of_the_office_is_met_on_its_first_days() -> None:
    """Wrong settings matter while nothing corrects them; every other pack is met by what the base office taught."""
    assert {name for name in PACKS if not pack(name).is_trained} == UNTRAINED
    assert Schooled().ours == Schooled().fluid == ()


def test_ours_is_better_than_what_others_show(figures: dict[str, Any]) -> None:
    """Even after a day: coarse bounds, so that a mistake shows and chance does not."""
    base = figures["base"]
    assert base["ours"]["mae"] <= 0.7 * base["naive_configured"]["mae"]
    assert figures["mismatch"]["counter_shut"]["ours"]["mae"] <= figures["mismatch"]["counter_shut"]["fluid"]["mae"] + 1
    assert base["ours"]["p90_coverage"] >= 0.75


@pytest.mark.long
def test_all_targets_are_met() -> None:
    """The whole bench: `make bench-eta` prints it."""
    missed = [one for one in verdicts(bench(Setup())) if not one.is_met]
    assert [msgspec.to_builtins(one) for one in missed] == []
