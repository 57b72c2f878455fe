"""Numbers that were given while the hub was silent: adopted once, never voided, never two people with one."""

from datetime import date
from typing import Any

import pytest

from firmware.messages.answers import Reason
from firmware.messages.commands import (
    AdoptTicket,
    ClaimNumbers,
    CloseDay,
    OpenDay,
    PrintOutcome,
    ReportPrint,
    TakeTicket,
)
from firmware.messages.names import offline_slip_id
from firmware.queueing.concerns import answered
from firmware.queueing.events import LabelAdded, NumbersClaimed, ServedByHand, TicketAdopted
from firmware.queueing.evolve import fold
from firmware.queueing.model import TicketState, empty
from firmware.queueing.plan import KioskPlan, OfficePlan
from tests.queueing.conftest import STORE

NEW_CARD = "fedcba9876543210"
RANGE = {"low": 700, "high": 799}


def under(office: Any, **changed: Any) -> None:
    """Let the hub start again with other settings within the day."""
    plan = {"services": office.PLAN.services, "counters": office.PLAN.counters, "kiosks": office.PLAN.kiosks}
    office.queue = fold(empty(OfficePlan(**{**plan, **changed})), office.journal)


def test_an_unknown_press_gets_a_ticket_with_its_number(office: Any) -> None:
    """It waits since the finger and is called by the number on its paper."""
    (adopted,) = office.adopt(700, age=600.0)
    assert isinstance(adopted, TicketAdopted)
    ticket = office.ticket("2026-11-23-A700")
    assert (ticket.number, ticket.adopted, ticket.labels) == ("A700", "A700", ("A700",))
    assert (ticket.state, ticket.since, ticket.kiosk) == (TicketState.WAITING, office.time - 600.0, "kiosk-1")
    assert office.call(1) == ticket.id
    command, _ = office.command(AdoptTicket, service="A", number=700, press=ticket.press)
    assert answered(office.queue, command) == (ticket.id, "A700", None)


def test_the_hubs_own_numbers_go_on_undisturbed(office: Any) -> None:
    """An adopted number is not the last that the hub gave."""
    office.take()
    office.adopt(700)
    assert office.take() == "2026-11-23-A002"


def test_adopting_again_under_another_key_adds_nothing(office: Any) -> None:
    """A box may ask twice."""
    press = office.press(50)
    office.adopt(700, press=press)
    assert office.adopt(700, press=press) == ()


def test_a_press_with_a_ticket_gets_one_more_label_of_it(office: Any) -> None:
    """The hub's answer was lost, not the press: one person, one ticket, called as the kiosk said."""
    press = office.press(50)
    first = office.take(press=press)
    (label,) = office.adopt(700, press=press)
    assert label == LabelAdded(ticket=first, number="A700", service="A", n=700)
    ticket = office.ticket(first)
    assert (ticket.id, ticket.number, ticket.labels) == (first, "A700", ("A001", "A700"))
    assert office.queue.labels == {"A001": first, "A700": first}


def test_a_late_wish_for_an_adopted_press_brings_the_adopted_ticket(office: Any) -> None:
    """However late, and without a second ticket."""
    press = office.press(50)
    office.adopt(700, press=press)
    assert office.does(TakeTicket, service="A", press=press, age=900.0) == ()
    command, _ = office.command(TakeTicket, service="A", press=press)
    assert answered(office.queue, command) == ("2026-11-23-A700", "A700", None)


def test_a_number_of_another_press_is_taken(office: Any) -> None:
    """Also where it is only the second label of that one."""
    press = office.press(50)
    office.take(press=press)
    office.adopt(700, press=press)
    assert office.refuses(AdoptTicket, service="A", number=700) == Reason.NUMBER_TAKEN
    assert office.adopt(700, "F")


@pytest.mark.parametrize("number", [1, 699, 1000, 9999, 900, 999])
def test_a_kiosk_gives_no_number_of_the_hub_or_the_roll(office: Any, number: int) -> None:
    """Whatever its settings say."""
    assert office.refuses(AdoptTicket, service="A", number=number) == Reason.NOT_YOURS


@pytest.mark.parametrize("is_claimed", [True, False])
def test_a_kiosk_gives_no_number_of_another_kiosk(office: Any, is_claimed: bool) -> None:
    """Claimed or not: the person who has it on paper is told first by the kiosk that gave it, or is lost."""
    if is_claimed:
        office.does(ClaimNumbers, **RANGE)
    assert office.refuses(AdoptTicket, "kiosk-2", service="A", number=705) == Reason.NOT_YOURS
    assert office.adopt(705)
    assert office.adopt(805, node="kiosk-2")


def test_a_number_that_no_range_has_is_whose_paper_it_is_on(office: Any) -> None:
    """A kiosk that was cut off while office.toml took its range away has given it, and nobody else can."""
    under(office, kiosks=(KioskPlan(name="kiosk-1"), KioskPlan(name="kiosk-2", numbers=(800, 899))))
    assert office.adopt(705)


