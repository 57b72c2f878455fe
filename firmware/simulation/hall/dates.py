"""Calendar days: which business day the n-th simulated one is, and where its office time and positions begin.

Each day can be played without the ones before it: its office time, its journal positions and its date depend on its
number alone and rise with it. So many days can be played beside each other, and still read as one journal.
"""

from datetime import date, timedelta
from typing import Final

MONDAY: Final = date(2027, 1, 4)
_ORIGIN: Final = date(2000, 1, 3)
DAY_SECONDS: Final = 86_400.0
POSITIONS: Final = 1_000_000
"""More than the events of any day."""
_WEEK: Final = 5


def business_day(number: int) -> date:
    """Return the date of the `number`-th business day, 0 being a Monday; Saturdays and Sundays are left out."""
    weeks, weekday = divmod(number, _WEEK)
    return MONDAY + timedelta(days=7 * weeks + weekday)


def midnight_of(day: date) -> float:
    """Return the office time at which a date begins."""
    return (day - _ORIGIN).days * DAY_SECONDS


def first_position(number: int) -> int:
    """Return the journal's position before the first event of a day."""
    return number * POSITIONS
