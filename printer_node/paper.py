"""Laid-out elements to ESC/POS bytes, by python-escpos's `Dummy`: the library builds, nothing is sent here.

Only ASCII reaches the printer, in its code page 0, which is 437 on every printer that the library knows. (Left to
itself the library picks a Japanese page for some printers, and turns a whole text into GB18030 for one CJK character.)
A QR code is drawn by the printer where its profile says it can, else sent as a picture: 80 bytes against 2.5 KB.
"""

from collections.abc import Iterable
from typing import Any, Final

import qrcode  # type: ignore[import-untyped]
import qrcode.constants  # type: ignore[import-untyped]
from escpos.capabilities import CAPABILITIES
from escpos.constants import QR_ECLEVEL_M
from escpos.printer import Dummy

from printer_node.elements import BYTE, CHARACTER_DOTS, Bar, Code, Element, Line, Number, Raster, Roll, Space, plain
from printer_node.status import NO_REPORTS

_CODE_PAGE_437: Final = b"\x1bt\x00"
_CHARACTER_SPACING: Final = b"\x1b\x20"
_FEED_DOTS: Final = b"\x1bJ"
_RASTER: Final = b"\x1dv0\x00"


def check_profile(profile: str, roll: Roll) -> None:
    """Raise ValueError where python-escpos does not know the profile or its paper is narrower than the roll."""
    known = CAPABILITIES["profiles"].get(profile)
    if known is None:
        names = ", ".join(CAPABILITIES["profiles"])
        raise ValueError(f"python-escpos has no profile {profile!r}; it has {names}")
    if not known["features"]["bitImageRaster"]:
        raise ValueError(f"profile {profile!r} prints no pictures; a slip may need one for its code and its logo")
    dots = known["media"]["width"].get("pixels")
    if isinstance(dots, int) and dots < roll.dots:
        raise ValueError(
            f"profile {profile!r} prints {dots} dots, {roll.columns} columns need {roll.dots}; "
            f"set columns = {dots // CHARACTER_DOTS}"
        )


def encode_paper(elements: Iterable[Element], profile: str) -> bytes:
    """Return one whole paper: reset, no reports unasked, the elements centred from top to bottom, feed and cut."""
    printer = Dummy(profile=profile, magic_encode_args={"encoding": "CP437", "disabled": True})
    printer.hw("INIT")
    printer._raw(NO_REPORTS)  # noqa: SLF001 - the library has no word for it
    printer._raw(_CODE_PAGE_437)  # noqa: SLF001 - of several pages with one name the library takes the last
    printer.set(align="center", smooth=True)
    for element in elements:
        match element:
            case Line():
                _write_line(printer, element)
            case Bar():
                _write_bar(printer, element)
            case Number():
                _write_number(printer, element)
            case Space(dots):
                _write_space(printer, dots)
            case Code():
                _write_code(printer, element)
            case Raster():
                _write_raster(printer, element)
    printer.cut()
    return bytes(printer.output)


def _write_line(printer: Any, line: Line) -> None:
    printer.set(custom_size=True, width=line.width, height=line.height)
    printer.text(plain(line.text))
    if line.figure:
        printer.set(custom_size=True, width=2, height=2)
        printer.text(plain(line.figure))
    printer.ln()


def _write_bar(printer: Any, bar: Bar) -> None:
    left, right = bar.margins
    # No less than the character's height is fed, so that bars touch.
    printer.line_spacing(0)
    printer.set(custom_size=True, width=1, height=bar.size, invert=True)
    printer.text(" " * left)
    printer.set(custom_size=True, width=bar.size, height=bar.size)
    printer.text(plain(bar.text))
    printer.set(custom_size=True, width=1, height=bar.size)
    printer.text(" " * right)
    printer.ln()
    printer.set(invert=False)
    printer.line_spacing()


def _write_number(printer: Any, number: Number) -> None:
    """The gap is one space of normal size, as wide as it takes; no spacing follows the last digit: it would be lost."""
    printer.set(custom_size=True, width=number.width, height=number.height, bold=True)
    printer.text(plain(number.letter))
    printer.set(custom_size=True, width=1, height=1)
    _space_out(printer, number.gap - CHARACTER_DOTS)
    printer.text(" ")
    printer.set(custom_size=True, width=number.width, height=number.height)
    _space_out(printer, number.spacing)
    printer.text(plain(number.digits[:-1]))
    _space_out(printer, 0)
    printer.text(plain(number.digits[-1]))
    printer.ln()
    printer.set(bold=False)


def _space_out(printer: Any, dots: int) -> None:
    printer._raw(_CHARACTER_SPACING + bytes([dots]))  # noqa: SLF001 - as above


def _write_raster(printer: Any, raster: Raster) -> None:
    head = (raster.width // BYTE).to_bytes(2, "little") + raster.height.to_bytes(2, "little")
    printer._raw(_RASTER + head + raster.data)  # noqa: SLF001 - the library would take a file or PIL's image


def _write_space(printer: Any, dots: int) -> None:
    for start in range(0, dots, 255):
        printer._raw(_FEED_DOTS + bytes([min(255, dots - start)]))  # noqa: SLF001 - as above


def _write_code(printer: Any, code: Code) -> None:
    if printer.profile.supports("qrCode"):
        printer.qr(code.content, ec=QR_ECLEVEL_M, size=code.module, native=True)
    else:
        _write_raster(printer, drawn(code))


def drawn(code: Code) -> Raster:
    """Return the code as a picture without margin: what a printer with a QR of its own would draw."""
    maker = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
    maker.add_data(code.content)
    maker.make(fit=True)
    cells = maker.get_matrix()
    side = len(cells) * code.module
    width = -(-side // BYTE) * BYTE
    rows = ["".join(("1" if dark else "0") * code.module for dark in row).center(width, "0") for row in cells]
    lines = [int(row, 2).to_bytes(width // BYTE, "big") for row in rows]
    return Raster(width, b"".join(line * code.module for line in lines))
