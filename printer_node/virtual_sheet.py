"""Operations to a sheet: what one paper bears, known from the bytes alone.

`Head` follows the printer's state (size, bold, reverse, alignment, spacing) and adds up rows, gaps, codes, pictures. A
`Sheet` is the finished paper and answers what the demo and the tests ask of it: its text, its number, its QR, and
whether it is marked as a reprint.
"""

import re
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from printer_node.virtual_decoder import Op

ROW_DOTS: Final = 30
CHARACTER: Final = (12, 24)
_ALIGN: Final = {0: "left", 1: "center", 2: "right", 48: "left", 49: "center", 50: "right"}
_LEVELS: Final = {48: "L", 49: "M", 50: "Q", 51: "H"}
_NUMBER_SIZE: Final = 4


class Run(Struct, frozen=True, kw_only=True):
    """Characters of one size and style in a row."""

    text: str
    width: int = 1
    height: int = 1
    spacing: int = 0
    is_bold: bool = False
    is_reverse: bool = False

    @property
    def dots(self) -> int:
        """How wide the run is."""
        return len(self.text) * (CHARACTER[0] + self.spacing) * self.width


class Row(Struct, frozen=True, kw_only=True):
    """One printed line. `advance` is how far the paper moves for it, in dots."""

    runs: tuple[Run, ...]
    align: str
    advance: int


class Gap(Struct, frozen=True):
    """White paper, in dots."""

    dots: int


class Symbol(Struct, frozen=True, kw_only=True):
    """A QR code. `module` is the side of one square in dots, `level` its error correction."""

    content: str
    module: int
    level: str
    align: str


class Picture(Struct, frozen=True, kw_only=True):
    """A raster image, one bit a dot, rows of whole bytes."""

    width: int
    height: int
    data: bytes
    align: str


Item = Row | Gap | Symbol | Picture


class Sheet(Struct, frozen=True):
    """One paper from the last cut to this one."""

    items: tuple[Item, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The printed lines."""
        return tuple(item for item in self.items if isinstance(item, Row))

    @property
    def text(self) -> list[str]:
        """The printed lines as words."""
        lines = ("".join(run.text for run in row.runs).strip() for row in self.rows)
        return [line for line in lines if line]

    @property
    def number(self) -> str | None:
        """The ticket's number, which stands in the largest letters ("A 017" is A017)."""
        for row in self.rows:
            text = "".join(run.text for run in row.runs if run.width >= _NUMBER_SIZE).replace(" ", "")
            if re.fullmatch(r"[A-Z][0-9]{3,4}", text):
                return text
        return None

    @property
    def qr(self) -> str | None:
        """What the first QR code says."""
        return next((item.content for item in self.items if isinstance(item, Symbol)), None)

    @property
    def is_marked(self) -> bool:
        """Whether CETAK ULANG stands on it in reverse type."""
        return any("CETAK ULANG" in "".join(run.text for run in row.runs if run.is_reverse) for row in self.rows)

    @property
    def is_blank(self) -> bool:
        """Whether it bears nothing at all."""
        return not any(isinstance(item, Row | Symbol | Picture) for item in self.items)


class Head:
    """Prints operations onto the paper under the head, until `tear` takes the sheet away."""

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._reset()

    def _reset(self) -> None:
        self._runs: list[Run] = []
        self._style = Run(text="")
        self._align = "left"
        self._row_dots = ROW_DOTS
        self._module, self._level, self._content = 3, "L", ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been printed since the last cut."""
        return Sheet(tuple(self._items)).is_blank

    def tear(self) -> Sheet:
        """Return the paper printed so far and begin a new one."""
        sheet = Sheet(tuple(self._items))
        self._items.clear()
        return sheet

    def do(self, op: Op) -> None:
        """Print one operation, or change how the next is printed."""
        first = op.data[0] if op.data else 0
        match op.name:
            case "text":
                text = op.data.decode("ascii", "replace")
                self._runs.append(replace(self._style, text=text))
            case "LF":
                self._end_row()
            case "ESC @":
                self._reset()
            case "ESC d":
                self._end_row_if_any()
                self._items.append(Gap(first * self._row_dots))
            case "ESC J":
                self._end_row_if_any()
                self._items.append(Gap(first))
            case "ESC 2" | "ESC 3":
                self._row_dots = first if op.name == "ESC 3" else ROW_DOTS
            case "ESC a":
                self._align = _ALIGN.get(first, "left")
            case "GS v":
                self._picture(op.data)
            case "GS ( k":
                self._symbol(op.data)
            case _:
                self._set(op.name, first)

    def _set(self, name: str, value: int) -> None:
        match name:
            case "GS !":
                self._style = replace(self._style, width=(value >> 4 & 7) + 1, height=(value & 7) + 1)
            case "ESC !":
                wide, high = 1 + bool(value & 0x20), 1 + bool(value & 0x10)
                self._style = replace(self._style, width=wide, height=high, is_bold=bool(value & 8))
            case "ESC E":
                self._style = replace(self._style, is_bold=bool(value & 1))
            case "GS B":
                self._style = replace(self._style, is_reverse=bool(value & 1))
            case "ESC SP":
                self._style = replace(self._style, spacing=value)

    def _end_row_if_any(self) -> None:
        if self._runs:
            self._end_row()

    def _end_row(self) -> None:
        tallest = max((run.height for run in self._runs), default=1) * CHARACTER[1]
        row = Row(runs=tuple(self._runs), align=self._align, advance=max(self._row_dots, tallest))
        self._items.append(row if self._runs else Gap(self._row_dots))
        self._runs.clear()

    def _picture(self, data: bytes) -> None:
        width, height = int.from_bytes(data[2:4], "little") * 8, int.from_bytes(data[4:6], "little")
        self._items.append(Picture(width=width, height=height, data=data[6:], align=self._align))

    def _symbol(self, data: bytes) -> None:
        function, body = data[3], data[4:]
        match function:
            case 67:
                self._module = body[0]
            case 69:
                self._level = _LEVELS.get(body[0], "L")
            case 80:
                self._content = body[1:].decode("utf-8", "replace")
            case 81 if self._content:
                self._items.append(
                    Symbol(content=self._content, module=self._module, level=self._level, align=self._align)
                )
