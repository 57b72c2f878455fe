"""The foot of a wall: what every visitor should know, and a quiet mark while the hub is silent.

Under a slim frame it is one line that holds the office's name and the time of day as well.
"""

from display_node.wall.frame import Frame
from display_node.wall.header import clock_at
from display_node.wall.page import Page, cap
from display_node.wall.shapes import Area, Panel, Shape, Text, Weight

_LINE = 44
_FIRST = 30
_SECOND = 26
_LEADING = 1.4
_LEAST_SHARE = 0.7


def footer_height(frame: Frame, page: Page) -> int:
    """Return how many pixels the footer of a full frame takes."""
    return _line(page) if _is_one_line(frame, page) else 2 * _line(page) - page.px(4)


def slim_height(page: Page) -> int:
    """Return how many pixels the line of a slim frame takes."""
    return _line(page)


def slim_shapes(frame: Frame, page: Page, area: Area) -> list[Shape]:
    """Return the one line of a slim frame: the office, then the mark, then the time of day or the doubt about it."""
    size, theme, gap = page.em(_SECOND), page.theme, page.px(36)
    baseline = area.y + (area.height + cap(size)) / 2
    if frame.clock:
        time = clock_at(frame, page, area.right, baseline, page.em(_FIRST))
    else:
        time = page.text(frame.date, area.right, baseline, size, Weight.MEDIUM, theme.soft, theme.ground, align="right")
    mark = _mark(frame, page, Area(area.x, area.y, time.x - gap - area.x, area.height))
    left = mark[0].area.x if mark else time.x
    title = page.text(
        frame.title, area.x, baseline, size, Weight.MEDIUM, theme.soft, theme.ground, room=left - gap - area.x
    )
    return [title, *mark, time]


def footer_shapes(frame: Frame, page: Page, area: Area) -> list[Shape]:
    """Return the footer of a full frame, for an area of `footer_height`."""
    line, theme = _line(page), page.theme
    mark: list[Shape] = [*_mark(frame, page, Area(area.x, area.bottom - line, area.width, line))]
    if not frame.footer.first:
        return mark
    is_one, beside = _is_one_line(frame, page), _room(frame, page)
    room, baseline = beside if is_one else area.width, area.y + (line + cap(page.em(_FIRST))) / 2
    first = _said(frame.footer.first, page, area.x, baseline, room, page.em(_FIRST), theme.ink)
    if not frame.footer.second:
        return [first, *mark]
    x, base = (first.area.right + page.px(24), baseline) if is_one else (area.x, baseline + line - page.px(4))
    second = _said(frame.footer.second, page, x, base, beside - (x - area.x), page.em(_SECOND), theme.soft)
    return [first, second, *mark]


def _said(words: str, page: Page, x: int, baseline: float, room: float, size: int, ink: tuple[int, int, int]) -> Text:
    ground = page.theme.ground
    return page.text(words, x, baseline, size, Weight.MEDIUM, ink, ground, room=room, smallest=_LEAST_SHARE)


def _line(page: Page) -> int:
    return max(page.px(_LINE), round(page.em(_FIRST) * _LEADING))


def _is_one_line(frame: Frame, page: Page) -> bool:
    """Both languages of the footer and the mark stand on one line."""
    said = frame.footer
    first = page.measure(said.first, Weight.MEDIUM, page.em(_FIRST))
    second = page.measure(said.second, Weight.MEDIUM, page.em(_SECOND)) + page.px(24) if said.second else 0
    return first + second <= _room(frame, page)


def _room(frame: Frame, page: Page) -> int:
    mark = _mark(frame, page, page.safe)
    return page.safe.width - (mark[0].area.width + page.px(40) if mark else 0)


def _mark(frame: Frame, page: Page, area: Area) -> list[Panel | Text]:
    """A quiet word at the lower right edge: the hub is silent, and since when. Its panel comes first."""
    if frame.mark is None:
        return []
    pad, size, theme = page.px(22), page.em(_SECOND), page.theme
    baseline = area.y + (area.height + cap(size)) / 2
    said = page.text(
        frame.mark, area.right - pad, baseline, size, Weight.SEMIBOLD, theme.value, theme.panel, align="right"
    )
    left = said.x - pad
    return [Panel(Area(left, area.y, area.right - left, area.height), area.height // 2, theme.panel), said]
