"""A slip as it would look, drawn from its real bytes: `python -m printer_node.specimen --settings FILE > slip.png`.

So an office tries its settings without paper, and the pictures of all slips are compared.
The bytes go through the virtual printer's decoder and head, which know nothing of what was meant; so a picture shows
what a printer would do, not what the layout hoped for.
"""

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from firmware.messages.notices import Estimate, Slip
from firmware.node.program import run
from firmware.node.settings import SettingsError
from printer_node.elements import Raster
from printer_node.form import WHOLE, Form
from printer_node.logo import LogoError, read_logo
from printer_node.paper import check_profile, encode_paper
from printer_node.settings import PrinterSettings, Settings
from printer_node.slip import Style, lay_out
from printer_node.virtual_decoder import Decoder
from printer_node.virtual_picture import draw_sheet
from printer_node.virtual_sheet import Head, Sheet

WIDE: Final = PrinterSettings()
PLAIN: Final = Style()


def sheet_of(paper: bytes) -> Sheet:
    """Return what one paper bears."""
    head = Head()
    for op in Decoder().feed(paper):
        head.do(op)
    return head.tear()


def picture_of(
    slip: Slip,
    printing: PrinterSettings = WIDE,
    style: Style = PLAIN,
    form: Form = WHOLE,
    *,
    logo: Raster | None = None,
    is_marked: bool = False,
) -> bytes:
    """Return the paper as a PNG, 640 pixels wide for 80 mm and 464 for 58 mm; `is_marked` makes it a reprint."""
    paper = encode_paper(lay_out(slip, printing.roll, style, form, logo=logo, is_marked=is_marked), printing.profile)
    picture = BytesIO()
    draw_sheet(sheet_of(paper), printing.width_mm).save(picture, format="PNG")
    return picture.getvalue()


SAMPLE: Final = Slip(
    journal="0" * 16,
    epoch=1,
    position=1,
    id="0" * 16 + "-1",
    press="kiosk-1-0000000000000000-1-p1",
    ticket="2026-11-23-A017",
    number="A017",
    service="A",
    service_name={"id": "Paspor baru", "en": "New passport"},
    office_name="Kantor Imigrasi (contoh)",
    languages=("id", "en"),
    issued_at=datetime(2026, 11, 23, 2, 14, tzinfo=UTC),
    ahead=7,
    age=0.0,
    is_priority=True,
    estimate=Estimate(low=20, high=35),
    bring={"id": ("KTP asli", "Kartu keluarga"), "en": ("Identity card", "Family card")},
    check="7K2QMX",
)
"""A slip with something in each field; the hub would not know its check code."""


def main(settings: Settings) -> None:
    """Write the sample slip of a box with these settings to the standard output, as a PNG."""
    printing, form = settings.printer, settings.slip
    try:
        check_profile(printing.profile, printing.roll)
        logo = None if form.logo is None else read_logo(Path(form.logo), printing.roll)
    except (ValueError, LogoError) as error:
        raise SettingsError(str(error)) from error
    style = Style(zone=ZoneInfo("Asia/Jakarta"))
    sys.stdout.buffer.write(picture_of(SAMPLE, printing, style, form, logo=logo))


if __name__ == "__main__":
    run(Settings, main, prog="printer_node.specimen", description="Draws a slip as this box would print it.")
