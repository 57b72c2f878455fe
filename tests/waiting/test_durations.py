"""How long things take, as far as it has been seen."""

from random import Random

import pytest
from msgspec.structs import replace

from firmware.waiting.durations import LONGEST, Durations, outside, rest
from firmware.waiting.record import Gap, Help
from tests.waiting.office import OPENED, a_plan, a_record


def mean(durations: Durations, service: str = "A") -> float:
    """The mean of what is drawn from."""
    return sum(durations.helps[service]) / len(durations.helps[service])


def test_a_service_never_seen_takes_its_configured_mean() -> None:
    """Ten minutes, with a spread."""
    durations = Durations(a_plan("A"))
    assert mean(durations) == pytest.approx(600.0, rel=0.02)
    assert durations.helps["A"][0] < 300
    assert durations.helps["A"][-1] > 900


def test_a_few_observations_are_shrunk_to_the_configured_mean() -> None:
    """Ten people of twenty minutes beside a mean of ten: about halfway."""
    plan = a_plan("A")
    assert mean(Durations(plan, [a_record(plan, 1200.0, count=10)])) == pytest.approx(900.0, rel=0.1)


def test_many_observations_speak_for_themselves() -> None:
    """Two hundred of them."""
    plan = a_plan("A")
    assert mean(Durations(plan, [a_record(plan, 1200.0, count=200)])) == pytest.approx(1200.0, rel=0.05)


def test_a_slow_counter_is_known_by_its_days_before() -> None:
    """Twice as slow as the other one: their ratio is nearly two."""
    plan = a_plan("A", "A")
    day = a_record(plan, 600.0, count=200)
    history = replace(day, helps=tuple(replace(one, seconds=300.0 * one.counter) for one in day.helps))
    durations = Durations(plan, [history])
    assert durations.factor(2) / durations.factor(1) == pytest.approx(2.0, rel=0.15)


def test_a_slow_day_is_noticed_little_by_little() -> None:
    """Everybody takes half as long again: the factor goes from one towards one and a half."""
    plan = a_plan("A")
    durations = Durations(plan, [a_record(plan)])
    factors = [durations.factor(1)]
    for _ in range(60):
        durations.learn_help(Help(service="A", counter=1, at=OPENED, seconds=900.0))
        factors.append(durations.factor(1))
    assert factors == sorted(factors)
    assert factors[0] == pytest.approx(1.0, abs=0.02)
    assert 1.3 < factors[-1] < 1.6


def test_what_is_left_is_of_those_that_lasted_as_long() -> None:
    """Of 1 to 100 s, after 50 s: 1 to 50 s more."""
    pool = [float(n) for n in range(1, 101)]
    chance = Random(1)
    left = [rest(pool, 50.0, chance.random()) for _ in range(500)]
    assert 0 < min(left) < 3
    assert 47 < max(left) <= 50


def test_beyond_everything_seen_what_is_left_grows_with_what_has_gone() -> None:
    """With half a chance it is over within 0.41 of it; never more than two hours."""
    assert rest([1.0, 2.0], 1000.0, 0.5) == pytest.approx(414.2, abs=0.1)
    assert rest([1.0, 2.0], 1000.0, 0.999999) == LONGEST


def test_a_published_absence_is_no_gap() -> None:
    """From 08.00 on the counter called nobody for 50 minutes; from 08.10 to 08.40 nobody was said to be there."""
    gap = Gap(counter=1, at=OPENED, seconds=3000.0, is_idle=False)
    assert outside(gap, ((490, 520),), 0.0).seconds == 1200.0
    assert outside(gap, ((490, 520),), None) == gap
    assert outside(gap, (), 0.0) == gap


def test_a_day_on_which_nothing_took_any_time_compares_nobody() -> None:
    """As one whose calls and ends were written in one second."""
    plan = a_plan("A")
    helps = tuple(Help(service="A", counter=1, at=OPENED, seconds=0.0) for _ in range(30))
    durations = Durations(plan, [a_record(plan, helps=helps)] * 6)
    assert durations.factor(1) > 0.0
