"""The discipline: by which rule people are called, and what happens to those who do not come. Settings, as values.

The default is accumulating priority (Kleinrock 1964; Stanford, Taylor, Ziedins 2014): credit grows with the seconds
waited, for each class at its own rate, and the highest credit is called. A class may have a cap: who has waited that
long is next. All figures are whole numbers, so that two machines never disagree about who was first.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from firmware.messages.why import Standing


class Discipline(StrEnum):
    """The rule of calling."""

    ACCUMULATING = "accumulating"
    STRICT = "strict"
    FIRST_COME = "first-come"
    TURNS = "turns"


class Shares(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole number for each class: credit per second, or turns in a round."""

    priority: int = 4
    booked: int = 2
    walk_in: int = 1

    def __post_init__(self) -> None:
        """Raise ValueError for a share that would keep a class waiting for ever."""
        if min(self.priority, self.booked, self.walk_in) < 1:
            raise ValueError("rates and turns must be 1 or more; a class with 0 would never be called")

    def of(self, standing: Standing) -> int:
        """Return the share of a class."""
        if standing is Standing.PRIORITY:
            return self.priority
        return self.booked if standing is Standing.BOOKED else self.walk_in


class OrderPlan(Struct, frozen=True, kw_only=True):
    """The calling order. Seconds.

    `priority_cap` is how long a priority ticket waits at most before it is next, `booked_cap` how long an appointment
    does after its slot, or after its arrival where that was later (None: no cap); both count for accumulating priority,
    and for each stage of a visit. Who comes more than `booked_late` after the slot waits as a walk-in.
    """

    discipline: Discipline = Discipline.ACCUMULATING
    rates: Shares = Shares()
    turns: Shares = Shares()
    priority_cap: int | None = 15 * 60
    booked_cap: int | None = None
    booked_late: int = 30 * 60


class NoShowPlan(Struct, frozen=True, kw_only=True):
    """What happens to somebody who does not come. Seconds.

    A number is called `calls` times before it may be marked absent, and has `gap` to come for each of them, and after
    the latest. Within `come_back` the person may come back and is called after `behind` others; the `limit`-th absence
    at one stage of the visit closes the ticket.
    """

    calls: int = 1
    gap: int = 0
    come_back: int = 30 * 60
    behind: int = 1
    limit: int = 2


class ParkPlan(Struct, frozen=True, kw_only=True):
    """How many a counter may set aside at once, and after how many seconds it is reminded of each."""

    limit: int = 3
    reminder: int = 10 * 60


STANDINGS: Final = (Standing.PRIORITY, Standing.BOOKED, Standing.WALK_IN)
