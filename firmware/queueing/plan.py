"""The plan: what the office is, as its settings say it. Services, counters, kiosks and the numbers the hub may give.

The plan does not change while a hub runs. A day's journal may have been written under an older plan, so the queue never
takes for granted that a service or a counter of an event still stands here.
"""

from itertools import pairwise
from typing import Final

from msgspec import Struct

from firmware.queueing.discipline import NoShowPlan, OrderPlan, ParkPlan
from firmware.queueing.hours import Hours

HUB_NUMBERS: Final = ((1, 699), (1000, 9999))
PAPER_ROLL: Final = (900, 999)
LARGEST_NUMBER: Final = 9999


class ServicePlan(Struct, frozen=True, kw_only=True):
    """A kind of help, or one stage of a visit. `minutes` is the first guess of how long one visitor takes.

    `then` is the service that a person helped here waits for next, with the same number: the next stage (None: the
    visit is over). `quota` is how many tickets a day may take (None: any), `last_ticket` the minute of the day from
    which none is given (None: while the day is open).
    """

    letter: str
    name: dict[str, str]
    minutes: int
    then: str | None = None
    quota: int | None = None
    last_ticket: int | None = None


class CounterPlan(Struct, frozen=True, kw_only=True):
    """A place where help is given. `box` is the node whose buttons stand there (None: any box may speak for it).

    `serves` is in the order of preference: of two with equal credit the earlier service goes first. Where it
    `prefers_strictly`, an earlier service goes first while anybody waits for it, but for those who have reached a cap
    or come back. `absences` are when on every day nobody is there, in minutes since midnight.
    """

    number: int
    serves: tuple[str, ...]
    prefers_strictly: bool = False
    absences: tuple[tuple[int, int], ...] = ()
    box: str | None = None
    zones: tuple[str, ...] = ()


class KioskPlan(Struct, frozen=True, kw_only=True):
    """A node where visitors take tickets, the node that prints them, and its own numbers for when the hub is silent."""

    name: str
    printer: str | None = None
    numbers: tuple[int, int] | None = None


class OfficePlan(Struct, frozen=True, kw_only=True):
    """The whole office. `hub_numbers` are inclusive ranges, given out in this order, of every service on every day.

    `paper_roll` is the range of the roll in the drawer. No kiosks means that any node may take tickets. Without `hours`
    tickets are given as long as the business day is open.
    """

    services: tuple[ServicePlan, ...]
    counters: tuple[CounterPlan, ...]
    kiosks: tuple[KioskPlan, ...] = ()
    hub_numbers: tuple[tuple[int, int], ...] = HUB_NUMBERS
    paper_roll: tuple[int, int] | None = PAPER_ROLL
    order: OrderPlan = OrderPlan()
    no_show: NoShowPlan = NoShowPlan()
    park: ParkPlan = ParkPlan()
    hours: Hours | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for ranges of numbers that a slip cannot bear or that overlap: two people, one number."""
        ends = [end for pair in self.hub_numbers for end in pair]
        if not ends or ends != sorted(ends) or not 1 <= ends[0] <= ends[-1] <= LARGEST_NUMBER:
            raise ValueError(f"hub numbers {self.hub_numbers} must be rising ranges between 1 and {LARGEST_NUMBER}")
        if any(high >= low for (_, high), (low, _) in pairwise(self.hub_numbers)):
            raise ValueError(f"hub numbers {self.hub_numbers} overlap")
        own = [("the paper roll", self.paper_roll), *((kiosk.name, kiosk.numbers) for kiosk in self.kiosks)]
        ranges = [*(("the hub", pair) for pair in self.hub_numbers), *((who, r) for who, r in own if r is not None)]
        for who, (low, high) in ranges:
            if not 1 <= low <= high <= LARGEST_NUMBER:
                raise ValueError(f"numbers {low} to {high} of {who} must rise, between 1 and {LARGEST_NUMBER}")
        for (one, (_, high)), (other, (low, _)) in pairwise(sorted(ranges, key=lambda item: item[1])):
            if high >= low:
                raise ValueError(f"the numbers of {one} and of {other} overlap at {low}: two people, one number")

    def service(self, letter: str) -> ServicePlan | None:
        """Return the service of this letter, or None."""
        return next((service for service in self.services if service.letter == letter), None)

    def counter(self, number: int) -> CounterPlan | None:
        """Return the counter of this number, or None."""
        return next((counter for counter in self.counters if counter.number == number), None)

    def is_hub_number(self, n: int) -> bool:
        """Say whether only the hub may give this figure."""
        return any(low <= n <= high for low, high in self.hub_numbers)

    def is_on_paper_roll(self, n: int) -> bool:
        """Say whether this figure is on the roll in the drawer."""
        return self.paper_roll is not None and self.paper_roll[0] <= n <= self.paper_roll[1]

    def kiosk(self, name: str) -> KioskPlan | None:
        """Return the kiosk of this name, or None."""
        return next((kiosk for kiosk in self.kiosks if kiosk.name == name), None)
