"""Decide: a command and a queue give events, or a refusal. The list of all commands, each with its rule.

No events at all is an acceptance with nothing left to do: the press owns its ticket already, the counter is open
already, the report is known already. A refusal changes nothing.
"""

from typing import assert_never

from firmware.messages.answers import Reason
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
from firmware.queueing.adopting import adopt_ticket, claim_numbers, number_on_paper
from firmware.queueing.events import AnyEvent
from firmware.queueing.helping import answer_help, cancel_help, request_help
from firmware.queueing.issuing import check_in, take_ticket
from firmware.queueing.model import Queue
from firmware.queueing.now import Now
from firmware.queueing.opening import close_counter, close_day, open_counter, open_day, plan_counter
from firmware.queueing.permission import refuse_at_the_door
from firmware.queueing.refusals import Refusal
from firmware.queueing.serving import call_next, call_ticket, requeue, serve, transfer, withdraw
from firmware.queueing.slips import report_print

Decision = tuple[AnyEvent, ...] | Refusal


def decide(queue: Queue, command: AnyCommand, now: Now) -> Decision:  # noqa: C901, PLR0911, PLR0912 - a line a command
    """Return what a command leads to: the events in their order (none: nothing left to do), or why not."""
    refusal = refuse_at_the_door(queue.plan, command, now)
    if refusal is not None:
        return refusal
    match command:
        case RateService():
            return Refusal(Reason.NOT_SUPPORTED, f"{type(command).__name__} is not built in yet")
        case OpenDay():
            return open_day(queue, command, now)
        case ReportPrint():
            return report_print(queue, command, now)
        case AdoptTicket():
            return adopt_ticket(queue, command, now)
        case _ if queue.day is None:
            return Refusal(Reason.DAY_CLOSED, "no business day is open; open one first")
        case TakeTicket():
            adopted = number_on_paper(queue, command)
            return take_ticket(queue, command, now, queue.day) if adopted is None else adopt_ticket(queue, adopted, now)
        case CheckIn():
            return check_in(queue, command, now, queue.day)
        case ClaimNumbers():
            return claim_numbers(queue, command, now)
        case CallNext():
            return call_next(queue, command, now)
        case CallTicket():
            return call_ticket(queue, command, now)
        case Recall() | StartServing() | MarkNoShow() | Park() | Finish():
            return serve(queue, command, now)
        case Requeue():
            return requeue(queue, command, now)
        case Transfer():
            return transfer(queue, command)
        case Withdraw():
            return withdraw(queue, command)
        case OpenCounter():
            return open_counter(queue, command)
        case CloseCounter():
            return close_counter(queue, command)
        case PlanCounter():
            return plan_counter(queue, command)
        case RequestHelp():
            return request_help(queue, now)
        case CancelHelp():
            return cancel_help(queue, now)
        case AnswerHelp():
            return answer_help(queue, command)
        case CloseDay():
            return close_day(queue, command)
        case _:
            assert_never(command)
