"""The figures of a day: what a journal comes to."""

import pytest

from firmware.messages.why import Rule, Standing
from firmware.queueing.events import TicketCalled
from firmware.simulation.hall import figures
from firmware.simulation.hall.offices import four_services
from firmware.simulation.hall.workday import Workday, play


@pytest.fixture(scope="module")
def day() -> Workday:
    """One day of the office of four services."""
    return play(four_services(), seed=7)


def test_a_percentile_is_a_value_that_occurred() -> None:
    """Nearest rank: of ten values the ninth is the P90, and of one value all are that one."""
    assert figures.percentile(range(1, 11), 0.9) == 9
    assert figures.percentile(range(1, 11), 0.5) == 5
    assert figures.percentile([3.0], 0.9) == 3.0


def test_nobody_waiting_has_zeros() -> None:
    """An empty class is no division by zero."""
    assert figures.summary([]) == figures.Summary(count=0)


def test_everybody_who_was_called_has_a_wait(day: Workday) -> None:
    """Once, by the service on the slip and the class; classes add up to all."""
    found = figures.waits(day.queue)
    called = {row.event.ticket for row in day.rows if isinstance(row.event, TicketCalled)}
    assert len(found) == len(called)
    assert {wait.standing for wait in found} == set(Standing)
    assert all(wait.minutes >= 0 for wait in found)


def test_a_counter_is_busy_no_longer_than_it_is_open(day: Workday) -> None:
    """From the call to the next press, breaks left out."""
    for work in figures.work([day]).values():
        assert 0 < work.busy <= work.open <= 8.5 * 3600
        assert work.calls > 10


def test_every_call_has_its_rule(day: Workday) -> None:
    """Most are by credit; each call is counted once."""
    rules = figures.rules([day])
    assert rules.total() == figures.happened([day])["TicketCalled"]
    assert rules.most_common(1)[0][0] is Rule.CREDIT


def test_the_hall_is_fullest_in_the_morning(day: Workday) -> None:
    """People waiting per half hour, on average over it: the sum is the sum of all waits in line."""
    halves = dict(figures.waiting_each_half_hour([day]))
    assert max(halves, key=lambda half: halves[half]) < 11 * 60
    assert 30 * sum(halves.values()) >= sum(wait.minutes for wait in figures.waits(day.queue))
