"""Commands: what a box asks of the hub, in the imperative. Each gets an answer, which may be a no.

`age` is how long ago the finger pressed, in seconds by the box's own boot clock, refreshed on every send. After a
reboot of the box it can only be a lower bound, and `is_age_exact` says so. Neither is part of the command's body when
a repeated key is compared. A command of a counter names the ticket the officer `saw` there (None for nobody), so that
a late or doubled tap can never act on somebody else.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from firmware.messages.names import (
    AppointmentCode,
    CounterNumber,
    EffectId,
    Key,
    NodeName,
    Press,
    ServiceLetter,
    TicketId,
    TicketNumber,
)

Age = Annotated[float, Meta(ge=0, le=7 * 86_400)]
Figure = Annotated[int, Meta(ge=1, le=9_999)]
Minute = Annotated[int, Meta(ge=0, le=24 * 60)]
"""Minutes since midnight in the office's zone."""
Absence = tuple[Minute, Minute]
"""From when until when nobody is at a counter, the end not included."""
ABSENCES: Final = 8
"""How many of them a counter may have on a day."""


class Command(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="command", tag=True
):
    """What every command carries.

    What has its default is not sent: an older hub understands every command in which nothing is said that it does not
    know, and refuses those that say more.
    """

    key: Key
    age: Age = 0.0
    is_age_exact: bool = True


class TakeTicket(Command, frozen=True, kw_only=True, tag=True):
    """A visitor wants a number for a service."""

    press: Press
    service: ServiceLetter
    priority: bool = False


class AdoptTicket(Command, frozen=True, kw_only=True, tag=True):
    """A number that was given while the hub was silent: by a kiosk from its own range, or from the paper roll.

    `counter` is set where that counter has helped the person by hand already, at `age`; else the person waits.
    """

    press: Press
    service: ServiceLetter
    number: Figure
    priority: bool = False
    counter: CounterNumber | None = None


class ClaimNumbers(Command, frozen=True, kw_only=True, tag=True):
    """A kiosk asks for its own range, `low` to `high`, for the open business day.

    The store in the key is what gets it: a second store (a fresh SD card) cannot know what the first one gave.
    """

    low: Figure
    high: Figure


class CheckIn(Command, frozen=True, kw_only=True, tag=True):
    """A visitor with an appointment has arrived, early or late."""

    press: Press
    appointment: AppointmentCode
    priority: bool = False


class CounterCommand(Command, frozen=True, kw_only=True):
    """What every command of an officer at a counter carries."""

    counter: CounterNumber


class ServingCommand(CounterCommand, frozen=True, kw_only=True):
    """A command about the person at the counter, as the officer saw it."""

    saw: TicketId | None


class CallNext(ServingCommand, frozen=True, kw_only=True, tag=True):
    """Ask the next person to the counter; the one before is finished."""


class CallTicket(ServingCommand, frozen=True, kw_only=True, tag=True):
    """Ask one named person to the counter: waiting, parked, or come back after a no-show."""

    ticket: TicketId


class Recall(ServingCommand, frozen=True, kw_only=True, tag=True):
    """Say the call once more."""


class MarkNoShow(ServingCommand, frozen=True, kw_only=True, tag=True):
    """Nobody came."""


class Requeue(ServingCommand, frozen=True, kw_only=True, tag=True):
    """Put a person back into the line: the one at the counter, or a named `ticket` that was parked or missed."""

    ticket: TicketId | None = None


class Transfer(ServingCommand, frozen=True, kw_only=True, tag=True):
    """Send the person at the counter to another service; number, letter and time waited are kept."""

    service: ServiceLetter


class Park(ServingCommand, frozen=True, kw_only=True, tag=True):
    """Set the person at the counter aside; `CallTicket` resumes."""


class StartServing(ServingCommand, frozen=True, kw_only=True, tag=True):
    """The person has come to the counter."""


class Finish(ServingCommand, frozen=True, kw_only=True, tag=True):
    """The person at the counter has been helped, and waits for the next stage of the visit where there is one.

    `ends_visit` sends the person home instead.
    """

    ends_visit: bool = False


class OpenCounter(CounterCommand, frozen=True, kw_only=True, tag=True):
    """The counter begins to call."""


class CloseCounter(CounterCommand, frozen=True, kw_only=True, tag=True):
    """The counter stops calling; the person there is finished."""


class PlanCounter(CounterCommand, frozen=True, kw_only=True, tag=True):
    """Say when today nobody will be at the counter: a late opening, a break, an early close.

    Replaces what was said before and what the settings say of this counter for every day.
    """

    absences: Annotated[tuple[Absence, ...], Meta(max_length=ABSENCES)]


class Withdraw(Command, frozen=True, kw_only=True, tag=True):
    """The person has left by choice."""

    ticket: TicketId


class PrintOutcome(StrEnum):
    """What became of a slip."""

    PRINTED = "PRINTED"
    SUPERSEDED = "SUPERSEDED"
    FAILED = "FAILED"


class PrintCause(StrEnum):
    """Why a slip did not come out."""

    PAPER_OUT = "PAPER_OUT"
    COVER_OPEN = "COVER_OPEN"
    OFFLINE = "OFFLINE"
    STALLED = "STALLED"
    UNREACHABLE = "UNREACHABLE"
    TOO_OLD = "TOO_OLD"
    UNKNOWN = "UNKNOWN"


class ReportPrint(Command, frozen=True, kw_only=True, tag=True):
    """The printer box tells what became of a slip.

    `is_final` is false while the printer box will try again by itself. `is_marked` says the paper bears CETAK ULANG.
    `number` is the label of the slip that owns the press's paper (None: no slip does): a press may have two.
    """

    press: Press
    slip: EffectId
    outcome: PrintOutcome
    cause: PrintCause | None = None
    is_final: bool = True
    is_marked: bool = False
    number: TicketNumber | None = None


class RateService(Command, frozen=True, kw_only=True, tag=True):
    """A visitor rates one element of the service, 1 to 4 (Permenpan-RB 14/2017)."""

    counter: CounterNumber
    element: Annotated[int, Meta(ge=1, le=9)]
    score: Annotated[int, Meta(ge=1, le=4)]


class RequestHelp(Command, frozen=True, kw_only=True, tag=True):
    """A visitor at a kiosk asks for an officer."""


class CancelHelp(Command, frozen=True, kw_only=True, tag=True):
    """The visitor at the kiosk needs no officer any more."""


class AnswerHelp(CounterCommand, frozen=True, kw_only=True, tag=True):
    """An officer goes to the visitor who asks for help at a kiosk."""

    kiosk: NodeName


class OpenDay(Command, frozen=True, kw_only=True, tag=True):
    """The business day begins; never earlier than one that was open before."""

    day: date


class CloseDay(Command, frozen=True, kw_only=True, tag=True):
    """The business day ends; whoever still waits is carried out and reported."""

    day: date


AnyCommand = (
    TakeTicket
    | AdoptTicket
    | ClaimNumbers
    | CheckIn
    | CallNext
    | CallTicket
    | Recall
    | MarkNoShow
    | Requeue
    | Transfer
    | Park
    | StartServing
    | Finish
    | OpenCounter
    | CloseCounter
    | PlanCounter
    | Withdraw
    | ReportPrint
    | RateService
    | RequestHelp
    | CancelHelp
    | AnswerHelp
    | OpenDay
    | CloseDay
)
