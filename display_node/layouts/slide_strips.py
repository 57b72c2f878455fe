"""A slide's blocks as strips: what cannot be divided between two pages, with the air above it.

Sizes are those of the whole wall times the scale at which the slide is set. The first heading of a slide is its title
and stands at the top of each of its pages.
"""

import math
from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from display_node.layouts.slide_lines import Pen, line_texts, lines
from display_node.layouts.slide_table import in_words, table_strips
from display_node.layouts.strip import Strip
from display_node.slides.slide import Block, Break, Heading, Item, Paragraph, Runs, Table, Writing
from display_node.wall.page import Page
from display_node.wall.shapes import ASCENT, CAP, DESCENT, Area, Panel, Shape, Weight

TITLE: Final = 76
HEADING: Final = 54
BODY: Final = 46
_LEAST: Final = 20
_TOGETHER: Final = 3
LEADING: Final = 1.36
_INDENT: Final = 1.25
_BAR: Final = (132, 10)


class Setting(Struct, frozen=True):
    """A title, which every page repeats, and the strips below it; None is where a new page is wanted."""

    title: Strip | None
    strips: tuple[Strip | None, ...]


def setting(
    writing: Writing,
    page: Page,
    room: int,
    scale: float,
    title_scale: float,
    *,
    has_title: bool = True,
    is_plain: bool = False,
) -> Setting:
    """Return the slide set in lines of `room` pixels.

    The title has a scale of its own, so that it does not change its size from slide to slide. Without `has_title` it is
    a heading like others; with `is_plain` tables are written as running text.
    """
    blocks, title = list(writing.blocks), None
    first = blocks[0] if blocks else None
    if has_title and isinstance(first, Heading):
        title, blocks = _title(first.runs, page, room, title_scale), blocks[1:]
    if is_plain:
        blocks = [plain for block in blocks for plain in (in_words(block) if isinstance(block, Table) else [block])]
    strips = [strip for block in blocks for strip in _strips(block, page, room, scale)]
    return Setting(title, tuple(strips))


def _title(runs: Runs, page: Page, room: int, scale: float) -> Strip:
    """The title with a short bar below it, the only ornament of a slide."""
    pen = _pen(page, TITLE * scale, Weight.BOLD)
    words = _written(runs, pen, page, 0, room, 1.18)
    wide, thick = (page.px(length * scale) for length in _BAR)
    y = sum(strip.height for strip in words) + page.px(26 * scale)
    bar = Panel(Area(0, y, wide, max(2, thick)), max(2, thick) // 2, page.theme.value)
    shapes = [shape for strip, top in _stacked(words) for shape in strip.placed(0, top)]
    return Strip(height=y + thick, space=0, shapes=(*shapes, bar))


def _strips(block: Block, page: Page, room: int, scale: float) -> Iterator[Strip | None]:
    theme = page.theme
    match block:
        case Break():
            yield None
        case Heading(level, runs):
            pen = _pen(page, (HEADING if level <= 2 else BODY) * scale, Weight.BOLD)  # noqa: PLR2004 - the second level
            yield from _written(runs, pen, page, 0, room, 1.25, space=page.px(40 * scale), is_bound=True)
        case Paragraph(runs, is_quiet):
            size, ink = (BODY * 0.84, theme.soft) if is_quiet else (BODY, theme.ink)
            pen = _pen(page, size * scale, Weight.MEDIUM, ink)
            yield from _written(runs, pen, page, 0, room, LEADING, space=page.px(26 * scale))
        case Item():
            yield from _item(block, page, room, scale)
        case Table():
            pens = _pen(page, BODY * 0.72 * scale, Weight.SEMIBOLD, theme.soft), _pen(page, BODY * scale, Weight.MEDIUM)
            yield from table_strips(block, page, room, pens, scale)


def _item(item: Item, page: Page, room: int, scale: float) -> Iterator[Strip]:
    """A point: its dot or number hangs in the margin beside its first line."""
    pen = _pen(page, BODY * scale, Weight.MEDIUM)
    step = round(pen.size * _INDENT)
    left = step * (item.depth + 1)
    hanging = round(page.measure(item.marker, Weight.BOLD, pen.size)) + pen.size // 3 if item.marker else 0
    left = max(left, step * item.depth + hanging)
    written = list(_written(item.runs, pen, page, left, room, LEADING, space=page.px(20 * scale)))
    marker = _marker(item, pen, page, step * item.depth)
    yield replace(written[0], shapes=(*marker, *written[0].shapes))
    yield from written[1:]


def _marker(item: Item, pen: Pen, page: Page, x: int) -> list[Shape]:
    baseline = _baseline(pen.size, LEADING)
    if item.marker:
        return [page.text(item.marker, x, baseline, pen.size, Weight.BOLD, page.theme.value, pen.ground)]
    side = max(3, round(pen.size * (0.26 if item.depth == 0 else 0.18)))
    y = round(baseline - pen.size * CAP / 2 - side / 2)
    return [Panel(Area(x + pen.size // 6, y, side, side), side // 2, page.theme.value)]


def _written(
    runs: Runs, pen: Pen, page: Page, x: int, room: int, leading: float, *, space: int = 0, is_bound: bool = False
) -> list[Strip]:
    """One strip a line."""
    high = math.ceil(pen.size * leading)
    broken = lines(runs, pen, page.measure, room - x)
    return [
        Strip(
            height=high,
            space=space if n == 0 else 0,
            shapes=tuple(line_texts(line, pen, page, x, _baseline(pen.size, leading))),
            is_bound=is_bound or _is_bound(n, len(broken)),
        )
        for n, line in enumerate(broken)
    ]


def _is_bound(n: int, count: int) -> bool:
    """No line stands alone at the foot or at the top of a page, and a short text is not divided at all."""
    return n < count - 1 and (count <= _TOGETHER or n in (0, count - 2))


def _stacked(strips: list[Strip]) -> Iterator[tuple[Strip, int]]:
    y = 0
    for strip in strips:
        yield strip, y
        y += strip.height


def _baseline(size: int, leading: float) -> int:
    """Where letters stand in a line of that leading: what rises and what hangs has the same air."""
    return math.ceil((size * leading - size * (ASCENT + DESCENT)) / 2 + size * ASCENT)


def _pen(page: Page, size: float, weight: Weight, ink: tuple[int, int, int] | None = None) -> Pen:
    return Pen(page.em(max(_LEAST, size)), weight, Weight.BOLD, ink or page.theme.ink, page.theme.ground)
