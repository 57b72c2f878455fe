"""Two labels, one person: called by the label on paper, whatever order it becomes known in."""

from itertools import permutations
from typing import Any

import pytest

from firmware.messages.commands import (
    AdoptTicket,
    CallNext,
    CloseDay,
    Finish,
    MarkNoShow,
    PrintCause,
    PrintOutcome,
    ReportPrint,
    StartServing,
    TakeTicket,
)
from firmware.queueing.events import SlipReported, TicketRecalled, TicketRequeued
from firmware.queueing.evolve import fold
from firmware.queueing.model import TicketState, empty, outstanding_slips

HUBS, OWN = "0123456789abcdef-4", "00112233445566aa-700"


def reports(on_paper: str) -> list[dict[str, Any]]:
    """What a printer box says of two slips of one press, of which one got the paper after an empty roll."""
    winner, loser = (HUBS, OWN) if on_paper == "A001" else (OWN, HUBS)
    waits = {"outcome": PrintOutcome.FAILED, "cause": PrintCause.PAPER_OUT, "is_final": False}
    return [
        {"slip": winner, "number": on_paper, **waits},
        {"slip": winner, "number": on_paper, "outcome": PrintOutcome.PRINTED},
        {"slip": loser, "number": on_paper, "outcome": PrintOutcome.SUPERSEDED},
    ]


@pytest.mark.parametrize("on_paper", ["A001", "A700"])
def test_the_label_on_paper_wins_in_every_order(new_office: Any, on_paper: str) -> None:
    """The wish, the adoption and the printer's reports, each resent until answered, in any order they can come in."""
    for order in permutations([TakeTicket, AdoptTicket, *range(3)]):
        office = new_office()
        press = office.press(50)
        for what in order:
            if what is TakeTicket:
                office.does(TakeTicket, service="A", press=press)
            elif what is AdoptTicket:
                office.adopt(700, press=press)
            else:
                # Refused as unknown before there is a ticket; no printer box has a slip that nobody has made.
                office.asks(ReportPrint, "printer-1", press=press, **reports(on_paper)[what])
        if order.index(TakeTicket) > order.index(AdoptTicket):
            assert list(office.queue.labels) == ["A700"]
            continue
        for report in reports(on_paper):
            office.does(ReportPrint, "printer-1", press=press, **report)
        assert office.ticket("2026-11-23-A001").number == on_paper, order
        assert office.queue.slips[press].outcome is PrintOutcome.PRINTED
        assert outstanding_slips(office.queue) == ()
        assert fold(empty(office.PLAN), office.journal) == office.queue


@pytest.fixture
def press(office: Any) -> str:
    """The press of A001, whose answer the kiosk has not heard, and which it gave A700."""
    press = str(office.press(50))
    office.take(press=press)
    return press


def test_until_a_printer_has_told_the_kiosks_number_counts(office: Any, press: str) -> None:
    """The visitor stands at the kiosk and not at the hub."""
    office.adopt(700, press=press)
    assert office.ticket("2026-11-23-A001").number == "A700"


def test_a_late_wave_of_reports_does_not_forget_the_label(office: Any, press: str) -> None:
    """A report that names no label leaves the one that is known."""
    office.adopt(700, press=press)
    office.does(ReportPrint, "printer-1", press=press, slip=OWN, outcome=PrintOutcome.SUPERSEDED, number="A001")
    office.does(ReportPrint, "printer-1", press=press, slip=HUBS, outcome=PrintOutcome.PRINTED)
    report = office.queue.slips[press]
    assert isinstance(report, SlipReported)
    assert (report.outcome, report.number) == (PrintOutcome.PRINTED, "A001")
    assert office.ticket("2026-11-23-A001").number == "A001"


