"""One step after another of a journal that is put together again: what the boxes remember becomes events. Pure.

Here is what a lost day and a box that comes late have in common. The keys and presses that nobody remembers are made of
the position that the event gets, which no journal gives twice. What does not fit together is a doubt, for a technician.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from firmware.hub.findings import Found
from firmware.messages.commands import AnyCommand
from firmware.messages.names import make_key, make_press
from firmware.queueing.decide import decide
from firmware.queueing.events import AnyEvent, JournalRebuilt, TicketAdopted, TicketIssued
from firmware.queueing.evolve import fold
from firmware.queueing.model import Queue
from firmware.queueing.now import Now
from firmware.queueing.plan import OfficePlan
from firmware.queueing.refusals import Refusal

_FOR_EVER: Final = 10**9


def lenient(plan: OfficePlan) -> OfficePlan:
    """Return the plan without the limits of time and of count, by which nothing may be refused a second time.

    The times of an old day are not known to the second, and of what led up to a limit a part may be forgotten.
    """
    no_show = replace(plan.no_show, gap=-_FOR_EVER, come_back=_FOR_EVER, limit=_FOR_EVER)
    services = tuple(replace(service, quota=None, last_ticket=None) for service in plan.services)
    return replace(plan, no_show=no_show, park=replace(plan.park, limit=_FOR_EVER), services=services)


class Lost(Struct, frozen=True, kw_only=True):
    """What is known of the journal to be put together: its identity, and the epoch that its events get.

    `now` is the office time, `today` the date by a clock that is believed (None: by none), `missing` the boxes that
    were not heard or have forgotten. Up to the position `after` and the office time `begun` everything is in the queue
    to begin with. `earlier` is what the journal of this day says of an earlier time at which it was put together.
    `is_day_over` says that boxes have heard of a later business day than that of any ticket. `slots` are the
    agreed times of appointments, by their codes, as far as they are known.
    """

    journal: str
    epoch: int
    now: float
    today: date | None = None
    missing: tuple[str, ...] = ()
    after: int = 0
    begun: float | None = None
    earlier: JournalRebuilt | None = None
    is_day_over: bool = False
    slots: Mapping[str, float] = {}


class Restored(Struct, frozen=True, kw_only=True):
    """One step of the day again: the key it has in the journal, its office time, its events."""

    key: str
    at: float
    day: date | None
    events: tuple[AnyEvent, ...]


class Recovery(Struct, frozen=True, kw_only=True):
    """What came of it. `queue` is the queue after all steps; `doubts` are sentences for a technician."""

    steps: tuple[Restored, ...]
    queue: Queue
    doubts: tuple[str, ...]


class Replay:
    """The queue as it goes on, and the steps that led there; used once."""

    def __init__(self, queue: Queue, lost: Lost, begun: float) -> None:
        self.queue = queue
        self.lost = lost
        self._lenient = lenient(queue.plan)
        self._steps: list[Restored] = []
        self._doubts: list[str] = []
        self.at = min(begun, lost.now)

    def result(self) -> Recovery:
        """Return what came of it."""
        return Recovery(steps=tuple(self._steps), queue=self.queue, doubts=tuple(self._doubts))

    def issue(self, found: Found) -> None:
        """Give the ticket its place in line again."""
        press = found.press
        if press is None:
            press = make_press("hub", self.lost.journal, self.lost.epoch, self.queue.position + 1)
            self.doubt(f"nobody remembers the slip of {found.number}; it is taken in because it was called")
        if found.number in self.queue.labels or press in self.queue.presses:
            self.doubt(f"{found.number} of {press}: another person has this number, or another number this person")
            return
        since = self.since(found)
        kind = TicketIssued if self.queue.plan.is_hub_number(found.n) else TicketAdopted
        event: TicketIssued | TicketAdopted = kind(
            ticket=found.ticket,
            number=found.number,
            service=found.service,
            n=found.n,
            press=press,
            priority=found.priority,
            kiosk=found.kiosk,
            since=since,
            is_since_exact=found.is_exact,
        )
        if isinstance(event, TicketIssued) and found.appointment is not None:
            event = self._booked(event, found.appointment)
        self.pass_until(since)
        self.happen(None, event)

    def _booked(self, event: TicketIssued, appointment: str) -> TicketIssued:
        """Whose agreed time nobody remembers counts as having come in time."""
        if appointment in self.queue.appointments:
            self.doubt(f"{event.number} has checked in with {appointment}, as another person had before")
            return event
        slot = self.lost.slots.get(appointment)
        if slot is None:
            self.doubt(f"nobody remembers the time of appointment {appointment}; {event.number} counts as in time")
        return replace(event, appointment=appointment, slot=event.since if slot is None else slot)

    def since(self, found: Found) -> float:
        """Return when the wait began, in office time: an age that is not exact is only a bound."""
        return found.at if found.is_exact else min(found.at, self.at)

    def decide(self, node: str, command: AnyCommand) -> None:
        """Let the rules take a command that was accepted before; what they refuse all the same is a doubt."""
        queue = replace(self.queue, plan=self._lenient)
        decision = decide(queue, command, Now(office_time=self.at, node=node))
        if isinstance(decision, Refusal):
            self.doubt(f"{node} {type(command).__name__}: {decision.reason}, {decision.detail}")
        elif decision:
            self.happen(command.key, *decision)

    def happen(self, key: str | None, *events: AnyEvent) -> None:
        """Let events happen in one step, under a key of their own where nobody remembers one."""
        if not events:
            return
        key, before = key or self.key(), self.queue.day
        self.queue = fold(self.queue, ((event, self.at) for event in events))
        self._steps.append(Restored(key=key, at=self.at, day=self.queue.day or before, events=tuple(events)))

    def pass_until(self, at: float) -> None:
        """Let time go on: never back, and not beyond this moment."""
        self.at = max(self.at, min(at, self.lost.now))

    def doubt(self, *sentences: str) -> None:
        """Note what does not fit together, once."""
        self._doubts += [sentence for sentence in sentences if sentence not in self._doubts]

    def key(self) -> str:
        """Make the key of the next step."""
        return make_key("hub", self.lost.journal, self.lost.epoch, self.queue.position + 1)