def test_a_technician_enters_the_paper_roll_and_nothing_else(office: Any) -> None:
    """A kiosk that is still cut off may hold out 700 to somebody, so a slip of the finger must not take it."""
    assert office.adopt(900, node="technician-1")
    assert office.adopt(999, node="technician-1")
    for number in (700, 899, 5, 1000):
        assert office.refuses(AdoptTicket, "technician-1", service="A", number=number) == Reason.NOT_YOURS
    under(office, paper_roll=None)
    assert office.refuses(AdoptTicket, "technician-1", service="A", number=901) == Reason.NOT_YOURS


def test_who_was_helped_by_hand_waits_no_more(office: Any) -> None:
    """At the counter that is named, and without a call."""
    adopted, served = office.adopt(905, node="technician-1", counter=2, age=300.0)
    assert served == ServedByHand(ticket=adopted.ticket, counter=2)
    ticket = office.ticket(adopted.ticket)
    assert (ticket.state, ticket.counter, ticket.calls, ticket.kiosk) == (TicketState.FINISHED, 2, 0, None)
    assert office.queue.lines["A"] == ()
    assert office.at(2) is None


def test_only_a_technician_says_what_was_done_by_hand(office: Any) -> None:
    """A kiosk has helped nobody, and the counter must exist."""
    assert office.refuses(AdoptTicket, service="A", number=700, counter=1) == Reason.NOT_YOURS
    asked = {"service": "A", "number": 905, "counter": 9}
    assert office.refuses(AdoptTicket, "technician-1", **asked) == Reason.UNKNOWN_COUNTER


@pytest.mark.parametrize("node", ["counter-1", "kiosk-9", "printer-1"])
def test_only_a_kiosk_of_the_plan_has_given_numbers(office: Any, node: str) -> None:
    """As for TakeTicket."""
    assert office.refuses(AdoptTicket, node, service="A", number=700) == Reason.NOT_YOURS


def test_a_service_that_the_office_does_not_offer_is_refused(office: Any) -> None:
    """Nobody could ever call it."""
    assert office.refuses(AdoptTicket, service="Z", number=700) == Reason.UNKNOWN_SERVICE


def test_a_number_given_before_the_office_opened_is_not_lost(office: Any) -> None:
    """The people are there, the day is not: the kiosk asks again."""
    office.does(CloseDay, day=office.DAY)
    assert office.refuses(AdoptTicket, service="A", number=700) == Reason.NOT_YET
    office.does(OpenDay, day=date(2026, 11, 24))
    assert office.adopt(700)


def test_a_number_of_yesterday_is_refused_only_where_that_is_certain(office: Any) -> None:
    """A person may wait in vain, a ghost costs one call: midnight decides, by a clock that is believed."""
    asked = {"service": "A", "number": 700, "age": 500.0}
    office.midnight = office.time - 400.0
    office.today = date(2026, 11, 24)
    assert office.does(AdoptTicket, **asked), "the day of the 23rd is still open"
    office.does(CloseDay, day=office.DAY)
    assert office.refuses(AdoptTicket, **{**asked, "number": 701}) == Reason.NOT_YET
    office.does(OpenDay, day=office.today)
    assert office.refuses(AdoptTicket, **asked) == Reason.DAY_PAST
    assert office.adopt(702, age=300.0)
    office.today = office.midnight = None
    assert office.adopt(701, age=500.0)


def test_an_age_that_is_a_lower_bound_is_certain_when_it_reaches_behind_midnight(office: Any) -> None:
    """The press was at least that long ago; one that reaches less far may be of today."""
    office.today, office.midnight = office.DAY, office.time - 400.0
    asked = {"service": "A", "number": 700, "is_age_exact": False}
    assert office.refuses(AdoptTicket, **asked, age=500.0) == Reason.DAY_PAST
    assert office.adopt(700, age=100.0, is_age_exact=False)


def test_a_kiosks_numbers_keep_the_order_of_its_presses(office: Any) -> None:
    """An office time that lost part of an outage must not put a later press before an earlier one."""
    first = office.take(press=office.press(50))
    (later,) = office.adopt(701, press=office.press(52), age=500.0)
    (middle,) = office.adopt(700, press=office.press(51), age=700.0, is_age_exact=False)
    elsewhere = office.take(node="kiosk-2")
    assert [office.call(1) for _ in range(4)] == [first, middle.ticket, later.ticket, elsewhere]


def test_numbers_of_the_roll_stand_where_their_time_puts_them(office: Any) -> None:
    """Whatever order a technician types them in."""
    (late,) = office.adopt(904, node="technician-1", age=100.0)
    (early,) = office.adopt(903, node="technician-1", age=500.0)
    (between,) = office.adopt(907, node="technician-1", age=300.0)
    assert [office.call(1) for _ in range(3)] == [early.ticket, between.ticket, late.ticket]


def test_the_first_store_of_a_kiosk_gets_its_range(office: Any) -> None:
    """Asked again it is accepted and nothing new; a new SD card does not know what the old one gave."""
    (claimed,) = office.does(ClaimNumbers, **RANGE)
    assert claimed == NumbersClaimed(kiosk="kiosk-1", store=STORE, low=700, high=799)
    assert office.does(ClaimNumbers, **RANGE) == ()
    assert office.refuses(ClaimNumbers, **RANGE, store=NEW_CARD) == Reason.RANGE_TAKEN
    assert office.does(ClaimNumbers, "kiosk-2", low=800, high=899)