def test_a_call_that_stands_is_said_again_by_the_label_on_paper(office: Any, press: str) -> None:
    """The person with A700 has not listened to A001."""
    office.call(1)
    assert office.ticket(office.at(1)).called_as == "A001"
    label, recalled = office.adopt(700, press=press)
    assert recalled == TicketRecalled(ticket=label.ticket, counter=1)
    assert office.ticket(office.at(1)).called_as == "A700"


def test_who_was_called_by_a_number_not_on_their_paper_is_back_in_line(office: Any, press: str) -> None:
    """Marked absent, though they could not know; their place is the one their wait gives."""
    other = office.take()
    ticket = office.call(1)
    office.does(MarkNoShow, counter=1)
    label, back = office.adopt(700, press=press)
    assert back == TicketRequeued(ticket=ticket, counter=1)
    assert office.queue.lines["A"] == (ticket, other)
    assert label.ticket == ticket


def test_who_was_passed_over_by_the_next_call_is_back_in_line(office: Any, press: str) -> None:
    """A counter that calls on without a word finishes an absent person as if they had been helped."""
    ticket = office.call(1)
    office.does(CallNext, counter=1)
    assert office.ticket(ticket).state is TicketState.FINISHED
    office.adopt(700, press=press)
    assert office.call(1) == ticket
    assert office.ticket(ticket).number == "A700"


def test_who_has_come_is_not_called_again(office: Any, press: str) -> None:
    """Somebody stood at the counter."""
    ticket = office.call(1)
    office.does(StartServing, counter=1)
    assert len(office.adopt(700, press=press)) == 1
    office.does(Finish, counter=1)
    assert office.ticket(ticket).state is TicketState.FINISHED


def test_who_was_helped_by_the_label_on_paper_stays_helped(office: Any, press: str) -> None:
    """The printer said which one it was."""
    office.does(ReportPrint, "printer-1", press=press, slip=HUBS, outcome=PrintOutcome.PRINTED, number="A001")
    ticket = office.call(1)
    office.does(Finish, counter=1)
    assert len(office.adopt(700, press=press)) == 1
    assert (office.ticket(ticket).state, office.ticket(ticket).number) == (TicketState.FINISHED, "A001")


def test_a_report_makes_good_what_the_kiosks_word_had_wrong(office: Any, press: str) -> None:
    """A700 was called, A001 is on paper."""
    office.adopt(700, press=press)
    ticket = office.call(1)
    told = {"press": press, "slip": OWN, "outcome": PrintOutcome.SUPERSEDED, "number": "A001"}
    _, recalled = office.does(ReportPrint, "printer-1", **told)
    assert recalled == TicketRecalled(ticket=ticket, counter=1)
    assert office.does(ReportPrint, "printer-1", **told) == ()


def test_a_printer_that_names_a_strangers_number_renames_nobody(office: Any, press: str) -> None:
    """Two people would come to one call."""
    office.take()
    told = {"press": press, "slip": HUBS, "outcome": PrintOutcome.PRINTED, "number": "A002"}
    office.does(ReportPrint, "printer-1", **told)
    assert office.ticket("2026-11-23-A001").number == "A001"


def test_a_label_that_a_printer_told_first_counts_once_the_kiosk_tells_it_too(office: Any, press: str) -> None:
    """Two boxes, two ways to the hub."""
    told = {"press": press, "slip": HUBS, "outcome": PrintOutcome.SUPERSEDED, "number": "A700"}
    office.does(ReportPrint, "printer-1", **told)
    office.adopt(701, press=press)
    assert office.ticket("2026-11-23-A001").number == "A701"
    office.adopt(700, press=press)
    assert office.ticket("2026-11-23-A001").number == "A700"


def test_nothing_is_made_good_after_the_day_has_closed(office: Any, press: str) -> None:
    """There is no line to stand in."""
    office.adopt(700, press=press)
    office.call(1)
    office.does(CloseDay, day=office.DAY)
    told = {"press": press, "slip": HUBS, "outcome": PrintOutcome.PRINTED, "number": "A001"}
    assert len(office.does(ReportPrint, "printer-1", **told)) == 1
