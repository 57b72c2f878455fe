"""Whom an answer names."""

from typing import Any

import pytest

from firmware.messages.commands import (
    CallNext,
    CallTicket,
    CloseCounter,
    CloseDay,
    Finish,
    OpenCounter,
    Park,
    PrintOutcome,
    ReportPrint,
    Requeue,
    TakeTicket,
    Withdraw,
)
from firmware.queueing.concerns import answered


def answer(office: Any, kind: Any, **fields: Any) -> Any:
    """Send a command that is accepted and return whom its answer names."""
    command, _ = office.command(kind, **fields)
    office.does(kind, **{name: getattr(command, name) for name in fields} | seen(command))
    return answered(office.queue, command)


def seen(command: Any) -> dict[str, Any]:
    """Return the fields that the office filled in."""
    return {name: getattr(command, name) for name in ("saw", "press") if hasattr(command, name)}


def test_taking_a_ticket_names_the_ticket(office: Any) -> None:
    """The kiosk may show the number even when no paper comes."""
    assert answer(office, TakeTicket, service="F") == ("2026-11-23-F001", "F001", None)


def test_calling_names_the_person_called_and_not_the_one_before(office: Any) -> None:
    """The officer's small display shows who is coming."""
    office.take()
    office.take()
    assert answer(office, CallNext, counter=1) == ("2026-11-23-A001", "A001", 1)
    assert answer(office, CallNext, counter=1) == ("2026-11-23-A002", "A002", 1)


def test_a_command_about_the_person_there_names_them(office: Any) -> None:
    """Though they are no longer there."""
    office.take()
    office.call(1)
    assert answer(office, Finish, counter=1) == ("2026-11-23-A001", "A001", 1)


def test_a_command_about_a_named_person_names_them(office: Any) -> None:
    """And not whoever is at the counter."""
    parked = office.take()
    office.call(1)
    office.does(Park, counter=1)
    office.take()
    office.call(1)
    assert answer(office, Requeue, counter=1, ticket=parked) == (parked, "A001", 1)
    assert answer(office, CallTicket, counter=1, ticket=parked) == (parked, "A001", 1)
    assert answer(office, Withdraw, ticket=parked) == (parked, "A001", None)


def test_a_report_of_a_printer_names_the_ticket_of_its_press(office: Any) -> None:
    """The technician's log reads better so."""
    ticket = office.ticket(office.take())
    fields = {"press": ticket.press, "slip": "0123456789abcdef-4", "outcome": PrintOutcome.PRINTED}
    assert answer(office, ReportPrint, **fields) == (ticket.id, "A001", None)


@pytest.mark.parametrize("kind", [OpenCounter, CloseCounter])
def test_a_command_about_a_counter_names_only_the_counter(office: Any, kind: Any) -> None:
    """Even if closing finishes somebody."""
    assert answer(office, kind, counter=1) == (None, None, 1)


def test_a_command_about_the_day_names_nobody(office: Any) -> None:
    """It concerns the whole office."""
    assert answer(office, CloseDay, day=office.DAY) == (None, None, None)
