"""Golden pictures of the wall: every layout in every state, small, with its words and who drew it.

A picture is painted at 720 lines and kept at half of that in 24 colours. Its words are kept in the same file and
compared letter by letter: that is how a wrong digit is found, however small it is written. How the pictures are
compared stands in `comparing`.

States that a layout does not tell from each other (a help call on a wall that shows none) share one picture: the
layout has made equal words of them, so their pictures cannot differ.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pygame
from msgspec import Struct
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from display_node.wall.painter import Painter
from display_node.wall.shapes import Shape, Text
from firmware.gallery.states import State, states
from firmware.gallery.views import VIEWS, Size, View, first_alike, page_of, shapes_of
from tests.gallery.comparing import ONE_HAND, OTHER_HAND, compare, hand, other_words, side_by_side

FOLDER: Final = Path(__file__).parent / "golden"
OUT: Final = Path("out/golden")
SIZES: Final[tuple[Size, ...]] = ((1280, 720), (720, 1280))
STATES: Final = {state.name: state for state in states()}
LAYOUTS: Final = {view.name: view for view in VIEWS if view.is_there}
_COLOURS: Final = 24


class Golden(Struct, frozen=True, kw_only=True):
    """A picture that somebody has looked at, its words, and the hand that drew it."""

    picture: Image.Image
    words: str
    hand: str


def cases() -> Iterator[tuple[str, str, Size]]:
    """Yield every layout, state and size that has a picture of its own."""
    for layout, view in LAYOUTS.items():
        for state in dict.fromkeys(first_alike(view, name) for name in STATES):
            yield from ((layout, state, size) for size in SIZES)


def path(layout: str, state: str, size: Size) -> Path:
    """Return where a picture is kept."""
    return FOLDER / f"{layout}-{state}-{'landscape' if size[0] > size[1] else 'portrait'}.png"


def shapes(painter: Painter, view: View, state: State, size: Size) -> tuple[Shape, ...]:
    """Return what a display would draw."""
    return shapes_of(state, view, page_of(state, view, size, painter.measure))


def painted(painter: Painter, drawn: tuple[Shape, ...], size: Size) -> Image.Image:
    """Return the picture at half its size."""
    surface = pygame.Surface(size)
    painter.paint(surface, drawn)
    return Image.frombytes("RGB", size, pygame.image.tobytes(surface, "RGB")).reduce(2)


def words(drawn: tuple[Shape, ...]) -> str:
    """Return all words of a wall in the order of drawing; where a line breaks is the fonts' business."""
    return " ".join(shape.text for shape in drawn if isinstance(shape, Text))


def keep(picture: Image.Image, said: str, where: Path) -> None:
    """Write a golden picture."""
    info = PngInfo()
    info.add_itxt("words", said)
    info.add_itxt("hand", hand())
    few = picture.quantize(_COLOURS, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    few.save(where, optimize=True, pnginfo=info)


def kept(where: Path) -> Golden:
    """Return a golden picture."""
    with Image.open(where) as picture:
        return Golden(
            picture=picture.convert("RGB"),
            words=str(picture.info.get("words", "")),
            hand=str(picture.info.get("hand", "")),
        )


def news(golden: Golden, picture: Image.Image, said: str) -> str:
    """Return what is no longer as it was, "" where another hand explains it."""
    changed = other_words(golden.words, said)
    tolerance = ONE_HAND if golden.hand == hand() else OTHER_HAND
    difference = compare(golden.picture, picture)
    far = "" if difference.is_within(tolerance) else f"{difference} (at most {tolerance})"
    return "; ".join(filter(None, (changed, far)))


def show(golden: Golden, picture: Image.Image, name: str, folder: Path = OUT) -> Path:
    """Write before, after and their difference beside each other, and return where."""
    folder.mkdir(parents=True, exist_ok=True)
    side_by_side(golden.picture, picture).save(folder / name)
    return folder / name
