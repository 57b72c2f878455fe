"""From when until when what the authority signs is good, and why it does not hang on a clock.

A Pi has no clock of its own: after a power cut it may believe that it is years ago, and what is "not yet valid" locks a
good box out. So everything begins in the past, before any Raspberry Pi OS that runs this was made. A certificate lasts
ten years, longer than a Pi in a hall; its end is told 90 days ahead. A revocation list that has expired locks out every
good box at once, so it never does: its end is the date that RFC 5280 (4.1.2.5) keeps for "no end". And of two lists
OpenSSL takes the one that says a later beginning, so each begins one second after the one before.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

BEGIN: Final = datetime(2020, 1, 1, tzinfo=UTC)
NO_END: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
LIFETIME: Final = timedelta(days=3_653)
ALARM: Final = timedelta(days=90)
MADE: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Before this no clock was right: this program did not exist."""


class ClockError(Exception):
    """The clock of this machine is wrong; says how to set it."""


def end_of(now: datetime) -> datetime:
    """Return when what is signed now ends, ten years on. Raises ClockError where `now` cannot be true."""
    if now < MADE:
        raise ClockError(
            f"the clock of this machine says {now:%Y-%m-%d}; set it first: sudo date -s '2026-12-31 09:00'"
        )
    return (now + LIFETIME).replace(microsecond=0)


def list_begins(number: int) -> datetime:
    """Return from when the revocation list with this number is good; rises with the number, always in the past."""
    return BEGIN + timedelta(seconds=number)
