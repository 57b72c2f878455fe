"""Concerns: whom an accepted command is about, for its answer."""

from typing import assert_never

from firmware.messages.commands import (
    AdoptTicket,
    AnyCommand,
    CallNext,
    CallTicket,
    CheckIn,
    CloseCounter,
    CloseDay,
    Finish,
    MarkNoShow,
    OpenCounter,
    OpenDay,
    Park,
    RateService,
    Recall,
    ReportPrint,
    RequestHelp,
    Requeue,
    StartServing,
    TakeTicket,
    Transfer,
    Withdraw,
)
from firmware.queueing.model import Queue

Concern = tuple[str | None, str | None, int | None]


def answered(queue: Queue, command: AnyCommand) -> Concern:
    """Return (ticket id, number, counter) of an accepted command, by the queue right after its events.

    For `CallNext` it is the person called; each part is None where the command concerns none.
    """
    match command:
        case TakeTicket() | AdoptTicket() | CheckIn() | ReportPrint():
            return _concern(queue, queue.presses.get(command.press), None)
        case CallNext():
            return _concern(queue, queue.counters[command.counter].ticket, command.counter)
        case CallTicket():
            return _concern(queue, command.ticket, command.counter)
        case Requeue():
            return _concern(queue, command.ticket or command.saw, command.counter)
        case Recall() | MarkNoShow() | Transfer() | Park() | StartServing() | Finish():
            return _concern(queue, command.saw, command.counter)
        case OpenCounter() | CloseCounter() | RateService():
            return None, None, command.counter
        case Withdraw():
            return _concern(queue, command.ticket, None)
        case RequestHelp() | OpenDay() | CloseDay():
            return None, None, None
        case _:
            assert_never(command)


def _concern(queue: Queue, ticket_id: str | None, counter: int | None) -> Concern:
    ticket = None if ticket_id is None else queue.tickets.get(ticket_id)
    return (None, None, counter) if ticket is None else (ticket.id, ticket.number, counter)
