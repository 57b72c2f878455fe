"""A second book of an office's day, kept by hand from its events, and who ought to be next by it.

It shares no rule with the product: what an event means and how credit grows is written down here a second time, from
the description of the order, so that a fault in the product shows as two books that disagree.
"""

from dataclasses import dataclass, field
from typing import Any

from firmware.messages.commands import AnyCommand, CallTicket
from firmware.messages.why import Standing
from firmware.queueing.discipline import Discipline
from firmware.queueing.events import AnyEvent
from firmware.queueing.model import Queue, TicketState
from firmware.queueing.plan import CounterPlan, OfficePlan

S = TicketState
CLASSES = [Standing.PRIORITY, Standing.BOOKED, Standing.WALK_IN]
GONE_TO = {
    "TicketFinished": S.FINISHED,
    "ServedByHand": S.FINISHED,
    "TicketWithdrawn": S.WITHDRAWN,
    "TicketCarriedOut": S.CARRIED_OUT,
}


@dataclass
class Person:
    """Somebody with a ticket. `behind` is how many calls go before who has come back; None: has not missed a call."""

    id: str
    service: str
    is_priority: bool
    slot: float | None
    arrived: float
    since: float
    turn: int
    state: TicketState = S.WAITING
    counter: int | None = None
    behind: int | None = None
    called_as: str | None = None
    calls_at: tuple[float, ...] = ()
    came_from: tuple[str, float, int] | None = None
    missed: int = 0
    missed_at: float | None = None

    def place(self) -> tuple[Any, ...]:
        """Return what a place in line is made of."""
        return self.service, self.since, self.arrived, self.turn


