"""The small display's page as a picture of one bit a dot: a page in, an image out.

Letters are drawn without smoothing, from a font whose hints put every stem on whole dots (DejaVu Sans, the Debian
package fonts-dejavu-extra): grey edges would be noise on glass that has no grey. The upper 16 rows are the band that
has another colour on two-coloured glass. A letter and its digits are set apart by less than a space. What does not fit
is set narrower or smaller, and cut as a last resort. The picture wanders by a dot or two, so that no dot burns alone.
"""

from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from button_node.small_page import EMPTY, SmallPage

WIDTH: Final = 128
HEIGHT: Final = 64
WANDER: Final = ((0, 0), (1, 0), (1, 1), (0, 1))
FOLDER: Final = Path("/usr/share/fonts/truetype/dejavu")
_BAND: Final = 15
_FOOT: Final = HEIGHT - 13
_BASELINE: Final = 48
_TALLEST: Final = 31
_GAP: Final = 8
_SIDE: Final = 2
_WIDE, _NARROW, _BOLD = "DejaVuSans.ttf", "DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf"
_SMALL: Final = 11

Font = ImageFont.FreeTypeFont


def draw(page: SmallPage, wander: int = 0) -> Image.Image:
    """Return the page as an image of mode "1", lit dots 1; `wander` counts the places that it is moved to."""
    picture = Image.new("1", (WIDTH, HEIGHT))
    pen = ImageDraw.Draw(picture)
    pen.fontmode = "1"
    _draw_band(pen, page)
    _draw_number(pen, page.number)
    _draw_foot(pen, page)
    return _moved(picture, *WANDER[wander % len(WANDER)])


def blank() -> Image.Image:
    """Return a picture in which nothing is lit."""
    return Image.new("1", (WIDTH, HEIGHT))


def check_fonts() -> None:
    """Raise OSError, naming the package to install, where the letters are missing."""
    if not all((FOLDER / name).is_file() for name in (_WIDE, _NARROW, _BOLD)):
        raise OSError("no font for the small display: install the Debian package fonts-dejavu-extra")


def _draw_band(pen: ImageDraw.ImageDraw, page: SmallPage) -> None:
    if page.service:
        pen.rectangle((_SIDE, 0, _SIDE + 14, _BAND - 2), fill=1)
        pen.text((_SIDE + 8, 11), page.service, font=_font(_WIDE, 12), fill=0, anchor="ms")
    pen.text((WIDTH - _SIDE, 11), page.waiting, font=_font(_WIDE, _SMALL), fill=1, anchor="rs")


def _draw_number(pen: ImageDraw.ImageDraw, number: str) -> None:
    if number == EMPTY:
        pen.text((WIDTH // 2, _BASELINE - 6), number, font=_font(_WIDE, 24), fill=1, anchor="ms")
        return
    letter, _, digits = number.partition(" ")
    font = _largest(letter, digits)
    x = (WIDTH - _width(font, letter) - _GAP - _width(font, digits)) // 2
    pen.text((x, _BASELINE), letter, font=font, fill=1, anchor="ls")
    pen.text((x + _width(font, letter) + _GAP, _BASELINE), digits, font=font, fill=1, anchor="ls")


def _draw_foot(pen: ImageDraw.ImageDraw, page: SmallPage) -> None:
    if page.is_urgent:
        pen.rectangle((0, _FOOT, WIDTH, HEIGHT), fill=1)
    text, font = _fitting(page.foot, WIDTH - 2 * _SIDE)
    pen.text((WIDTH // 2, HEIGHT - 3), text, font=font, fill=0 if page.is_urgent else 1, anchor="ms")


@cache
def _largest(letter: str, digits: str) -> Font:
    for size in range(48, 12, -1):
        font = _font(_BOLD, size)
        is_narrow = _width(font, letter) + _GAP + _width(font, digits) <= WIDTH - 2 * _SIDE
        if is_narrow and -font.getbbox("0", anchor="ls")[1] <= _TALLEST:
            return font
    return _font(_NARROW, _SMALL)


def _fitting(parts: tuple[str, ...], width: int) -> tuple[str, Font]:
    """Return as many parts as fit, and their font; a first part that does not fit is cut."""
    for count in range(len(parts), 0, -1):
        text = " · ".join(parts[:count])
        for font in (_font(_WIDE, _SMALL), _font(_NARROW, _SMALL)):
            if _width(font, text) <= width:
                return text, font
    return _cut("".join(parts[:1]), _font(_NARROW, _SMALL), width), _font(_NARROW, _SMALL)


def _cut(text: str, font: Font, width: int) -> str:
    while text and _width(font, f"{text}…") > width:
        text = text[:-1].rstrip()
    return f"{text}…" if text else ""


@cache
def _font(name: str, size: int) -> Font:
    # The other engine places letters by fractions of a dot, and "ri" becomes an "n".
    return ImageFont.truetype(str(FOLDER / name), size, layout_engine=ImageFont.Layout.BASIC)


def _width(font: Font, text: str) -> int:
    return round(font.getlength(text))


def _moved(picture: Image.Image, right: int, down: int) -> Image.Image:
    moved = blank()
    moved.paste(picture, (right, down))
    return moved
