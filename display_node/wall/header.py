"""The head of a wall: whose office it is on the left, date and time of day on the right.

A tall page spreads them over two lines.
"""

from typing import Literal

from display_node.wall.frame import Frame
from display_node.wall.page import Page, cap
from display_node.wall.shapes import Area, Picture, Shape, Text, Weight

_LINE = 62
_TITLE = 44
_DATE = 34
_CLOCK = 60
_ZONE = 30
_TWO_LINES = 2.1
_BESIDE_LOGO = 20


def header_height(page: Page) -> int:
    """Return how many pixels the header takes."""
    return page.px(_LINE * (_TWO_LINES if page.is_portrait else 1))


def header_shapes(frame: Frame, page: Page, area: Area) -> list[Shape]:
    """Return the header, for an area of `header_height`."""
    line = page.px(_LINE)
    baseline = area.y + (line + cap(page.em(_TITLE))) / 2
    if page.is_portrait:
        title = _title(frame, page, area.x, baseline, area.width)
        return [*title, *_time(frame, page, area, baseline + line * 1.1, is_spread=True)]
    time = _time(frame, page, area, baseline, is_spread=False)
    least = page.measure(frame.title, Weight.SEMIBOLD, max(page.least, round(page.em(_TITLE) * 0.6)))
    if frame.clock and least > _room(time, page, area):
        # A small wall in a deep hall: people know the day better than whose office this is.
        time = time[:-1]
    room = _room(time, page, area)
    return [*_title(frame, page, area.x, baseline, room), *time]


def _title(frame: Frame, page: Page, x: int, baseline: float, room: float) -> list[Shape]:
    """The logo, which is no taller than the name's line and no wider than a third of its room, and the name."""
    theme, size = page.theme, page.em(_TITLE)
    logo = _logo(frame, page, x, round(baseline - cap(size) / 2), room / 3)
    left = x + (logo[0].area.width + page.px(_BESIDE_LOGO) if logo else 0)
    room -= left - x
    return [*logo, page.text(frame.title, left, baseline, size, Weight.SEMIBOLD, theme.ink, theme.ground, room=room)]


def _logo(frame: Frame, page: Page, x: int, middle: int, room: float) -> list[Picture]:
    if frame.logo is None:
        return []
    wide, tall = frame.logo.size
    scale = min(page.px(_LINE) / tall, room / wide)
    width, height = max(1, round(wide * scale)), max(1, round(tall * scale))
    return [Picture(Area(x, middle - height // 2, width, height), frame.logo.path, frame.logo.stamp)]


def _room(time: list[Text], page: Page, area: Area) -> int:
    """How wide the name may be beside the time."""
    return min((text.x for text in time), default=area.right) - area.x - page.px(48)


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
