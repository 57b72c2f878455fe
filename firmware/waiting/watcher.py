"""The watcher: makes the record of a day, event by event. It never refuses: what is in the journal has happened.

A counter's gap is measured only while somebody waits for it: a counter that nobody wants is not slow.
"""

from collections.abc import Iterable
from datetime import date

from firmware.messages.commands import Absence
from firmware.messages.why import Rule, Standing
from firmware.queueing.calling_order import standing_for
from firmware.queueing.events import (
    AnyEvent,
    CounterClosed,
    CounterOpened,
    CounterPlanned,
    DayClosed,
    DayOpened,
    NoShowMarked,
    ServedByHand,
    StageFinished,
    TicketAdopted,
    TicketCalled,
    TicketCarriedOut,
    TicketFinished,
    TicketIssued,
    TicketParked,
    TicketRequeued,
    TicketTransferred,
    TicketWithdrawn,
)
from firmware.queueing.hours import in_force, opened_minute
from firmware.queueing.plan import OfficePlan
from firmware.waiting.published import absences_of
from firmware.waiting.record import Arrival, Closure, DayRecord, Gap, Help, Outcome
from firmware.waiting.seen import Desk, Person


class Watcher:
    """What has been seen of the day so far; the lists only grow."""

    def __init__(self, plan: OfficePlan) -> None:
        self._plan = plan
        self._serves = {counter.number: counter.serves for counter in plan.counters}
        self._begin(date.min, 0.0)

    def _begin(self, day: date, at: float) -> None:
        self.day, self.opened_at, self.latest = day, at, at
        self.midnight: float | None = None
        self.people: dict[str, Person] = {}
        self.desks = {number: Desk(changed_at=at) for number in self._serves}
        self.waiting: dict[str, int] = {}
        self.helps: list[Help] = []
        self.gaps: list[Gap] = []
        self.closures: list[Closure] = []
        self.arrivals: list[Arrival] = []
        self.outcomes: list[Outcome] = []
        self.come_backs: list[float] = []
        self.misses = self.booked_absent = 0
        self._said: dict[int, tuple[Absence, ...]] = {c.number: c.absences for c in self._plan.counters}

    def apply(self, event: AnyEvent, at: float) -> None:  # noqa: C901, PLR0912 - a line an event
        """Take in one event of office time `at`."""
        self.latest = at
        match event:
            case DayOpened():
                self._begin(event.day, at)
            case DayClosed():
                # Closing ends everything at once: how long that took tells nothing.
                self.helps = [one for one in self.helps if one.at + one.seconds < at]
                self.closures = [one for one in self.closures if one.at < at]
            case CounterOpened():
                self._open(event.counter, at)
            case CounterClosed():
                desk = self._desk(event.counter)
                desk.is_open, desk.changed_at, desk.wanted_at = False, at, None
            case CounterPlanned():
                self._said[event.counter] = event.absences
            case TicketIssued() | TicketAdopted():
                self._arrive(event, at)
            case TicketCalled():
                self._call(event, at)
            case TicketFinished() | TicketParked() | ServedByHand():
                self._leave(event.ticket, at)
            case NoShowMarked():
                self._leave(event.ticket, at, is_no_show=True)
            case StageFinished() | TicketTransferred():
                self._leave(event.ticket, at)
                self._wait(event.ticket, at, event.service)
                self._person(event.ticket).is_extra = isinstance(event, TicketTransferred)
            case TicketRequeued():
                self._leave(event.ticket, at)
                self._come_back(event.ticket, at)
                self._wait(event.ticket, at)
            case TicketWithdrawn() | TicketCarriedOut():
                self._leave(event.ticket, at)
            case _:
                pass

    def absences(self, counter: int) -> tuple[Absence, ...]:
        """Return when today nobody was said to be at a counter, the breaks of the office among it."""
        plan, said = self._plan.counter(counter), self._said.get(counter, ())
        hours = in_force(self._plan.hours, self.day, opened_minute(self.opened_at, self.midnight))
        return said if plan is None else absences_of(plan, said, hours)

    def record(self) -> DayRecord:
        """Return the record of the day so far."""
        still = [self._closure(number, desk) for number, desk in self.desks.items() if not desk.is_open]
        return DayRecord(
            day=self.day,
            opened_at=self.opened_at,
            closed_at=self.latest,
            midnight=self.midnight,
            helps=tuple(self.helps),
            gaps=tuple(self.gaps),
            closures=(*self.closures, *(one for one in still if one.seconds > 0)),
            arrivals=tuple(self.arrivals),
            outcomes=tuple(self.outcomes),
            absences={counter: self.absences(counter) for counter in self._said},
            misses=self.misses,
            come_backs=tuple(self.come_backs),
            booked_absent=self.booked_absent,
        )

    def _closure(self, number: int, desk: Desk, *, is_over: bool = False) -> Closure:
        return Closure(
            counter=number,
            at=desk.changed_at,
            seconds=self.latest - desk.changed_at,
            is_over=is_over,
            is_morning=not desk.has_been_open,
        )

    def _open(self, number: int, at: float) -> None:
        desk = self._desk(number)
        if not desk.is_open:
            self.closures.append(self._closure(number, desk, is_over=True))
        desk.is_open, desk.has_been_open, desk.changed_at = True, True, at
        self._want(number, desk, at, is_idle=False)

    def _arrive(self, event: TicketIssued | TicketAdopted, at: float) -> None:
        slot, told = (event.slot, event.told) if isinstance(event, TicketIssued) else (None, None)
        standing = standing_for(self._plan.order, is_priority=event.priority, since=event.since, slot=slot)
        person = Person(
            service=event.service, first_service=event.service, standing=standing, since=event.since, told=told
        )
        self.people[event.ticket] = person
        late = None if slot is None else event.since - slot
        self.arrivals.append(Arrival(service=event.service, standing=standing, at=event.since, late=late))
        self._wait(event.ticket, at)

    def _call(self, event: TicketCalled, at: float) -> None:
        person, desk = self._person(event.ticket), self._desk(event.counter)
        is_named = event.why is not None and event.why.rule is Rule.NAMED
        # Out of order, but out of the line: no more work than any other call.
        is_extra = is_named and not person.is_waiting
        if desk.wanted_at is not None and not is_extra:
            seconds = max(0.0, at - desk.wanted_at)
            self.gaps.append(Gap(counter=event.counter, at=desk.wanted_at, seconds=seconds, is_idle=desk.was_idle))
        desk.ticket, desk.called_at, desk.wanted_at = event.ticket, at, None
        person.is_extra = person.is_extra or is_extra
        self._stop_waiting(person)
        if not person.has_been_called:
            person.has_been_called = True
            self._judge(person, at)

    def _judge(self, person: Person, at: float) -> None:
        if person.told is not None:
            self.outcomes.append(
                Outcome(
                    service=person.first_service,
                    standing=person.standing,
                    method=person.told.method,
                    raw_p50=person.told.raw_p50,
                    raw_p90=person.told.raw_p90,
                    real=max(0.0, at - person.since),
                )
            )

    def _leave(self, ticket: str, at: float, *, is_no_show: bool = False) -> None:
        person = self._person(ticket)
        self._stop_waiting(person)
        if is_no_show:
            self.misses += 1
            person.missed_at = at
        for number, desk in self.desks.items():
            if desk.ticket == ticket:
                self.helps.append(
                    Help(
                        service=person.service,
                        counter=number,
                        at=desk.called_at,
                        seconds=at - desk.called_at,
                        is_no_show=is_no_show,
                        is_extra=person.is_extra,
                    )
                )
                person.is_extra = False
                desk.ticket = None
                self._want(number, desk, at, is_idle=False)

    def _come_back(self, ticket: str, at: float) -> None:
        person = self._person(ticket)
        if person.missed_at is not None:
            self.come_backs.append(at - person.missed_at)
            person.missed_at = None

    def _wait(self, ticket: str, at: float, service: str | None = None) -> None:
        person = self._person(ticket)
        person.service = service or person.service
        if not person.is_waiting:
            person.is_waiting = True
            self._count(person.service, 1, at)

    def _stop_waiting(self, person: Person) -> None:
        if person.is_waiting:
            person.is_waiting = False
            self._count(person.service, -1, self.latest)

    def _count(self, service: str, change: int, at: float) -> None:
        count = self.waiting[service] = self.waiting.get(service, 0) + change
        if count != (change > 0):
            return
        for number, serves in self._serves.items():
            if service in serves:
                self._want(number, self._desk(number), at, is_idle=True)

    def _want(self, number: int, desk: Desk, at: float, *, is_idle: bool) -> None:
        """Note since when somebody waits for a counter that could call, or that nobody does."""
        if not desk.is_open or desk.ticket is not None or not self._is_anybody_for(number):
            desk.wanted_at = None
        elif desk.wanted_at is None:
            desk.wanted_at, desk.was_idle = at, is_idle

    def _is_anybody_for(self, number: int) -> bool:
        return any(self.waiting.get(service, 0) > 0 for service in self._serves.get(number, ()))

    def _desk(self, number: int) -> Desk:
        return self.desks.setdefault(number, Desk(changed_at=self.opened_at))

    def _person(self, ticket: str) -> Person:
        # A day's rows may begin in the middle of the day.
        unknown = Person(service="", first_service="", standing=Standing.WALK_IN, since=self.latest)
        return self.people.setdefault(ticket, unknown)


def record_of(plan: OfficePlan, rows: Iterable[tuple[AnyEvent, float]]) -> DayRecord:
    """Return what the rows of one business day, each an event and its office time, taught."""
    watcher = Watcher(plan)
    for event, at in rows:
        watcher.apply(event, at)
    return watcher.record()
