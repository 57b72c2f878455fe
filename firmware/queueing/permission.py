"""Permission: may this box say this, and does it come in time? Asked before any rule of the queue.

A box at a counter speaks for that counter only. Only kiosks of the plan take tickets, and no kiosk, where anybody may
press, turns the day. A technician may do anything. A call that comes late would call somebody to an officer who has
looked elsewhere, so after a few seconds it is void. An age that is only a lower bound means a reboot since the press,
which takes longer than that.
"""

from typing import Final

from firmware.messages.answers import Reason
from firmware.messages.commands import (
    AdoptTicket,
    AnswerHelp,
    CallNext,
    CallTicket,
    CancelHelp,
    CheckIn,
    CloseDay,
    Command,
    CounterCommand,
    OpenDay,
    Recall,
    RequestHelp,
    TakeTicket,
)
from firmware.queueing.now import Now
from firmware.queueing.plan import OfficePlan
from firmware.queueing.refusals import Refusal

CALL_AGE_LIMIT: Final = 5.0

_TECHNICIAN: Final = "technician"
PROMPT: Final = (CallNext, CallTicket, Recall, RequestHelp, AnswerHelp)


def refuse_at_the_door(plan: OfficePlan, command: Command, now: Now) -> Refusal | None:
    """Return why this command is void whatever the queue holds, or None."""
    return _refuse_late(command, now) or _refuse_sender(plan, command, now.node)


def is_late(command: Command) -> bool:
    """Say whether nobody is to be called for a press any more: it is too long ago, or nobody knows how long."""
    return command.age > CALL_AGE_LIMIT or not command.is_age_exact


def is_technician(node: str) -> bool:
    """Say whether a node speaks for a technician."""
    return node.startswith(_TECHNICIAN)


def _refuse_late(command: Command, now: Now) -> Refusal | None:
    if isinstance(command, PROMPT) and is_late(command):
        return Refusal(Reason.TOO_OLD, f"pressed {command.age:.1f} s ago; at most {CALL_AGE_LIMIT:.0f} s for a call")
    if now.owned_on is not None:
        return Refusal(Reason.DAY_PAST, f"this press got its ticket on {now.owned_on}")
    return None


def _refuse_sender(plan: OfficePlan, command: Command, node: str) -> Refusal | None:
    if isinstance(command, CounterCommand):
        return _refuse_counter(plan, command.counter, node)
    if isinstance(command, TakeTicket | CheckIn | AdoptTicket):
        by_hand = command.counter if isinstance(command, AdoptTicket) else None
        return _refuse_issuer(plan, node) if by_hand is None else _refuse_by_hand(plan, by_hand, node)
    if isinstance(command, RequestHelp | CancelHelp) and not plan.kiosk(node):
        return Refusal(Reason.NOT_YOURS, f"{node} is no kiosk in office.toml; help is asked for where visitors stand")
    if isinstance(command, OpenDay | CloseDay) and plan.kiosk(node):
        return Refusal(Reason.NOT_YOURS, "a kiosk in the hall opens and closes no day; an officer or a technician does")
    return None


def _refuse_issuer(plan: OfficePlan, node: str) -> Refusal | None:
    if not plan.kiosks or plan.kiosk(node) or is_technician(node):
        return None
    return Refusal(Reason.NOT_YOURS, f"{node} is no kiosk in office.toml")


def _refuse_by_hand(plan: OfficePlan, counter: int, node: str) -> Refusal | None:
    if not is_technician(node):
        return Refusal(Reason.NOT_YOURS, "a kiosk has helped nobody; a technician enters what was done by hand")
    return _refuse_counter(plan, counter, node)


def _refuse_counter(plan: OfficePlan, number: int, node: str) -> Refusal | None:
    counter = plan.counter(number)
    if counter is None:
        return Refusal(Reason.UNKNOWN_COUNTER, f"office.toml has no counter {number}")
    if counter.box in (None, node) or is_technician(node):
        return None
    return Refusal(Reason.NOT_YOURS, f"counter {number} belongs to {counter.box}, not to {node}; see office.toml")
