"""Each printer of the README's table: what it would be sent, read back from the bytes line by line."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from escpos.capabilities import CAPABILITIES
from msgspec import Struct

from printer_node.paper import check_profile, encode_paper
from printer_node.settings import PrinterSettings
from printer_node.slip import lay_out
from printer_node.specimen import sheet_of
from printer_node.virtual_decoder import Decoder, Op
from printer_node.virtual_sheet import Item, Picture, Row, Symbol
from tests.printer_node.variants import FORMS, JAKARTA, SLIPS, Form

README = Path(__file__).parents[2] / "printer_node" / "README.md"
ROW = re.compile(r"\| `([^`]+)` \| (80|58) \| (\d+)( \(set\))? \| (\d+|\?) \| (own|picture) \| (yes|no) \|")
PAGE_0 = Op("ESC t", b"\0")


class Promise(Struct, frozen=True):
    """A row of the table, as it stands there."""

    profile: str
    width_mm: str
    columns: str
    is_set: str
    dots: str
    code: str
    cuts: str

    @property
    def known(self) -> dict[str, Any]:
        """What python-escpos knows of the printer."""
        return dict(CAPABILITIES["profiles"][self.profile])

    @property
    def printing(self) -> PrinterSettings:
        """The settings that the row asks for."""
        columns = int(self.columns) if self.is_set else None
        return PrinterSettings(profile=self.profile, width_mm=int(self.width_mm), columns=columns)


PROMISES = [Promise(*row.groups("")) for row in ROW.finditer(README.read_text(encoding="utf-8"))]
every_printer = pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.profile)


@cache
def papers(promise: Promise) -> tuple[bytes, ...]:
    """Return every kind of slip for this printer."""
    roll = promise.printing.roll
    return tuple(
        encode_paper(
            lay_out(slip, roll, JAKARTA, FORMS.get(name, Form()), is_marked="reprint" in name), promise.profile
        )
        for name, slip in SLIPS.items()
    )


def width(item: Item) -> int:
    """How wide an item prints, in dots."""
    match item:
        case Row(runs=runs):
            return sum(run.dots for run in runs)
        case Picture(width=dots):
            return dots
        case _:
            return 0


def test_the_table_names_the_printers_that_offices_have() -> None:
    """Epson's common ones, the cheap ones, and the one for whatever is not listed; each once."""
    names = [promise.profile for promise in PROMISES]
    assert len(names) == len(set(names))
    assert {"TM-T20II", "TM-T88III", "TM-T88IV", "TM-T88V", "TM-P80", "POS-5890", "ZJ-5870", "default"} <= set(names)


@every_printer
def test_the_table_says_what_the_profile_says(promise: Promise) -> None:
    """Dots, code and cutter are those that python-escpos knows, and the columns fit into the dots."""
    features, dots = promise.known["features"], promise.known["media"]["width"].get("pixels")
    assert promise.dots == (str(dots) if isinstance(dots, int) else "?")
    assert promise.code == ("own" if features["qrCode"] else "picture")
    assert promise.cuts == ("yes" if features["paperFullCut"] or features["paperPartCut"] else "no")
    assert promise.printing.roll.columns == int(promise.columns)
    check_profile(promise.profile, promise.printing.roll)


@every_printer
def test_no_line_is_wider_than_the_printer_prints(promise: Promise) -> None:
    """Text, bars, number and pictures; where the dots are not known, the columns of font A count."""
    columns: int = promise.known["fonts"]["0"]["columns"]
    limit = columns * 12 if promise.dots == "?" else int(promise.dots)
    widths = [width(item) for paper in papers(promise) for item in sheet_of(paper).items]
    assert 0.8 * promise.printing.roll.dots < max(widths) <= limit


@every_printer
def test_every_letter_is_in_a_code_page_that_the_printer_has(promise: Promise) -> None:
    """Printable ASCII, after the printer was told to use page 0, which is 437."""
    assert promise.known["codePages"]["0"] == "CP437"
    for paper in papers(promise):
        ops = Decoder().feed(paper)
        texts = [op.data for op in ops if op.name == "text"]
        assert [op for op in ops if op.name == "ESC t"] == [PAGE_0]
        assert ops.index(PAGE_0) < next(index for index, op in enumerate(ops) if op.name == "text")
        assert all(0x20 <= byte < 0x7F for text in texts for byte in text)


@every_printer
def test_code_and_cut_are_only_asked_of_a_printer_that_has_them(promise: Promise) -> None:
    """Else the code comes as a picture, and the paper is fed to where it is torn."""
    for paper in papers(promise)[:-1]:
        ops, items = Decoder().feed(paper), sheet_of(paper).items
        codes = [type(item) for item in items if isinstance(item, Symbol | Picture)]
        assert codes == [Symbol if promise.code == "own" else Picture]
        assert ("GS V" in {op.name for op in ops}) is (promise.cuts == "yes")
        assert any(op.name == "ESC d" for op in ops)
