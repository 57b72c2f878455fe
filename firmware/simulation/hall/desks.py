"""Desks: what the officers press. Who is called is the calling order's choice; here is only when, and who looks up.

An officer who is ready calls the next person, which finishes the one before; where nobody waits, the one before is
finished and the officer is idle until `first_to_call` picks this counter for a newcomer. Closing, breaks and the hidden
pauses begin when the person at the counter has been helped.
"""

from functools import partial
from random import Random

from msgspec import Struct

from firmware.messages.commands import (
    AnyCommand,
    CallNext,
    CallTicket,
    CloseCounter,
    Finish,
    MarkNoShow,
    OpenCounter,
    Park,
    PlanCounter,
    Requeue,
    Transfer,
)
from firmware.queueing.calling_order import first_to_call, ranked_at, waiting_for
from firmware.queueing.events import AnyEvent, NoShowMarked, TicketCalled
from firmware.queueing.model import TicketState
from firmware.queueing.plan import CounterPlan
from firmware.queueing.refusals import Refusal
from firmware.simulation.hall.duties import Duty
from firmware.simulation.hall.playing import Play, counter_node
from firmware.simulation.hall.scenario import Officer, Scenario
from firmware.simulation.hall.visitors import After, Leg, Visitor

FURTHEST = 5
"""A skipped line is skipped for one of the next few, not for anybody."""


class _Guest(Struct):
    """Somebody in the hall: which leg comes next, and how many calls will still find nobody."""

    visitor: Visitor
    leg: int = 0
    misses: int = 0

    def next_leg(self) -> Leg:
        return self.visitor.legs[min(self.leg, len(self.visitor.legs) - 1)]


class _Desk(Struct):
    """A counter with its officer. `pause` is how long a hidden break that has come up lasts, 0.0 for none.

    `away_until` is when the latest one ends: a break that comes up during another is none.
    """

    plan: CounterPlan
    duty: Duty
    officer: Officer
    node: str
    pause: float = 0.0
    is_idle: bool = False
    away_until: float = 0.0


