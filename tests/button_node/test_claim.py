"""A kiosk's own range: when it is asked for, and where its counters stand after the answer."""

from datetime import date

import pytest

from button_node.claim import Adoption, Range, deny, grant, is_told, kiosk_in, usable, wanted
from firmware.messages.answers import Accepted
from firmware.messages.commands import AdoptTicket
from firmware.messages.notices import KioskInfo
from firmware.node.own_numbers import OwnNumbers
from tests.button_node.bench import JOURNAL, beat, office

FRIDAY, MONDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)
CLAIMED = Range(journal=JOURNAL, day=MONDAY, low=700, high=799)
KIOSK = KioskInfo(name="kiosk-1", printer="printer-1", numbers=(700, 799))
OF_FRIDAY = OwnNumbers(low=700, high=799, day=FRIDAY, last={"A": 712, "F": 700})


def adoption(number: int, day: date | None, service: str = "A") -> Adoption:
    """Return a number that was given, and the ticket of this day that the hub made of it (None: no answer yet)."""
    key = f"kiosk-1-0123456789abcdef-1-{number}"
    command = AdoptTicket(key=key, press=f"kiosk-1-0123456789abcdef-1-p{number}", service=service, number=number)
    if day is None:
        return command, None
    return command, Accepted(key=key, journal=JOURNAL, epoch=1, position=9, ticket=f"{day}-{service}{number}")


def test_an_office_counts_while_the_same_start_of_the_hub_beats() -> None:
    """The broker may keep what a hub of long ago told."""
    assert is_told(office(epoch=2), beat(epoch=2))
    assert not is_told(office(epoch=1), beat(epoch=2))


def test_the_range_is_the_kiosks_own_on_an_open_day() -> None:
    """No day, no kiosk of this name or no numbers: nothing is asked."""
    assert wanted(kiosk_in(office(), "kiosk-1"), beat(MONDAY)) == CLAIMED
    assert wanted(kiosk_in(office(), "kiosk-1"), beat(None)) is None
    assert wanted(kiosk_in(office(), "kiosk-2"), beat(MONDAY)) is None
    assert wanted(kiosk_in(office(numbers=None), "kiosk-1"), beat(MONDAY)) is None


@pytest.mark.parametrize(
    ("own", "adoptions", "last"),
    [
        (None, [], {}),
        (OF_FRIDAY, [], {}),
        (OF_FRIDAY, [adoption(712, FRIDAY)], {}),
        (OF_FRIDAY, [adoption(712, None)], {"A": 712}),
        (OF_FRIDAY, [adoption(711, MONDAY), adoption(710, None), adoption(700, MONDAY, "F")], {"A": 711, "F": 700}),
        (OF_FRIDAY, [adoption(712, TUESDAY)], {"A": 712}),
        (None, [adoption(705, MONDAY)], {"A": 705}),
        (OwnNumbers(low=700, high=799, day=MONDAY, last={"A": 703}), [adoption(701, None)], {"A": 703}),
        (OwnNumbers(low=750, high=799, last={"A": 751}), [], {"A": 751}),
        (OwnNumbers(low=800, high=899, day=MONDAY, last={"A": 803}), [adoption(804, None)], {}),
    ],
)
def test_counters_go_back_for_a_new_day_and_never_behind_a_number_of_it(
    own: OwnNumbers | None, adoptions: list[Adoption], last: dict[str, int]
) -> None:
    """A number may stand in the new day if its adoption is unanswered or brought a ticket of that day."""
    assert grant(own, CLAIMED, adoptions) == OwnNumbers(low=700, high=799, day=MONDAY, last=last)


def test_a_refusal_takes_what_the_hub_gave_and_leaves_what_a_technician_gave() -> None:
    """The technician came because of the refusal."""
    by_hand = OwnNumbers(low=750, high=799)
    denied = deny(OF_FRIDAY)
    assert usable(OF_FRIDAY, KIOSK) == OF_FRIDAY
    assert usable(denied, KIOSK) is None
    assert denied is not None
    assert denied.last == OF_FRIDAY.last
    assert usable(deny(by_hand), KIOSK) == by_hand
    assert deny(None) is None


def test_a_range_that_the_office_has_given_away_is_not_used() -> None:
    """Settings have changed: the old figures may be the hub's or another kiosk's by now."""
    moved = KioskInfo(name="kiosk-1", printer="printer-1", numbers=(800, 899))
    assert usable(OF_FRIDAY, moved) is None
    assert usable(OF_FRIDAY, None) is None
    assert usable(None, KIOSK) is None