def test_a_range_is_claimed_anew_each_day(office: Any) -> None:
    """The next morning the new card may have it."""
    office.does(ClaimNumbers, **RANGE)
    office.does(CloseDay, day=office.DAY)
    assert office.refuses(ClaimNumbers, **RANGE) == Reason.DAY_CLOSED
    office.does(OpenDay, day=date(2026, 11, 24))
    assert office.does(ClaimNumbers, **RANGE, store=NEW_CARD)


@pytest.mark.parametrize(
    ("node", "asked"), [("kiosk-1", (700, 798)), ("kiosk-1", (800, 899)), ("kiosk-9", (700, 799)), ("hub", (1, 5))]
)
def test_only_the_range_of_the_settings_is_claimed(office: Any, node: str, asked: tuple[int, int]) -> None:
    """A kiosk that has heard other settings, and a box that is no kiosk."""
    assert office.refuses(ClaimNumbers, node, low=asked[0], high=asked[1]) == Reason.NOT_YOURS


def test_ranges_that_change_within_a_day_give_no_number_twice(office: Any) -> None:
    """What was claimed in the morning stays its owner's until the evening."""
    office.does(ClaimNumbers, **RANGE)
    kiosks = (KioskPlan(name="kiosk-1", numbers=(750, 799)), KioskPlan(name="kiosk-2", numbers=(700, 749)))
    under(office, kiosks=kiosks)
    assert office.does(ClaimNumbers, **RANGE) == (), "its own claim stands"
    assert office.refuses(ClaimNumbers, low=750, high=799) == Reason.RANGE_TAKEN
    assert office.refuses(ClaimNumbers, "kiosk-2", low=700, high=749) == Reason.RANGE_TAKEN
    assert office.adopt(720)
    assert office.adopt(721, node="kiosk-2"), "a technician let it give a part of its range by hand"
    assert office.refuses(AdoptTicket, "kiosk-2", service="A", number=760) == Reason.NOT_YOURS


def test_the_hub_gives_no_number_of_a_claimed_range(office: Any) -> None:
    """Also when office.toml gives it the range at noon; and the kiosk's paper is not voided."""
    office.does(ClaimNumbers, **RANGE)
    under(office, kiosks=(KioskPlan(name="kiosk-1"),), hub_numbers=((700, 801),))
    assert office.take() == "2026-11-23-A800"
    assert office.adopt(720)


def test_the_hub_leaves_out_what_is_on_a_paper(office: Any) -> None:
    """A number that was adopted without a claim."""
    office.adopt(700)
    office.adopt(702)
    under(office, kiosks=(KioskPlan(name="kiosk-1"),), hub_numbers=((700, 799),))
    assert [office.take()[-3:] for _ in range(3)] == ["701", "703", "704"]
    assert office.take("F") == "2026-11-23-F700"


def test_a_range_of_which_a_printer_has_told_a_paper_is_not_a_new_cards(office: Any) -> None:
    """The card that gave the number is gone with its outbox; the printer box has another one and remembers."""
    press = office.press(1)
    told = {"press": press, "slip": offline_slip_id(press, "A700"), "number": "A700"}
    office.does(ReportPrint, "printer-1", outcome=PrintOutcome.PRINTED, **told)
    assert office.refuses(ClaimNumbers, **RANGE, store=NEW_CARD) == Reason.RANGE_TAKEN
    assert office.does(ClaimNumbers, **RANGE) != ()


def test_a_range_in_which_the_hub_gave_numbers_is_not_claimed(office: Any) -> None:
    """The kiosk would give them again."""
    under(office, kiosks=(KioskPlan(name="kiosk-1"),), hub_numbers=((700, 799),))
    office.take(press=office.press(1, "kiosk-2"), node="technician-1")
    under(office)
    assert office.refuses(ClaimNumbers, **RANGE, store=NEW_CARD) == Reason.RANGE_TAKEN


def test_a_wish_whose_paper_is_known_becomes_the_ticket_of_that_paper(office: Any) -> None:
    """The kiosk had given a number of its own and printed it; the wish was longer on its way than the report."""
    press = office.press(50)
    slip = offline_slip_id(press, "A700")
    office.does(ReportPrint, "printer-1", press=press, slip=slip, number="A700", outcome=PrintOutcome.PRINTED)
    office.does(TakeTicket, service="A", press=press)
    assert office.queue.tickets[office.queue.presses[press]].labels == ("A700",)
    assert office.adopt(700, press=press) == ()


def test_a_number_of_a_press_that_the_new_day_has_taken_is_its_label(office: Any) -> None:
    """Pressed just before midnight, taken just after it: the paper that the kiosk gave meanwhile belongs to it."""
    press = office.press(50)
    office.does(TakeTicket, service="A", press=press, age=5.0)
    office.today, office.midnight = office.DAY, office.time - 1.0
    assert office.adopt(700, press=press, age=5.0) != ()
