"""What a button asks for, and the command that says it now.

An officer acts on what they saw, so a counter's command carries the ticket that its `CounterState` shows; where that is
not known, nothing is sent. One command of a counter is in flight at a time: the second finger would act on a picture
that the first is about to change. With nobody at the counter three actions are for somebody else: `Park` resumes whom
it parked last, or, where the hub reminds of one, first; `Requeue` puts whom the counter missed last back; `Recall`
answers the longest call for help. A day is opened by the date of the hub's clock; where that clock is not believed and
gives a day that was open before, the box does not ask: a guessed date would be journaled for ever. The hub decides
everything else, and its refusal comes back by the lamp.

While the hub is silent the office is in *manual mode*: people are called by voice, so no call is sent, because it would
only be too old by the time it is heard; nor does a kiosk ask for help that nobody would hear. What is said of the
person at the counter is kept as ever.
"""

import difflib
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct

from firmware.messages import commands as words
from firmware.messages.commands import AnyCommand, CounterCommand
from firmware.messages.names import Key, Press, ServiceLetter
from firmware.messages.notices import CounterState

_WITH_SAW: Final[dict[str, type[words.ServingCommand]]] = {
    "CallNext": words.CallNext,
    "Recall": words.Recall,
    "MarkNoShow": words.MarkNoShow,
    "Requeue": words.Requeue,
    "Park": words.Park,
    "StartServing": words.StartServing,
    "Finish": words.Finish,
}
_WITHOUT_SAW: Final[dict[str, type[CounterCommand]]] = {
    "OpenCounter": words.OpenCounter,
    "CloseCounter": words.CloseCounter,
}
_OF_HELP: Final[dict[str, type[words.RequestHelp | words.CancelHelp]]] = {
    "RequestHelp": words.RequestHelp,
    "CancelHelp": words.CancelHelp,
}
# What a box makes of an action by itself.
_MADE_OF: Final = {"CallTicket": ("Park",), "AdoptTicket": ("TakeTicket",), "AnswerHelp": ("AnswerHelp", "Recall")}
_OF_DAY: Final = ("OpenDay", "CloseDay")
_CALLS: Final = ("CallNext", "CallTicket", "Park", "AnswerHelp")
_BY_VOICE: Final = ("CallNext", "Recall", "AnswerHelp")
_ANSWER_HELP: Final = ("AnswerHelp", "Recall")
OF_COUNTER: Final = frozenset((*_WITH_SAW, *_WITHOUT_SAW, "Transfer", "AnswerHelp"))
KNOWN: Final = ("TakeTicket", *_OF_HELP, *_WITH_SAW, "Transfer", "AnswerHelp", *_WITHOUT_SAW, *_OF_DAY)


