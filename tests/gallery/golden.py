"""Golden pictures of the wall: every layout in every state, small, and how they are compared.

A picture is painted at 720 lines and kept at half of that in 24 colours or, full of words, 16. Its words are kept in
the same file and compared letter by letter: that is how a wrong digit is found, however small it is written.

Two pictures of one wall are never quite the same: Inter 4.0 of one Debian and 4.1 of the next, or another FreeType,
move an edge by a part of a pixel and a word by a whole one. Such a difference is thin and lies along all letters. What
has moved, come or gone is thick and lies in one place. So both pictures are blurred by 2 pixels, which turns a thin
difference pale and leaves a thick one strong, and three figures are taken of what is left (0 to 255):

- `mean` of all pixels: the whole has changed, a colour or a large panel;
- `share` of pixels that differ by more than 40: something has moved, come or gone;
- `spot`, the strongest mean of any 12 by 12 pixels: the same, but small.

With every word of a wall one pixel off to the right and down, `mean` is at most 3.4, `share` 0.13 % and `spot` 25.

States that a layout does not tell from each other (a help call on a wall that shows none) share one picture: the
layout has made equal words of them, so their pictures cannot differ.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

import numpy as np
import pygame
from msgspec import Struct
from PIL import Image, ImageChops, ImageFilter
from PIL.PngImagePlugin import PngInfo

from display_node.wall.painter import Painter
from display_node.wall.shapes import Shape, Text
from firmware.gallery.states import State, states
from firmware.gallery.views import VIEWS, Size, View, first_alike, page_of, shapes_of

FOLDER: Final = Path(__file__).parent / "golden"
OUT: Final = Path("out/golden")
SIZES: Final[tuple[Size, ...]] = ((1280, 720), (720, 1280))
STATES: Final = {state.name: state for state in states()}
LAYOUTS: Final = {view.name: view for view in VIEWS if view.is_there}

MEAN: Final = 4.0
SHARE: Final = 0.003
SPOT: Final = 32.0
_BLUR: Final = 2
_STRONG: Final = 40
_SIDE: Final = 12
_COLOURS: Final = (24, 16)
_LARGE: Final = 16_000


class Difference(Struct, frozen=True, kw_only=True):
    """How far two pictures differ; see above."""

    mean: float
    share: float
    spot: float

    @property
    def is_small(self) -> bool:
        """Whether another version of the fonts explains it."""
        return self.mean <= MEAN and self.share <= SHARE and self.spot <= SPOT

    def __str__(self) -> str:
        return (
            f"mean {self.mean:.2f} (at most {MEAN}), share {self.share:.3%} (at most {SHARE:.1%}), "
            f"spot {self.spot:.1f} (at most {SPOT:g})"
        )


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
    """Write a golden picture with its words."""
    info = PngInfo()
    info.add_itxt("words", said)
    for colours in _COLOURS:
        few = picture.quantize(colours, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
        few.save(where, optimize=True, pnginfo=info)
        if where.stat().st_size < _LARGE:
            break


def kept(where: Path) -> tuple[Image.Image, str]:
    """Return a golden picture and its words."""
    with Image.open(where) as picture:
        return picture.convert("RGB"), str(picture.info.get("words", ""))


def compare(before: Image.Image, after: Image.Image) -> Difference:
    """Return how far two pictures of one size differ."""
    strength = _strength(before, after)
    pixels = np.asarray(strength)
    return Difference(
        mean=float(pixels.mean()),
        share=float((pixels > _STRONG).mean()),
        spot=float(np.asarray(strength.reduce(_SIDE)).max()),
    )


def other_words(before: str, after: str) -> str:
    """Return which words have gone and come ("" where none has)."""
    one, other = before.split(), after.split()
    changes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return "; ".join(
        f"{' '.join(one[a:b])!r} is now {' '.join(other[c:d])!r}" for tag, a, b, c, d in changes if tag != "equal"
    )


def side_by_side(before: Image.Image, after: Image.Image) -> Image.Image:
    """Return before, after and their difference in one picture."""
    difference = _strength(before, after).point(lambda value: min(255, 4 * value))
    whole = Image.new("RGB", (before.width * 3 + 32, before.height), (128, 128, 128))
    for n, each in enumerate((before, after, difference)):
        whole.paste(each.convert("RGB"), (n * (before.width + 16), 0))
    return whole


def _strength(before: Image.Image, after: Image.Image) -> Image.Image:
    """Return how much each pixel differs, in the channel that differs most."""
    one, other = (picture.convert("RGB").filter(ImageFilter.BoxBlur(_BLUR)) for picture in (before, after))
    red, green, blue = ImageChops.difference(one, other).split()
    return ImageChops.lighter(red, ImageChops.lighter(green, blue))
