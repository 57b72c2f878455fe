"""What is kept of each variant: its bytes, readable, and its picture in black and white.

A listing names every operation with all its parameters, so that equal listings mean equal bytes; long data stand as
their length and hash. Pictures are equal if each black dot has a black one where it was or beside it: another version
of the font's renderer may round an edge otherwise, a printer's dots it does not move.
"""

import difflib
import hashlib
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageFilter

from printer_node.specimen import sheet_of
from printer_node.virtual_decoder import Decoder, Op
from printer_node.virtual_picture import draw_sheet

FOLDER: Final = Path(__file__).parent / "golden"
EXPLAINED: Final = Path(__file__).parents[2] / "out" / "golden"
REDRAW: Final = "look at it; if it is meant so: python -m tests.printer_node.redraw"
LONG: Final = 64
MIDDLE_GREY: Final = 140
STRAY_DOTS: Final = 40


def listing(paper: bytes) -> str:
    """Return the operations of a paper, one a line."""
    return "".join(f"{_told(op)}\n" for op in Decoder().feed(paper))


def _told(op: Op) -> str:
    if op.name == "text":
        return f'text      "{op.data.decode("latin-1")}"'
    if len(op.data) > LONG:
        return f"{op.name:9} {len(op.data)} bytes, sha256 {hashlib.sha256(op.data).hexdigest()[:16]}"
    return f"{op.name:9} {op.data.hex(' ')}".rstrip()


def difference(name: str, kept: str, made: str) -> str:
    """Return what has changed between two listings, as a technician would read it."""
    return "\n".join(difflib.unified_diff(kept.splitlines(), made.splitlines(), f"{name} kept", f"{name} now", n=2))


def picture(paper: bytes, width_mm: int) -> Image.Image:
    """Return the paper in black and white."""
    grey = draw_sheet(sheet_of(paper), width_mm)
    return grey.point([0] * MIDDLE_GREY + [255] * (256 - MIDDLE_GREY)).convert("1")


def stray_dots(kept: Image.Image, made: Image.Image) -> int:
    """Return how many black dots of either picture have no black one at their place or beside it in the other."""
    if kept.tobytes() == made.tobytes():
        return 0
    return _missing(kept, made) + _missing(made, kept)


def _missing(ink: Image.Image, paper: Image.Image) -> int:
    around = paper.convert("L").filter(ImageFilter.MinFilter(3))
    lost = ImageChops.subtract(around, ink.convert("L"))
    return sum(lost.histogram()[1:])


def explain(name: str, kept: Image.Image, made: Image.Image, folder: Path = EXPLAINED) -> Path:
    """Draw before, after and their difference (gone in red, come in blue) side by side; return where."""
    size = (max(kept.width, made.width), max(kept.height, made.height))
    before, after = (_on_ground(each, size) for each in (kept, made))
    panels = (before, after, Image.merge("RGB", (after, ImageChops.darker(before, after), before)))
    sheet = Image.new("RGB", (size[0] * 3 + 40, size[1]), "grey")
    for index, panel in enumerate(panels):
        sheet.paste(panel, (index * (size[0] + 20), 0))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"slip-{name}.png"
    sheet.save(path)
    return path


def _on_ground(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    ground = Image.new("L", size, 255)
    ground.paste(image.convert("L"))
    return ground


def saved(image: Image.Image) -> bytes:
    """Return the picture as a small file."""
    file = BytesIO()
    image.save(file, format="PNG", optimize=True)
    return file.getvalue()
