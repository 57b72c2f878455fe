"""Chances: what is drawn has the mean and the spread that the scenario says."""

from itertools import pairwise
from random import Random
from statistics import fmean, stdev

import pytest

from firmware.simulation.hall import chances
from firmware.simulation.hall.scenario import Family, Lateness, ServiceTime

MANY = 20_000


@pytest.mark.parametrize("family", Family)
def test_a_service_time_has_its_mean_whatever_the_family(family: Family) -> None:
    """In seconds, within three per cent; none is shorter than ten seconds."""
    chance = Random(1)
    times = [chances.service_seconds(chance, ServiceTime(minutes=8.0, family=family)) for _ in range(MANY)]
    assert fmean(times) == pytest.approx(480, rel=0.03)
    assert min(times) >= 10


@pytest.mark.parametrize("family", [Family.LOGNORMAL, Family.GAMMA])
def test_its_variation_is_the_deviation_over_the_mean(family: Family) -> None:
    """Within a tenth; the tail of the third family is too heavy for a sample to tell."""
    chance = Random(2)
    times = [chances.service_seconds(chance, ServiceTime(minutes=8.0, family=family)) for _ in range(MANY)]
    assert stdev(times) / fmean(times) == pytest.approx(0.6, rel=0.1)


def test_the_heavy_tail_is_heavier() -> None:
    """Of equal means, more people take eight times as long."""
    chance = Random(3)
    long = {
        family: sum(
            chances.service_seconds(chance, ServiceTime(minutes=6.0, family=family)) > 60 * 48 for _ in range(MANY)
        )
        for family in (Family.PARETO, Family.GAMMA)
    }
    assert long[Family.PARETO] > 3 * long[Family.GAMMA]


def test_arrivals_follow_the_rate_of_each_half_hour() -> None:
    """None where none is expected; elsewhere as many as expected, on average, in rising order."""
    chance = Random(4)
    days = [list(chances.arrivals(chance, (6.0, 0.0, 2.0), 1.0)) for _ in range(500)]
    per_half = [fmean(sum(30 * i <= minute < 30 * (i + 1) for minute in day) for day in days) for i in range(3)]
    assert per_half == pytest.approx([6.0, 0.0, 2.0], rel=0.1)
    assert all(one <= other for day in days for one, other in pairwise(day))


def test_a_factor_is_one_on_average() -> None:
    """A spread makes days unlike each other, not more."""
    chance = Random(5)
    assert fmean(chances.factor(chance, 0.2) for _ in range(MANY)) == pytest.approx(1.0, rel=0.02)


def test_lateness_is_as_frequent_as_said() -> None:
    """And announced as often as said."""
    chance = Random(6)
    lateness = Lateness(chance=0.3, low=5.0, high=25.0, announced=0.5)
    drawn = [chances.late_minutes(chance, lateness) for _ in range(MANY)]
    late = [one for one in drawn if one[0] > 0]
    assert len(late) / MANY == pytest.approx(0.3, rel=0.1)
    assert all(5 <= minutes <= 25 for minutes, _ in late)
    assert fmean(is_announced for _, is_announced in late) == pytest.approx(0.5, rel=0.1)
