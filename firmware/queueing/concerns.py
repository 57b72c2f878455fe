"""Concerns: whom an accepted command is about, for its answer."""

from typing import NamedTuple, assert_never

from firmware.messages.commands import (
    AdoptTicket,
    AnswerHelp,
    AnyCommand,
    CallNext,
    CallTicket,
    CancelHelp,
    CheckIn,
    ClaimNumbers,
    CloseCounter,
    CloseDay,
    Finish,
    MarkNoShow,
    OpenCounter,
    OpenDay,
    Park,
    PlanCounter,
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


class Concern(NamedTuple):
    """The person and the counter of an answer; None where the command concerns none."""

    ticket: str | None = None
    number: str | None = None
    counter: int | None = None


def answered(queue: Queue, command: AnyCommand) -> Concern:
    """Return whom an accepted command is about, by the queue right after its events.

    For `CallNext` it is the person called, for `TakeTicket` the owner of the press, whenever it was issued.
    """
    ticket_id, counter = _names(queue, command)
    ticket = None if ticket_id is None else queue.tickets.get(ticket_id)
    return Concern(counter=counter) if ticket is None else Concern(ticket.id, ticket.number, counter)


def _names(queue: Queue, command: AnyCommand) -> tuple[str | None, int | None]:
    names: tuple[str | None, int | None]
    match command:
        case TakeTicket() | AdoptTicket() | CheckIn() | ReportPrint():
            names = queue.presses.get(command.press), None
        case CallNext():
            names = queue.counters[command.counter].ticket, command.counter
        case CallTicket():
            names = command.ticket, command.counter
        case Requeue():
            names = command.ticket or command.saw, command.counter
        case Recall() | MarkNoShow() | Transfer() | Park() | StartServing() | Finish():
            names = command.saw, command.counter
        case OpenCounter() | CloseCounter() | PlanCounter() | RateService() | AnswerHelp():
            names = None, command.counter
        case Withdraw():
            names = command.ticket, None
        case ClaimNumbers() | RequestHelp() | CancelHelp() | OpenDay() | CloseDay():
            names = None, None
        case _:
            assert_never(command)
    return names
