"""Opening hours: when an office is open on a day, and why it is not. All of it is data, and these functions ask it.

A day's hours come from the first of these that has a word for it: a special day, a holiday, the week of Ramadan, the
ordinary week. Times are minutes since midnight in the office's zone, spans half-open. A day that an officer has opened
by hand, on a holiday or after closing time, is not bound by hours.
"""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Final

from msgspec import Struct

Span = tuple[int, int]
Spans = tuple[Span, ...]
Week = tuple[Spans, Spans, Spans, Spans, Spans, Spans, Spans]

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class DayHours(Struct, frozen=True):
    """One day: the first minute, the minute after the last, and the breaks between."""

    opens: int
    closes: int
    breaks: Spans = ()


class SpecialDay(Struct, frozen=True):
    """A day with hours of its own (none: closed), and the reason in the office's words."""

    spans: Spans
    reason: str


class Hours(Struct, frozen=True, kw_only=True):
    """When the office is open. `week` begins with Monday; of each day the spans, rising.

    `ramadan_week` holds between the dates of `ramadan`, inclusive (None: the ordinary week does), `special` and
    `closed` on their dates, the latter with the holiday's name. `years` are those whose holidays are known.

    The business day opens `open_before` opening and closes after closing time when nobody is there any more, at
    `close_by` whoever is; a service gives its last ticket `last_ticket_before` closing. Minutes.
    """

    week: Week
    ramadan_week: Week | None = None
    ramadan: tuple[tuple[date, date], ...] = ()
    special: Mapping[date, SpecialDay] = {}
    closed: Mapping[date, str] = {}
    years: frozenset[int] = frozenset()
    open_before: int = 30
    last_ticket_before: int = 0
    close_by: int = 18 * 60


def day_hours(hours: Hours, day: date) -> DayHours | None:
    """Return when the office is open on a day, or None; `closed_because` tells why."""
    spans = _spans(hours, day)
    if not spans:
        return None
    breaks = tuple((end, begin) for (_, end), (begin, _) in pairwise(spans))
    return DayHours(spans[0][0], spans[-1][1], breaks)


def closed_because(hours: Hours, day: date) -> str | None:
    """Return why the office is closed on a day, or None where it is open."""
    if _spans(hours, day):
        return None
    special = hours.special.get(day)
    if special is not None:
        return special.reason
    return hours.closed.get(day) or WEEKDAYS[day.weekday()]


def is_ramadan(hours: Hours, day: date) -> bool:
    """Say whether the hours of Ramadan hold."""
    return hours.ramadan_week is not None and any(first <= day <= last for first, last in hours.ramadan)


def in_force(hours: Hours | None, day: date | None, opened: float | None) -> DayHours | None:
    """Return the hours that bind an open business day; None: it goes on as long as it is open.

    `opened` is the minute of that day at which it was opened (None: not known).
    """
    if hours is None or day is None:
        return None
    of_day = day_hours(hours, day)
    return None if of_day is None or (opened is not None and opened >= of_day.closes) else of_day


def opened_minute(opened_at: float | None, midnight: float | None) -> float | None:
    """Return the minute of today at which a day was opened, of office times in seconds; None where one is unknown."""
    return None if opened_at is None or midnight is None else (opened_at - midnight) / 60


def first_ticket(hours: Hours, day: DayHours) -> int:
    """Return from which minute a day's tickets are given: as soon as the business day opens by itself."""
    return max(0, day.opens - hours.open_before)


def last_ticket(hours: Hours | None, day: DayHours | None, own: int | None) -> int | None:
    """Return from which minute a service gives no more tickets; None: as long as the day is open.

    `own` is the service's own last minute, which counts unless the office closes earlier.
    """
    if hours is None or day is None:
        return own
    return max(day.opens, day.closes - hours.last_ticket_before) if own is None else min(own, day.closes)


def clock(minute: int) -> str:
    """Return a minute of the day as people here write it: 07.30."""
    return f"{minute // 60:02d}.{minute % 60:02d}"


def _spans(hours: Hours, day: date) -> Spans:
    special = hours.special.get(day)
    if special is not None:
        return special.spans
    if day in hours.closed:
        return ()
    week = hours.ramadan_week if hours.ramadan_week is not None and is_ramadan(hours, day) else hours.week
    return week[day.weekday()]
