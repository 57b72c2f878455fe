"""What became of forecasts corrects those to come."""

from random import Random

import pytest

from firmware.messages.why import Standing
from firmware.queueing.events import Method
from firmware.waiting.calibration import Calibration
from firmware.waiting.levels import at_level, exceeded_by, midmean
from firmware.waiting.record import Outcome
from tests.waiting.office import a_plan, a_record

WALK_IN = Standing.WALK_IN


def outcomes(count: int, seed: int = 1, factor: float = 1.0) -> tuple[Outcome, ...]:
    """Forecasts of ten minutes, and of fifteen for nine in ten; the real waits go from nothing to `factor` times 20."""
    chance = Random(seed)
    return tuple(
        Outcome(
            service="A",
            standing=WALK_IN,
            method=Method.ROLLOUT,
            raw_p50=600,
            raw_p90=900,
            real=1200.0 * factor * chance.random(),
        )
        for _ in range(count)
    )


def taught(count: int, factor: float = 1.0) -> Calibration:
    """A calibration that has seen so many."""
    return Calibration([a_record(a_plan("A"), outcomes=outcomes(count, factor=factor))], Method.ROLLOUT)


def test_without_any_day_before_a_forecast_stays_as_it_is() -> None:
    """Nothing is known of its errors."""
    wait = Calibration([], Method.ROLLOUT).calibrated(WALK_IN, 600.0, 900.0)
    assert (wait.p50, wait.p90) == (600, 900)


def test_the_p90_is_where_nine_in_ten_were() -> None:
    """Of waits from 0 to 20 minutes: 18, whatever was forecast."""
    assert taught(1000).calibrated(WALK_IN, 600.0, 900.0).p90 == pytest.approx(1080, abs=40)


def test_the_p50_moves_to_the_middle_of_what_came() -> None:
    """Everything took twice as long as forecast."""
    assert taught(1000, factor=2.0).calibrated(WALK_IN, 600.0, 900.0).p50 == pytest.approx(1200, abs=60)


def test_nine_in_ten_of_exchangeable_waits_are_covered() -> None:
    """Learned from 500 and judged on 2000 others, each learned from in its turn."""
    calibration, covered, others = taught(500), 0, outcomes(2000, seed=2)
    for one in others:
        covered += one.real <= calibration.calibrated(WALK_IN, 600.0, 900.0).p90
        calibration.learn(one)
    assert covered / len(others) == pytest.approx(0.9, abs=0.02)


def test_a_day_unlike_all_others_is_soon_told_more_carefully() -> None:
    """Everything takes half as long again: the P90 rises from the first misses on."""
    calibration = taught(1000)
    before = calibration.calibrated(WALK_IN, 600.0, 900.0).p90
    for one in outcomes(60, seed=3, factor=1.5):
        calibration.learn(one)
    assert calibration.calibrated(WALK_IN, 600.0, 900.0).p90 > before + 100


def test_a_class_with_few_outcomes_borrows_those_of_all() -> None:
    """Nobody booked has been seen."""
    assert taught(1000).calibrated(Standing.BOOKED, 600.0, 900.0).p90 == pytest.approx(1080, abs=40)


def test_outcomes_of_another_method_are_not_mixed_in() -> None:
    """The fluid errs in its own way."""
    calibration = Calibration([a_record(a_plan("A"), outcomes=outcomes(500))], Method.FLUID)
    assert calibration.calibrated(WALK_IN, 600.0, 900.0).p90 == 900


def test_levels_of_few_figures() -> None:
    """By hand."""
    assert midmean([1.0, 2.0, 4.0, 100.0]) == 3.0
    assert midmean([7.0]) == 7.0
    assert at_level([0.0, 10.0], 0.9) == 9.0
    assert exceeded_by([float(n) for n in range(1, 10)], 0.1) == 9.0
    assert exceeded_by([float(n) for n in range(1, 20)], 0.1) == 18.0
