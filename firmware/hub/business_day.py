"""When the hub opens and closes the business day by itself.

The day is state, not a date that changes at midnight: it is opened and closed by journaled commands, never backwards,
and never while the wall clock is untrusted. A day left open overnight is closed, with whoever still waited carried out,
before the next one opens. A day that an officer closed is not opened again.

Without opening hours the day is the calendar's. With them it opens shortly before the office does, on working days
only, and closes when closing time has passed and the last visitor has gone.
"""

from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from firmware.hub.office_time import Moment
from firmware.queueing.hours import Hours, day_hours, first_ticket, in_force, opened_minute
from firmware.queueing.model import Queue

LONGEST_HOLIDAY: Final = timedelta(days=31)


class Turn(Struct, frozen=True):
    """What to do now; None for nothing. Close comes before open."""

    close: date | None = None
    open: date | None = None


def todo(queue: Queue, now: Moment, *, is_certain: bool) -> Turn:
    """Return what a hub with an automatic day does at this moment; `is_certain` is as in `turn`."""
    hours = queue.plan.hours
    if hours is None:
        return turn(open_day=queue.day, last_day=queue.last_day, today=now.today, is_certain=is_certain)
    if now.today is None or now.minute is None or _is_far(queue.last_day, now.today, is_certain):
        return Turn()
    close = queue.day if queue.day is not None and _is_over(hours, queue, queue.day, now) else None
    is_free = queue.day == close and (queue.last_day is None or now.today > queue.last_day)
    return Turn(close=close, open=now.today if is_free and _is_opening(hours, now.today, now.minute) else None)


def turn(*, open_day: date | None, last_day: date | None, today: date | None, is_certain: bool = True) -> Turn:
    """Return what a hub with an automatic day and no hours does when the calendar says `today` in the office's zone.

    `today` is None while the wall clock is untrusted. `is_certain` is false while only a battery vouches for the clock:
    such a one may have woken up in 2099, and a day once opened shuts out every day before it.
    """
    if today is None or (last_day is not None and today <= last_day):
        return Turn()
    if _is_far(last_day, today, is_certain):
        return Turn()
    return Turn(close=open_day, open=today)


def is_anybody_here(queue: Queue) -> bool:
    """Say whether anybody waits, is called, helped or set aside."""
    return any(queue.lines.values()) or any(one.ticket or one.parked for one in queue.counters.values())


def _is_far(last_day: date | None, today: date, is_certain: bool) -> bool:
    return last_day is not None and not is_certain and today - last_day > LONGEST_HOLIDAY


def _is_opening(hours: Hours, today: date, minute: int) -> bool:
    day = day_hours(hours, today)
    return day is not None and first_ticket(hours, day) <= minute < day.closes


def _is_over(hours: Hours, queue: Queue, day: date, now: Moment) -> bool:
    if now.today is None or now.minute is None or day > now.today:
        return False
    if day < now.today:
        return True
    opened = opened_minute(queue.opened_at, now.midnight)
    of_day = in_force(hours, day, opened)
    if now.minute >= hours.close_by and (opened is None or opened < hours.close_by):
        return True
    # Opened by hand on a day off, or after closing time: it stays open until close_by, or overnight.
    return of_day is not None and now.minute >= of_day.closes and not is_anybody_here(queue)
