"""An estimator is asked neither all the time nor too rarely, and plays the day no more often than its machine can."""

import pytest

from firmware.hub.pace import BUDGET_SECONDS, PERIOD_SECONDS, TRY_AGAIN, Due, Pace
from tests.hub.bench import moment


def after(pace: Pace, *durations: float) -> int:
    """The runs of the estimate after those that took so long."""
    for seconds in durations:
        pace.took(seconds)
    return pace.runs


def test_a_quick_machine_plays_as_often_as_it_is_told() -> None:
    """Also after many estimates."""
    assert after(Pace(40), *[0.05] * 50) == 40


def test_a_slow_one_plays_fewer_days() -> None:
    """As many as fit into the budget."""
    assert after(Pace(40), 2 * BUDGET_SECONDS) == 20


def test_one_slow_estimate_is_not_believed_at_once() -> None:
    """The machine may just have had something else to do."""
    assert after(Pace(40), 100.0) == 20


def test_one_too_slow_for_ten_computes_a_flow() -> None:
    """Fewer runs say nothing about nine in ten."""
    assert after(Pace(40), *[5 * BUDGET_SECONDS] * 3) == 0


def test_after_a_while_it_tries_again() -> None:
    """The line may have become short."""
    pace = Pace(40)
    assert after(pace, 10.0, 10.0, 10.0, *[0.01] * (TRY_AGAIN - 1)) == 0
    assert after(pace, 0.01) == 10


def test_runs_come_back_step_by_step() -> None:
    """One quick estimate of an empty office says nothing about the next."""
    pace = Pace(40)
    assert after(pace, 2 * BUDGET_SECONDS) == 20
    assert after(pace, 0.01) == 25
    assert after(pace, *[0.01] * 10) == 40


@pytest.mark.parametrize(
    ("seconds", "position", "is_due"),
    [(0.5, 8, False), (1.0, 8, True), (1.0, 7, False), (PERIOD_SECONDS, 7, True)],
)
def test_it_is_asked_after_a_change_and_after_a_while(seconds: float, position: int, *, is_due: bool) -> None:
    """And has a second to rest between two questions."""
    due = Due(rest=1.0)
    assert due.is_due(moment(0), 7)
    assert due.is_due(moment(seconds), position) is is_due
