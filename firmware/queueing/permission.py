"""Permission: may this box say this, and does it come in time? Asked before any rule of the queue.

`MAY_SAY` names for every command the boxes that can mean it, and nobody else may say it: a box in wrong hands shall
do no more harm than its place in the office allows. Which place that is stands in office.toml; "hub" and what begins
with "technician" are told by the name, which the broker proves. A box that office.toml does not name is no stranger
where it leaves that open: no kiosk is named, or a counter without a box, or it may be a printer of this morning.

A box at a counter speaks for that counter only. A call that comes late would call somebody to an officer who has looked
elsewhere, so after a few seconds it is void. An age that is only a lower bound means a reboot since the press, which
takes longer than that.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from firmware.messages.answers import Reason
from firmware.messages.commands import (
    AdoptTicket,
    AnswerHelp,
    CallNext,
    CallTicket,
    CancelHelp,
    CheckIn,
    ClaimNumbers,
    CloseCounter,
    CloseDay,
    Command,
    CounterCommand,
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
from firmware.messages.names import is_hub, is_technician
from firmware.queueing.now import Now
from firmware.queueing.plan import OfficePlan
from firmware.queueing.refusals import Refusal

CALL_AGE_LIMIT: Final = 5.0

PROMPT: Final = (CallNext, CallTicket, Recall, RequestHelp, AnswerHelp)


class Sender(StrEnum):
    """A place in the office from which a command may come. A box may have more than one."""

    KIOSK = "kiosk"
    COUNTER = "counter's box"
    PRINTER = "printer"
    TECHNICIAN = "technician"
    HUB = "hub"
    ANY = "box of an office without kiosks"


_ISSUERS: Final = frozenset((Sender.KIOSK, Sender.ANY, Sender.TECHNICIAN))
_KIOSKS: Final = frozenset((Sender.KIOSK,))
_OFFICERS: Final = frozenset((Sender.COUNTER, Sender.TECHNICIAN))

MAY_SAY: Final[Mapping[type[Command], frozenset[Sender]]] = {
    TakeTicket: _ISSUERS,
    AdoptTicket: _ISSUERS,
    CheckIn: _ISSUERS,
    ClaimNumbers: _KIOSKS,
    RequestHelp: _KIOSKS,
    CancelHelp: _KIOSKS,
    CallNext: _OFFICERS,
    CallTicket: _OFFICERS,
    Recall: _OFFICERS,
    MarkNoShow: _OFFICERS,
    Requeue: _OFFICERS,
    Transfer: _OFFICERS,
    Park: _OFFICERS,
    StartServing: _OFFICERS,
    Finish: _OFFICERS,
    OpenCounter: _OFFICERS,
    CloseCounter: _OFFICERS,
    PlanCounter: _OFFICERS,
    AnswerHelp: _OFFICERS,
    Withdraw: _OFFICERS,
    OpenDay: _OFFICERS | {Sender.HUB},
    CloseDay: _OFFICERS | {Sender.HUB},
    ReportPrint: frozenset((Sender.PRINTER,)),
    RateService: frozenset(Sender),  # no rule yet: whoever is ahead of its hub hears so
}
"""Who may say what, on a day and in an office where nothing else forbids it."""


def refuse_at_the_door(plan: OfficePlan, command: Command, now: Now) -> Refusal | None:
    """Return why this command is void whatever the queue holds, or None."""
    return _refuse_late(command, now) or _refuse_sender(plan, command, now.node)


def is_late(command: Command) -> bool:
    """Say whether nobody is to be called for a press any more: it is too long ago, or nobody knows how long."""
    return command.age > CALL_AGE_LIMIT or not command.is_age_exact


def places(plan: OfficePlan, node: str) -> frozenset[Sender]:
    """Return what a node may be, by its name and by office.toml."""
    if is_hub(node):
        return frozenset((Sender.HUB,))
    if is_technician(node):
        return frozenset((Sender.TECHNICIAN,))
    named = _named(plan, node) or _unnamed(plan)
    return named if plan.kiosks else named | {Sender.ANY}


def _refuse_late(command: Command, now: Now) -> Refusal | None:
    if isinstance(command, PROMPT) and is_late(command):
        return Refusal(Reason.TOO_OLD, f"pressed {command.age:.1f} s ago; at most {CALL_AGE_LIMIT:.0f} s for a call")
    if now.owned_on is not None:
        return Refusal(Reason.DAY_PAST, f"this press got its ticket on {now.owned_on}")
    return None


def _named(plan: OfficePlan, node: str) -> frozenset[Sender]:
    found = {Sender.KIOSK} if plan.kiosk(node) else set()
    found |= {Sender.COUNTER for counter in plan.counters if counter.box == node}
    return frozenset(found | {Sender.PRINTER for kiosk in plan.kiosks if kiosk.printer == node})


def _unnamed(plan: OfficePlan) -> frozenset[Sender]:
    is_open = any(counter.box is None for counter in plan.counters)
    return frozenset((Sender.PRINTER, Sender.COUNTER) if is_open else (Sender.PRINTER,))


def _refuse_sender(plan: OfficePlan, command: Command, node: str) -> Refusal | None:
    if isinstance(command, CounterCommand):
        return _refuse_counter(plan, command.counter, node) or _refuse_place(plan, command, node)
    if isinstance(command, AdoptTicket) and command.counter is not None:
        return _refuse_by_hand(plan, command.counter, node)
    return _refuse_place(plan, command, node)


def _refuse_place(plan: OfficePlan, command: Command, node: str) -> Refusal | None:
    may = MAY_SAY[type(command)]
    if may & places(plan, node):
        return None
    who = " or ".join(sender for sender in Sender if sender in may)
    return Refusal(Reason.NOT_YOURS, f"{type(command).__name__} is for a {who}; {node} is none by office.toml")


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
