"""What a paper is made of, and how text is broken so that it looks composed.

Everything is measured in dots of the printer (8 to a millimetre) and in columns of its font A, 12 dots wide and 24
high. No printer is known here: `paper` turns elements into bytes.
"""

import textwrap
import unicodedata
from functools import lru_cache
from typing import Final

from msgspec import Struct

from firmware.messages.text import visible

CHARACTER_DOTS: Final = 12
BYTE: Final = 8
_TYPOGRAPHY: Final = str.maketrans(
    {0x2013: "-", 0x2014: "-", 0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x00B7: "-", 0x00D7: "x"}
)


class Roll(Struct, frozen=True):
    """How wide the paper prints, in columns of font A: 48 on 80 mm, 32 on 58 mm."""

    columns: int

    @property
    def dots(self) -> int:
        """The printable width in dots."""
        return self.columns * CHARACTER_DOTS


class Line(Struct, frozen=True, kw_only=True):
    """One centred line of text. `width` and `height` multiply the character.

    `figure` follows the text twice as large.
    """

    text: str
    width: int = 1
    height: int = 1
    figure: str = ""

    @property
    def dots(self) -> int:
        """How wide the line is."""
        return (len(self.text) * self.width + len(self.figure) * 2) * CHARACTER_DOTS


class Bar(Struct, frozen=True):
    """White text in the middle of a black line, `size` times as large, `columns` of font A wide. Bars touch."""

    text: str
    size: int
    columns: int

    @property
    def dots(self) -> int:
        """How wide the bar is."""
        return (sum(self.margins) + len(self.text) * self.size) * CHARACTER_DOTS

    @property
    def margins(self) -> tuple[int, int]:
        """The columns left and right of the text, of single width: so it stands in the middle at any size."""
        spare = max(0, self.columns - len(self.text) * self.size)
        return spare // 2, spare - spare // 2


class Number(Struct, frozen=True, kw_only=True):
    """A ticket's number in bold, `gap` dots between its letter and its digits.

    `width` and `height` multiply the character; `spacing` dots, multiplied too, stand between two digits.
    """

    letter: str
    digits: str
    width: int
    height: int
    gap: int
    spacing: int = 0

    @property
    def dots(self) -> int:
        """How wide the number is."""
        digits = len(self.digits)
        return ((1 + digits) * CHARACTER_DOTS + (digits - 1) * self.spacing) * self.width + self.gap


class Space(Struct, frozen=True):
    """White paper, in dots."""

    dots: int


class Code(Struct, frozen=True):
    """A centred QR code; `module` is the side of one square in dots."""

    content: str
    module: int


class Raster(Struct, frozen=True):
    """A centred picture of black and white dots: rows of whole bytes, the left dot in the highest bit, 1 is black."""

    width: int
    data: bytes

    @property
    def height(self) -> int:
        """How many rows it has."""
        return len(self.data) * BYTE // self.width


Element = Line | Bar | Number | Space | Code | Raster


def wrapped(text: str, roll: Roll) -> list[Element]:
    """Return the text in normal size, in as few lines as fit and as even as those allow."""
    return [Line(text=part) for part in balanced(text, roll.columns)]


def large(text: str, roll: Roll) -> list[Element]:
    """Return the text in double size, broken likewise."""
    return [Line(text=part, width=2, height=2) for part in balanced(text, roll.columns // 2)]


@lru_cache(256)
def balanced(text: str, columns: int) -> tuple[str, ...]:
    """Break into as few lines as fit, each as short as those allow: no single word is left on the last line."""
    text = plain(text)
    lines = textwrap.wrap(text, columns)
    for narrower in range(columns - 1, 0, -1):
        tried = textwrap.wrap(text, narrower, break_long_words=False)
        if len(tried) > len(lines) or any(len(line) > narrower for line in tried):
            break
        lines = tried
    return tuple(lines)


def plain(text: str) -> str:
    """Return the text in printable ASCII: accents are dropped, long dashes shortened, what is left becomes "?".

    So nothing that stands on a slip can be a command to the printer, whoever has written it.
    """
    decomposed = unicodedata.normalize("NFKD", visible(text).translate(_TYPOGRAPHY))
    bare = (letter for letter in decomposed if not unicodedata.combining(letter))
    return "".join(letter if " " <= letter <= "~" else " " if letter.isspace() else "?" for letter in bare)
