"""What the small display of a counter says, in words: 128 x 64 dots that an officer reads in passing.

One thing is large: who is here. Above it stand the service and how many wait; below it one line, for the most urgent
thing that there is to say. A counter that is closed, or of which nothing is known, has no page: the display is dark,
because what an OLED shows all night stays in its glass. The words are Indonesian: there is room for one language.
"""

from collections.abc import Callable
from typing import Final, Protocol

from msgspec import Struct

from firmware.messages.notices import CounterState, CounterTicket
from firmware.messages.why import Standing

_STANDINGS: Final = {Standing.PRIORITY: "Prioritas", Standing.BOOKED: "Janji"}
EMPTY: Final = "Kosong"


class SmallPage(Struct, frozen=True, kw_only=True):
    """`number` is who is here, or EMPTY; `service` the letter that they are here for.

    `foot` is a line, as many of its parts as there is room for; `is_urgent`: it asks for something.
    """

    number: str
    service: str
    waiting: str
    foot: tuple[str, ...]
    is_urgent: bool


class AnySmallDisplay(Protocol):
    """Where a counter's page is shown."""

    def show(self, page: SmallPage | None) -> None:
        """Show this page, None for a dark display, without waiting."""
        ...


class SmallDisplayThere(Struct, frozen=True):
    """The small display shows what it should."""


class SmallDisplayGone(Struct, frozen=True):
    """The small display cannot be reached; `detail` says what to check. Said again at every vain attempt."""

    detail: str


def see(counter: CounterState | None, place: Callable[[str], str], *, is_hub_silent: bool) -> SmallPage | None:
    """Return what to show, None for nothing. `place` says where a kiosk stands."""
    if counter is None or not counter.is_open:
        return None
    urgent = _urgent(counter, place, is_hub_silent=is_hub_silent)
    ticket = counter.ticket
    return SmallPage(
        number=EMPTY if ticket is None else f"{ticket.number[0]} {ticket.number[1:]}",
        service="" if ticket is None else ticket.service,
        waiting=f"{counter.waiting} menunggu",
        foot=(urgent,) if urgent else tuple(_about(ticket, parked=len(counter.parked))),
        is_urgent=bool(urgent),
    )


def _urgent(counter: CounterState, place: Callable[[str], str], *, is_hub_silent: bool) -> str:
    if is_hub_silent:
        return "Terputus: manual"
    if counter.help:
        return f"Bantuan: {place(counter.help[0])}"
    return f"Disisihkan lama: {counter.overdue}" if counter.overdue else ""


def _about(ticket: CounterTicket | None, *, parked: int) -> list[str]:
    """Return what may be said, what matters most first."""
    aside = [f"disisihkan {parked}"] if parked else []
    if ticket is None:
        return aside
    standing = [_STANDINGS[ticket.standing]] if ticket.standing in _STANDINGS else []
    stage = [] if ticket.stage is None else [f"tahap {ticket.stage[0]}/{ticket.stage[1]}"]
    waited = [] if ticket.waited is None else [f"{ticket.waited} mnt"]
    return [*standing, *stage, *aside, *waited]
