"""A kiosk's own range of numbers: when the box asks the hub for it, and where its counters stand after the answer.

The range is asked for once for each business day and each start of the box. Counters go back to the beginning only for
a new day, and never behind a number that may stand in that day already: one whose adoption is not answered yet, or was
answered with a ticket of that day. A visitor who came before the hub has such a number, and it is on paper.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from firmware.messages.answers import Accepted
from firmware.messages.commands import AdoptTicket
from firmware.messages.notices import Beat, KioskInfo, Office
from firmware.node.own_numbers import OwnNumbers

Adoption = tuple[AdoptTicket, Accepted | None]
"""A number that was given, and what the hub has answered (None: nothing yet)."""


class Range(Struct, frozen=True, kw_only=True):
    """The kiosk's figures `low` to `high` (inclusive), on one business day of one journal."""

    journal: str
    day: date
    low: int
    high: int


def is_told(office: Office, beat: Beat) -> bool:
    """Say whether the hub that beats now has told this: the broker may keep what one of long ago told."""
    return (office.journal, office.epoch) == (beat.journal, beat.epoch)


def kiosk_in(office: Office | None, name: str) -> KioskInfo | None:
    """Return what the office says of the kiosk of this name, or None."""
    return None if office is None else next((kiosk for kiosk in office.kiosks if kiosk.name == name), None)


def wanted(kiosk: KioskInfo | None, beat: Beat) -> Range | None:
    """Return the range to ask for; None while no business day is open, or where the office gives none."""
    if kiosk is None or kiosk.numbers is None or beat.day is None:
        return None
    low, high = kiosk.numbers
    return Range(journal=beat.journal, day=beat.day, low=low, high=high)


def grant(own: OwnNumbers | None, claimed: Range, adoptions: Iterable[Adoption]) -> OwnNumbers:
    """Return the counters once the hub has given the range; `adoptions` is whatever the box remembers of them."""
    given = [
        (command.service, command.number)
        for command, answer in adoptions
        if answer is None or _is_of(answer, claimed.day)
    ]
    if own is not None and (own.day is None or own.day >= claimed.day):
        given.extend(own.last.items())
    last: dict[str, int] = {}
    for service, figure in given:
        if claimed.low <= figure <= claimed.high:
            last[service] = max(figure, last.get(service, 0))
    return OwnNumbers(low=claimed.low, high=claimed.high, day=claimed.day, last=last)


def deny(own: OwnNumbers | None) -> OwnNumbers | None:
    """Return what is left once the hub has refused the range: what a technician gave by hand stays good."""
    return own if own is None or own.day is None else replace(own, is_ours=False)


def usable(own: OwnNumbers | None, kiosk: KioskInfo | None) -> OwnNumbers | None:
    """Return the numbers that may be given; none once the office has given the range to somebody else."""
    if own is None or not own.is_ours or kiosk is None:
        return None
    return own if own.day is None or kiosk.numbers == (own.low, own.high) else None


def _is_of(answer: Accepted, day: date) -> bool:
    # The day of a claim may be one behind: its answer can be heard before the first beat of the next day.
    return answer.ticket is not None and date.fromisoformat(answer.ticket[:10]) >= day