@dataclass
class Book:
    """All people of the day, the numbers given, the presses that own one, the turns in hand, the days opened."""

    plan: OfficePlan
    people: dict[str, Person] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    presses: list[str] = field(default_factory=list)
    given: dict[str, int] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    hands: dict[Standing, int] = field(default_factory=dict)
    days: list[Any] = field(default_factory=list)
    position: int = 0

    def note(self, event: Any, at: float, after: Queue) -> None:
        """Write down one event; by `after`, the office after the command, people are called by their numbers."""
        self.position += 1
        kind = type(event).__name__
        if kind == "DayOpened":
            self.people, self.numbers, self.presses, self.given, self.codes, self.hands = {}, [], [], {}, [], {}
            self.days.append(event.day)
        elif kind in ("TicketIssued", "TicketAdopted"):
            self._come(event)
        elif kind == "LabelAdded":
            self.numbers.append(event.number)
        elif hasattr(event, "ticket"):
            self._move(kind, event, self.people[event.ticket], at, after.tickets[event.ticket].number)

    def _come(self, event: Any) -> None:
        slot = getattr(event, "slot", None)
        code = getattr(event, "appointment", None)
        self.people[event.ticket] = Person(
            event.ticket, event.service, event.priority, slot, event.since, event.since, self.position
        )
        self.numbers.append(event.number)
        self.presses.append(event.press)
        self.given[event.service] = self.given.get(event.service, 0) + 1
        self.codes.extend([code] if code else [])

    def _move(self, kind: str, event: Any, who: Person, at: float, number: str) -> None:
        if kind in ("TicketCalled", "TicketRecalled"):
            is_again = kind == "TicketRecalled" and who.called_as == number
            who.called_as, who.calls_at = number, (*who.calls_at, at) if is_again else (at,)
        if kind == "TicketCalled":
            self._call(event, who, at)
        elif kind == "ServingStarted":
            who.state, who.called_as = S.SERVING, None
        elif kind == "StageFinished":
            who.came_from = who.service, who.since, who.missed
            who.state, who.service, who.since, who.missed = S.WAITING, event.service, at, 0
        elif kind == "TicketTransferred":
            who.state, who.service = S.WAITING, event.service
        elif kind == "NoShowMarked":
            who.state, who.missed, who.missed_at = S.NO_SHOW, who.missed + 1, at
        elif kind == "TicketParked":
            who.state = S.PARKED
        elif kind == "TicketRequeued":
            self._back(event, who, number)
        elif kind in GONE_TO:
            who.state, who.behind = GONE_TO[kind], None
            who.counter = event.counter if kind == "ServedByHand" else who.counter

    def _call(self, event: Any, who: Person, at: float) -> None:
        served = self._counter(event.counter).serves
        for other in self.people.values():
            if other is not who and other.behind and other.service in served:
                other.behind -= 1
        if event.why.rule == "TURN":
            self._turn(self._counter(event.counter), who, at)
        who.state, who.counter, who.behind, who.came_from = S.CALLED, event.counter, None, None

    def _turn(self, counter: CounterPlan, who: Person, at: float) -> None:
        """Every class that could have had this turn gets its share, and the one that had it pays them all."""
        asked = [one for one in self.waiting(counter.number) if one.behind is None]
        if counter.prefers_strictly:
            asked = [one for one in asked if one.service == who.service]
        shares = {one: self.plan.order.turns.of(one) for one in {self.turn_class(one, at) for one in asked}}
        for one, share in shares.items():
            self.hands[one] = self.hands.get(one, 0) + share
        self.hands[self.turn_class(who, at)] -= sum(shares.values())

    def _back(self, event: Any, who: Person, number: str) -> None:
        if who.state is S.NO_SHOW and who.called_as != number:
            who.missed -= 1  # called by a number that is not on the paper: nobody was absent
        if who.state is S.WAITING and who.came_from is not None:
            who.service, who.since, who.missed = who.came_from  # nor was anybody helped
            who.came_from = None
        who.state, who.behind = S.WAITING, event.behind or None

    def _counter(self, number: int) -> CounterPlan:
        return next(one for one in self.plan.counters if one.number == number)

    def waiting(self, counter: int) -> list[Person]:
        """Return all whom a counter could call, in no order."""
        served = self._counter(counter).serves
        return [one for one in self.people.values() if one.state is S.WAITING and one.service in served]

    def standing(self, who: Person) -> Standing:
        """Return the class: priority, booked unless too late, walk-in."""
        if who.is_priority:
            return Standing.PRIORITY
        is_in_time = who.slot is not None and who.arrived - who.slot <= self.plan.order.booked_late
        return Standing.BOOKED if is_in_time else Standing.WALK_IN

    def begin(self, who: Person) -> int:
        """Return from when credit grows: the arrival, of who has booked not before the slot."""
        if self.standing(who) is Standing.BOOKED and who.slot is not None:
            return int(max(who.since, who.slot))
        return int(who.since)

    def credit(self, who: Person, now: float) -> int:
        """Return the minutes-waited rule in whole seconds: priority x4, booked x2, walk-in x1, as the plan says."""
        rates = self.plan.order.rates
        rate = {"PRIORITY": rates.priority, "BOOKED": rates.booked, "WALK_IN": rates.walk_in}[self.standing(who)]
        return rate * max(0, int(now) - self.begin(who))

    def cap(self, who: Person) -> int | None:
        """Return from when on somebody is next whatever the credit; None: never."""
        order, standing = self.plan.order, self.standing(who)
        if order.discipline is not Discipline.ACCUMULATING:
            return None
        if standing is Standing.PRIORITY and order.priority_cap is not None:
            return int(who.since) + order.priority_cap
        if standing is Standing.BOOKED and order.booked_cap is not None and who.slot is not None:
            return self.begin(who) + order.booked_cap
        return None

    def fair(self, counter: int, now: float) -> list[tuple[str, Person]]:
        """Return all whom a counter could call, the next one first, each with the rule that puts it there."""
        plan = self._counter(counter)

        def last(who: Person) -> tuple[Any, ...]:
            return plan.serves.index(who.service), who.since, who.turn

        there = self.waiting(counter)
        caps = {one.id: None if one.behind else self.cap(one) for one in there}
        capped = [one for one in there if (cap := caps[one.id]) is not None and int(now) >= cap]
        others = [one for one in there if one not in capped]
        back = sorted((one for one in others if one.behind == 0), key=last)
        not_yet = sorted((one for one in others if one.behind), key=last)
        usual = [one for one in others if one.behind is None]
        usual.sort(key=lambda one: (plan.prefers_strictly * last(one)[0], *self._by_discipline(one, now), *last(one)))
        capped.sort(key=lambda one: (caps[one.id], *last(one)))
        names = {"accumulating": "CREDIT", "strict": "CLASS", "turns": "TURN", "first-come": "FIRST_COME"}
        return [
            *(("CAP", one) for one in capped),
            *(("COME_BACK", one) for one in back),
            *((names[self.plan.order.discipline], one) for one in usual),
            *(("COME_BACK", one) for one in not_yet),
        ]

    def _by_discipline(self, who: Person, now: float) -> tuple[int, ...]:
        discipline = self.plan.order.discipline
        if discipline is Discipline.ACCUMULATING:
            return -self.credit(who, now), max(0, self.begin(who) - int(now))
        if discipline is Discipline.FIRST_COME:
            return (int(who.since),)
        if discipline is Discipline.TURNS:
            turn = self.turn_class(who, now)
            return -(self.hands.get(turn, 0) + self.plan.order.turns.of(turn)), self.begin(who)
        return CLASSES.index(self.turn_class(who, now)), self.begin(who)

    def turn_class(self, who: Person, now: float) -> Standing:
        """Return the class that goes first or has the turn: who has booked and is early is among the walk-ins."""
        standing = self.standing(who)
        return Standing.WALK_IN if standing is Standing.BOOKED and int(now) < self.begin(who) else standing


@dataclass(frozen=True)
class Step:
    """One command and what came of it. `book` is the second book after it, `ranked` who ought to have been next."""

    command: AnyCommand
    node: str
    now: float
    minute: int
    before: Queue
    after: Queue
    events: tuple[AnyEvent, ...]
    reason: str | None
    book: Book
    ranked: list[tuple[str, Person]]
    journal: list[tuple[AnyEvent, float]]

    def of(self, kind: str) -> list[Any]:
        """Return the events of a kind."""
        return [event for event in self.events if type(event).__name__ == kind]

    @property
    def is_named(self) -> bool:
        """Say whether an officer has named somebody to be called."""
        return isinstance(self.command, CallTicket)
