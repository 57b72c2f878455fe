"""A draft: a queue that is being worked on, private to `evolve`.

Every move of a ticket is *leave* where it stood (line, counter, parked list), then *enter* where it goes, so no event
can leave somebody in two places. An event may name a service or a counter that the plan no longer has: it is kept,
because it happened. What becomes of the ticket itself is in `changes`.
"""

from bisect import bisect_left
from typing import assert_never

from msgspec.structs import replace

from firmware.messages.why import Rule
from firmware.queueing.calling_order import class_at, turns_after, waiter
from firmware.queueing.changes import at_next_stage, called, come_back, issued, recalled
from firmware.queueing.events import (
    AnyEvent,
    CounterClosed,
    CounterOpened,
    CounterPlanned,
    DayClosed,
    DayOpened,
    DayScored,
    HelpAnswered,
    HelpCancelled,
    HelpRequested,
    JournalRebuilt,
    LabelAdded,
    NoShowMarked,
    NumbersClaimed,
    ServedByHand,
    ServingStarted,
    SlipReported,
    StageFinished,
    TicketAdopted,
    TicketCalled,
    TicketCarriedOut,
    TicketFinished,
    TicketIssued,
    TicketParked,
    TicketRecalled,
    TicketRequeued,
    TicketTransferred,
    TicketWithdrawn,
)
from firmware.queueing.labels import called_by
from firmware.queueing.model import AT_COUNTER, Counter, Help, Queue, Ticket, TicketState, empty, place
from firmware.queueing.slips import standing_report


