"""Coming with an appointment, and what a service gives to whom in a day."""

from typing import Any

import pytest
from msgspec.structs import replace

from firmware.messages.answers import Reason
from firmware.messages.commands import CheckIn, TakeTicket
from firmware.messages.why import Standing
from firmware.queueing.concerns import answered
from firmware.queueing.events import Method, Told
from firmware.queueing.evolve import fold
from firmware.queueing.model import TicketState, empty
from firmware.queueing.now import Booking

TOLD = Told(low=10, high=20, p50=700, p90=1_100, method=Method.FLUID, raw_p50=600, raw_p90=1_000)
BOOKED_TOLD = replace(TOLD, low=5, high=10)
EARLY_TOLD = replace(TOLD, low=25, high=35)


def limited(new_office: Any, **limits: Any) -> Any:
    """Return an office whose service A gives not everything to everybody."""
    a, *others = new_office.PLAN.services
    return new_office(replace(new_office.PLAN, services=(replace(a, **limits), *others)))


def test_who_has_booked_gets_a_ticket_with_the_agreed_time(office: Any) -> None:
    """A number like any other, in the line of the service that was booked."""
    code_of = office.ticket(office.check_in(600.0, "F"))
    assert (code_of.number, code_of.state, code_of.appointment) == ("F001", TicketState.WAITING, "JB-1")
    assert code_of.slot == office.time + 600.0
    assert office.queue.appointments == {"JB-1": code_of.id}
    assert fold(empty(office.PLAN), office.journal).appointments == office.queue.appointments


def test_an_appointment_owns_one_ticket(office: Any) -> None:
    """A second check-in, at whatever kiosk, is told so; the same press is only asking again."""
    press = office.press(70)
    ticket = office.check_in(0.0, press=press)
    assert office.refuses(CheckIn, "kiosk-2", appointment="JB-1") == Reason.APPOINTMENT_USED
    assert office.does(CheckIn, appointment="JB-1", press=press) == ()
    command, _ = office.command(CheckIn, appointment="JB-1", press=press)
    assert answered(office.queue, command) == (ticket, "A001", None)


def test_an_appointment_of_another_day_is_unknown(office: Any) -> None:
    """Only those of the open business day are known to the hub."""
    assert office.refuses(CheckIn, appointment="JB-9") == Reason.UNKNOWN_APPOINTMENT


def test_an_appointment_for_a_service_that_is_gone_is_refused(office: Any) -> None:
    """The booking is older than the settings."""
    office.bookings["JB-1"] = Booking(service="Z", slot=2_000.0)
    assert office.refuses(CheckIn, appointment="JB-1") == Reason.UNKNOWN_SERVICE
    assert office.queue.appointments == {}


def test_a_check_in_counts_from_the_finger_and_not_when_old(office: Any) -> None:
    """As any ticket does."""
    ticket = office.ticket(office.check_in(0.0, age=20.0))
    assert ticket.since == office.time - 20.0
    office.bookings["JB-2"] = Booking(service="A", slot=2_000.0)
    assert office.refuses(CheckIn, appointment="JB-2", age=31.0) == Reason.TOO_OLD


def test_a_box_that_is_no_kiosk_checks_nobody_in(office: Any) -> None:
    """As with tickets."""
    assert office.refuses(CheckIn, "counter-1", appointment="JB-1") == Reason.NOT_YOURS


@pytest.mark.parametrize(("slot", "told"), [(-60.0, BOOKED_TOLD), (600.0, EARLY_TOLD), (-3_600.0, TOLD)])
def test_a_slip_tells_the_wait_of_the_class(office: Any, slot: float, told: Told) -> None:
    """Booked by its own estimate, too late as a walk-in, and early by that of the slot."""
    office.waits = {("A", Standing.WALK_IN): TOLD, ("A", Standing.BOOKED): BOOKED_TOLD}
    office.early = EARLY_TOLD
    assert office.ticket(office.check_in(slot)).told == told


def test_a_slip_tells_nothing_that_is_not_known(office: Any) -> None:
    """No estimate, no promise."""
    assert office.ticket(office.take()).told is None


def test_a_service_gives_its_quota_and_no_more(new_office: Any) -> None:
    """Who has booked is promised a ticket, and a technician may give one more; all of them count."""
    office = limited(new_office, quota=3)
    office.take()
    office.check_in(0.0)
    office.take()
    assert office.refuses(TakeTicket, service="A") == Reason.QUOTA_REACHED
    assert office.check_in(0.0) == "2026-11-23-A004"
    assert office.take(node="technician-1") == "2026-11-23-A005"
    assert office.take("F") == "2026-11-23-F001"


def test_a_press_that_owns_a_ticket_finds_it_when_the_quota_is_reached(new_office: Any) -> None:
    """The answer was lost, not the ticket."""
    office = limited(new_office, quota=1)
    press = office.press(70)
    office.take(press=press)
    assert office.does(TakeTicket, service="A", press=press) == ()


def test_a_number_that_was_given_while_the_hub_was_silent_counts_and_is_never_refused(new_office: Any) -> None:
    """It is in somebody's hand."""
    office = limited(new_office, quota=1)
    office.adopt(700)
    office.adopt(701)
    assert office.refuses(TakeTicket, service="A") == Reason.QUOTA_REACHED


def test_a_quota_of_nothing_gives_nothing(new_office: Any) -> None:
    """By appointment only."""
    office = limited(new_office, quota=0)
    assert office.refuses(TakeTicket, service="A") == Reason.QUOTA_REACHED
    assert office.check_in(0.0)


def test_after_the_last_ticket_a_service_gives_none(new_office: Any) -> None:
    """At 15.00 sharp no more, but to who has booked and by a technician; other services go on."""
    office = limited(new_office, last_ticket=15 * 60)
    office.minute = 15 * 60 - 1
    assert office.take()
    office.minute += 1
    assert office.refuses(TakeTicket, service="A") == Reason.NO_MORE_TICKETS
    assert office.check_in(0.0)
    assert office.take(node="technician-1")
    assert office.take("F")


def test_a_clock_that_is_not_believed_ends_no_tickets(new_office: Any) -> None:
    """Nobody is sent home by a clock that may be wrong."""
    office = limited(new_office, last_ticket=15 * 60)
    office.minute = None
    assert office.take()
