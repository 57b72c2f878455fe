"""When the hub opens and closes the business day by itself.

The day is state, not a date that changes at midnight: it is opened and closed by journaled commands, never backwards,
and never while the wall clock is untrusted. A day left open overnight is closed, with whoever still waited carried out,
before the next one opens. A day that an officer closed is not opened again.
"""

from datetime import date

from msgspec import Struct


class Turn(Struct, frozen=True):
    """What to do now; None for nothing. Close comes before open."""

    close: date | None = None
    open: date | None = None


def turn(*, open_day: date | None, last_day: date | None, today: date | None) -> Turn:
    """Return what a hub with an automatic day does when the calendar says `today` in the office's zone.

    `today` is None while the wall clock is untrusted.
    """
    if today is None or (last_day is not None and today <= last_day):
        return Turn()
    return Turn(close=open_day, open=today)
