"""How two pictures of one wall are compared, and how much they may differ.

Both are blurred by 2 pixels, which turns a thin difference pale and leaves a thick one strong, and three figures are
taken of what is left (0 to 255):

- `mean` of all pixels: the whole has changed, a colour or a large panel;
- `share` of pixels that differ by more than 40: something has moved, come or gone;
- `spot`, the strongest mean of any 12 by 12 pixels: the same, but small.

What they may be depends on the *hand* that drew the two: the files of the fonts and the library that draws letters.

- One hand draws the same each time, and the few colours of a kept picture are all that differs: `mean` to 0.7, `spot`
  to 13. So a small word that moves by 8 of 720 lines is seen.
- Inter 4.0 of one Debian and 4.1 of the next, or another FreeType, move an edge by a part of a pixel and the end of a
  line by two. A wall whose letters were set by Pillow instead of SDL differs by `mean` 2.7, `share` 1.8 % and `spot` 54
  at most. That must pass, and large things that move are still seen.
"""

import hashlib
from difflib import SequenceMatcher
from functools import cache
from typing import Final

import numpy as np
import pygame
from msgspec import Struct
from PIL import Image, ImageChops, ImageFilter

from display_node.wall.fonts import find

_BLUR: Final = 2
_STRONG: Final = 40
_SIDE: Final = 12


class Difference(Struct, frozen=True, kw_only=True):
    """How far two pictures differ."""

    mean: float
    share: float
    spot: float

    def is_within(self, tolerance: "Difference") -> bool:
        """Whether none of the figures is larger."""
        return self.mean <= tolerance.mean and self.share <= tolerance.share and self.spot <= tolerance.spot

    def __str__(self) -> str:
        return f"mean {self.mean:.2f}, share {self.share:.2%}, spot {self.spot:.0f}"


ONE_HAND: Final = Difference(mean=1.0, share=0.0003, spot=15.0)
OTHER_HAND: Final = Difference(mean=4.0, share=0.025, spot=60.0)


@cache
def hand() -> str:
    """Return what draws letters on this machine."""
    fonts = find()
    files = sorted({*fonts.small.values(), *fonts.large.values()})
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
    return f"{digest} SDL_ttf {'.'.join(map(str, pygame.font.get_sdl_ttf_version()))}"


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
