"""Numbers that no paper tells, drawn like the paper that is missing: white, the mark in reverse type, the number large.

So nobody takes one for a call, which is amber and has an arrow and a counter. One number has all the room and says what
to do; several share it, the newest first, each on a paper of its own.
"""

from typing import Final

from display_node.layouts.grid import places
from display_node.layouts.kiosk_names import lettering, name_texts
from display_node.layouts.kiosk_scene import PaperNumber
from display_node.layouts.lines import Block, written
from display_node.wall.lettering import fit
from display_node.wall.page import GAP, RADIUS, Page, cap
from display_node.wall.shapes import CAP, Area, Panel, Shape, Stroke, Text, Weight

_MARK: Final = 38
_FEW: Final = 4
_LEAST: Final = 22
_LEAST_NUMBER: Final = 0.3
_TAG: Final = 2.0
_LARGEST: Final = 1300
_WIDE: Final = 1.35
_NUMBER_WIDTH: Final = 2.9
_NUMBER_HEIGHT: Final = 0.58


def papers_shapes(papers: tuple[PaperNumber, ...], page: Page, area: Area) -> list[Shape]:
    """Return the papers, the first at the upper left."""
    cells = paper_places(len(papers), area, page.px(GAP))
    count = len(papers)
    return [shape for paper, cell in zip(papers, cells, strict=True) for shape in _paper(paper, page, cell, count)]


def paper_places(count: int, area: Area, gap: int) -> list[Area]:
    """Return where so many papers stand: in the columns that give the largest numbers, fewer in the first row."""
    columns = max(range(1, count + 1), key=lambda columns: (_number_size(count, columns, area), -columns))
    rows = -(-count // columns)
    first = count - (rows - 1) * columns
    strips = places(rows, 1, area, gap)
    return [cell for n, strip in enumerate(strips) for cell in _cells(strip, first if n == 0 else columns, gap)]


def _cells(strip: Area, count: int, gap: int) -> list[Area]:
    return places(count, count, strip, gap)


def _number_size(count: int, columns: int, area: Area) -> float:
    return min(area.width / columns / _NUMBER_WIDTH, area.height / -(-count // columns) * _NUMBER_HEIGHT)


def _paper(paper: PaperNumber, page: Page, cell: Area, count: int) -> list[Shape]:
    """The mark and the service above the number, and below it what to do; side by side where the paper is wide."""
    theme, pad = page.theme, max(page.px(22), round(min(cell.width, cell.height) * 0.055))
    inner = cell.inset(pad, pad)
    is_wide = inner.width > _WIDE * inner.height
    scale = min(1.25, inner.width / page.px(1500 if is_wide else 860), inner.height / page.px(620 if is_wide else 760))
    mark = _mark(paper, page, inner, scale, has_second=count == 1)
    service, top = _service(paper, page, inner, mark[0].area, scale, is_wide=is_wide)
    do, rule = _what_to_do(paper, page, inner, scale, count, is_wide=is_wide)
    if rule - top < inner.height * _LEAST_NUMBER:
        do, rule = [], inner.bottom
    number = Area(inner.x, top, inner.width, rule - top)
    return [
        Panel(cell, min(page.px(RADIUS), cell.height // 4), theme.paper),
        *mark,
        *service,
        _number(paper.number, page, number),
        *([Stroke(((inner.x, rule), (inner.right, rule)), max(1, page.px(3)), theme.soft)] if do else []),
        *do,
    ]


def _mark(paper: PaperNumber, page: Page, inner: Area, scale: float, *, has_second: bool) -> list[Panel | Text]:
    """The mark of the paper: white on dark, in both languages where the paper is alone."""
    theme, size = page.theme, page.em(max(_LEAST, _MARK * scale))
    high, pad = round(size * _TAG), round(size * 0.7)
    baseline = inner.y + (high + cap(size)) / 2
    room = inner.width - 2 * pad
    x = inner.x + pad
    texts = [page.text(paper.mark.first, x, baseline, size, Weight.BOLD, theme.ink, theme.ground, room=room)]
    x, small = texts[0].area.right + page.px(18), page.em(max(_LEAST, _MARK * scale * 0.84))
    second = page.text(paper.mark.second, x, baseline, small, Weight.MEDIUM, theme.soft, theme.ground)
    if has_second and paper.mark.second and second.area.right <= inner.right - pad:
        texts.append(second)
    tag = Panel(Area(inner.x, inner.y, texts[-1].area.right + pad - inner.x, high), high // 2, theme.ground)
    return [tag, *texts]


def _service(
    paper: PaperNumber, page: Page, inner: Area, mark: Area, scale: float, *, is_wide: bool
) -> tuple[list[Text], int]:
    """What the number is for, beside the mark or below it, and where the number may begin."""
    tall = round(page.em(max(_LEAST, _MARK * scale)) * 3.2)
    x = mark.right + page.px(40) if is_wide else inner.x
    y = inner.y if is_wide else mark.bottom + page.px(12)
    area = Area(x, y, inner.right - x, tall)
    way = lettering([paper.service], page, area, page.em(48 * scale))
    if is_wide and not way.is_whole:
        return _service(paper, page, inner, mark, scale, is_wide=False)
    return name_texts(paper.service, page, area, way, is_paper=True), area.bottom


def _number(number: str, page: Page, area: Area) -> Text:
    """As large as the room allows, in its middle."""
    tallest = min(round(area.height * 0.82 / CAP), page.px(_LARGEST))
    size = fit(page.measure, number, Weight.EXTRABOLD, tallest, 8, area.width, is_tabular=True)
    baseline = area.y + (area.height + cap(size)) / 2
    middle = area.x + area.width / 2
    ink, ground = page.theme.ground, page.theme.paper
    return page.text(number, middle, baseline, size, Weight.EXTRABOLD, ink, ground, align="centre", is_tabular=True)


def _what_to_do(
    paper: PaperNumber, page: Page, inner: Area, scale: float, count: int, *, is_wide: bool
) -> tuple[list[Text], int]:
    """What the visitor must do and, where the paper is alone, what happens next; and where the line above stands.

    Where many papers share the screen, the numbers need all of it.
    """
    if count > _FEW:
        return [], inner.bottom
    theme = page.theme
    big, small = max(_LEAST * 1.9, 54 * scale), max(_LEAST * 1.5, 38 * scale)
    keep = (
        Block(paper.keep.first, big, theme.ground, Weight.BOLD),
        Block(paper.keep.second, small, theme.chip, Weight.MEDIUM, big / 2),
    )
    order = (
        Block(paper.order.first, small * 1.1, theme.ground, Weight.SEMIBOLD),
        Block(paper.order.second, small * 0.9, theme.chip, Weight.MEDIUM, small * 0.6),
    )
    one = round(page.em(big) * (2.9 if paper.keep.second else 1.7))
    high = one if is_wide or count > 1 else 2 * one
    area = Area(inner.x, inner.bottom - high, inner.width, high)
    halves = places(2, 2, area, page.px(60)) if is_wide else places(2, 1, area, 0)
    if count > 1:
        return written(keep, page, area, theme.paper), area.y
    texts = [*written(keep, page, halves[0], theme.paper), *written(order, page, halves[1], theme.paper)]
    return texts, area.y
