"""Words and figures of different sizes on one line: "7 menunggu", "20 to 35 menit"."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from display_node.wall.lettering import width
from display_node.wall.page import Page
from display_node.wall.palette import Colour
from display_node.wall.shapes import Text, Weight

_GAP = 0.26


class Piece(Struct, frozen=True):
    """A part of a line; `size` in pixels."""

    text: str
    size: int
    ink: Colour
    weight: Weight = Weight.MEDIUM
    is_tabular: bool = False


def wide(pieces: Sequence[Piece], page: Page) -> float:
    """Return how many pixels the line takes."""
    texts = [width(page.measure, each.text, each.weight, each.size, is_tabular=each.is_tabular) + 1 for each in pieces]
    return sum(texts) + sum(_gaps(pieces))


def run(
    pieces: Sequence[Piece], x: float, baseline: float, page: Page, ground: Colour, align: Literal["left", "right"]
) -> list[Text]:
    """Return the pieces beside each other; `x` is the left or right edge of the line."""
    left = x if align == "left" else x - wide(pieces, page)
    texts: list[Text] = []
    for piece, gap in zip(pieces, (*_gaps(pieces), 0.0), strict=False):
        text = page.text(
            piece.text, left, baseline, piece.size, piece.weight, piece.ink, ground, is_tabular=piece.is_tabular
        )
        texts.append(text)
        left = text.area.right + gap
    return texts


def _gaps(pieces: Sequence[Piece]) -> list[float]:
    """The air between pieces: a word space of the smaller of two neighbours, and a little for the larger."""
    return [min(one.size, other.size) * _GAP + max(one.size, other.size) * 0.04 for one, other in pairwise(pieces)]