class Draft:
    """A working copy. `apply` events, then take the `queue`; a draft is used once."""

    def __init__(self, queue: Queue) -> None:
        self._base = queue
        self._position = queue.position
        self._day, self._last_day, self._opened_at = queue.day, queue.last_day, queue.opened_at
        self._load(queue)

    def _load(self, queue: Queue) -> None:
        self._tickets = dict(queue.tickets)
        self._presses = dict(queue.presses)
        self._lines = dict(queue.lines)
        self._counters = dict(queue.counters)
        self._last_numbers = dict(queue.last_numbers)
        self._slips = dict(queue.slips)
        self._labels = dict(queue.labels)
        self._claims = dict(queue.claims)
        self._rebuilt = queue.rebuilt
        self._behind = dict(queue.behind)
        self._turns = queue.turns
        self._appointments = dict(queue.appointments)
        self._help = dict(queue.help)

    def queue(self) -> Queue:
        """Return the frozen queue."""
        return Queue(
            plan=self._base.plan,
            position=self._position,
            day=self._day,
            last_day=self._last_day,
            tickets=self._tickets,
            presses=self._presses,
            lines=self._lines,
            counters=self._counters,
            last_numbers=self._last_numbers,
            slips=self._slips,
            labels=self._labels,
            claims=self._claims,
            rebuilt=self._rebuilt,
            behind=self._behind,
            turns=self._turns,
            appointments=self._appointments,
            opened_at=self._opened_at,
            help=self._help,
        )

    def apply(self, event: AnyEvent, at: float) -> None:  # noqa: C901, PLR0912, PLR0915 - a line an event
        """Take in one event of office time `at`; it gets the next position."""
        self._position += 1
        match event:
            case DayOpened():
                self._load(empty(self._base.plan))
                self._day = self._last_day = event.day
                self._opened_at = at
            case DayClosed():
                self._day = None
                self._help = {}
            case CounterOpened():
                self._counters[event.counter] = replace(self._counter(event.counter), is_open=True, changed_at=at)
            case CounterClosed():
                self._counters[event.counter] = replace(self._counter(event.counter), is_open=False, changed_at=at)
            case CounterPlanned():
                self._counters[event.counter] = replace(self._counter(event.counter), absences=event.absences)
            case TicketIssued():
                self._last_numbers[event.service] = event.n
                self._issue(event, at)
            case TicketAdopted():
                self._issue(event, at)
            case LabelAdded():
                self._add_label(event)
            case ServedByHand():
                self._keep(replace(self._leave(event.ticket, TicketState.FINISHED, at), counter=event.counter))
            case NumbersClaimed():
                self._claims[event.kiosk] = event
            case JournalRebuilt():
                self._rebuilt = event if event.left_out else None
                self._opened_at = self._opened_at if event.is_carried else None
                for service, n in event.last.items():
                    self._last_numbers[service] = max(n, self._last_numbers.get(service, 0))
            case TicketCalled():
                self._call(event, at)
            case TicketRecalled():
                self._keep(recalled(self._tickets[event.ticket], self._position, at))
            case ServingStarted():
                self._keep(replace(self._tickets[event.ticket], state=TicketState.SERVING, called_as=None))
            case TicketFinished():
                self._leave(event.ticket, TicketState.FINISHED, at)
            case StageFinished():
                left = self._leave(event.ticket, TicketState.WAITING, at)
                self._join_line(at_next_stage(left, event, at))
            case NoShowMarked():
                left = self._leave(event.ticket, TicketState.NO_SHOW, at)
                self._keep(replace(left, no_shows=left.no_shows + 1, set_aside_at=at))
            case TicketRequeued():
                self._requeue(event, at)
            case TicketTransferred():
                left = self._leave(event.ticket, TicketState.WAITING, at)
                self._join_line(replace(left, service=event.service))
            case TicketParked():
                self._park(event, at)
            case TicketWithdrawn():
                self._leave(event.ticket, TicketState.WITHDRAWN, at)
            case TicketCarriedOut():
                self._leave(event.ticket, TicketState.CARRIED_OUT, at)
            case DayScored():
                pass
            case SlipReported():
                self._report(event)
            case HelpRequested():
                self._help.pop(event.kiosk, None)
                self._help[event.kiosk] = Help(kiosk=event.kiosk, position=self._position, at=at)
            case HelpCancelled():
                self._help.pop(event.kiosk, None)
            case HelpAnswered():
                answered = self._help.get(event.kiosk) or Help(kiosk=event.kiosk, position=self._position, at=at)
                self._help[event.kiosk] = replace(answered, counter=event.counter, answered_at=at)
            case _:
                assert_never(event)

    def _issue(self, event: TicketIssued | TicketAdopted, at: float) -> None:
        self._presses[event.press] = event.ticket
        self._labels[event.number] = event.ticket
        ticket = issued(event, self._position, at, self._slips.setdefault(event.press, None))
        if ticket.appointment is not None:
            self._appointments[ticket.appointment] = ticket.id
        self._join_line(ticket)

    def _add_label(self, event: LabelAdded) -> None:
        self._labels[event.number] = event.ticket
        ticket = self._tickets[event.ticket]
        labelled = replace(ticket, labels=(*ticket.labels, event.number), adopted=event.number)
        self._name(labelled, self._slips.get(ticket.press))

    def _report(self, event: SlipReported) -> None:
        standing = standing_report(self._slips.get(event.press), event)
        self._slips[event.press] = standing
        ticket = self._tickets.get(self._presses.get(event.press, ""))
        if ticket is not None:
            self._name(ticket, standing)

    def _name(self, ticket: Ticket, report: SlipReported | None) -> None:
        self._keep(replace(ticket, number=called_by(ticket.labels, ticket.adopted, report)))

    def _call(self, event: TicketCalled, at: float) -> None:
        self._count_call(event, int(at))
        left = self._leave(event.ticket, TicketState.CALLED, at)
        self._keep(called(left, event, self._position, at))
        counter = self._counter(event.counter)
        self._counters[event.counter] = replace(counter, ticket=event.ticket, calls=counter.calls + 1)

    def _count_call(self, event: TicketCalled, now: int) -> None:
        """Let those who have come back move up by one, and the classes take their turns."""
        plan = self._base.plan.counter(event.counter)
        served = plan.serves if plan else ()
        for ticket, behind in self._behind.items():
            if behind > 0 and ticket != event.ticket and self._tickets[ticket].service in served:
                self._behind[ticket] = behind - 1
        if event.why is not None and event.why.rule is Rule.TURN:
            own = self._tickets[event.ticket].service
            self._take_turn(event.ticket, (own,) if plan and plan.prefers_strictly else served, now)

    def _take_turn(self, ticket: str, services: tuple[str, ...], now: int) -> None:
        order = self._base.plan.order
        there = (one for service in services for one in self._lines.get(service, ()) if one not in self._behind)
        waited = (class_at(waiter(order, self._tickets[one]), now) for one in there)
        paying = class_at(waiter(order, self._tickets[ticket]), now)
        self._turns = turns_after(order, self._turns, waited, paying)

    def _requeue(self, event: TicketRequeued, at: float) -> None:
        was = self._tickets[event.ticket].state
        ticket = self._leave(event.ticket, TicketState.WAITING, at)
        self._join_line(come_back(ticket, was))
        if event.behind:
            self._behind[event.ticket] = event.behind

    def _park(self, event: TicketParked, at: float) -> None:
        self._keep(replace(self._leave(event.ticket, TicketState.PARKED, at), set_aside_at=at))
        counter = self._counter(event.counter)
        self._counters[event.counter] = replace(counter, parked=(event.ticket, *counter.parked))

    def _leave(self, ticket_id: str, state: TicketState, at: float) -> Ticket:
        ticket = self._tickets[ticket_id]
        if ticket.state is TicketState.WAITING:
            self._leave_line(ticket)
        elif ticket.counter is not None:
            self._leave_counter(ticket, self._counter(ticket.counter), at)
        return self._keep(replace(ticket, state=state, set_aside_at=None))

    def _leave_counter(self, ticket: Ticket, counter: Counter, at: float) -> None:
        if ticket.state in AT_COUNTER:
            self._counters[counter.number] = replace(counter, ticket=None, free_at=at)
        elif ticket.state is TicketState.PARKED:
            parked = tuple(other for other in counter.parked if other != ticket.id)
            self._counters[counter.number] = replace(counter, parked=parked)

    def _leave_line(self, ticket: Ticket) -> None:
        line = self._lines[ticket.service]
        at = line.index(ticket.id)
        self._lines[ticket.service] = line[:at] + line[at + 1 :]
        self._behind.pop(ticket.id, None)

    def _join_line(self, ticket: Ticket) -> None:
        self._keep(ticket)
        line = self._lines.get(ticket.service, ())
        at = bisect_left(line, place(ticket), key=lambda other: place(self._tickets[other]))
        self._lines[ticket.service] = (*line[:at], ticket.id, *line[at:])

    def _counter(self, number: int) -> Counter:
        return self._counters.get(number) or Counter(number=number)

    def _keep(self, ticket: Ticket) -> Ticket:
        self._tickets[ticket.id] = ticket
        return ticket
