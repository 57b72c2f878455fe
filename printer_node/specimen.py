"""A slip as it would look, drawn from its real bytes: the office tries settings, and the pictures are compared.

The bytes go through the virtual printer's decoder and head, which know nothing of what was meant; so a picture shows
what a printer would do, not what the layout hoped for.
"""

from io import BytesIO
from typing import Final

from firmware.messages.notices import Slip
from printer_node.elements import Raster
from printer_node.form import WHOLE, Form
from printer_node.paper import encode_paper
from printer_node.settings import PrinterSettings
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
