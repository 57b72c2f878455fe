"""The foot of a wall: what every visitor should know, and a quiet mark while the hub is silent.

Under a slim frame it is one line that holds the office's name and the time of day as well.
"""

from display_node.wall.frame import Frame
from display_node.wall.header import clock_at
from display_node.wall.lettering import wrap
from display_node.wall.page import Page, cap
from display_node.wall.palette import Colour
from display_node.wall.shapes import Area, Panel, Shape, Text, Weight

_LINE = 44
_FIRST = 30
_SECOND = 26
_LEADING = 1.4
_LEAST_SHARE = 0.7


def footer_height(frame: Frame, page: Page) -> int:
    """Return how many pixels the footer of a full frame takes."""
    lines = 1 if _is_one_line(frame, page) else max(1, len(_lines(frame, page)))
    return lines * _line(page) - (page.px(4) if lines > 1 else 0)


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
    line, first = _line(page), page.em(_FIRST)
    mark: list[Shape] = [*_mark(frame, page, Area(area.x, area.bottom - line, area.width, line))]
    baseline = area.y + (line + cap(first)) / 2
    if _is_one_line(frame, page) and frame.footer.first:
        said = _said(frame.footer.first, page, area.x, baseline, area.width, first, page.theme.ink)
        if not frame.footer.second:
            return [said, *mark]
        x, size = said.area.right + page.px(24), page.em(_SECOND)
        return [said, _said(frame.footer.second, page, x, baseline, area.width, size, page.theme.soft), *mark]
    lines = _lines(frame, page)
    rooms = [area.width] * (len(lines) - 1) + [_room(frame, page)]
    return [
        *(
            _said(words, page, area.x, baseline + n * (line - page.px(4)), rooms[n], size, ink)
            for n, (words, size, ink) in enumerate(lines)
        ),
        *mark,
    ]


def _lines(frame: Frame, page: Page) -> list[tuple[str, int, Colour]]:
    """What stands on two lines: a language on each, or the first alone, broken, where they are too long for that.

    The mark stands beside the last.
    """
    theme, first, second = page.theme, page.em(_FIRST), page.em(_SECOND)
    said, room = frame.footer, _room(frame, page)
    if not said.first:
        return []
    if _fits(said.first, page, first, page.safe.width if said.second else room) and _fits(
        said.second, page, second, room
    ):
        return [(said.first, first, theme.ink), *([(said.second, second, theme.soft)] if said.second else [])]
    least = max(page.least, round(first * _LEAST_SHARE))
    if _fits(said.first, page, first, room):
        return [(said.first, first, theme.ink)]
    # What just fits on one line would stand under the mark.
    narrow = min(page.safe.width, page.measure(said.first, Weight.MEDIUM, least) - 1)
    return [(line, least, theme.ink) for line in wrap(page.measure, said.first, Weight.MEDIUM, least, narrow, 2)]


def _fits(words: str, page: Page, size: int, room: int) -> bool:
    return page.measure(words, Weight.MEDIUM, max(page.least, round(size * _LEAST_SHARE))) <= room


def _said(words: str, page: Page, x: int, baseline: float, room: float, size: int, ink: Colour) -> Text:
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
