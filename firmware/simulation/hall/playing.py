"""Playing: the heap of what happens next, and the one door to the rules.

Not one rule of the queue stands in this package. Every press becomes a command for the shipped `decide` with a `Now`,
and its events are folded as the hub folds them.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from heapq import heappop, heappush
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from firmware.messages.commands import AnyCommand
from firmware.messages.names import make_key, make_press
from firmware.messages.why import Standing
from firmware.queueing.calling_order import standing_for
from firmware.queueing.decide import decide
from firmware.queueing.events import AnyEvent, TicketCalled, Told
from firmware.queueing.evolve import fold
from firmware.queueing.model import Queue
from firmware.queueing.now import Booking, Now
from firmware.queueing.plan import OfficePlan
from firmware.queueing.refusals import Refusal

Act = Callable[[], None]
Waits = Mapping[tuple[str, Standing], Told]
TECHNICIAN: Final = "technician-1"
_STORE: Final = "5" * 16


class Teller(Protocol):
    """What a slip says of the wait: hears all that happens, and is asked at each issue."""

    def hear(self, event: AnyEvent, at: float) -> None:
        """Take in the journal's next event, of office time `at`."""

    def tell(self, service: str, standing: Standing, at: float, midnight: float) -> Told | None:
        """Return what somebody is told who comes at office time `at` (None: nothing)."""


class Step(Struct, frozen=True):
    """One command that was accepted: the queue before it, its events, the queue after them, and the moment."""

    before: Queue
    queue: Queue
    events: tuple[AnyEvent, ...]
    now: Now

    @property
    def at(self) -> float:
        """Return the office time."""
        return self.now.office_time


class Play:
    """A business day while it is played. `at` is the office time, `queue` what the events so far add up to.

    Without `has_reasons` calls are journaled without the reason, as those of an old journal are.
    """

    def __init__(self, queue: Queue, day: date, midnight: float, at: float, teller: Teller | None = None) -> None:
        self.queue, self.day, self.midnight, self.at, self._teller = queue, day, midnight, at, teller
        self.has_reasons = True
        self.on_event: Callable[[AnyEvent], None] = lambda _: None
        self._heap: list[tuple[float, int, Act]] = []
        self._count = 0
        self._steps: list[Step] = []

    def run(self) -> Iterator[Step]:
        """Do what was planned, and what that plans in turn, until nothing is left; yield each accepted command."""
        yield from self._flush()
        while self._heap:
            at, _, act = heappop(self._heap)
            self.at = max(self.at, at)
            act()
            yield from self._flush()

    def after(self, seconds: float, act: Act) -> None:
        """Do something so many seconds from here; of equal times what was planned first."""
        self.once(self.at + seconds, act)

    def once(self, at: float, act: Act) -> None:
        """Do something at an office time."""
        self._count += 1
        heappush(self._heap, (at, self._count, act))

    def key(self, node: str) -> str:
        """Return a key that no other command of the day has."""
        self._count += 1
        return make_key(node, _STORE, 1, self._count)

    def finger(self, node: str) -> str:
        """Return the name of one more press."""
        self._count += 1
        return make_press(node, _STORE, 1, self._count)

    def press(
        self, node: str, command: AnyCommand, *, booking: Booking | None = None, waits: Waits | None = None
    ) -> tuple[AnyEvent, ...] | Refusal:
        """Let a box say a command; return its events, which have then happened, or why not."""
        before, now = self.queue, self._now(node, booking, waits)
        events = decide(before, command, now)
        if not isinstance(events, Refusal) and events:
            events = events if self.has_reasons else tuple(_without_reason(event) for event in events)
            self.queue = fold(before, [(event, self.at) for event in events])
            self._steps.append(Step(before, self.queue, events, now))
            for event in events:
                if self._teller is not None:
                    self._teller.hear(event, self.at)
                self.on_event(event)
        return events

    def waits(self, service: str, slot: float | None, *, is_priority: bool) -> Waits:
        """Return what somebody who comes at this moment is told."""
        if self._teller is None:
            return {}
        standing = standing_for(self.queue.plan.order, is_priority=is_priority, since=self.at, slot=slot)
        told = self._teller.tell(service, standing, self.at, self.midnight)
        return {} if told is None else {(service, standing): told}

    def _now(self, node: str, booking: Booking | None, waits: Waits | None) -> Now:
        return Now(
            office_time=self.at,
            node=node,
            today=self.day,
            midnight=self.midnight,
            minute=int((self.at - self.midnight) // 60),
            booking=booking,
            waits=waits or {},
        )

    def _flush(self) -> Iterator[Step]:
        done, self._steps = self._steps, []
        yield from done


def _without_reason(event: AnyEvent) -> AnyEvent:
    return replace(event, why=None) if isinstance(event, TicketCalled) else event


def counter_node(plan: OfficePlan, number: int) -> str:
    """Return the box whose buttons stand at a counter."""
    counter = plan.counter(number)
    return (counter.box if counter else None) or f"counter-{number}"


def kiosk_node(plan: OfficePlan) -> str:
    """Return a box where visitors take tickets."""
    return plan.kiosks[0].name if plan.kiosks else "kiosk-1"
