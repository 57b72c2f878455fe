"""Serving: what an officer does about people. Everything here acts on whom the officer saw, or on nobody.

A command that comes late or twice names somebody who is no longer at the counter, and is refused as COUNTER_MOVED_ON. A
named person may be called out of order, but only to a counter that serves them, or back to the one that parked or
missed them. A counter that calls finishes the one before, whose visit goes on at the next stage where it has one.

Somebody who does not come is called as often as the plan says before they are absent, each time with a gap to come:
until then `MarkNoShow` says the call again, and an officer's own recalls bring it no nearer. Who comes back in time
waits behind as many calls as the plan says; the last absence closes the ticket.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firmware.messages.answers import Reason
from firmware.messages.commands import (
    CallNext,
    CallTicket,
    Finish,
    MarkNoShow,
    Park,
    Recall,
    Requeue,
    ServingCommand,
    StartServing,
    Transfer,
    Withdraw,
)
from firmware.queueing.events import (
    NoShowMarked,
    ServingStarted,
    StageFinished,
    TicketCalled,
    TicketFinished,
    TicketParked,
    TicketRecalled,
    TicketRequeued,
    TicketTransferred,
    TicketWithdrawn,
)
from firmware.queueing.explaining import chosen
from firmware.queueing.explaining import named as why_named
from firmware.queueing.lifecycle import refuse_state
from firmware.queueing.model import AT_COUNTER, Counter, Queue, Ticket, TicketState
from firmware.queueing.now import Now
from firmware.queueing.permission import is_late
from firmware.queueing.refusals import Refusal

Helped = TicketFinished | StageFinished
Called = tuple[Helped | TicketCalled, ...]
ServeCommand = Recall | StartServing | MarkNoShow | Park | Finish
ServeEvent = TicketRecalled | ServingStarted | NoShowMarked | TicketParked | Helped

_BECOMES: Final[Mapping[type[Recall | StartServing], type[TicketRecalled | ServingStarted]]] = MappingProxyType(
    {Recall: TicketRecalled, StartServing: ServingStarted}
)


def finish_before(queue: Queue, counter: Counter) -> tuple[Helped, ...]:
    """Return that whoever is at the counter has been helped, since the call; nothing where nobody is there."""
    return () if counter.ticket is None else (helped(queue, queue.tickets[counter.ticket], counter.number),)


def helped(queue: Queue, ticket: Ticket, counter: int) -> Helped:
    """Return that a person has been helped: on to the next stage of the visit, or the end of it."""
    service = queue.plan.service(ticket.service)
    if service is None or service.then is None:
        return TicketFinished(ticket=ticket.id, counter=counter)
    return StageFinished(ticket=ticket.id, counter=counter, service=service.then)


def call_next(queue: Queue, command: CallNext, now: Now) -> Called | Refusal:
    """Return the call of the next person after the end of the one before; only the end where nobody waits."""
    counter = _calling(queue, command)
    if isinstance(counter, Refusal):
        return counter
    first = chosen(queue, counter.number, now.office_time)
    if first is None and counter.ticket is None:
        return Refusal(Reason.NOBODY_WAITING, f"nobody waits for counter {counter.number}")
    call = () if first is None else (TicketCalled(ticket=first[0].id, counter=counter.number, why=first[1]),)
    return (*finish_before(queue, counter), *call)


def call_ticket(queue: Queue, command: CallTicket, now: Now) -> Called | Refusal:
    """Return the call of one named person after the end of the one before."""
    counter = _calling(queue, command)
    if isinstance(counter, Refusal):
        return counter
    ticket = named(queue, command, command.ticket)
    if isinstance(ticket, Refusal):
        return ticket
    refusal = _refuse_stranger(queue, counter, ticket) or _refuse_come_back(queue, ticket, now)
    if refusal is not None:
        return refusal
    why = why_named(queue, ticket, counter.number, now.office_time)
    return (*finish_before(queue, counter), TicketCalled(ticket=ticket.id, counter=counter.number, why=why))


def requeue(queue: Queue, command: Requeue, now: Now) -> tuple[TicketRequeued] | Refusal:
    """Return the way back into the line of the person at the counter, or of a named one parked or missed.

    The place is the one that the time waited gives; who has missed a call waits behind as many as the plan says.
    """
    ticket = _there(queue, command) if command.ticket is None else _set_aside(queue, command, command.ticket)
    if isinstance(ticket, Refusal):
        return ticket
    has_missed = ticket.state is TicketState.NO_SHOW
    refusal = _refuse_come_back(queue, ticket, now)
    behind = queue.plan.no_show.behind if has_missed else 0
    return refusal or (TicketRequeued(ticket=ticket.id, counter=command.counter, behind=behind),)


def transfer(queue: Queue, command: Transfer) -> tuple[TicketTransferred] | Refusal:
    """Return the move of the person at the counter into the line of another service."""
    ticket = _there(queue, command)
    if isinstance(ticket, Refusal):
        return ticket
    if queue.plan.service(command.service) is None:
        return Refusal(Reason.UNKNOWN_SERVICE, f"office.toml has no service {command.service}")
    if ticket.service == command.service:
        return Refusal(Reason.NOT_IN_THIS_STATE, f"{ticket.number} is here for service {command.service} already")
    return (TicketTransferred(ticket=ticket.id, counter=command.counter, service=command.service),)


def serve(queue: Queue, command: ServeCommand, now: Now) -> tuple[ServeEvent] | Refusal:
    """Return what becomes of the person at the counter: recalled, served, missed, parked or finished."""
    ticket = _there(queue, command)
    if isinstance(ticket, Refusal):
        return ticket
    match command:
        case MarkNoShow():
            return _miss(queue, ticket, command, now)
        case Park():
            return _park(queue, ticket, command.counter)
        case Finish(ends_visit=True):
            return (TicketFinished(ticket=ticket.id, counter=command.counter),)
        case Finish():
            return (helped(queue, ticket, command.counter),)
        case _:
            return (_BECOMES[type(command)](ticket=ticket.id, counter=command.counter),)


def withdraw(queue: Queue, command: Withdraw) -> tuple[TicketWithdrawn] | Refusal:
    """Return that a person has left by choice."""
    ticket = named(queue, command, command.ticket)
    return ticket if isinstance(ticket, Refusal) else (TicketWithdrawn(ticket=ticket.id),)


def named(queue: Queue, command: CallTicket | Requeue | Withdraw, ticket_id: str) -> Ticket | Refusal:
    """Return the ticket that a command names, or why the command is not for it."""
    ticket = queue.tickets.get(ticket_id)
    if ticket is None:
        return Refusal(Reason.UNKNOWN_TICKET, f"{ticket_id} was not issued this business day")
    return refuse_state(command, ticket) or ticket


def _miss(queue: Queue, ticket: Ticket, command: MarkNoShow, now: Now) -> tuple[ServeEvent] | Refusal:
    """The press counts and not its delivery; of a late one nobody is called: the officer went on by hand."""
    plan, pressed_at = queue.plan.no_show, now.office_time - command.age
    is_said_often_enough = ticket.recalls + 1 >= plan.calls
    ends = (ticket.latest_call_at or 0.0) + plan.gap
    if is_said_often_enough:
        # An officer's own recalls do not shorten the time to come.
        ends = max(ends, (ticket.called_from or 0.0) + plan.calls * plan.gap)
    if pressed_at < ends:
        return Refusal(Reason.CALL_STANDS, f"{ticket.number} has {ends - pressed_at:.0f} s more to come")
    kind = NoShowMarked if is_said_often_enough or is_late(command) else TicketRecalled
    return (kind(ticket=ticket.id, counter=command.counter),)


def _park(queue: Queue, ticket: Ticket, counter: int) -> tuple[TicketParked] | Refusal:
    parked, limit = len(queue.counters[counter].parked), queue.plan.park.limit
    if parked >= limit:
        return Refusal(Reason.PARK_FULL, f"{parked} are parked at counter {counter}, at most {limit}; call one of them")
    return (TicketParked(ticket=ticket.id, counter=counter),)


def _refuse_come_back(queue: Queue, ticket: Ticket, now: Now) -> Refusal | None:
    """Return why somebody who has missed a call may not come back any more, or None."""
    plan = queue.plan.no_show
    if ticket.state is not TicketState.NO_SHOW:
        return None
    if ticket.no_shows >= plan.limit:
        return Refusal(
            Reason.COME_BACK_OVER, f"{ticket.number} was absent {ticket.no_shows} times; the ticket is closed"
        )
    away = now.office_time - (ticket.set_aside_at or now.office_time)
    if away > plan.come_back:
        allowed = plan.come_back // 60
        return Refusal(
            Reason.COME_BACK_OVER, f"{ticket.number} missed its call {away / 60:.0f} min ago, {allowed} allowed"
        )
    return None


def _calling(queue: Queue, command: CallNext | CallTicket) -> Counter | Refusal:
    counter = queue.counters[command.counter]
    if not counter.is_open:
        return Refusal(Reason.COUNTER_CLOSED, f"counter {counter.number} is closed; open it to call")
    return _refuse_moved_on(counter, command) or counter


def _there(queue: Queue, command: ServingCommand) -> Ticket | Refusal:
    counter = queue.counters[command.counter]
    moved_on = _refuse_moved_on(counter, command)
    if moved_on is not None:
        return moved_on
    if counter.ticket is None:
        return Refusal(Reason.COUNTER_EMPTY, f"nobody is at counter {counter.number}")
    ticket = queue.tickets[counter.ticket]
    return refuse_state(command, ticket) or ticket


def _set_aside(queue: Queue, command: Requeue, ticket_id: str) -> Ticket | Refusal:
    counter = queue.counters[command.counter]
    ticket = named(queue, command, ticket_id)
    if isinstance(ticket, Refusal):
        return ticket
    return _refuse_moved_on(counter, command) or _refuse_stranger(queue, counter, ticket) or ticket


def _refuse_moved_on(counter: Counter, command: ServingCommand) -> Refusal | None:
    if command.saw == counter.ticket:
        return None
    is_there = f"{counter.ticket or 'nobody'} is at counter {counter.number}"
    return Refusal(Reason.COUNTER_MOVED_ON, f"saw {command.saw or 'nobody'}, but {is_there}")


def _refuse_stranger(queue: Queue, counter: Counter, ticket: Ticket) -> Refusal | None:
    plan = queue.plan.counter(counter.number)
    is_served = plan is not None and ticket.service in plan.serves
    was_here = ticket.counter == counter.number
    if ticket.state in AT_COUNTER:
        allowed = was_here
    else:
        allowed = is_served or (was_here and ticket.state is not TicketState.WAITING)
    if allowed:
        return None
    return Refusal(Reason.NOT_SERVED_HERE, f"counter {counter.number} has no part in {ticket.number} ({ticket.state})")
