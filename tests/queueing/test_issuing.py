"""Taking a ticket: one per press, the wait begins at the finger, and only kiosks take them."""

from datetime import date
from typing import Any

import pytest

from firmware.messages.answers import Reason
from firmware.messages.commands import CloseDay, OpenDay, TakeTicket
from firmware.queueing.concerns import answered
from firmware.queueing.model import TicketState, ticket_of_press, waiting_count
from firmware.queueing.plan import OfficePlan


def test_the_first_ticket_of_a_service_is_001(office: Any) -> None:
    """Each service counts for itself, and the letter stands before the figure."""
    assert office.take("A") == "2026-11-23-A001"
    assert office.take("F") == "2026-11-23-F001"
    assert office.take("A") == "2026-11-23-A002"


def test_a_ticket_waits_in_the_line_of_its_service(office: Any) -> None:
    """After the issue the person waits, is counted, and the press leads to the ticket."""
    ticket = office.ticket(office.take("F"))
    assert ticket.state is TicketState.WAITING
    assert ticket.kiosk == "kiosk-1"
    assert ticket.issued_at == office.time
    assert ticket.position == office.queue.position
    assert waiting_count(office.queue, "F") == 1
    assert ticket_of_press(office.queue, ticket.press) == ticket


def test_a_press_owns_one_ticket_for_ever(office: Any) -> None:
    """The same press under another key, for another service and however late, brings the ticket it owns."""
    press = office.press(1)
    ticket = office.take("A", press=press)
    assert office.does(TakeTicket, service="A", press=press) == ()
    assert office.does(TakeTicket, service="F", press=press, age=900.0) == ()
    assert len(office.queue.tickets) == 1
    command, _ = office.command(TakeTicket, service="A", press=press)
    assert answered(office.queue, command) == (ticket, "A001", None)


def test_a_press_older_than_thirty_seconds_is_too_old(office: Any) -> None:
    """Thirty seconds are the limit, and the limit itself is in time."""
    assert office.take(age=30.0)
    assert office.refuses(TakeTicket, service="A", age=30.001) == Reason.TOO_OLD


def test_a_service_that_the_office_does_not_offer_is_refused(office: Any) -> None:
    """A kiosk with a wrong letter in its settings gets a reason."""
    assert office.refuses(TakeTicket, service="Z") == Reason.UNKNOWN_SERVICE


def test_the_wait_begins_at_the_finger(office: Any) -> None:
    """A press that was delayed on its way stands before a later one that came through at once."""
    quick = office.take(node="kiosk-1")
    delayed = office.take(node="kiosk-2", age=20.0)
    assert office.ticket(delayed).since == office.time - 20.0
    assert office.call(1) == delayed
    assert office.call(1) == quick


def test_an_inexact_age_keeps_the_order_of_the_kiosks_own_presses(office: Any) -> None:
    """Two presses of one kiosk arrive the wrong way round after its reboot, and still stand as the fingers came."""
    later = office.take(press=office.press(8), age=12.0, is_age_exact=False)
    earlier = office.take(press=office.press(7), age=9.0, is_age_exact=False)
    assert not office.ticket(earlier).is_since_exact
    assert [office.call(1), office.call(1)] == [earlier, later]


def test_an_inexact_age_does_not_pass_an_older_press(office: Any) -> None:
    """A lower bound that comes out older than the press before it is moved behind it."""
    first = office.take(press=office.press(3))
    second = office.take(press=office.press(4), age=25.0, is_age_exact=False)
    assert office.ticket(second).since > office.ticket(first).since
    assert [office.call(1), office.call(1)] == [first, second]


def test_the_tenth_press_is_later_than_the_ninth(office: Any) -> None:
    """Presses are compared by figures, not by letters, and a new start comes after an old one."""
    ninth = office.take(press=office.press(9), age=5.0, is_age_exact=False)
    tenth = office.take(press=office.press(10), age=20.0, is_age_exact=False)
    restarted = office.take(press=office.press(1, start=2), age=28.0, is_age_exact=False)
    assert [office.call(1), office.call(1), office.call(1)] == [ninth, tenth, restarted]


def test_an_inexact_age_of_one_kiosk_says_nothing_of_another(office: Any) -> None:
    """Only presses of the same box have an order of their own."""
    office.take(node="kiosk-2", press=office.press(3, node="kiosk-2"))
    other = office.take(node="kiosk-1", press=office.press(4), age=25.0, is_age_exact=False)
    assert office.call(1) == other


@pytest.mark.parametrize("node", ["counter-1", "kiosk-9"])
def test_only_a_kiosk_of_the_plan_takes_tickets(office: Any, node: str) -> None:
    """A box that office.toml does not name as a kiosk gives no numbers."""
    assert office.refuses(TakeTicket, node, service="A") == Reason.NOT_YOURS


def test_a_technician_takes_tickets(office: Any) -> None:
    """A technician's node may do anything, to try an office out."""
    assert office.take(node="technician-1")


def test_without_kiosks_in_the_plan_any_box_takes_tickets(new_office: Any) -> None:
    """The smallest office.toml names no kiosk, and still works."""
    plan = OfficePlan(services=new_office.PLAN.services, counters=new_office.PLAN.counters)
    assert new_office(plan).take(node="counter-1")


def test_a_new_day_begins_with_001_and_empty_lines(office: Any) -> None:
    """Opening the next day leaves nothing of the day before but its date."""
    office.take()
    office.does(CloseDay, day=office.DAY)
    office.does(OpenDay, day=date(2026, 11, 24))
    assert office.queue.tickets == {}
    assert office.queue.slips == {}
    assert office.take() == "2026-11-24-A001"