class Desks:
    """All counters of a day. `slowness` multiplies every service time of it."""

    def __init__(self, play: Play, scenario: Scenario, duty: list[Duty], slowness: float, chance: Random) -> None:
        self._play, self._scenario, self._slowness, self._chance = play, scenario, slowness, chance
        self._guests: dict[str, _Guest] = {}
        self._back: list[str] = []
        self._desks = {one.counter: self._desk(scenario, one) for one in duty}

    def begin(self) -> None:
        """Plan the day of every officer."""
        for number, desk in self._desks.items():
            if desk.duty.said is not None:
                self._press(desk, PlanCounter(key=self._key(desk), counter=number, absences=desk.duty.said))
            self._play.once(desk.duty.opens, partial(self._ready, desk))
            self._play.once(desk.duty.closes, partial(self._stir, desk))
            for begin, end in desk.duty.absences:
                self._play.once(begin, partial(self._stir, desk))
                self._play.once(end, partial(self._return, desk))
            for begin, seconds in desk.duty.breaks:
                self._play.once(begin, partial(self._tire, desk, seconds))

    def expect(self, ticket: str, visitor: Visitor) -> None:
        """Take note of who holds a ticket."""
        self._guests[ticket] = _Guest(visitor, misses=visitor.misses)

    def wake(self, service: str) -> None:
        """Let one of the idle officers who help with a service look up."""
        calls = {number: counter.calls for number, counter in self._play.queue.counters.items()}
        idle = [desk.plan for desk in self._desks.values() if desk.is_idle]
        first = first_to_call(idle, calls, service)
        if first is not None:
            desk = self._desks[first]
            desk.is_idle = False
            self._play.after(self._scenario.reaction_seconds, partial(self._ready, desk))

    def _ready(self, desk: _Desk) -> None:
        """Leave if it is time to; else call somebody, or have nobody to call."""
        if not self._is_on_duty(desk):
            self._press(desk, CloseCounter(key=self._key(desk), counter=desk.plan.number))
            desk.pause = 0.0
            return
        self._press(desk, OpenCounter(key=self._key(desk), counter=desk.plan.number))
        if desk.pause:
            self._take_break(desk)
        elif not self._call(desk):
            self._finish(desk)
            # Whom the officer has helped may wait for a next stage at this very counter.
            desk.is_idle = not self._call(desk)

    def _take_break(self, desk: _Desk) -> None:
        self._finish(desk)
        desk.away_until = self._play.at + desk.pause
        self._play.once(desk.away_until, partial(self._ready, desk))
        desk.pause = 0.0

    def _call(self, desk: _Desk) -> bool:
        command = self._resume(desk) or self._skip(desk) or self._next(desk)
        events = self._press(desk, command) if command else ()
        called = [event for event in events if isinstance(event, TicketCalled)]
        for event in called:
            self._meet(desk, event.ticket)
        return bool(called)

    def _next(self, desk: _Desk) -> CallNext | None:
        number = desk.plan.number
        if not waiting_for(self._play.queue, number):
            return None
        return CallNext(key=self._key(desk), counter=number, saw=self._there(desk))

    def _resume(self, desk: _Desk) -> CallTicket | None:
        """Somebody who was set aside is back with the missing paper: the first of them goes before the line."""
        tickets = self._play.queue.tickets
        for ticket in self._back:
            if tickets[ticket].state is TicketState.PARKED and tickets[ticket].service in desk.plan.serves:
                self._back.remove(ticket)
                return CallTicket(key=self._key(desk), counter=desk.plan.number, saw=self._there(desk), ticket=ticket)
        return None

    def _skip(self, desk: _Desk) -> CallTicket | None:
        if not desk.officer.skips or self._chance.random() >= desk.officer.skips:
            return None
        later = ranked_at(self._play.queue, desk.plan.number, self._play.at)[1:FURTHEST]
        if not later:
            return None
        ticket = self._chance.choice(later)[1].id
        return CallTicket(key=self._key(desk), counter=desk.plan.number, saw=self._there(desk), ticket=ticket)

    def _meet(self, desk: _Desk, ticket: str) -> None:
        """The person walks to the counter and is helped, or nobody comes."""
        guest = self._guests[ticket]
        if guest.misses:
            self._play.after(self._patience(), partial(self._miss, desk, ticket))
            return
        walk = self._chance.uniform(*self._scenario.walk_seconds)
        self._play.after(walk + self._work(desk, guest), partial(self._over, desk, ticket))

    def _work(self, desk: _Desk, guest: _Guest) -> float:
        return guest.next_leg().seconds * self._slowness / desk.officer.speed

    def _miss(self, desk: _Desk, ticket: str) -> None:
        command = MarkNoShow(key=self._key(desk), counter=desk.plan.number, saw=ticket)
        if not any(isinstance(event, NoShowMarked) for event in self._press(desk, command)):
            self._play.after(self._patience(), partial(self._miss, desk, ticket))
            return
        guest = self._guests[ticket]
        guest.misses -= 1
        if guest.visitor.comes_back is not None:
            self._play.after(guest.visitor.comes_back, partial(self._report, ticket))
        self._ready(desk)

    def _report(self, ticket: str) -> None:
        """Somebody who missed the call comes to an officer who could help."""
        service = self._play.queue.tickets[ticket].service
        for desk in self._desks.values():
            number = desk.plan.number
            if self._play.queue.counters[number].is_open and service in desk.plan.serves:
                self._press(desk, Requeue(key=self._key(desk), counter=number, saw=self._there(desk), ticket=ticket))
                return

    def _over(self, desk: _Desk, ticket: str) -> None:
        """A leg is over: the person is parked, sent on, or done."""
        guest = self._guests[ticket]
        leg = guest.next_leg()
        guest.leg += 1
        number = desk.plan.number
        match leg.after:
            case After.PARK:
                if not self._press(desk, Park(key=self._key(desk), counter=number, saw=ticket)):
                    self._play.after(self._work(desk, guest), partial(self._over, desk, ticket))
                    return
                self._play.after(leg.away, partial(self._be_back, ticket))
            case After.TRANSFER:
                service = guest.next_leg().service
                self._press(desk, Transfer(key=self._key(desk), counter=number, saw=ticket, service=service))
            case After.FINISH:
                pass
        self._ready(desk)

    def _be_back(self, ticket: str) -> None:
        self._back.append(ticket)
        self.wake(self._play.queue.tickets[ticket].service)

    def _stir(self, desk: _Desk) -> None:
        if desk.is_idle:
            desk.is_idle = False
            self._ready(desk)

    def _return(self, desk: _Desk) -> None:
        if not self._play.queue.counters[desk.plan.number].is_open:
            self._ready(desk)

    def _tire(self, desk: _Desk, seconds: float) -> None:
        if self._play.queue.counters[desk.plan.number].is_open and self._play.at >= desk.away_until:
            desk.pause = seconds
            self._stir(desk)

    def _is_on_duty(self, desk: _Desk) -> bool:
        at, duty = self._play.at, desk.duty
        return duty.opens <= at < duty.closes and not any(begin <= at < end for begin, end in duty.absences)

    def _finish(self, desk: _Desk) -> None:
        there = self._there(desk)
        if there is not None:
            self._press(desk, Finish(key=self._key(desk), counter=desk.plan.number, saw=there))

    def _patience(self) -> float:
        return max(self._scenario.missing.patience_seconds, self._scenario.plan.no_show.gap)

    def _there(self, desk: _Desk) -> str | None:
        return self._play.queue.counters[desk.plan.number].ticket

    def _key(self, desk: _Desk) -> str:
        return self._play.key(desk.node)

    def _press(self, desk: _Desk, command: AnyCommand) -> tuple[AnyEvent, ...]:
        """Return what happened; nothing where the hub said no."""
        events = self._play.press(desk.node, command)
        return () if isinstance(events, Refusal) else events

    @staticmethod
    def _desk(scenario: Scenario, duty: Duty) -> _Desk:
        plan = next(plan for plan in scenario.plan.counters if plan.number == duty.counter)
        return _Desk(plan, duty, scenario.officer(plan), counter_node(scenario.plan, duty.counter))
