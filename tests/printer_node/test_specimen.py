"""A slip as a picture, from its real bytes."""

from io import BytesIO

import pytest
from PIL import Image

from firmware.node.settings import BoxSettings, SettingsError
from printer_node.form import Form
from printer_node.paper import encode_paper
from printer_node.settings import PrinterSettings, Settings
from printer_node.slip import Style, lay_out
from printer_node.specimen import main, picture_of, sheet_of
from tests.printer_node.variants import JAKARTA, NORMAL

BOX = BoxSettings(name="printer-1")


@pytest.mark.parametrize(("width_mm", "pixels"), [(80, 640), (58, 464)])
def test_a_slip_becomes_a_picture_as_wide_as_its_roll(width_mm: int, pixels: int) -> None:
    """Eight pixels a millimetre, in any of the office's styles."""
    with Image.open(BytesIO(picture_of(NORMAL, PrinterSettings(width_mm=width_mm), JAKARTA))) as picture:
        assert (picture.width, picture.format) == (pixels, "PNG")
    assert picture_of(NORMAL) != picture_of(NORMAL, style=Style(word="antrean"))


def test_a_reprint_is_another_picture() -> None:
    """The bar over the number makes it longer."""
    with (
        Image.open(BytesIO(picture_of(NORMAL))) as first,
        Image.open(BytesIO(picture_of(NORMAL, is_marked=True))) as again,
    ):
        assert again.height > first.height


def test_a_sheet_says_what_its_bytes_said() -> None:
    """Number, code and mark are read from the paper, not from the slip."""
    printing = PrinterSettings()
    sheet = sheet_of(encode_paper(lay_out(NORMAL, printing.roll, JAKARTA, is_marked=True), printing.profile))
    assert (sheet.number, sheet.qr, sheet.is_marked) == ("A017", "2026-11-23-A017 7K2QMX", True)


def test_the_command_draws_what_the_settings_ask_for(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """A picture of the narrow roll on the standard output, and nothing else there."""
    main(Settings(box=BOX, printer=PrinterSettings(width_mm=58, profile="POS-5890"), slip=Form(languages=1)))
    with Image.open(BytesIO(capsysbinary.readouterr().out)) as picture:
        assert picture.width == 464


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (Settings(box=BOX, slip=Form(logo="/nowhere/logo.png")), "/nowhere/logo.png"),
        (Settings(box=BOX, printer=PrinterSettings(profile="TM-T88V")), "set columns = 42"),
    ],
)
def test_the_command_says_what_is_wrong_with_the_settings(settings: Settings, says: str) -> None:
    """As the box would when it starts, and the logo too."""
    with pytest.raises(SettingsError, match=says):
        main(settings)
