"""Figures and moments as they cross the broker, none beyond what clocks, disks and other programs can hold.

JSON knows no largest number and no first year, and Python follows it: a position of four hundred digits would be
believed, and end the box that writes it into SQLite (64 bits) or adds it to a time. Beyond 2**53 other programs round
what they read (RFC 8259, section 6); a moment at the edge of the calendar has no time of day in the next zone.
"""

from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

LARGEST: Final = 2**53
YEARS: Final = range(1970, 9_000)

Whole = Annotated[int, Meta(ge=-LARGEST, le=LARGEST)]
Measure = Annotated[float, Meta(ge=-1e12, le=1e12)]
"""Seconds, degrees and the like."""
Minutes = Annotated[int, Meta(ge=0, le=100_000)]
"""Of a wait, to be added to a time of day."""
Patience = Annotated[float, Meta(ge=0, le=86_400)]
"""For how many seconds somebody is asked to wait."""
At = Annotated[datetime, Meta(tz=True)]
"""A moment with its offset; a struct that has one says so by `check_moments`."""


def check_moments(message: Struct, *names: str) -> None:
    """Raise ValueError where one of these moments is in no year of ours; for a message's `__post_init__`."""
    for name in names:
        moment = getattr(message, name)
        if moment is not None:
            check_year(name, moment)


def check_year(name: str, moment: datetime) -> None:
    """Raise ValueError where the moment of this name is in no year of ours."""
    if moment.year not in YEARS:
        raise ValueError(f"{name} is in a year that no office sees")
