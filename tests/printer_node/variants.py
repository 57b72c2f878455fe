"""The slips whose bytes and pictures are kept: both rolls, one and two languages, and whatever may stand on one.

`python -m tests.printer_node.redraw` writes them anew.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image, ImageDraw

from firmware.messages.notices import Estimate, Mark, Slip
from printer_node.elements import Raster
from printer_node.form import Form
from printer_node.logo import raster_of
from printer_node.paper import encode_paper
from printer_node.settings import PrinterSettings
from printer_node.slip import Style, lay_out

JAKARTA: Final = Style(zone=ZoneInfo("Asia/Jakarta"))
PROFILES: Final = {80: "TM-T20II", 58: "POS-5890"}
"""A printer that draws the code itself, and a cheap one that gets it as a picture and has no cutter."""

_JOURNAL: Final = "0123456789abcdef"
NORMAL: Final = Slip(
    journal=_JOURNAL,
    epoch=1,
    position=7,
    id=f"{_JOURNAL}-7",
    press="kiosk-1-9f2c66d01b7e4a35-12-p311",
    ticket="2026-11-23-A017",
    number="A017",
    service="A",
    service_name={"id": "Paspor baru", "en": "New passport"},
    office_name="Kantor Imigrasi Lampung Tengah",
    languages=("id", "en"),
    issued_at=datetime(2026, 11, 23, 2, 14, tzinfo=UTC),
    ahead=7,
    age=0.0,
    estimate=Estimate(low=20, high=35),
    check="7K2QMX",
)
LONG: Final = {
    "id": "Izin tinggal terbatas dan izin tinggal tetap",
    "en": "Limited stay permit and permanent stay permit",
}
BRING: Final = {
    "id": ("KTP asli dan fotokopi", "Kartu keluarga", "Akta kelahiran, ijazah atau buku nikah"),
    "en": ("ID card and a copy", "Family card", "Birth certificate, diploma or marriage book"),
}
OFFLINE: Final = replace(
    NORMAL, number="A701", ticket="2026-11-23-A701", mark=Mark.OFFLINE, ahead=0, estimate=None, check=""
)


class Variant(Struct, frozen=True, kw_only=True):
    """One paper: what it is called, and all that decides about it."""

    name: str
    slip: Slip
    printing: PrinterSettings
    form: Form
    logo: Raster | None
    is_marked: bool

    @property
    def paper(self) -> bytes:
        """The bytes that a printer gets."""
        elements = lay_out(self.slip, self.printing.roll, JAKARTA, self.form, logo=self.logo, is_marked=self.is_marked)
        return encode_paper(elements, self.printing.profile)


SLIPS: Final = {
    "normal": NORMAL,
    "long-name": replace(NORMAL, service_name=LONG, number="A1017", ticket="2026-11-23-A1017"),
    "priority": replace(NORMAL, is_priority=True, estimate=Estimate(low=0, high=5), ahead=0),
    "booked": replace(NORMAL, slot=NORMAL.issued_at + timedelta(minutes=20)),
    "no-estimate": replace(NORMAL, estimate=None, ahead=128),
    "reprint": NORMAL,
    "offline": OFFLINE,
    "offline-reprint": OFFLINE,
    "checklist": replace(NORMAL, bring=BRING),
    "logo": NORMAL,
    "page": NORMAL,
    "least": NORMAL,
}
FORMS: Final = {
    "page": Form(qr_url="https://imigrasi.example/lampung-tengah/t/"),
    "least": Form(fields=("number",)),
}


def variants() -> Iterator[Variant]:
    """Every paper, by width, languages and what it shows."""
    for width_mm, profile in PROFILES.items():
        printing = PrinterSettings(width_mm=width_mm, profile=profile)
        logo = raster_of(crest(), printing.roll)
        for languages in (2, 1):
            for name, slip in SLIPS.items():
                yield Variant(
                    name=f"{width_mm}-{languages}-{name}",
                    slip=slip,
                    printing=printing,
                    form=replace(FORMS.get(name, Form()), languages=languages),
                    logo=logo if name == "logo" else None,
                    is_marked="reprint" in name,
                )


def crest() -> Image.Image:
    """A made-up logo with what is difficult for a thermal head: a grey slope, thin rings, and nothing around it."""
    picture = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    slope = Image.linear_gradient("L").resize((600, 600))
    disc = Image.new("L", (600, 600))
    ImageDraw.Draw(disc).ellipse((20, 20, 580, 580), fill=255)
    picture.paste(slope.convert("RGBA"), mask=disc)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((20, 20, 580, 580), outline=(11, 27, 51, 255), width=24)
    pen.polygon(((300, 110), (460, 440), (140, 440)), fill=(11, 27, 51, 255))
    return picture
