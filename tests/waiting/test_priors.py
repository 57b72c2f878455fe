"""What is supposed before anything has been seen: wrong by half or by double, it moves a forecast by little."""

from collections.abc import Iterable
from random import Random
from statistics import fmean

import pytest

from firmware.messages.why import Standing
from firmware.queueing.evolve import fold
from firmware.queueing.model import empty
from firmware.waiting.arrivals import LATENESS, SHOWS_UP, Coming
from firmware.waiting.closures import Closures
from firmware.waiting.durations import Durations
from firmware.waiting.joining import Joiners
from firmware.waiting.rollout import Rollout
from firmware.waiting.scene import set_up
from tests.waiting.office import Day, a_plan

MINUTE = 60.0
RUNS = 60
LITTLE = 0.1
"""A tenth of the wait, with the chance of so many runs in it."""


@pytest.fixture(scope="module")
def morning() -> Day:
    """Two counters on their first day: ten wait, two of twelve were not there when they were called."""
    day = Day(a_plan("A", "A"))
    for _ in range(14):
        day.comes()
    for n in (1, 2):
        day.calls(day.ticket(n), n)
        day.misses(day.ticket(n), n, after=MINUTE)
        day.calls(day.ticket(n + 2), n)
    return day


def wait_of(day: Day, *, back: float = 1.0, misses: float = 1.0, shows: float = 1.0) -> float:
    """The mean wait of a walk-in, minutes, where the suppositions are so many times as large."""
    durations = Durations(day.plan)
    durations.come_back_share = min(1.0, durations.come_back_share * back)
    durations.misses = sorted(seconds * misses for seconds in durations.misses)
    queue = fold(empty(day.plan), day.rows)
    scene = set_up(queue, day.time, 0.0, Closures(()), {("A", Standing.WALK_IN)})
    slots = [(n * 5 * MINUTE, ("A", Standing.BOOKED)) for n in range(1, 9)]
    joiners = Joiners(scene, durations, Coming([], day.time, {}), slots, LATENESS, min(1.0, SHOWS_UP * shows))
    random, rollout = Random(7), Rollout(scene, durations, joiners)
    return fmean(_firsts(rollout.run(random) for _ in range(RUNS))) / MINUTE


def _firsts(runs: Iterable[list[float]]) -> list[float]:
    return [waits[0] for waits in runs]


@pytest.mark.parametrize("times", [0.5, 2.0])
def test_how_many_come_back_is_a_detail(morning: Day, times: float) -> None:
    """Of two that may come back one more or one less, at two counters: five minutes of an hour and a half."""
    usual = wait_of(morning)
    assert abs(wait_of(morning, back=times) - usual) < LITTLE * usual


@pytest.mark.parametrize("times", [0.5, 2.0])
def test_how_long_an_absence_takes_is_a_detail(morning: Day, times: float) -> None:
    """A minute more or less, at three calls in a hundred."""
    usual = wait_of(morning)
    assert abs(wait_of(morning, misses=times) - usual) < LITTLE * usual


def test_how_many_of_those_booked_come_moves_it_by_their_own_work(morning: Day) -> None:
    """Half of eight stay away: four times ten minutes at two counters at most; all come: hardly more."""
    usual = wait_of(morning)
    assert 0 < usual - wait_of(morning, shows=0.5) < 20
    assert abs(wait_of(morning, shows=2.0) - usual) < LITTLE * usual
