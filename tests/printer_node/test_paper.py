"""The bytes that leave for a printer, read back as a printer reads them."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from firmware.messages.notices import Slip
from printer_node.elements import Bar, Code, Line, Number, Raster, Roll, Space
from printer_node.paper import check_profile, encode_paper
from printer_node.slip import Style, lay_out
from printer_node.virtual_decoder import Decoder, Op
from printer_node.virtual_sheet import Head, Picture, Sheet

JAKARTA = Style(zone=ZoneInfo("Asia/Jakarta"))
WIDTHS = {48: 576, 32: 384}
MakeSlip = Callable[..., Slip]


def read_back(paper: bytes) -> tuple[list[Op], Sheet]:
    """Return the operations in the bytes and the sheet they make."""
    ops = Decoder().feed(paper)
    head = Head()
    for op in ops:
        head.do(op)
    return ops, head.tear()


def test_a_paper_begins_with_a_reset_and_ends_with_a_cut(make_slip: MakeSlip) -> None:
    """Whatever the last job left in the printer is forgotten, what it says unasked too; the paper comes off."""
    ops, _ = read_back(encode_paper(lay_out(make_slip(), Roll(48), JAKARTA, is_marked=False), "TM-T20II"))
    assert ops[:2] == [Op("ESC @"), Op("GS a", b"\0")]
    assert ops[-1].name == "GS V"
    assert [op.name for op in ops].count("GS V") == 1


def test_every_operation_is_a_known_command(make_slip: MakeSlip) -> None:
    """No byte of a slip is anything but text or a command of ESC/POS with its parameters."""
    ops, _ = read_back(encode_paper(lay_out(make_slip(), Roll(48), JAKARTA, is_marked=True), "TM-T20II"))
    assert "unknown" not in {op.name for op in ops}


@pytest.mark.parametrize("is_marked", [True, False])
def test_the_bytes_say_what_the_layout_meant(make_slip: MakeSlip, is_marked: bool) -> None:
    """Number, QR, mark and text survive the way to the printer."""
    elements = lay_out(make_slip(), Roll(48), JAKARTA, is_marked=is_marked)
    _, sheet = read_back(encode_paper(elements, "TM-T20II"))
    assert (sheet.number, sheet.qr, sheet.is_marked) == ("A017", "2026-11-23-A017", is_marked)
    said = [(e.text + getattr(e, "figure", "")).strip() for e in elements if isinstance(e, Line | Bar)]
    assert [text for text in sheet.text if text != "A 017"] == said


def test_size_weight_and_place_reach_the_paper() -> None:
    """A number is bold, centred, as large and as wide as it was laid out; what follows is neither."""
    number = Number(letter="A", digits="017", width=8, height=7, gap=64, spacing=5)
    _, sheet = read_back(encode_paper([number, Space(300), Line(text="b")], "TM-T20II"))
    letter, gap, *digits = sheet.rows[0].runs
    assert {(run.width, run.height, run.is_bold, run.is_reverse) for run in (letter, *digits)} == {(8, 7, True, False)}
    assert (gap.dots, sum(run.dots for run in sheet.rows[0].runs)) == (64, number.dots)
    assert sheet.rows[0].align == "center"
    after = sheet.rows[1].runs[0]
    assert (after.width, after.height, after.spacing, after.is_bold) == (1, 1, 0, False)


def test_a_raster_reaches_the_paper_dot_by_dot() -> None:
    """Its rows are whole bytes, printed in the middle."""
    _, sheet = read_back(encode_paper([Raster(16, bytes((0x80, 0x01, 0xFF, 0x00)))], "TM-T20II"))
    assert sheet.items[0] == Picture(width=16, height=2, data=bytes((0x80, 0x01, 0xFF, 0x00)), align="center")


def test_bars_in_reverse_touch_and_leave_no_trace() -> None:
    """They feed by their own height only, fill the line, hold the text in the middle; the next line is normal again."""
    bar = Bar("CETAK ULANG", 2, 32)
    _, sheet = read_back(encode_paper([bar, Bar("x", 1, 32), Line(text="y")], "TM-T20II"))
    assert [row.advance for row in sheet.rows] == [48, 24, 30]
    assert [{run.is_reverse for run in row.runs} for row in sheet.rows] == [{True}, {True}, {False}]
    left, _, right = sheet.rows[0].runs
    assert (left.dots, sum(run.dots for run in sheet.rows[0].runs)) == (right.dots, 32 * 12)


@pytest.mark.parametrize("after", [Number(letter="A", digits="017", width=8, height=8, gap=64), Line(text="y")])
def test_a_number_under_a_bar_is_black_on_white(after: Line | Number) -> None:
    """The mark of a reprint ends where its bar ends."""
    _, sheet = read_back(encode_paper([Bar("x", 1, 48), Space(12), after], "TM-T20II"))
    assert not any(run.is_reverse for run in sheet.rows[1].runs)


def test_a_native_code_is_short_and_an_image_is_not() -> None:
    """A QR that the printer draws costs under 80 bytes."""
    code = Code("2026-11-23-A017", 6)
    native, image = encode_paper([code], "TM-T20II"), encode_paper([code], "POS-5890")
    assert len(native) < 80
    assert len(image) > 1_000


def test_only_ascii_reaches_the_printer() -> None:
    """A Chinese character does not turn the line into GB18030."""
    paper = encode_paper([Line(text="Paspor 護照 ok")], "TM-T20II")
    _, sheet = read_back(paper)
    assert sheet.text == ["Paspor ?? ok"]


@pytest.mark.parametrize(
    ("profile", "columns", "says"),
    [("TM-T88V", 48, "columns = 42"), ("POS-5890", 48, "columns = 32"), ("TM-T20", 48, "TM-T20II")],
)
def test_a_profile_that_cannot_be_is_refused_with_the_way_out(profile: str, columns: int, says: str) -> None:
    """A paper too narrow names the columns that fit; an unknown profile names the known ones."""
    with pytest.raises(ValueError, match=says):
        check_profile(profile, Roll(columns))
