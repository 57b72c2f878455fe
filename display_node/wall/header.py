"""The head of a wall: whose office it is on the left, date and time of day on the right.

A tall page spreads them over two lines.
"""

from typing import Literal

from display_node.wall.frame import Frame
from display_node.wall.page import Page, cap
from display_node.wall.shapes import Area, Shape, Text, Weight

_LINE = 62
_TITLE = 44
_DATE = 34
_CLOCK = 60
_ZONE = 30
_TWO_LINES = 2.1


def header_height(page: Page) -> int:
    """Return how many pixels the header takes."""
    return page.px(_LINE * (_TWO_LINES if page.is_portrait else 1))


def header_shapes(frame: Frame, page: Page, area: Area) -> list[Shape]:
    """Return the header, for an area of `header_height`."""
    line = page.px(_LINE)
    baseline = area.y + (line + cap(page.em(_TITLE))) / 2
    if page.is_portrait:
        title = _title(frame, page, area.x, baseline, area.width)
        return [title, *_time(frame, page, area, baseline + line * 1.1, is_spread=True)]
    time = _time(frame, page, area, baseline, is_spread=False)
    room = min((text.x for text in time), default=area.right) - area.x - page.px(48)
    return [_title(frame, page, area.x, baseline, room), *time]


def _title(frame: Frame, page: Page, x: int, baseline: float, room: float) -> Text:
    theme = page.theme
    return page.text(frame.title, x, baseline, page.em(_TITLE), Weight.SEMIBOLD, theme.ink, theme.ground, room=room)


def _time(frame: Frame, page: Page, area: Area, baseline: float, *, is_spread: bool) -> list[Text]:
    """Date, clock and zone; at the right edge, or spread over the line with the date on the left."""
    theme, texts, right = page.theme, list[Text](), float(area.right)
    if frame.zone:
        size = page.em(_ZONE)
        texts.append(
            page.text(frame.zone, right, baseline, size, Weight.MEDIUM, theme.soft, theme.ground, align="right")
        )
        right = texts[-1].x - page.px(12)
    if frame.clock:
        texts.append(clock_at(frame, page, right, baseline, page.em(_CLOCK)))
        right = texts[-1].x - page.px(28)
    align: Literal["left", "right"] = "left" if is_spread else "right"
    x = area.x if is_spread else right
    date = page.text(frame.date, x, baseline, page.em(_DATE), Weight.MEDIUM, theme.soft, theme.ground, align=align)
    return [*texts, date]


def clock_at(frame: Frame, page: Page, right: float, baseline: float, size: int) -> Text:
    """Return the time of day, up to the right edge; its digits stand in equal cells and do not jump."""
    return page.text(
        frame.clock,
        right,
        baseline,
        size,
        Weight.BOLD,
        page.theme.ink,
        page.theme.ground,
        align="right",
        is_tabular=True,
    )
