"""Tables of a slide: each row a panel, its cells in columns as wide as they need.

Where the cells of a row cannot stand beside each other, because the pane is narrow, they stand one below the other,
each after the head of its column.
"""

import math
from collections.abc import Iterator

from msgspec.structs import replace

from display_node.layouts.slide_lines import Pen, line_texts, lines, longest_word, wide
from display_node.layouts.strip import Strip
from display_node.slides.slide import Paragraph, Run, Runs, Table
from display_node.wall.lettering import Measure
from display_node.wall.page import Page
from display_node.wall.shapes import ASCENT, DESCENT, Area, Panel, Shape

_LEADING = 1.22


def table_strips(table: Table, page: Page, room: int, pens: tuple[Pen, Pen], scale: float) -> Iterator[Strip]:
    """Return the head and the rows. `pens` write the head, on the page, and the cells."""
    head_pen, pen = pens[0], _on_panel(pens[1], page)
    pad, gap = page.px(28 * scale), page.px(44 * scale)
    widths = _widths(table, pen, head_pen, page.measure, room - 2 * pad, gap)
    space = page.px(10 * scale)
    if widths is None:
        for n, row in enumerate(table.rows):
            first = page.px(30 * scale) if n == 0 else space
            yield _pile(table, row, page, room, pen, pad, first)
        return
    head = _head(table, page, widths, head_pen, pad, gap)
    for n, row in enumerate(table.rows):
        strip = _row(table, row, page, room, widths, pen, pad, gap)
        first = 0 if head else page.px(30 * scale)
        if n == 0 and head is not None:
            yield Strip(height=head.height, space=page.px(36 * scale), shapes=head.shapes, is_bound=True)
        yield replace(strip, space=first if n == 0 else space, head=head if n else None)


def in_words(table: Table) -> list[Paragraph]:
    """Return the table as running text, for a pane in which a row of it has no room."""
    return [Paragraph(cell if n == 0 else _named(table, n, cell)) for row in table.rows for n, cell in enumerate(row)]


def _on_panel(pen: Pen, page: Page) -> Pen:
    return replace(pen, ink=page.theme.ink, ground=page.theme.panel)


def _column(pen: Pen, is_right: bool) -> Pen:
    """Figures of one width stand under each other."""
    return replace(pen, is_tabular=is_right)


