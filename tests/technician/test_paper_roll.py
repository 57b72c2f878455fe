"""The time that is typed, counted back from the hub's clock."""

from datetime import datetime, timedelta, timezone

import pytest

from firmware.messages.notices import Beat, ClockState
from firmware.technician.faults import NotDone
from firmware.technician.paper_roll import age_of

WIB = timezone(timedelta(hours=7))


def beat(hour: int, minute: int, second: int = 0, clock: ClockState = ClockState.TRUSTED) -> Beat:
    """A sign of life of the hub at this time of its day."""
    at = datetime(2026, 11, 23, hour, minute, second, tzinfo=WIB)
    return Beat(journal="0" * 16, epoch=1, position=1, day=None, office_time=1.0, at=at, clock=clock)


@pytest.mark.parametrize(("typed", "age"), [("10.42", 1098.0), ("10:42", 1098.0), ("0.00", 39618.0), ("11.00", 18.0)])
def test_a_time_of_today_is_an_age(typed: str, age: float) -> None:
    """In the zone of the office, whatever the zone of the Pi on which it is typed."""
    assert age_of(typed, beat(11, 0, 18)) == age


@pytest.mark.parametrize("typed", ["24.00", "10.60", "1042", "10.4", "ten"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    """With an example of one that is."""
    with pytest.raises(NotDone, match=r"write it like 10\.42"):
        age_of(typed, beat(11, 0))


def test_a_time_that_has_not_come_yet_is_refused() -> None:
    """Yesterday evening is not entered today."""
    with pytest.raises(NotDone, match=r"in the office it is 11\.00"):
        age_of("11.01", beat(11, 0))


def test_an_untrusted_clock_counts_nothing() -> None:
    """The age would be as wrong as the clock."""
    with pytest.raises(NotDone, match="leave out --at"):
        age_of("10.42", beat(11, 0, clock=ClockState.UNTRUSTED))
