"""What can be wrong with a laid-out page, found without a screen: the same for every layout and state."""

from collections.abc import Iterator
from itertools import combinations

from display_node.wall.page import Page
from display_node.wall.palette import ENOUGH, contrast
from display_node.wall.shapes import Area, Panel, Shape, Stroke, Text


def faults(shapes: tuple[Shape, ...], page: Page, *, may_shorten: bool = False) -> Iterator[str]:
    """Say what is cut, what touches and what cannot be read, of a whole page whose first shape is its ground."""
    page_panel, *rest = shapes
    if page_panel != Panel(Area(0, 0, page.width, page.height), 0, page.theme.ground):
        yield f"the first shape does not cover the page: {page_panel}"
    panels = [shape for shape in rest if isinstance(shape, Panel)]
    texts = [shape for shape in shapes if isinstance(shape, Text)]
    for text in texts:
        yield from text_faults(text, panels, page)
        if text.text.endswith("…") and not may_shorten:
            yield f"{text.text!r} has lost its end"
    areas = [(text.text, text.area) for text in texts]
    for (one, place), (other, beside) in combinations(areas, 2):
        if place.touches(beside):
            yield f"{one!r} touches {other!r}: {place} {beside}"
    for stroke in (shape for shape in shapes if isinstance(shape, Stroke)):
        line = covered(stroke)
        yield from (f"{stroke} touches {text!r}" for text, place in areas if line.touches(place))
    for panel in panels:
        if not page.safe.holds(panel.area) or min(panel.area.width, panel.area.height) <= 0:
            yield f"a panel is cut: {panel.area}"


def text_faults(text: Text, panels: list[Panel], page: Page) -> Iterator[str]:
    """Say what is wrong with one text on these panels, the uppermost of which is the last."""
    if not page.safe.holds(text.area):
        yield f"{text.text!r} is cut at the edge: {text.area} in {page.safe}"
    if contrast(text.ink, text.ground) < ENOUGH:
        yield f"{text.text!r} has a contrast of {contrast(text.ink, text.ground):.1f}"
    if text.size < max(page.px(18), page.least):
        yield f"{text.text!r} is only {text.size} pixels large, and {page.least} are read from where people stand"
    place = text.area
    under = [panel for panel in panels if panel.area.touches(place)]
    uppermost = under[-1] if under else Panel(page.safe, 0, page.theme.ground)
    if uppermost.colour != text.ground or not uppermost.area.holds(text.area):
        yield f"{text.text!r} hangs out of its panel: {text.area} in {uppermost.area}"


def covered(stroke: Stroke) -> Area:
    """Return what a line covers."""
    half = stroke.thickness // 2
    xs, ys = [x for x, _ in stroke.points], [y for _, y in stroke.points]
    return Area(min(xs) - half, min(ys) - half, max(xs) - min(xs) + 2 * half, max(ys) - min(ys) + 2 * half)
