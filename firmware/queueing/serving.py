"""Serving: what an officer does about people. Everything here acts on whom the officer saw, or on nobody.

A command that comes late or twice names somebody who is no longer at the counter, and is refused as COUNTER_MOVED_ON. A
named person may be called out of order, but only to a counter that serves them, or back to the one that parked or
missed them. A counter that calls finishes the one before.
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
from firmware.queueing.calling_order import next_ticket
from firmware.queueing.events import (
    NoShowMarked,
    ServingStarted,
    TicketCalled,
    TicketFinished,
    TicketParked,
    TicketRecalled,
    TicketRequeued,
    TicketTransferred,
    TicketWithdrawn,
)
from firmware.queueing.lifecycle import refuse_state
from firmware.queueing.model import AT_COUNTER, Counter, Queue, Ticket, TicketState
from firmware.queueing.refusals import Refusal

Called = tuple[TicketFinished | TicketCalled, ...]
ServeCommand = Recall | StartServing | MarkNoShow | Park | Finish
ServeEvent = TicketRecalled | ServingStarted | NoShowMarked | TicketParked | TicketFinished

_BECOMES: Final[Mapping[type[ServeCommand], type[ServeEvent]]] = MappingProxyType(
    {
        Recall: TicketRecalled,
        StartServing: ServingStarted,
        MarkNoShow: NoShowMarked,
        Park: TicketParked,
        Finish: TicketFinished,
    }
)


def finish_before(counter: Counter) -> tuple[TicketFinished, ...]:
    """Return the end of the visit of whoever is at the counter: served from the call."""
    return () if counter.ticket is None else (TicketFinished(ticket=counter.ticket, counter=counter.number),)


def call_next(queue: Queue, command: CallNext) -> Called | Refusal:
    """Return the call of the next person after the end of the one before; only the end where nobody waits."""
    counter = _calling(queue, command)
    if isinstance(counter, Refusal):
        return counter
    chosen = next_ticket(queue, counter.number)
    if chosen is None and counter.ticket is None:
        return Refusal(Reason.NOBODY_WAITING, f"nobody waits for counter {counter.number}")
    call = () if chosen is None else (TicketCalled(ticket=chosen.id, counter=counter.number),)
    return (*finish_before(counter), *call)


def call_ticket(queue: Queue, command: CallTicket) -> Called | Refusal:
    """Return the call of one named person after the end of the one before."""
    counter = _calling(queue, command)
    if isinstance(counter, Refusal):
        return counter
    ticket = named(queue, command, command.ticket)
    if isinstance(ticket, Refusal):
        return ticket
    refusal = _refuse_stranger(queue, counter, ticket)
    return refusal or (*finish_before(counter), TicketCalled(ticket=ticket.id, counter=counter.number))


def requeue(queue: Queue, command: Requeue) -> tuple[TicketRequeued] | Refusal:
    """Return the way back into the line of the person at the counter, or of a named one parked or missed."""
    ticket = _there(queue, command) if command.ticket is None else _set_aside(queue, command, command.ticket)
    if isinstance(ticket, Refusal):
        return ticket
    return (TicketRequeued(ticket=ticket.id, counter=command.counter),)


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


def serve(queue: Queue, command: ServeCommand) -> tuple[ServeEvent] | Refusal:
    """Return what becomes of the person at the counter: recalled, served, missed, parked or finished."""
    ticket = _there(queue, command)
    if isinstance(ticket, Refusal):
        return ticket
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
