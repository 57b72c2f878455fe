"""Which box may say what, and until when."""

from datetime import date
from typing import Any

import pytest

from firmware.messages.answers import Reason
from firmware.messages.commands import (
    AnswerHelp,
    CallNext,
    CallTicket,
    CancelHelp,
    CloseDay,
    Finish,
    OpenCounter,
    OpenDay,
    RateService,
    Recall,
    RequestHelp,
)


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


@pytest.mark.parametrize("kind", [RequestHelp, CancelHelp])
def test_only_a_kiosk_asks_for_help(office: Any, kind: Any) -> None:
    """Officers go where visitors stand."""
    assert office.refuses(kind, "counter-1") == Reason.NOT_YOURS


def test_words_without_a_rule_are_refused_as_such(office: Any) -> None:
    """A box that is newer than its hub gets an answer, never silence."""
    assert office.refuses(RateService, counter=1, element=1, score=4) == Reason.NOT_SUPPORTED


@pytest.mark.parametrize("kind", [OpenDay, CloseDay])
def test_a_kiosk_in_the_hall_turns_no_day(office: Any, kind: Any) -> None:
    """Anybody may press its buttons."""
    assert office.refuses(kind, "kiosk-1", day=date(2026, 11, 24)) == Reason.NOT_YOURS
