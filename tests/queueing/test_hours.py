"""When an office is open: special days before holidays, holidays before Ramadan, Ramadan before the ordinary week."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from firmware.messages.answers import Reason
from firmware.messages.commands import CheckIn, TakeTicket
from firmware.queueing.hours import (
    DayHours,
    Hours,
    SpecialDay,
    Week,
    clock,
    closed_because,
    day_hours,
    first_ticket,
    in_force,
    is_ramadan,
    last_ticket,
)
from firmware.queueing.now import Booking

MONDAY = date(2026, 11, 23)
FRIDAY = MONDAY + timedelta(days=4)
SATURDAY = MONDAY + timedelta(days=5)
LONG = ((450, 720), (780, 960))
WEEK: Week = (LONG, LONG, LONG, LONG, ((450, 690), (780, 990)), (), ())
SHORT: Week = (((480, 720), (750, 900)),) * 5 + ((), ())
HOURS = Hours(
    week=WEEK,
    ramadan_week=SHORT,
    ramadan=((date(2026, 2, 19), date(2026, 3, 20)),),
    special={
        SATURDAY: SpecialDay(((480, 720),), "Layanan akhir pekan"),
        date(2026, 12, 21): SpecialDay((), "Hari jadi kabupaten"),
        date(2026, 12, 25): SpecialDay(((480, 600),), "Layanan darurat"),
    },
    closed={date(2026, 12, 24): "Cuti bersama", date(2026, 12, 25): "Natal"},
    years=frozenset({2026}),
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (MONDAY, DayHours(450, 960, ((720, 780),))),
        (FRIDAY, DayHours(450, 990, ((690, 780),))),
        (SATURDAY, DayHours(480, 720)),
        (SATURDAY + timedelta(days=1), None),
        (date(2026, 2, 18), DayHours(450, 960, ((720, 780),))),
        (date(2026, 2, 19), DayHours(480, 900, ((720, 750),))),
        (date(2026, 3, 20), DayHours(480, 900, ((720, 750),))),
        (date(2026, 12, 21), None),
        (date(2026, 12, 24), None),
        (date(2026, 12, 25), DayHours(480, 600)),
    ],
)
def test_a_day_has_the_hours_that_know_it_best(day: date, expected: DayHours | None) -> None:
    """An ordinary day, a Friday, a Saturday of service, both ends of Ramadan, a closed day, holidays."""
    assert day_hours(HOURS, day) == expected


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (MONDAY, None),
        (SATURDAY + timedelta(days=1), "Sunday"),
        (date(2026, 12, 21), "Hari jadi kabupaten"),
        (date(2026, 12, 24), "Cuti bersama"),
    ],
)
def test_a_closed_day_says_why(day: date, why: str | None) -> None:
    """The weekday, the holiday's name, or the office's own reason."""
    assert closed_because(HOURS, day) == why


@given(st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31)))
def test_a_day_is_open_or_says_why_it_is_not(day: date) -> None:
    """Never both and never neither; breaks lie within the hours."""
    hours = day_hours(HOURS, day)
    assert (hours is None) == (closed_because(HOURS, day) is not None)
    if hours is not None:
        assert all(hours.opens < begin < end < hours.closes for begin, end in hours.breaks)


def test_an_office_without_hours_for_ramadan_keeps_its_week() -> None:
    """The month is known all the same."""
    day = date(2026, 2, 23)
    assert is_ramadan(HOURS, day)
    assert day_hours(replace(HOURS, ramadan_week=None), day) == day_hours(HOURS, MONDAY)


def test_the_last_ticket_is_the_services_own_or_comes_before_closing() -> None:
    """A service's own time does not outlast a short day."""
    monday, short = DayHours(450, 960), DayHours(480, 720)
    hours = replace(HOURS, last_ticket_before=30)
    assert last_ticket(hours, monday, None) == 930
    assert last_ticket(hours, monday, 900) == 900
    assert last_ticket(hours, short, 900) == 720
    assert last_ticket(None, None, 900) == 900
    assert last_ticket(None, None, None) is None
    assert last_ticket(replace(hours, last_ticket_before=700), short, None) == 480


def test_hours_bind_no_day_that_was_opened_by_hand_outside_them() -> None:
    """On a Sunday, or after closing time, an officer has a reason that hours do not know."""
    assert in_force(HOURS, MONDAY, 420.0) == day_hours(HOURS, MONDAY)
    assert in_force(HOURS, MONDAY, None) == day_hours(HOURS, MONDAY)
    assert in_force(HOURS, MONDAY, 960.0) is None
    assert in_force(HOURS, SATURDAY + timedelta(days=1), 480.0) is None
    assert in_force(None, MONDAY, 420.0) is None
    assert in_force(HOURS, None, None) is None


def test_a_time_is_written_as_people_here_do() -> None:
    """With a dot."""
    assert (clock(450), clock(960)) == ("07.30", "16.00")
    assert first_ticket(HOURS, DayHours(450, 960)) == 420
    assert first_ticket(HOURS, DayHours(10, 960)) == 0


def at(office: Any, minute: int) -> Any:
    """The office at this minute of its day; it was opened at minute 420 unless told."""
    office.minute, office.midnight = minute, office.time - minute * 60.0
    return office


@pytest.fixture
def with_hours(new_office: Any) -> Any:
    """An office with hours on a Monday, opened at seven."""
    day = new_office()
    day.queue = replace(day.queue, plan=replace(day.queue.plan, hours=HOURS), opened_at=day.time)
    day.opened_at = day.time
    return day


def opened(office: Any, minute: int, now: int) -> Any:
    """The office at minute `now` of a day opened at `minute`."""
    office.time = office.opened_at + (now - minute) * 60.0
    return at(office, now)


@pytest.mark.parametrize("now", [420, 450, 720, 959])
def test_tickets_are_given_from_shortly_before_opening_until_closing(with_hours: Any, now: int) -> None:
    """In the break too: people come when they can."""
    assert opened(with_hours, 415, now).take("A")


@pytest.mark.parametrize("now", [416, 960, 1_000])
def test_no_ticket_is_given_outside_hours(with_hours: Any, now: int) -> None:
    """A day opened early by hand, and people who come after closing."""
    assert opened(with_hours, 415, now).refuses(TakeTicket, service="A") == Reason.NO_MORE_TICKETS


def test_who_has_booked_checks_in_after_the_last_ticket(with_hours: Any) -> None:
    """The slot was promised."""
    office = opened(with_hours, 420, 1_000)
    office.bookings = {"K7Q2": Booking(service="A", slot=office.time)}
    assert office.does(CheckIn, appointment="K7Q2")


def test_a_day_opened_by_hand_after_closing_gives_tickets(with_hours: Any) -> None:
    """Else nobody could have a reason to open it."""
    assert opened(with_hours, 1_020, 1_030).take("A")


def test_a_clock_that_is_not_believed_refuses_nobody(with_hours: Any) -> None:
    """Without a time of day there are no hours."""
    with_hours.minute = None
    assert with_hours.take("A")
