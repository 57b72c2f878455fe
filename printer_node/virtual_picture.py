"""A sheet to a picture: how the paper would look, one pixel a dot, 8 to the millimetre.

Font A of a thermal printer is a plain monospaced face in a cell of 12 by 24 dots; DejaVu Sans Mono at 20 pixels fills
exactly that. A row's characters stand on one baseline and are set cell by cell, as the head would. The margins that no
head reaches (4 mm on 80 mm paper, 5 mm on 58 mm) are drawn too, so that the proportions are those of the real paper.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final

import qrcode  # type: ignore[import-untyped]
import qrcode.constants  # type: ignore[import-untyped]
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps

from printer_node.virtual_sheet import CHARACTER, Gap, Item, Picture, Row, Run, Sheet, Symbol

PAPER_DOTS: Final = {80: 640, 58: 464}
HEAD_DOTS: Final = {80: 576, 58: 384}
TOP_DOTS: Final = 72
BOTTOM_DOTS: Final = 72

WHITE: Final = 255
INK: Final = 24

_FONTS: Final = Path("/usr/share/fonts/truetype/dejavu")
_FONT_PIXELS: Final = 20
_ASCENT: Final = 19
_LEVELS: Final = {
    "L": qrcode.constants.ERROR_CORRECT_L,
    "M": qrcode.constants.ERROR_CORRECT_M,
    "Q": qrcode.constants.ERROR_CORRECT_Q,
    "H": qrcode.constants.ERROR_CORRECT_H,
}


def draw_sheet(sheet: Sheet, width_mm: int) -> Image.Image:
    """Return the paper as a grey picture: 640 pixels wide for 80 mm, 464 for 58 mm."""
    head = HEAD_DOTS[width_mm]
    strips = [_strip(item, head) for item in _without_feed(sheet.items)]
    height = sum(strip.height for strip in strips) + TOP_DOTS + BOTTOM_DOTS
    paper = Image.new("L", (PAPER_DOTS[width_mm], height), WHITE)
    top = TOP_DOTS
    for strip in strips:
        paper.paste(strip, ((paper.width - head) // 2, top))
        top += strip.height
    return paper


def _without_feed(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The feed before the cut only brings the last line from the head to the knife: it is not below it on paper."""
    last = max((index for index, item in enumerate(items) if not isinstance(item, Gap)), default=-1)
    return items[: last + 1]


def _strip(item: Item, head: int) -> Image.Image:
    match item:
        case Gap(dots):
            return Image.new("L", (head, dots), WHITE)
        case Row():
            return _row(item, head)
        case Symbol():
            return _placed(_symbol(item), item.align, head)
        case Picture():
            bits = Image.frombytes("1", (item.width, item.height), item.data)
            return _placed(ImageOps.invert(bits.convert("L")), item.align, head)


def _row(row: Row, head: int) -> Image.Image:
    baseline = max(run.height for run in row.runs) * _ASCENT
    ink = Image.new("L", (sum(run.dots for run in row.runs), row.advance), WHITE)
    left = 0
    for run in row.runs:
        ink.paste(_run(run), (left, baseline - run.height * _ASCENT))
        left += run.dots
    return _placed(ink, row.align, head)


def _run(run: Run) -> Image.Image:
    cell = ((CHARACTER[0] + run.spacing) * run.width, CHARACTER[1] * run.height)
    image = Image.new("L", (cell[0] * len(run.text), cell[1]), WHITE)
    for index, character in enumerate(run.text):
        image.paste(_glyph(character, run.width, run.height, is_bold=run.is_bold), (index * cell[0], 0))
    if run.is_reverse:
        return ImageChops.add(ImageOps.invert(image), Image.new("L", image.size, INK))
    return image


@lru_cache(maxsize=1024)
def _glyph(character: str, width: int, height: int, *, is_bold: bool) -> Image.Image:
    font = _font(_FONT_PIXELS * height, is_bold=is_bold)
    natural = Image.new("L", (CHARACTER[0] * height, CHARACTER[1] * height), WHITE)
    ImageDraw.Draw(natural).text((0, 0), character, font=font, fill=INK)
    size = (CHARACTER[0] * width, CHARACTER[1] * height)
    return natural if natural.size == size else natural.resize(size, Image.Resampling.LANCZOS)


@lru_cache(maxsize=32)
def _font(pixels: int, *, is_bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSansMono-Bold.ttf" if is_bold else "DejaVuSansMono.ttf"
    return ImageFont.truetype(_FONTS / name, pixels)


def _symbol(symbol: Symbol) -> Image.Image:
    code = qrcode.QRCode(box_size=symbol.module, border=0, error_correction=_LEVELS[symbol.level])
    code.add_data(symbol.content)
    code.make(fit=True)
    cells = [[INK if dark else WHITE for dark in line] for line in code.get_matrix()]
    small = Image.new("L", (len(cells), len(cells)))
    small.putdata([cell for line in cells for cell in line])
    side = len(cells) * symbol.module
    return small.resize((side, side), Image.Resampling.NEAREST)


def _placed(image: Image.Image, align: str, head: int) -> Image.Image:
    """The picture on a strip as wide as the head; what is wider is cut off, as on paper."""
    strip = Image.new("L", (head, image.height), WHITE)
    spare = max(0, head - image.width)
    strip.paste(image, ({"left": 0, "center": spare // 2, "right": spare}[align], 0))
    return strip
