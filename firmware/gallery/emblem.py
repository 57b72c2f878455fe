"""The mark of the invented office, a passport with a globe on its cover, as a picture file would bring it."""

from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

SIDE: Final = 480


def emblem(ink: int, ground: int) -> Image.Image:
    """Return the mark in two greys."""
    picture = Image.new("L", (SIDE, SIDE), ground)
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((80, 20, 400, 460), 36, fill=ink)
    for box in ((150, 90, 330, 270), (205, 90, 275, 270)):
        pen.ellipse(box, outline=ground, width=12)
    pen.line((150, 180, 330, 180), fill=ground, width=12)
    pen.rounded_rectangle((160, 330, 320, 350), 10, fill=ground)
    pen.rounded_rectangle((160, 380, 320, 400), 10, fill=ground)
    return picture


def write_logo(path: Path, ink: tuple[int, int, int]) -> None:
    """Write the mark in one colour on nothing, as a wall wants it; it is cut to its edges."""
    shape = emblem(255, 0)
    box = shape.getbbox()
    logo = Image.new("RGBA", shape.size, (*ink, 0))
    logo.putalpha(shape)
    logo.crop(box).save(path)
