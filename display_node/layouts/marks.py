"""Marks that say without colour what a colour says: an arrow leads to the counter, a tag names what is special."""

from typing import Final

from display_node.wall.page import Page, cap
from display_node.wall.palette import Colour
from display_node.wall.shapes import Area, Panel, Shape, Stroke, Text, Weight

_TAG: Final = 1.6
_LONG: Final = 1.5
_SHORTEST: Final = 2.3
_CLEAREST: Final = 1.4


def arrow(
    left: float, right: float, middle: float, tall: int, colour: Colour, *, longest: float = _LONG
) -> list[Shape]:
    """Return an arrow of the height `tall` that ends at `right`, or nothing where none can be seen before `left`.

    All lengths are in pixels; `longest` is its greatest length as a share of its height.
    """
    head, thick = round(tall * 0.34), max(2, round(tall * 0.15))
    end, y = round(right - thick), round(middle)
    start = max(round(left + thick), round(end - tall * longest))
    if end - start < _SHORTEST * head or head < _CLEAREST * thick:
        return []
    return [
        Stroke(((start, y), (end, y)), thick, colour),
        Stroke(((end - head, y - head), (end, y), (end - head, y + head)), thick, colour),
    ]


def tag_height(size: int) -> int:
    """Return how high a tag is whose words have this em."""
    return round(size * _TAG)


def tag(words: str, right: float, top: float, size: int, page: Page, ink: Colour, ground: Colour) -> list[Panel | Text]:
    """Return words on a round panel whose upper right corner is given, the panel first."""
    high, pad = tag_height(size), round(size * 0.7)
    baseline = top + (high + cap(size)) / 2
    text = page.text(words, right - pad, baseline, size, Weight.SEMIBOLD, ink, ground, align="right")
    left = text.x - pad
    return [Panel(Area(left, round(top), round(right) - left, high), high // 2, ground), text]


def tags(
    words: list[str], left: float, right: float, top: float, size: int, page: Page, ink: Colour, ground: Colour
) -> list[Panel | Text]:
    """Return as many tags beside each other as have room between `left` and `right`; the first has the right edge."""
    shapes: list[Panel | Text] = []
    for each in words:
        drawn = tag(each, right, top, size, page, ink, ground)
        if drawn[0].area.x < left:
            break
        shapes += drawn
        right = drawn[0].area.x - round(size * 0.4)
    return shapes