class Action(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the settings let a press or a hold do. Raises ValueError, with what to change, for what cannot be done."""

    command: str
    service: ServiceLetter | None = None
    priority: bool = False

    def __post_init__(self) -> None:
        if self.command not in KNOWN:
            raise ValueError(_unknown(self.command))
        has_service = self.command in ("TakeTicket", "Transfer")
        if has_service and self.service is None:
            raise ValueError(f'{self.command} needs the letter of a service: add service = "A"')
        if not has_service and self.service is not None:
            raise ValueError(f"{self.command} is for no service: delete 'service'")
        if self.priority and self.command != "TakeTicket":
            raise ValueError(f"only TakeTicket gives priority: delete 'priority' of {self.command}")

    @property
    def is_of_counter(self) -> bool:
        """True for what an officer does at a counter."""
        return self.command in OF_COUNTER

    @property
    def is_of_day(self) -> bool:
        """True for what turns the business day."""
        return self.command in _OF_DAY

    @property
    def is_of_help(self) -> bool:
        """True for what a visitor at a kiosk says to the officers."""
        return self.command in _OF_HELP

    @property
    def may_call(self) -> bool:
        """True for what can bring a person and the officer together, so that a doubled tap would act twice."""
        return self.command in _CALLS

    @property
    def may_answer_help(self) -> bool:
        """True for what can send the officer to somebody who asks for help."""
        return self.command in _ANSWER_HELP


class No(StrEnum):
    """Why a press is not sent at all."""

    COUNTER_UNKNOWN = "the hub has not told yet what this counter is doing"
    MANUAL = "the hub is silent; call by voice, what is done is entered afterwards"
    UNHEARD = "the hub is silent, and nobody would hear a call for help"
    NOBODY_ASKS = "nobody asks for help"
    TOGETHER = "another button was pressed at the same time"
    IN_FLIGHT = "the command before is not answered yet"
    DAY_UNKNOWN = "the hub has not told yet which day it is"
    DAY_CLOSED = "no business day is open"
    DAY_PAST = "the hub's clock is not set and gives a day that was open before; type: antrian day open DATE"


class Known(Struct, frozen=True, kw_only=True):
    """What the box knows when the finger speaks.

    `is_in_flight`: a command of this counter waits for its answer; `today`: the date in the office's zone by the hub's
    clock, and whether that clock is believed; `day`: the business day that is open; `latest_day`: the latest one that
    the box knows to have been open; `is_hub_silent`: manual mode.
    """

    counter: CounterState | None = None
    is_in_flight: bool = False
    today: date | None = None
    is_today_believed: bool = True
    day: date | None = None
    latest_day: date | None = None
    is_hub_silent: bool = False


class Stamp(Struct, frozen=True, kw_only=True):
    """The names made for this press, and its age in seconds."""

    key: Key
    press: Press
    age: float


def command_for(action: Action, known: Known, stamp: Stamp) -> AnyCommand | No:
    """Return the command that says the action now, or why nothing is to be sent."""
    if action.command == "TakeTicket":
        assert action.service is not None  # noqa: S101 - refused at start
        return words.TakeTicket(
            key=stamp.key, age=stamp.age, press=stamp.press, service=action.service, priority=action.priority
        )
    if action.command in (*_OF_HELP, *_OF_DAY):
        return _of_help(action, known, stamp) if action.is_of_help else _of_day(action, known, stamp)
    if known.is_hub_silent and _is_by_voice(action, known.counter):
        return No.MANUAL
    if known.counter is None:
        return No.COUNTER_UNKNOWN
    if known.is_in_flight:
        return No.IN_FLIGHT
    return _of_counter(action, known.counter, stamp)


def is_made_by(action: Action, command: AnyCommand) -> bool:
    """Say whether this action could have made the command: an outbox from before a restart names no button."""
    name = type(command).__name__
    service, priority = getattr(command, "service", None), getattr(command, "priority", False)
    is_named = action.command in _MADE_OF.get(name, (name,))
    return is_named and (service, priority) == (action.service, action.priority)


def calls(command: AnyCommand) -> bool:
    """Say whether this command can change by a call whom the counter is about."""
    return type(command).__name__ in _CALLS


def _is_by_voice(action: Action, counter: CounterState | None) -> bool:
    if action.command == "Park":
        return counter is not None and counter.ticket is None
    return action.command in _BY_VOICE


def _of_help(action: Action, known: Known, stamp: Stamp) -> AnyCommand | No:
    if known.is_hub_silent and action.command == "RequestHelp":
        return No.UNHEARD
    return _OF_HELP[action.command](key=stamp.key, age=stamp.age)


def _of_day(action: Action, known: Known, stamp: Stamp) -> AnyCommand | No:
    if action.command == "CloseDay":
        return No.DAY_CLOSED if known.day is None else words.CloseDay(key=stamp.key, age=stamp.age, day=known.day)
    if known.today is None:
        return No.DAY_UNKNOWN
    if not known.is_today_believed and known.latest_day is not None and known.today <= known.latest_day:
        return No.DAY_PAST
    return words.OpenDay(key=stamp.key, age=stamp.age, day=known.today)


def _of_counter(action: Action, counter: CounterState, stamp: Stamp) -> AnyCommand | No:
    key, age, number = stamp.key, stamp.age, counter.counter
    saw = None if counter.ticket is None else counter.ticket.ticket
    if action.command == "AnswerHelp" and not counter.help:
        return No.NOBODY_ASKS
    if (other := _for_somebody_else(action, counter, stamp)) is not None:
        return other
    if action.command in _WITHOUT_SAW:
        return _WITHOUT_SAW[action.command](key=key, age=age, counter=number)  # type: ignore[return-value]
    if action.command == "Transfer":
        assert action.service is not None  # noqa: S101 - refused at start
        return words.Transfer(key=key, age=age, counter=number, saw=saw, service=action.service)
    return _WITH_SAW[action.command](key=key, age=age, counter=number, saw=saw)  # type: ignore[return-value]


def _for_somebody_else(action: Action, counter: CounterState, stamp: Stamp) -> AnyCommand | None:
    """Return what the action is for somebody who is not at the counter, None where it is for who is there."""
    key, age, number = stamp.key, stamp.age, counter.counter
    is_free = counter.ticket is None
    if counter.help and (action.command == "AnswerHelp" or (is_free and action.command == "Recall")):
        return words.AnswerHelp(key=key, age=age, counter=number, kiosk=counter.help[0])
    if action.command == "Park" and is_free and counter.parked:
        back = counter.parked[-1 if counter.overdue else 0].ticket
        return words.CallTicket(key=key, age=age, counter=number, saw=None, ticket=back)
    if action.command == "Requeue" and is_free and counter.missed is not None:
        return words.Requeue(key=key, age=age, counter=number, saw=None, ticket=counter.missed.ticket)
    return None


def _unknown(command: str) -> str:
    if command == "CallTicket":
        return "CallTicket names a person, which a button cannot; Park calls back whom it set aside"
    near = difflib.get_close_matches(command, KNOWN, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"it can say {', '.join(KNOWN)}"
    return f"no button can say {command!r}; {hint}"
