"""The measures and the verdicts, on figures small enough to do in the head."""

import pytest
from msgspec.structs import replace

from firmware.messages.why import Standing
from tests.bench.measures import Sample, first_days, measured
from tests.bench.targets import verdicts


def sample(told: float, real: float, p90: float | None = None, standing: Standing = Standing.WALK_IN) -> Sample:
    """Somebody who was told so many minutes and waited so many."""
    limit = None if p90 is None else p90 * 60
    return Sample(day=1, service="A", standing=standing, at=0.0, p50=told * 60, p90=limit, real=real * 60)


def test_an_error_is_told_less_real() -> None:
    """Three people were told 10 minutes and waited 4, 12 and 25: off by 6, 2 and 15, and by 11/3 too little."""
    figures = measured([sample(10, 4), sample(10, 12), sample(10, 25)])
    assert (figures["mae"], figures["median"]) == (pytest.approx(23 / 3, abs=0.001), 6.0)
    assert figures["bias"] == pytest.approx(-11 / 3, abs=0.001)
    assert figures["over_10_min"] == pytest.approx(1 / 3, abs=0.001)


def test_a_wait_at_the_end_of_the_range_is_covered() -> None:
    """P90 of 20: waits of 20 and less are covered, one of 21 is not; the width is from the middle to P90."""
    figures = measured([sample(10, 20, 20), sample(12, 1, 20), sample(14, 21, 20)])
    assert (figures["p90_coverage"], figures["width"]) == (0.667, 8.0)


def test_who_tells_no_range_has_no_coverage() -> None:
    """Null in eta.json, not nought."""
    figures = measured([sample(10, 20)])
    assert (figures["p90_coverage"], figures["width"], figures["jumpiness"]) == (None, None, None)


def test_jumps_are_between_neighbours_of_a_line() -> None:
    """Told 10, 16, 12 to one class and 40 to another: jumps of 6 and 4, and none across the classes."""
    other = sample(40, 0, standing=Standing.PRIORITY)
    assert measured([sample(10, 0), other, sample(16, 0), sample(12, 0)])["jumpiness"] == 5.0


def test_each_class_is_measured_beside_the_whole() -> None:
    """Classes that nobody came in are not there."""
    classes = measured([sample(10, 4), sample(10, 12, standing=Standing.PRIORITY)])["per_class"]
    assert {name: one["mae"] for name, one in classes.items()} == {"walk_in": 6.0, "priority": 2.0}
    assert {name: one["count"] for name, one in classes.items()} == {"walk_in": 1, "priority": 1}
    assert "per_class" not in classes["walk_in"]


def test_the_first_days_are_those_of_the_samples() -> None:
    """Days 21 to 23 of days 21 to 24: off by 6 thrice, and what was learnt by the fourth does not count."""
    days = [replace(sample(10, 4 if day < 24 else 10), day=day) for day in (24, 21, 22, 23)]
    assert first_days({"ours": days}) == {"ours": {"count": 3, "mae": 6.0, "bias": 6.0, "p90_coverage": None}}


def test_a_missed_target_is_said() -> None:
    """Ours is 5 where naive is 10: more than 0.45 of it."""
    ours = {**measured([sample(5, 0, 0)]), "per_class": {}}
    judged = verdicts({"base": {"ours": ours, "naive_configured": measured([sample(10, 0)])}})
    assert [one.is_met for one in judged] == [False, False, False]
    assert judged[0].figure == "5.00 (limit 4.50)"


def test_what_was_not_measured_has_no_verdict() -> None:
    """A short bench of one pack speaks of that pack only."""
    pack = {"ours": measured([sample(5, 0)]), "fluid": measured([sample(6, 0)])}
    assert [one.is_met for one in verdicts({"mismatch": {"counter_shut": pack}})] == [True]