def _widths(table: Table, pen: Pen, head_pen: Pen, measure: Measure, room: int, gap: int) -> list[int] | None:
    """How wide each column is; None where the longest words and whole figures cannot stand beside each other."""
    columns = list(zip(*[row for row in (table.head, *table.rows) if row], strict=True))
    room -= gap * (len(columns) - 1)
    wanted, least = list[int](), list[int]()
    for cells, is_right in zip(columns, table.is_right, strict=True):
        styles = [head_pen if table.head and n == 0 else _column(pen, is_right) for n in range(len(cells))]
        wanted.append(max(wide(cell, each, measure) for cell, each in zip(cells, styles, strict=True)))
        kept = [wide if is_right and each is not head_pen else longest_word for each in styles]
        least.append(max(how(cell, each, measure) for how, cell, each in zip(kept, cells, styles, strict=True)))
    if sum(least) > room:
        return None
    spare = room - sum(least)
    more = [want - low for want, low in zip(wanted, least, strict=True)]
    if sum(more) <= spare:
        rest = spare - sum(more)
        return [want + (rest // len(wanted)) for want in wanted]
    return [low + spare * extra // max(1, sum(more)) for low, extra in zip(least, more, strict=True)]


def _head(table: Table, page: Page, widths: list[int], pen: Pen, pad: int, gap: int) -> Strip | None:
    if not any(table.head):
        return None
    cells = [lines(cell, pen, page.measure, width) for cell, width in zip(table.head, widths, strict=True)]
    high = max(len(cell) for cell in cells) * math.ceil(pen.size * _LEADING)
    shapes = _cells(table, cells, page, widths, pen, pad, gap, high)
    return Strip(height=high + pad // 4, space=0, shapes=tuple(shapes), is_bound=True)


def _row(
    table: Table, row: tuple[Runs, ...], page: Page, room: int, widths: list[int], pen: Pen, pad: int, gap: int
) -> Strip:
    cells = [
        lines(cell, _column(pen, is_right), page.measure, width)
        for cell, width, is_right in zip(row, widths, table.is_right, strict=True)
    ]
    high = max(1, *(len(cell) for cell in cells)) * math.ceil(pen.size * _LEADING) + pad
    panel = Panel(Area(0, 0, room, high), min(pad // 2, high // 4), page.theme.panel)
    shapes = (panel, *_cells(table, cells, page, widths, pen, pad, gap, high))
    return Strip(height=high, space=0, shapes=shapes, is_broken=any(len(cell) > 1 for cell in cells))


def _cells(
    table: Table, cells: list[list[Runs]], page: Page, widths: list[int], pen: Pen, pad: int, gap: int, high: int
) -> list[Shape]:
    """The lines of each cell in the middle of the row, at the left or the right edge of their column."""
    shapes, x = list[Shape](), pad
    for cell, width, is_right in zip(cells, widths, table.is_right, strict=True):
        y = (high - len(cell) * math.ceil(pen.size * _LEADING)) // 2
        hand = _column(pen, is_right)
        for line in cell:
            left = x + width - wide(line, hand, page.measure) if is_right else x
            shapes += line_texts(line, hand, page, left, y + _baseline(pen.size))
            y += math.ceil(pen.size * _LEADING)
        x += width + gap
    return shapes


def _pile(table: Table, row: tuple[Runs, ...], page: Page, room: int, pen: Pen, pad: int, space: int) -> Strip:
    """A row whose cells stand one below the other: the first bold, the others after the heads of their columns.

    A figure stands at the right edge, so that those of all rows are under each other.
    """
    shapes, y, is_broken = list[Shape](), pad // 2, False
    for n, cell in enumerate(row):
        told = _told(table, n, cell, page, room - 2 * pad, pen)
        if told:
            head, figure, hand = told
            right = room - pad - wide(figure, hand, page.measure)
            shapes += line_texts(head, replace(pen, ink=page.theme.soft), page, pad, y + _baseline(pen.size))
            shapes += line_texts(figure, hand, page, right, y + _baseline(pen.size))
            y += math.ceil(pen.size * _LEADING)
            continue
        is_broken |= n > 0 and table.is_right[n]
        runs = tuple(Run(run.text, is_bold=True) for run in cell) if n == 0 else _named(table, n, cell)
        for line in lines(runs, pen, page.measure, room - 2 * pad):
            shapes += line_texts(line, pen, page, pad, y + _baseline(pen.size))
            y += math.ceil(pen.size * _LEADING)
    high = y + pad // 2
    panel = Panel(Area(0, 0, room, high), pad // 2, page.theme.panel)
    return Strip(height=high, space=space, shapes=(panel, *shapes), is_broken=is_broken)


def _told(table: Table, column: int, cell: Runs, page: Page, room: int, pen: Pen) -> tuple[Runs, Runs, Pen] | None:
    """The head of the column, the figure and its pen, where both stand on one line with air between."""
    if not (column and table.is_right[column] and table.head and table.head[column]):
        return None
    hand, head = _column(pen, is_right=True), table.head[column]
    fits = wide(head, pen, page.measure) + pen.size + wide(cell, hand, page.measure) <= room
    return (head, cell, hand) if fits else None


def _named(table: Table, column: int, cell: Runs) -> Runs:
    if not table.head or not table.head[column]:
        return cell
    name = "".join(run.text for run in table.head[column])
    return (Run(f"{name}: "), *cell)


def _baseline(size: int) -> int:
    return math.ceil((size * _LEADING - size * (ASCENT + DESCENT)) / 2 + size * ASCENT)
