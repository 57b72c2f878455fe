"""A small office on a business day, driven by commands as its boxes would send them."""

from datetime import date
from typing import Any, ClassVar

import pytest

from firmware.messages.commands import (
    AdoptTicket,
    AnyCommand,
    CallNext,
    CheckIn,
    ClaimNumbers,
    CloseCounter,
    Command,
    CounterCommand,
    OpenCounter,
    OpenDay,
    ReportPrint,
    ServingCommand,
    TakeTicket,
)
from firmware.messages.names import make_key, make_press
from firmware.messages.why import Standing
from firmware.queueing.decide import Decision, decide
from firmware.queueing.events import AnyEvent, Told
from firmware.queueing.evolve import evolve
from firmware.queueing.model import Queue, Ticket, empty
from firmware.queueing.now import Booking, Now
from firmware.queueing.plan import CounterPlan, KioskPlan, OfficePlan, ServicePlan
from firmware.queueing.refusals import Refusal

STORE = "0123456789abcdef"


class OfficeDay:
    """An office with services A, F, H; counters 1 (A, F) and 2 (A) with boxes, counter 3 (F, H) without; two kiosks.

    The hub gives 1 to 699 and from 1000, the kiosks 700 to 799 and 800 to 899, the roll in the drawer has 900 to 999.
    """

    DAY: ClassVar = date(2026, 11, 23)
    PLAN: ClassVar = OfficePlan(
        services=tuple(ServicePlan(letter=letter, name={"id": letter}, minutes=10) for letter in "AFH"),
        counters=(
            CounterPlan(number=1, serves=("A", "F"), box="counter-1"),
            CounterPlan(number=2, serves=("A",), box="counter-2"),
            CounterPlan(number=3, serves=("F", "H")),
        ),
        kiosks=(
            KioskPlan(name="kiosk-1", printer="printer-1", numbers=(700, 799)),
            KioskPlan(name="kiosk-2", numbers=(800, 899)),
        ),
    )

    def __init__(self, plan: OfficePlan = PLAN, *, is_open: bool = True) -> None:
        """Open the day and all counters, unless told to leave the office closed."""
        self.queue: Queue = empty(plan)
        self.journal: list[tuple[AnyEvent, float]] = []
        self.time = 1_000.0
        self.today: date | None = None
        self.midnight: float | None = None
        self.minute: int | None = None
        self.bookings: dict[str, Booking] = {}
        self.waits: dict[tuple[str, Standing], Told] = {}
        self.early: Told | None = None
        self._n = 0
        if is_open:
            self.does(OpenDay, day=self.DAY)
            for counter in plan.counters:
                self.does(OpenCounter, counter=counter.number)

    def asks(self, kind: type[Command], node: str | None = None, **fields: Any) -> Decision:
        """Decide on a command one second later and take in what happens. `saw` is the truth unless given."""
        self.time += 1.0
        command, sender = self.command(kind, node, **fields)
        decision = decide(self.queue, command, self.now(command, sender))
        if not isinstance(decision, Refusal):
            for event in decision:
                self.queue = evolve(self.queue, event, self.time)
                self.journal.append((event, self.time))
        return decision

    def now(self, command: AnyCommand, node: str) -> Now:
        """Return what the hub would know at this moment."""
        booking = self.bookings.get(command.appointment) if isinstance(command, CheckIn) else None
        return Now(
            office_time=self.time,
            node=node,
            today=self.today,
            midnight=self.midnight,
            minute=self.minute,
            booking=booking,
            waits=self.waits,
            early=self.early,
        )

    def does(self, kind: type[Command], node: str | None = None, **fields: Any) -> tuple[AnyEvent, ...]:
        """Ask, and fail the test on a refusal."""
        decision = self.asks(kind, node, **fields)
        assert not isinstance(decision, Refusal), decision
        return decision

    def refuses(self, kind: type[Command], node: str | None = None, **fields: Any) -> str:
        """Ask, fail the test unless it is refused and nothing has changed, and return the reason."""
        before = self.queue
        decision = self.asks(kind, node, **fields)
        assert isinstance(decision, Refusal), decision
        assert self.queue is before
        assert decision.detail
        return decision.reason

    def command(self, kind: type[Command], node: str | None = None, **fields: Any) -> tuple[AnyCommand, str]:
        """Return a new command and the node that sends it."""
        self._n += 1
        if issubclass(kind, ServingCommand):
            fields.setdefault("saw", self.at(fields["counter"]))
        if issubclass(kind, TakeTicket | AdoptTicket | CheckIn):
            fields.setdefault("press", self.press(self._n, node or "kiosk-1"))
        sender = node or self._sender(kind, fields)
        store = fields.pop("store", STORE)
        command: Any = kind(key=make_key(sender, store, 1, self._n), **fields)
        return command, sender

    def press(self, n: int, node: str = "kiosk-1", start: int = 1) -> str:
        """Return the name of a press."""
        return make_press(node, STORE, start, n)

    def take(self, service: str = "A", node: str = "kiosk-1", **fields: Any) -> str:
        """Take a ticket and return its id."""
        (issued,) = self.does(TakeTicket, node, service=service, **fields)
        return issued.ticket  # type: ignore[union-attr]

    def check_in(self, slot_in: float, service: str = "A", node: str = "kiosk-1", **fields: Any) -> str:
        """Book for `slot_in` seconds from here (negative: the slot has begun), check in at once, return the ticket."""
        code = f"JB-{len(self.bookings) + 1}"
        self.bookings[code] = Booking(service=service, slot=self.time + 1.0 + slot_in)
        (issued,) = self.does(CheckIn, node, appointment=code, **fields)
        return issued.ticket  # type: ignore[union-attr]

    def adopt(self, number: int, service: str = "A", node: str = "kiosk-1", **fields: Any) -> tuple[AnyEvent, ...]:
        """Adopt a number given elsewhere and return what follows."""
        return self.does(AdoptTicket, node, service=service, number=number, **fields)

    def call(self, counter: int = 1) -> str | None:
        """Call the next person and return who is at the counter then."""
        self.does(CallNext, counter=counter)
        return self.at(counter)

    def calls(self, count: int, counter: int = 1) -> list[str | None]:
        """Call so many people one after the other and return them."""
        return [self.call(counter) for _ in range(count)]

    def asks_next(self, counter: int = 1) -> str | None:
        """Call the next person, or finish the one there, or do nothing where nobody is."""
        self.asks(CallNext, counter=counter)
        return self.at(counter)

    def pass_time(self, seconds: float) -> None:
        """Let office time go on with nothing happening."""
        self.time += seconds

    def close(self, counter: int) -> None:
        """Close a counter."""
        self.does(CloseCounter, counter=counter)

    def at(self, counter: int) -> str | None:
        """Return who is at a counter."""
        there = self.queue.counters.get(counter)
        return there.ticket if there else None

    def ticket(self, ticket_id: str) -> Ticket:
        """Return a ticket as it stands."""
        return self.queue.tickets[ticket_id]

    def _sender(self, kind: type[Command], fields: dict[str, Any]) -> str:
        if issubclass(kind, TakeTicket | AdoptTicket | CheckIn | ClaimNumbers):
            return "kiosk-1"
        if not issubclass(kind, CounterCommand):
            return "printer-1" if issubclass(kind, ReportPrint) else "technician-1"
        plan = self.queue.plan.counter(fields["counter"])
        return plan.box if plan and plan.box else "counter-9"


@pytest.fixture
def office() -> OfficeDay:
    """The small office with its day and all counters open."""
    return OfficeDay()


@pytest.fixture(scope="session")
def new_office() -> type[OfficeDay]:
    """The small office, to be made as often as a property needs it."""
    return OfficeDay
