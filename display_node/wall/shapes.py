"""What a layout is made of: panels, texts and strokes, in pixels from the upper left corner.

A text knows the colour it lies on and the width it takes, so that a test can tell, without a screen, that every word
is inside its panel, touches no other and is dark or light enough to read.
"""

import re
from enum import IntEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from display_node.wall.palette import Colour

CAP: Final = 0.73
ASCENT: Final = 0.82
DESCENT: Final = 0.22
PLAIN_ASCENT: Final = 0.76
PLAIN_DESCENT: Final = 0.03

_PLAIN: Final = re.compile("[A-Z0-9 .:<–′]*")  # noqa: RUF001 - the dash of a range, the sign for minutes


class Weight(IntEnum):
    """How heavy a letter is, on the scale of OpenType."""

    MEDIUM = 500
    SEMIBOLD = 600
    BOLD = 700
    EXTRABOLD = 800


class Area(Struct, frozen=True):
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column beside it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.y + self.height

    def inset(self, dx: int, dy: int) -> "Area":
        """Return what is left when `dx` is taken from the left and right and `dy` from the top and bottom."""
        return Area(self.x + dx, self.y + dy, max(0, self.width - 2 * dx), max(0, self.height - 2 * dy))

    def holds(self, other: "Area") -> bool:
        """Say whether `other` lies inside."""
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    def touches(self, other: "Area") -> bool:
        """Say whether the two share a pixel."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


class Panel(Struct, frozen=True):
    """A filled rectangle with round corners."""

    area: Area
    radius: int
    colour: Colour


class Text(Struct, frozen=True, kw_only=True):
    """One line of letters. `x` is its left edge, `baseline` where the letters stand, `size` the em, all in pixels.

    In tabular text every digit stands in a cell of the same width, whatever the font says. `call` is the journal
    position of the call whose number this is.
    """

    text: str
    x: int
    baseline: int
    width: int
    size: int
    weight: Weight
    ink: Colour
    ground: Colour
    is_tabular: bool = False
    call: int | None = None

    @property
    def area(self) -> Area:
        """What the ink can cover: figures and capitals stand on the baseline, small letters rise and hang beyond."""
        is_plain = _PLAIN.fullmatch(self.text) is not None
        ascent = round(self.size * (PLAIN_ASCENT if is_plain else ASCENT))
        descent = round(self.size * (PLAIN_DESCENT if is_plain else DESCENT))
        return Area(self.x, self.baseline - ascent, self.width, ascent + descent)


class Stroke(Struct, frozen=True):
    """A line through points, with round ends and corners."""

    points: tuple[tuple[int, int], ...]
    thickness: int
    colour: Colour


class Picture(Struct, frozen=True):
    """A picture file that fills its area. `stamp` changes whenever the file does, so that no old one is kept.

    `light` is the share of its luminance that it gives, 0 to 1.
    """

    area: Area
    path: str
    stamp: int
    light: float = 1.0


class Layer(Struct, frozen=True):
    """Shapes that cover their area and are laid over what is below, 0 (not seen) to 1 opaque: how one page fades in."""

    area: Area
    shapes: tuple["Shape", ...]
    opacity: float


Shape = Panel | Text | Stroke | Picture | Layer


def moved(shape: Shape, dx: int, dy: int) -> Shape:
    """Return the shape so many pixels further to the right and down."""
    match shape:
        case Panel() | Picture() | Layer():
            area = shape.area
            there = replace(shape, area=Area(area.x + dx, area.y + dy, area.width, area.height))
            if isinstance(there, Layer):
                return replace(there, shapes=tuple(moved(each, dx, dy) for each in there.shapes))
            return there
        case Text():
            return replace(shape, x=shape.x + dx, baseline=shape.baseline + dy)
        case Stroke():
            return replace(shape, points=tuple((x + dx, y + dy) for x, y in shape.points))


def in_light(shape: Shape, light: float) -> Shape:
    """Return the shape, its pictures giving that share of their luminance; all else is coloured by a theme."""
    match shape:
        case Picture():
            return replace(shape, light=light)
        case Layer():
            return replace(shape, shapes=tuple(in_light(each, light) for each in shape.shapes))
        case _:
            return shape
