"""Every slip: the bytes that a printer would get, printed by the virtual printer, as it would lie in a hand."""

import io
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image

from firmware.gallery.emblem import emblem
from firmware.gallery.exhibits import Exhibit, Picture, Room
from firmware.gallery.office import LONG_SERVICES, NOW, office, slip
from firmware.messages.notices import Estimate, Mark, Slip
from printer_node.elements import Raster, Roll
from printer_node.form import Form
from printer_node.logo import raster_of
from printer_node.settings import PrinterSettings
from printer_node.slip import Style
from printer_node.specimen import picture_of

_STYLE: Final = Style(zone=ZoneInfo("Asia/Jakarta"), word="antrian")
_ABOUT: Final = Estimate(low=20, high=35)
_WIDTHS: Final = (80, 58)
_OFFLINE: Final = replace(slip("A701", mark=Mark.OFFLINE, check="", ahead=0), bring={})
"""As a kiosk makes it, which knows neither who is ahead nor what to bring."""


class Variant(Struct, frozen=True, kw_only=True):
    """One kind of slip; `is_marked` is the reprint that the printer's own box knows of."""

    name: str
    title: str
    says: str
    slip: Slip
    form: Form = Form()
    is_marked: bool = False
    has_logo: bool = False


def variants() -> tuple[Variant, ...]:
    """Return all kinds of slips."""
    return (
        Variant(
            name="two-languages",
            title="Two languages",
            says="An ordinary number: A 017, seven people ahead, about half past ten.",
            slip=slip(estimate=_ABOUT),
        ),
        Variant(
            name="logo",
            title="With a logo",
            says="The logo is smaller than the number, whatever file the office gives.",
            slip=slip(estimate=_ABOUT),
            has_logo=True,
        ),
        Variant(
            name="small",
            title="Number and service alone",
            says="An office that wants short slips leaves the other fields out.",
            slip=slip(estimate=_ABOUT),
            form=Form(fields=("office", "service", "number", "issued-at"), languages=1),
        ),
        Variant(
            name="one-language",
            title="One language",
            says="The same for an office that speaks Indonesian only.",
            slip=slip(estimate=_ABOUT, languages=("id",)),
            form=Form(languages=1),
        ),
        Variant(
            name="english-first",
            title="A service for foreigners",
            says="The stay permit speaks English first.",
            slip=slip("K005", languages=("en", "id"), ahead=4, estimate=Estimate(low=25, high=40)),
        ),
        Variant(
            name="priority",
            title="Priority",
            says="The class stands on the paper, the reason never does.",
            slip=slip("A018", is_priority=True, ahead=0, estimate=Estimate(low=0, high=5)),
        ),
        Variant(
            name="no-estimate",
            title="No estimate",
            says="Nobody knows how long it takes, so nothing is claimed.",
            slip=slip("F024", ahead=12),
        ),
        Variant(
            name="reprint",
            title="Reprint",
            says="The paper was torn; the same number once more, marked CETAK ULANG.",
            slip=slip(estimate=_ABOUT),
            is_marked=True,
        ),
        Variant(
            name="offline",
            title="Offline number",
            says="Given while the hub was silent: valid, in the order of the time it was taken.",
            slip=_OFFLINE,
        ),
        Variant(
            name="offline-reprint",
            title="Offline number, reprint",
            says="An offline number whose paper was torn: it bears both marks.",
            slip=_OFFLINE,
            is_marked=True,
        ),
        Variant(
            name="booked",
            title="Booked",
            says="Somebody who has booked ten o'clock: the hour stands on the paper.",
            slip=replace(
                slip("A021", ahead=1, estimate=Estimate(low=15, high=25)), slot=NOW.replace(hour=10, minute=0)
            ),
        ),
        Variant(
            name="address",
            title="A code with an address",
            says="The code leads a telephone to the ticket's page, and is larger for it.",
            slip=slip(estimate=_ABOUT),
            form=Form(qr_url="https://antrian.example.go.id/t/"),
        ),
        Variant(
            name="long-names",
            title="Long names",
            says="A service with a name as long as offices write them, and a number of four digits.",
            slip=slip("A1017", known=office(LONG_SERVICES), ahead=118, estimate=Estimate(low=150, high=210)),
        ),
    )


def hang(folder: Path) -> tuple[Room, ...]:
    """Print every variant on both widths of paper into the folder, and return the rooms."""
    (folder / "slips").mkdir(parents=True, exist_ok=True)
    return tuple(
        Room(
            name=f"slips-{width}",
            group="Slips",
            title=f"{width} mm",
            says="One pixel is one dot of the printer, eight to a millimetre.",
            exhibits=tuple(_exhibit(variant, width, folder) for variant in variants()),
        )
        for width in _WIDTHS
    )


def picture(variant: Variant, width_mm: int) -> bytes:
    """Return one slip on paper of 80 or 58 mm as a PNG."""
    printing = PrinterSettings(width_mm=80 if width_mm == _WIDTHS[0] else 58)
    mark = logo(printing.roll) if variant.has_logo else None
    return picture_of(variant.slip, printing, _STYLE, variant.form, logo=mark, is_marked=variant.is_marked)


def logo(roll: Roll) -> Raster:
    """Return the mark of the invented office as dots."""
    return raster_of(emblem(ink=0, ground=255), roll)


def _exhibit(variant: Variant, width: int, folder: Path) -> Exhibit:
    png = picture(variant, width)
    path = f"slips/{variant.name}-{width}.png"
    (folder / path).write_bytes(png)
    with Image.open(io.BytesIO(png)) as paper:
        shown = Picture(path=path, width=paper.width, height=paper.height)
    return Exhibit(title=variant.title, says=variant.says, pictures=(shown,))
