"""What stands on an officer's small display: every page of it, dot by dot, as the glass would show it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PIL import Image

from button_node.small_page import see
from button_node.small_picture import blank, draw
from firmware.gallery.exhibits import Exhibit, Picture, Room
from firmware.gallery.office import COUNTER, office
from firmware.gallery.states import states
from firmware.messages.notices import CounterState, CounterTicket
from firmware.messages.why import Standing

_DOT: Final = 5
_LIT: Final = (0xE8, 0xF6, 0xFF)
_PLACES: Final = {kiosk.name: kiosk.place for kiosk in office().kiosks}


def hang(folder: Path) -> tuple[Room, ...]:
    """Draw every page into the folder, and return the room."""
    (folder / "small").mkdir(parents=True, exist_ok=True)
    return (
        Room(
            name="small",
            group="Small display",
            title="Counter box",
            says="128 by 64 dots on the officer's box: who is here, who waits, and the one thing that is urgent.",
            exhibits=tuple(
                _exhibit(title, says, counter, folder, is_silent=is_silent)
                for title, says, counter, is_silent in _counters()
            ),
        ),
    )


def _exhibit(title: str, says: str, counter: CounterState | None, folder: Path, *, is_silent: bool) -> Exhibit:
    page = see(counter, lambda kiosk: _PLACES[kiosk], is_hub_silent=is_silent)
    glass = dots(blank() if page is None else draw(page))
    path = f"small/{title.lower().replace(' ', '-')}.png"
    glass.save(folder / path)
    return Exhibit(title=title, says=says, pictures=(Picture(path=path, width=glass.width, height=glass.height),))


def dots(picture: Image.Image) -> Image.Image:
    """Return a picture of one bit a dot as glass: each dot a small square with black around it."""
    glass = Image.new("RGB", (picture.width * _DOT, picture.height * _DOT))
    for n, lit in enumerate(picture.convert("L").tobytes()):
        if lit:
            x, y = n % picture.width * _DOT, n // picture.width * _DOT
            glass.paste(_LIT, (x, y, x + _DOT - 1, y + _DOT - 1))
    return glass


def _counters() -> Iterator[tuple[str, str, CounterState | None, bool]]:
    """Yield a title, what it must tell, what the hub tells of the counter, and whether the hub is silent."""
    told = {state.name: state.known.counters[COUNTER] for state in states() if state.known.counters}
    busy = told["busy"]
    set_aside = replace(busy, parked=tuple(_parked(number) for number in ("A009", "F014")))
    yield "Called", "A 017 has been called: second stage of three.", busy, False
    yield "Priority", "The class, never the reason.", told["priority"], False
    yield "Booked", "Has an appointment.", _standing(busy, Standing.BOOKED), False
    yield "Nobody here", "The counter is open and free.", told["empty"], False
    yield "Set aside", "Two people are set aside.", set_aside, False
    yield (
        "Set aside for long",
        "One of them has waited for too long.",
        replace(busy, parked=set_aside, overdue=1),
        False,
    )
    yield "Help", "A visitor at the entrance asks for an officer.", told["help-asked"], False
    yield "Hub silent", "The officer calls by hand.", busy, True
    yield "Closed", "Dark: what an OLED shows all night stays in its glass.", told["closed"], False


def _standing(counter: CounterState, standing: Standing) -> CounterState:
    return replace(counter, ticket=replace(counter.ticket, standing=standing)) if counter.ticket else counter


def _parked(number: str) -> CounterTicket:
    return CounterTicket(ticket=f"2026-11-23-{number}", number=number, service=number[0])
