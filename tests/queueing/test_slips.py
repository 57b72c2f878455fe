"""What a printer told of a press: which report stands, and which says nothing new."""

from typing import Any

import pytest

from firmware.messages.answers import Reason
from firmware.messages.commands import ClaimNumbers, CloseDay, PrintCause, PrintOutcome, ReportPrint
from firmware.messages.names import offline_slip_id
from firmware.queueing.events import SlipReported
from firmware.queueing.evolve import fold
from firmware.queueing.model import empty, outstanding_slips

PRINTED = {"outcome": PrintOutcome.PRINTED}
SUPERSEDED = {"outcome": PrintOutcome.SUPERSEDED}
PAPER_OUT = {"outcome": PrintOutcome.FAILED, "cause": PrintCause.PAPER_OUT, "is_final": False}
TOO_OLD = {"outcome": PrintOutcome.FAILED, "cause": PrintCause.TOO_OLD}


def told(office: Any, press: str, report: dict[str, Any], slip: int = 4, printer: str = "printer-1") -> Any:
    """Send a report and return the events."""
    return office.does(ReportPrint, printer, press=press, slip=f"0123456789abcdef-{slip}", **report)


@pytest.fixture
def press(office: Any) -> str:
    """The press of a ticket that was just issued."""
    return str(office.ticket(office.take()).press)


def test_a_slip_is_outstanding_from_the_issue(office: Any, press: str) -> None:
    """Until a printer says otherwise the paper has to come."""
    assert outstanding_slips(office.queue) == (press,)


def test_a_printed_slip_is_no_longer_outstanding(office: Any, press: str) -> None:
    """The report is kept with the printer that made it."""
    assert told(office, press, PRINTED) == (
        SlipReported(
            press=press,
            slip="0123456789abcdef-4",
            outcome=PrintOutcome.PRINTED,
            cause=None,
            is_final=True,
            is_marked=False,
            printer="printer-1",
        ),
    )
    assert outstanding_slips(office.queue) == ()


def test_a_printer_that_will_try_again_leaves_the_slip_outstanding(office: Any, press: str) -> None:
    """Paper out is news once, and not the end."""
    assert told(office, press, PAPER_OUT)
    assert told(office, press, PAPER_OUT) == ()
    assert outstanding_slips(office.queue) == (press,)
    assert told(office, press, {**PRINTED, "is_marked": True})
    assert outstanding_slips(office.queue) == ()


@pytest.mark.parametrize("first", [PRINTED, TOO_OLD, SUPERSEDED])
@pytest.mark.parametrize("late", [PAPER_OUT, None])
def test_a_final_report_is_not_undone_by_a_repeat_or_a_passing_one(
    office: Any, press: str, first: dict[str, Any], late: dict[str, Any] | None
) -> None:
    """Reports are resent until answered, so old ones arrive after new ones."""
    told(office, press, first)
    standing = office.queue.slips[press]
    assert told(office, press, late or first) == ()
    assert office.queue.slips[press] == standing


@pytest.mark.parametrize("late", [SUPERSEDED, TOO_OLD])
def test_a_paper_in_a_hand_is_not_undone_by_another_printer(office: Any, press: str, late: dict[str, Any]) -> None:
    """The second printer that came too late says nothing new."""
    told(office, press, PRINTED)
    assert told(office, press, late, slip=9, printer="printer-2") == ()
    assert office.queue.slips[press].outcome is PrintOutcome.PRINTED


def test_a_second_paper_is_news(office: Any, press: str) -> None:
    """A reprint elsewhere is a second paper of one press, and is written down."""
    told(office, press, PRINTED)
    assert told(office, press, {**PRINTED, "is_marked": True}, slip=9, printer="printer-2")


def test_a_slip_that_failed_for_good_may_still_be_printed(office: Any, press: str) -> None:
    """A technician prints it again after all."""
    told(office, press, TOO_OLD)
    assert told(office, press, PRINTED)
    assert office.queue.slips[press].outcome is PrintOutcome.PRINTED


def test_a_report_about_an_unknown_press_is_refused(office: Any) -> None:
    """No ticket of this business day belongs to it."""
    fields = {"press": office.press(99), "slip": "0123456789abcdef-4", **PRINTED}
    assert office.refuses(ReportPrint, "printer-1", **fields) == Reason.UNKNOWN_TICKET


def test_the_paper_of_a_kiosks_own_number_may_be_told_before_the_number(office: Any) -> None:
    """It is kept for then: the slip is not asked for again, and the person is called by it."""
    press = office.press(99)
    slip = offline_slip_id(press, "A700")
    office.does(ReportPrint, "printer-1", press=press, slip=slip, number="A700", **PRINTED)
    office.adopt(700, press=press)
    assert office.queue.tickets[office.queue.presses[press]].number == "A700"
    assert press not in outstanding_slips(office.queue)
    assert fold(empty(office.PLAN), office.journal) == office.queue


def test_a_paper_tells_the_number_of_a_kiosk_that_has_lost_its_card(office: Any) -> None:
    """The hub's answer was lost, the kiosk gave A700 and printed it, and its own word of that is gone for ever."""
    press = office.press(99)
    office.does(ClaimNumbers, "kiosk-1", low=700, high=799)
    ticket = office.take(press=press)
    slip = offline_slip_id(press, "A700")
    office.does(ReportPrint, "printer-1", press=press, slip=slip, number="A700", **PRINTED)
    assert office.ticket(ticket).number == "A700"
    assert office.queue.labels["A700"] == ticket
    assert office.adopt(700, press=press) == ()
    assert fold(empty(office.PLAN), office.journal) == office.queue


def test_who_was_called_by_the_other_number_is_called_by_the_one_on_paper(office: Any) -> None:
    """Nobody has heard the first call."""
    press = office.press(99)
    ticket = office.take(press=press)
    office.call(1)
    slip = offline_slip_id(press, "A700")
    office.does(ReportPrint, "printer-1", press=press, slip=slip, number="A700", **PRINTED)
    assert (office.ticket(ticket).number, office.ticket(ticket).called_as) == ("A700", "A700")


@pytest.mark.parametrize(
    ("number", "of"), [("F700", None), ("A001", None), ("A905", None), ("A700", 98), ("A002", None)]
)
def test_a_paper_that_cannot_be_of_this_press_adds_no_number(office: Any, number: str, of: int | None) -> None:
    """Of another service, of the hub's or the roll's range, of another press, or another person's."""
    press = office.press(99)
    ticket = office.take(press=press)
    office.take()
    slip = offline_slip_id(office.press(of or 99), number)
    office.does(ReportPrint, "printer-1", press=press, slip=slip, number=number, **PRINTED)
    assert office.ticket(ticket).labels == ("A001",)


def test_a_report_is_taken_after_the_day_has_closed(office: Any, press: str) -> None:
    """The last slips of the day are told a moment later."""
    office.does(CloseDay, day=office.DAY)
    assert told(office, press, PRINTED)
    assert outstanding_slips(office.queue) == ()
