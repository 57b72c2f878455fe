"""The business day turns by a clock that may be believed, and never back."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from firmware.hub.business_day import Turn, turn

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)


def test_a_new_morning_opens_its_day() -> None:
    """Nothing was open."""
    assert turn(open_day=None, last_day=None, today=MONDAY) == Turn(open=MONDAY)


def test_a_day_left_open_overnight_is_closed_first() -> None:
    """Whoever still waited is carried out before the next day begins."""
    expected = Turn(close=MONDAY, open=TUESDAY)
    assert turn(open_day=MONDAY, last_day=MONDAY, today=TUESDAY) == expected


def test_a_day_that_an_officer_closed_stays_closed() -> None:
    """It does not open again the next second."""
    assert turn(open_day=None, last_day=MONDAY, today=MONDAY) == Turn()


def test_an_untrusted_clock_turns_nothing() -> None:
    """1970 opens no office, and neither does 2099: without a date nothing happens."""
    assert turn(open_day=MONDAY, last_day=MONDAY, today=None) == Turn()


def test_a_clock_that_only_a_battery_kept_opens_no_day_far_ahead() -> None:
    """It may have woken up in 2099; a technician or the network knows better."""
    far = MONDAY + timedelta(days=32)
    assert turn(open_day=None, last_day=MONDAY, today=far, is_certain=False) == Turn()
    assert turn(open_day=None, last_day=MONDAY, today=far, is_certain=True) == Turn(open=far)
    assert turn(open_day=None, last_day=MONDAY, today=TUESDAY, is_certain=False) == Turn(open=TUESDAY)


@given(st.dates(), st.none() | st.dates())
def test_the_day_never_goes_back(last: date, today: date | None) -> None:
    """Whatever the calendar says, only a later day opens."""
    todo = turn(open_day=None, last_day=last, today=today)
    assert todo.open is None or todo.open > last
