"""What a button asks for, and the command that says it now.

An officer acts on what they saw, so a counter's command carries the ticket that its `CounterState` shows; where that is
not known, nothing is sent. One command of a counter is in flight at a time: the second finger would act on a picture
that the first is about to change. `Park` with nobody at the counter resumes: it calls the person parked last, or, where
the hub reminds of one, who was parked first. `Requeue` with nobody there puts whom the counter missed last back. A day
is opened by the date of the hub's clock; where that clock is not believed and gives a day that was open before, the box
does not ask: a guessed date would be journaled for ever. The hub decides everything else, and its refusal comes back by
the lamp.

While the hub is silent the office is in *manual mode*: people are called by voice, so no call is sent, because it would
only be too old by the time it is heard. What is said of the person at the counter is kept as ever.
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
# What a box makes of an action by itself.
_MADE_AS: Final = {"CallTicket": "Park", "AdoptTicket": "TakeTicket"}
_OF_DAY: Final = ("OpenDay", "CloseDay")
_CALLS: Final = ("CallNext", "CallTicket", "Park")
_BY_VOICE: Final = ("CallNext", "Recall")
OF_COUNTER: Final = frozenset((*_WITH_SAW, *_WITHOUT_SAW, "Transfer"))
KNOWN: Final = ("TakeTicket", *_WITH_SAW, "Transfer", *_WITHOUT_SAW, *_OF_DAY)


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
    def may_call(self) -> bool:
        """True for what can ask a person to the counter, so that a doubled tap would act twice."""
        return self.command in _CALLS


class No(StrEnum):
    """Why a press is not sent at all."""

    COUNTER_UNKNOWN = "the hub has not told yet what this counter is doing"
    MANUAL = "the hub is silent; call by voice, what is done is entered afterwards"
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
    if action.command in _OF_DAY:
        return _of_day(action, known, stamp)
    if known.is_hub_silent and _is_by_voice(action, known.counter):
        return No.MANUAL
    if known.counter is None:
        return No.COUNTER_UNKNOWN
    if known.is_in_flight:
        return No.IN_FLIGHT
    return _of_counter(action, known.counter, stamp)


def is_made_by(action: Action, command: AnyCommand) -> bool:
    """Say whether this action could have made the command: an outbox from before a restart names no button."""
    name = _MADE_AS.get(type(command).__name__, type(command).__name__)
    return (name, getattr(command, "service", None), getattr(command, "priority", False)) == (
        action.command,
        action.service,
        action.priority,
    )


def calls(command: AnyCommand) -> bool:
    """Say whether this command can change who stands at the counter by a call."""
    return type(command).__name__ in _CALLS


def _is_by_voice(action: Action, counter: CounterState | None) -> bool:
    if action.command == "Park":
        return counter is not None and counter.ticket is None
    return action.command in _BY_VOICE


def _of_day(action: Action, known: Known, stamp: Stamp) -> AnyCommand | No:
    if action.command == "CloseDay":
        return No.DAY_CLOSED if known.day is None else words.CloseDay(key=stamp.key, age=stamp.age, day=known.day)
    if known.today is None:
        return No.DAY_UNKNOWN
    if not known.is_today_believed and known.latest_day is not None and known.today <= known.latest_day:
        return No.DAY_PAST
    return words.OpenDay(key=stamp.key, age=stamp.age, day=known.today)


def _of_counter(action: Action, counter: CounterState, stamp: Stamp) -> AnyCommand:
    key, age, number = stamp.key, stamp.age, counter.counter
    saw = None if counter.ticket is None else counter.ticket.ticket
    if action.command in _WITHOUT_SAW:
        return _WITHOUT_SAW[action.command](key=key, age=age, counter=number)  # type: ignore[return-value]
    if action.command == "Park" and saw is None and counter.parked:
        back = counter.parked[-1 if counter.overdue else 0].ticket
        return words.CallTicket(key=key, age=age, counter=number, saw=None, ticket=back)
    if action.command == "Requeue" and saw is None and counter.missed is not None:
        return words.Requeue(key=key, age=age, counter=number, saw=None, ticket=counter.missed.ticket)
    if action.command == "Transfer":
        assert action.service is not None  # noqa: S101 - refused at start
        return words.Transfer(key=key, age=age, counter=number, saw=saw, service=action.service)
    return _WITH_SAW[action.command](key=key, age=age, counter=number, saw=saw)  # type: ignore[return-value]


def _unknown(command: str) -> str:
    if command == "CallTicket":
        return "CallTicket names a person, which a button cannot; Park calls back whom it set aside"
    near = difflib.get_close_matches(command, KNOWN, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"it can say {', '.join(KNOWN)}"
    return f"no button can say {command!r}; {hint}"
