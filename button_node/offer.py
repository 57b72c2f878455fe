"""A press while the hub is silent: when the kiosk gives a number by itself, and what becomes of the paper.

A visitor waits `PATIENCE_SECONDS` for the hub, or not at all where it is known to be silent; after `STANDS_SECONDS`
nobody stands there any more, and no number is given. The slip is offered to the printer of this Pi or to its wall,
again each second until the printer has said what became of it or the slip is too old to be printed: the printer box is
the arbiter, so that offering twice prints once. Times are seconds of the boot clock.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from firmware.messages.commands import AdoptTicket, PrintOutcome, ReportPrint, TakeTicket
from firmware.messages.names import JournalId, offline_slip_id, ticket_id, ticket_number
from firmware.messages.notices import Mark, Office, ServiceInfo, Slip
from firmware.node.zone import zone_of

PATIENCE_SECONDS: Final = 1.5
STANDS_SECONDS: Final = 10.0
OFFER_SECONDS: Final = 1.0
OFFER_LIMIT_SECONDS: Final = 120.0


class Outcome(StrEnum):
    """What became of a press, for its lamp."""

    GIVEN = "GIVEN"
    UNABLE = "UNABLE"
    SHOWN = "SHOWN"
    UNSEEN = "UNSEEN"


class Wish(Struct, frozen=True, kw_only=True):
    """A press that the hub has not answered. `is_told` says that its lamp has said no."""

    command: TakeTicket
    pressed_at: float
    is_told: bool = False


class Offer(Struct, frozen=True, kw_only=True):
    """A number of the kiosk's own and its slip, which is offered again at `next_at`.

    `is_held`: the printer has it and cannot print now; `is_on_wall`: the display has it; `is_told`: the lamp has said
    what became of it.
    """

    command: AdoptTicket
    pressed_at: float
    next_at: float
    is_held: bool = False
    is_on_wall: bool = False
    is_told: bool = False

    @property
    def number(self) -> str:
        """What stands on the paper."""
        return ticket_number(self.command.service, self.command.number)

    @property
    def slip(self) -> str:
        """The id of its slip."""
        return offline_slip_id(self.command.press, self.number)


def due_at(wish: Wish) -> float:
    """Return when a visitor has waited long enough for a hub that is not known to be silent."""
    return wish.pressed_at + PATIENCE_SECONDS


def is_due(wish: Wish, now: float, *, is_silent: bool) -> bool:
    """Say whether the kiosk should give a number itself."""
    return now <= wish.pressed_at + STANDS_SECONDS and (is_silent or now >= due_at(wish))


def adopt(wish: Wish, key: str, figure: int, now: float) -> AdoptTicket:
    """Return the command that takes the place of the wish."""
    command = wish.command
    return AdoptTicket(
        key=key,
        age=max(0.0, round(now - wish.pressed_at, 3)),
        press=command.press,
        service=command.service,
        number=figure,
        priority=command.priority,
    )


def change_at(offer: Offer) -> float:
    """Return when time alone changes something about an offer."""
    return offer.next_at if offer.is_told else min(offer.next_at, offer.pressed_at + STANDS_SECONDS)


def is_over(offer: Offer, now: float) -> bool:
    """Say whether the slip is too old to be printed."""
    return now > offer.pressed_at + OFFER_LIMIT_SECONDS


def hear(offer: Offer, report: ReportPrint) -> tuple[Offer, Outcome]:
    """Return the offer after the printer's word about its slip, and whether the visitor has a paper."""
    if report.outcome is not PrintOutcome.FAILED:
        return replace(offer, is_held=False), Outcome.SHOWN
    return replace(offer, is_held=not report.is_final), Outcome.UNSEEN


def service_in(office: Office | None, letter: str) -> ServiceInfo | None:
    """Return what the office calls a service, or None."""
    return None if office is None else next((one for one in office.services if one.letter == letter), None)


def business_day(claimed: date | None, office: Office, at: datetime, *, is_believed: bool) -> date:
    """Return the day that stands in the code on the paper: today where the clock is believed, else the range's."""
    # Where the zone is not known here, this machine's own is the best guess.
    today = at.astimezone(zone_of(office.timezone)).date()
    return today if is_believed or claimed is None else claimed


def slip_of(
    offer: Offer,
    office: Office,
    service: ServiceInfo,
    *,
    day: date,
    at: datetime,
    age: float,
    journal: JournalId,
    heard: tuple[int, int],
) -> Slip:
    """Return the slip as the hub would make it, in the office's words.

    `at` is when the finger pressed, `heard` the epoch and position that the box last heard of. How many wait is not
    known here: `ahead` is 0, and a slip with this mark does not tell it.
    """
    epoch, position = heard
    return Slip(
        journal=journal,
        epoch=epoch,
        position=position,
        id=offer.slip,
        press=offer.command.press,
        ticket=ticket_id(day, offer.number),
        number=offer.number,
        service=service.letter,
        service_name={each: service.name[each] for each in office.languages if each in service.name} or service.name,
        office_name=office.name,
        languages=service.languages or office.languages,
        issued_at=at,
        ahead=0,
        age=age,
        is_priority=offer.command.priority,
        mark=Mark.OFFLINE,
        come_back_minutes=office.come_back_minutes,
    )
