"""What a person is told of a forecast."""

import pytest

from firmware.queueing.events import Method, Told
from firmware.waiting.estimates import Wait
from firmware.waiting.showing import told


def shown(p50: float, p90: float, before: Told | None = None) -> Told:
    """What is told of so many minutes."""
    wait = Wait(p50=round(p50 * 60), p90=round(p90 * 60), raw_p50=0, raw_p90=0)
    return told(wait, Method.ROLLOUT, before)


@pytest.mark.parametrize(
    ("p50", "p90", "low", "high"), [(22, 31, 20, 35), (20, 35, 20, 35), (0, 0, 0, 5), (4.9, 5, 0, 5), (7, 8, 5, 10)]
)
def test_a_range_is_rounded_outwards_to_five_minutes(p50: float, p90: float, low: int, high: int) -> None:
    """And is never empty: less than five minutes is 0 to 5."""
    one = shown(p50, p90)
    assert (one.low, one.high) == (low, high)


def test_an_end_stays_while_the_forecast_is_within_five_minutes_of_it() -> None:
    """20 to 35 stays for 19 to 36; at 14 and 41 both ends move."""
    first = shown(22, 31)
    steady = shown(19, 36, first)
    assert (steady.low, steady.high) == (20, 35)
    moved = shown(14, 41, steady)
    assert (moved.low, moved.high) == (10, 45)


def test_the_seconds_are_always_those_of_the_moment() -> None:
    """Only what is shown stays."""
    assert shown(19, 36, shown(22, 31)).p50 == 19 * 60
