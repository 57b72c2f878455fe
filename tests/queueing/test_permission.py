"""Which box may say what, and until when."""

from datetime import date
from typing import Any, Final, get_args

import pytest
from msgspec.structs import replace

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
    Command,
    CounterCommand,
    Finish,
    OpenCounter,
    OpenDay,
    PlanCounter,
    PrintOutcome,
    RateService,
    Recall,
    ReportPrint,
    RequestHelp,
    ServingCommand,
    TakeTicket,
    Transfer,
    Withdraw,
)
from firmware.messages.names import make_key, make_press
from firmware.queueing.now import Now
from firmware.queueing.permission import MAY_SAY, Sender, places, refuse_at_the_door
from firmware.queueing.plan import KioskPlan, OfficePlan
from tests.queueing.conftest import STORE

DAY: Final = date(2026, 11, 23)
TICKET: Final = "2026-11-23-A001"
PRESS: Final = make_press("kiosk-1", STORE, 1, 1)
COUNTERS: Final = frozenset(kind for kind in get_args(AnyCommand) if issubclass(kind, CounterCommand))
ISSUING: Final = frozenset((TakeTicket, AdoptTicket, CheckIn))
MAY: Final[dict[str, frozenset[type[Command]]]] = {
    "kiosk-1": ISSUING | {ClaimNumbers, RequestHelp, CancelHelp},
    "counter-1": COUNTERS | {Withdraw, OpenDay, CloseDay},
    "printer-1": frozenset((ReportPrint,)),
    "technician-1": ISSUING | COUNTERS | {Withdraw, OpenDay, CloseDay},
    "hub": frozenset((OpenDay, CloseDay)),
    # In the office of these tests each counter has its box: who has no place may at most have been a printer.
    "display-1": frozenset((ReportPrint,)),
    "stranger": frozenset((ReportPrint,)),
}
OF_COUNTER: Final[dict[str, Any]] = {"counter": 1}
SAW: Final[dict[str, Any]] = {**OF_COUNTER, "saw": None}
FIELDS: Final[dict[type[Command], dict[str, Any]]] = {
    **{kind: SAW if issubclass(kind, ServingCommand) else OF_COUNTER for kind in COUNTERS},
    TakeTicket: {"press": PRESS, "service": "A"},
    AdoptTicket: {"press": PRESS, "service": "A", "number": 700},
    CheckIn: {"press": PRESS, "appointment": "JB-1"},
    ClaimNumbers: {"low": 700, "high": 799},
    CallTicket: {**SAW, "ticket": TICKET},
    Transfer: {**SAW, "service": "F"},
    PlanCounter: {**OF_COUNTER, "absences": ()},
    AnswerHelp: {**OF_COUNTER, "kiosk": "kiosk-1"},
    Withdraw: {"ticket": TICKET},
    ReportPrint: {"press": PRESS, "slip": f"{STORE}-1", "outcome": PrintOutcome.PRINTED},
    RateService: {**OF_COUNTER, "element": 1, "score": 4},
    OpenDay: {"day": DAY},
    CloseDay: {"day": DAY},
}


@pytest.fixture
def closed(office: Any) -> OfficePlan:
    """The plan of the small office, with no counter that listens to any box."""
    return replace(office.PLAN, counters=office.PLAN.counters[:2])


@pytest.mark.parametrize("kind", [CallNext, Finish])
def test_a_box_does_not_speak_for_the_counter_of_another(office: Any, kind: Any) -> None:
    """A mistyped counter in a box's settings calls nobody to a colleague."""
    office.take()
    office.call(1)
    assert office.refuses(kind, "counter-2", counter=1) == Reason.NOT_YOURS
    assert office.refuses(OpenCounter, "kiosk-1", counter=1) == Reason.NOT_YOURS


def test_a_counter_without_a_box_listens_to_any(office: Any) -> None:
    """Counter 3 names no box in the plan."""
    office.take("H")
    assert office.does(CallNext, "counter-2", counter=3)


def test_a_technician_speaks_for_every_counter(office: Any) -> None:
    """So that an office can be helped from outside when a box is broken."""
    office.take()
    assert office.does(CallNext, "technician-1", counter=1)


