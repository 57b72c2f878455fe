"""When a kiosk gives a number by itself, and what becomes of its slip."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from button_node.offer import (
    Offer,
    Outcome,
    Wish,
    adopt,
    business_day,
    change_at,
    hear,
    is_due,
    is_over,
    service_in,
    slip_of,
)
from firmware.messages.codec import encode
from firmware.messages.commands import PrintCause, PrintOutcome, ReportPrint, TakeTicket
from firmware.messages.notices import Mark
from tests.button_node.bench import DAY, JOURNAL, office

PRESS = "kiosk-1-0123456789abcdef-1-p4"
WISH = Wish(
    command=TakeTicket(key="kiosk-1-0123456789abcdef-1-4", press=PRESS, service="A", priority=True), pressed_at=100.0
)
GIVEN = adopt(WISH, "kiosk-1-0123456789abcdef-1-5", 700, 101.5)
OFFER = Offer(command=GIVEN, pressed_at=100.0, next_at=101.5)


@pytest.mark.parametrize(
    ("now", "is_silent", "due"),
    [(100.0, True, True), (101.4, False, False), (101.5, False, True), (110.0, False, True), (110.1, True, False)],
)
def test_a_visitor_waits_for_a_hub_that_may_speak_and_never_longer_than_they_stand_there(
    now: float, is_silent: bool, due: bool
) -> None:
    """1.5 s, or nothing where the hub is known to be silent; after ten seconds nobody is there."""
    assert is_due(WISH, now, is_silent=is_silent) is due


def test_the_plan_changes_and_the_wish_does_not() -> None:
    """Press, service and priority are the visitor's; the age is the finger's."""
    assert (GIVEN.press, GIVEN.service, GIVEN.priority, GIVEN.number, GIVEN.age) == (PRESS, "A", True, 700, 1.5)


def report(outcome: PrintOutcome, *, is_final: bool = True) -> ReportPrint:
    """Return the printer's word."""
    return ReportPrint(
        key="printer-1-0123456789abcdef-1-1",
        press=PRESS,
        slip=OFFER.slip,
        outcome=outcome,
        cause=PrintCause.PAPER_OUT if outcome is PrintOutcome.FAILED else None,
        is_final=is_final,
    )


def test_what_the_printer_says_is_what_the_visitor_has() -> None:
    """A paper, be it this one or the hub's; or none, which the printer may still hold."""
    assert hear(OFFER, report(PrintOutcome.PRINTED)) == (OFFER, Outcome.SHOWN)
    assert hear(OFFER, report(PrintOutcome.SUPERSEDED)) == (OFFER, Outcome.SHOWN)
    for is_final in (True, False):
        held, outcome = hear(OFFER, report(PrintOutcome.FAILED, is_final=is_final))
        assert (held.is_held, outcome) == (not is_final, Outcome.UNSEEN)


def test_an_offer_asks_for_a_turn_when_it_is_due_and_when_its_visitor_leaves() -> None:
    """Nothing else changes by time alone."""
    assert change_at(OFFER) == 101.5
    late = Offer(command=GIVEN, pressed_at=100.0, next_at=110.6)
    assert change_at(late) == 110.0
    assert change_at(Offer(command=GIVEN, pressed_at=100.0, next_at=110.6, is_told=True)) == 110.6
    assert not is_over(OFFER, 220.0)
    assert is_over(OFFER, 220.1)


def test_the_day_on_the_paper_is_the_offices() -> None:
    """At eight in the evening in London it is already tomorrow in Jakarta."""
    evening = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    assert business_day(DAY, office(), evening, is_believed=True) == date(2026, 11, 24)
    assert business_day(DAY, office(), evening, is_believed=False) == DAY
    assert business_day(None, office(), evening, is_believed=False) == date(2026, 11, 24)


def test_the_slip_is_small_enough_for_every_way() -> None:
    """It is the hub's slip in all but its mark, and knows of nobody ahead."""
    service = service_in(office(), "A")
    assert service is not None
    assert service_in(office(), "Z") is None
    at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    told = replace(office(), come_back_minutes=20)
    slip = slip_of(OFFER, told, service, day=DAY, at=at, age=1.5, journal=JOURNAL, heard=(1, 9))
    assert (slip.number, slip.ticket, slip.mark, slip.ahead) == ("A700", "2026-11-23-A700", Mark.OFFLINE, 0)
    assert (slip.issued_at, slip.age, slip.is_priority, slip.estimate) == (at, 1.5, True, None)
    assert slip.come_back_minutes == 20
    assert len(encode(slip)) < 1024


@pytest.mark.parametrize(("own", "spoken"), [((), ("id", "en")), (("en",), ("en",)), (("en", "id"), ("en", "id"))])
def test_a_service_speaks_its_own_languages_on_the_slip(own: tuple[str, ...], spoken: tuple[str, ...]) -> None:
    """As on the hub's: those of the service, the office's where it has none."""
    service = service_in(office(), "A")
    assert service is not None
    at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    foreign = replace(service, languages=own)
    slip = slip_of(OFFER, office(), foreign, day=DAY, at=at, age=1.5, journal=JOURNAL, heard=(1, 9))
    assert slip.languages == spoken
    assert slip.service_name == {"id": "Paspor baru", "en": "New passport"}
