"""When the hub opens and closes the business day by itself.

The day is state, not a date that changes at midnight: it is opened and closed by journaled commands, never backwards,
and never while the wall clock is untrusted. A day left open overnight is closed, with whoever still waited carried out,
before the next one opens. A day that an officer closed is not opened again.
"""

from datetime import date, timedelta
from typing import Final

from msgspec import Struct

LONGEST_HOLIDAY: Final = timedelta(days=31)


class Turn(Struct, frozen=True):
    """What to do now; None for nothing. Close comes before open."""

    close: date | None = None
    open: date | None = None


def turn(*, open_day: date | None, last_day: date | None, today: date | None, is_certain: bool = True) -> Turn:
    """Return what a hub with an automatic day does when the calendar says `today` in the office's zone.

    `today` is None while the wall clock is untrusted. `is_certain` is false while only a battery vouches for the clock:
    such a one may have woken up in 2099, and a day once opened shuts out every day before it.
    """
    if today is None or (last_day is not None and today <= last_day):
        return Turn()
    if last_day is not None and not is_certain and today - last_day > LONGEST_HOLIDAY:
        return Turn()
    return Turn(close=open_day, open=today)