@pytest.mark.parametrize("kind", [CallNext, CallTicket, Recall])
def test_a_call_older_than_five_seconds_is_void(office: Any, kind: Any) -> None:
    """The officer has long looked elsewhere; five seconds themselves are in time."""
    ticket = office.take()
    office.take()
    if kind is Recall:
        office.call(1)
    named = {"ticket": ticket} if kind is CallTicket else {}
    assert office.refuses(kind, counter=1, age=5.001, **named) == Reason.TOO_OLD
    assert office.does(kind, counter=1, age=5.0, **named)


def test_a_call_from_before_a_reboot_is_void(office: Any) -> None:
    """Its age is only a lower bound, and a box takes longer than five seconds to start."""
    office.take()
    assert office.refuses(CallNext, counter=1, age=1.0, is_age_exact=False) == Reason.TOO_OLD


def test_finishing_has_no_age_limit(office: Any) -> None:
    """What is past stays true however late it is told."""
    office.take()
    office.call(1)
    assert office.does(Finish, counter=1, age=600.0)


def test_an_old_cry_for_help_is_void(office: Any) -> None:
    """As old as a call may be, and so is an officer's answer: the visitor has left, or somebody else went."""
    assert office.refuses(RequestHelp, "kiosk-1", age=6.0) == Reason.TOO_OLD
    assert office.refuses(AnswerHelp, counter=1, kiosk="kiosk-1", age=6.0) == Reason.TOO_OLD


def test_words_without_a_rule_are_refused_as_such(office: Any) -> None:
    """A box that is newer than its hub gets an answer, never silence."""
    assert office.refuses(RateService, counter=1, element=1, score=4) == Reason.NOT_SUPPORTED


def test_every_command_has_its_senders() -> None:
    """A word that nobody had thought of here would be nobody's, or everybody's."""
    assert set(MAY_SAY) == set(get_args(AnyCommand))


@pytest.mark.parametrize("kind", get_args(AnyCommand))
@pytest.mark.parametrize("node", MAY)
def test_a_box_says_what_its_place_in_the_office_is_for(closed: Any, node: str, kind: type[Command]) -> None:
    """Every command from every kind of box: who is not named here for it is refused, and told that it is not theirs."""
    command = kind(key=make_key(node, STORE, 1, 1), **FIELDS.get(kind, {}))  # type: ignore[arg-type]
    refusal = refuse_at_the_door(closed, command, Now(office_time=9.0, node=node))
    assert (refusal is None) == (kind in MAY[node] or kind is RateService), refusal
    assert refusal is None or (refusal.reason == Reason.NOT_YOURS and node in refusal.detail)


@pytest.mark.parametrize("node", ["kiosk-1", "printer-1"])
def test_a_box_with_a_place_speaks_for_no_counter_without_a_box(office: Any, node: str) -> None:
    """Counter 3 listens to any box that may be an officer's; a kiosk in the hall and its printer are not."""
    assert office.refuses(CallNext, node, counter=3) == Reason.NOT_YOURS
    assert office.refuses(CloseDay, node, day=office.DAY) == Reason.NOT_YOURS


def test_a_counter_without_a_box_is_closed_by_the_box_that_stands_there(office: Any) -> None:
    """As is the day: office.toml does not say which box it is."""
    assert office.does(CloseCounter, "counter-3", counter=3)
    assert office.does(CloseDay, "counter-3", day=office.DAY)


def test_in_an_office_that_names_no_kiosk_any_box_takes_tickets(closed: Any) -> None:
    """And asks for no help: nobody would know where to go."""
    plan = replace(closed, kiosks=())
    assert places(plan, "kiosk-1") == {Sender.ANY, Sender.PRINTER}
    assert places(plan, "counter-1") == {Sender.ANY, Sender.COUNTER}
    assert places(plan, "technician-1") == {Sender.TECHNICIAN}
    assert Sender.ANY in MAY_SAY[TakeTicket]
    assert Sender.ANY not in MAY_SAY[RequestHelp]


def test_a_box_with_two_places_says_what_either_is_for(closed: Any) -> None:
    """A reception that gives tickets and calls."""
    plan = replace(closed, kiosks=(*closed.kiosks, KioskPlan(name="counter-1")))
    assert places(plan, "counter-1") == {Sender.COUNTER, Sender.KIOSK}


def test_the_printer_of_this_morning_still_tells_of_its_papers(closed: Any) -> None:
    """office.toml names another one since noon, and what is on paper does not change by that."""
    assert places(closed, "printer-7") == {Sender.PRINTER}
