"""A workday: an office's day from its opening to its closing, visitors and officers together.

`steps` plays it one accepted command at a time, so that a bench can ask its predictors about the live queue at every
issue; `play` plays it through. The same scenario, seed and number give the same day, event for event.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from random import Random
from typing import Final

from msgspec import Struct

from firmware.messages.commands import CheckIn, CloseDay, OpenDay, TakeTicket
from firmware.queueing.events import AnyEvent, StageFinished, TicketIssued, TicketRequeued, TicketTransferred
from firmware.queueing.model import Queue, Ticket, empty
from firmware.queueing.now import Booking, Now
from firmware.queueing.refusals import Refusal
from firmware.simulation.hall import chances, dates, duties, visitors
from firmware.simulation.hall.desks import Desks
from firmware.simulation.hall.playing import TECHNICIAN, Play, Step, Teller, kiosk_node
from firmware.simulation.hall.scenario import Scenario
from firmware.simulation.hall.visitors import Visitor

OnIssue = Callable[[Queue, Ticket, Now], None]
"""Called right after each issue with the queue that the ticket is in, the ticket, and the moment."""
BEFORE: Final = 600.0
"""Seconds before the counters open at which the day is opened."""


class Row(Struct, frozen=True):
    """A row of the journal: an event with its position and its office time."""

    position: int
    at: float
    event: AnyEvent


class Workday(Struct, frozen=True, kw_only=True):
    """A day that has been played: the `rows` of its journal and the queue they add up to, the day being closed.

    `midnight` is the office time at which the date began, `turned_away` how many got no ticket.
    """

    day: date
    scenario: Scenario
    midnight: float
    rows: tuple[Row, ...]
    queue: Queue
    turned_away: int = 0


class Hall:
    """One day of an office. Play it once, by `steps` or by `run`."""

    def __init__(self, scenario: Scenario, seed: int, number: int = 0, teller: Teller | None = None) -> None:
        """`number` says which business day; days of one seed are unlike each other and can be played in any order."""
        self.scenario, self.turned_away = scenario, 0
        day = dates.business_day(number)
        midnight = dates.midnight_of(day)
        queue = empty(scenario.plan, dates.first_position(number), dates.business_day(number - 1) if number else None)
        self.play = Play(queue, day, midnight, midnight + scenario.opens * 60 - BEFORE, teller)
        self.play.on_event = self._look_up
        self._people = visitors.draw(scenario, _fork(seed, number, "visitors"), midnight)
        self._desks = Desks(
            self.play,
            scenario,
            duties.draw(scenario, _fork(seed, number, "duties"), midnight),
            chances.factor(_fork(seed, number, "day"), scenario.day_spread),
            _fork(seed, number, "desks"),
        )

    def steps(self) -> Iterator[Step]:
        """Play the day; yield each accepted command with the queue before and after it."""
        play = self.play
        play.press(TECHNICIAN, OpenDay(key=play.key(TECHNICIAN), day=play.day))
        self._desks.begin()
        for visitor in self._people:
            play.once(visitor.at, partial(self._arrive, visitor))
        yield from play.run()
        play.once(play.midnight + self.scenario.closes * 60, self._close)
        yield from play.run()

    def run(self, on_issue: OnIssue | None = None) -> Workday:
        """Play the day through."""
        rows: list[Row] = []
        for step in self.steps():
            rows += (Row(n, step.at, event) for n, event in enumerate(step.events, start=step.before.position + 1))
            if on_issue is not None:
                for event in step.events:
                    if isinstance(event, TicketIssued):
                        on_issue(step.queue, step.queue.tickets[event.ticket], step.now)
        return Workday(
            day=self.play.day,
            scenario=self.scenario,
            midnight=self.play.midnight,
            rows=tuple(rows),
            queue=self.play.queue,
            turned_away=self.turned_away,
        )

    def _arrive(self, visitor: Visitor) -> None:
        play, node = self.play, kiosk_node(self.scenario.plan)
        waits = play.waits(visitor.service, visitor.slot, is_priority=visitor.priority)
        key, finger = play.key(node), play.finger(node)
        if visitor.slot is None or visitor.code is None:
            wish = TakeTicket(key=key, press=finger, service=visitor.service, priority=visitor.priority)
            events = play.press(node, wish, waits=waits)
        else:
            booking = Booking(service=visitor.service, slot=visitor.slot)
            here = CheckIn(key=key, press=finger, appointment=visitor.code, priority=visitor.priority)
            events = play.press(node, here, booking=booking, waits=waits)
        self._seat(visitor, events)

    def _seat(self, visitor: Visitor, events: tuple[AnyEvent, ...] | Refusal) -> None:
        issued = [] if isinstance(events, Refusal) else [one for one in events if isinstance(one, TicketIssued)]
        for event in issued:
            self._desks.expect(event.ticket, visitor)
        self.turned_away += not issued

    def _look_up(self, event: AnyEvent) -> None:
        """Somebody waits anew: one of the idle officers looks up."""
        match event:
            case TicketIssued() | StageFinished() | TicketTransferred():
                self._desks.wake(event.service)
            case TicketRequeued():
                self._desks.wake(self.play.queue.tickets[event.ticket].service)
            case _:
                pass

    def _close(self) -> None:
        self.play.press(TECHNICIAN, CloseDay(key=self.play.key(TECHNICIAN), day=self.play.day))


def play(
    scenario: Scenario, seed: int, number: int = 0, *, on_issue: OnIssue | None = None, teller: Teller | None = None
) -> Workday:
    """Return the `number`-th business day of an office, played through."""
    return Hall(scenario, seed, number, teller).run(on_issue)


def _fork(seed: int, number: int, what: str) -> Random:
    return Random(f"{seed} {number} {what}")
