"""Where everything on the wall stands: one thing is loud, everything else is quiet.

    landscape  office .......... date clock      portrait  office
               ┌──────────────────┐ latest                 date ........ clock
               │ the call         │ ───────                ┌─────────────────┐
               │                  │ ───────                │ the call        │
               │ Loket  →  3      │ ───────                └─────────────────┘
               └──────────────────┘ ───────                latest ───────────
               service  service  service                   service  service
               keep your ticket ..... offline              keep your ticket

The service tiles and the recent calls take what they need, the call takes the rest. `lay_out` is pure: a scene, a page
and the glow of the pulse in, shapes in drawing order out.
"""

from typing import Literal

from display_node.layouts.call_list import list_shapes
from display_node.layouts.call_panel import call_shapes, message_shapes
from display_node.layouts.offline_panel import offline_shapes
from display_node.layouts.service_tiles import tiles_height, tiles_shapes
from display_node.wall.page import GAP, Page, cap
from display_node.wall.scene import Scene
from display_node.wall.shapes import Area, Panel, Shape, Text, Weight

_HEADER = 62
_FOOTER = 44
_PANEL_SHARE = 0.625


def lay_out(scene: Scene, page: Page, glow: float = 0.0) -> tuple[Shape, ...]:
    """Return what to draw, in order. `glow` is how bright the call's panel is, 0 to 1."""
    safe, gap = page.safe, page.px(GAP)
    header = Area(safe.x, safe.y, safe.width, page.px(_HEADER * (2.1 if page.is_portrait else 1)))
    low = _footer_height(scene, page)
    footer = Area(safe.x, safe.bottom - low, safe.width, low)
    tall = tiles_height(scene, page)
    tiles = Area(safe.x, footer.y - gap - tall, safe.width, tall)
    top = header.bottom + gap
    bottom = tiles.y - gap if tall else footer.y - gap
    main = Area(safe.x, top, safe.width, bottom - top)
    return (
        Panel(Area(0, 0, page.width, page.height), 0, page.theme.ground),
        *_header(scene, page, header),
        *_main(scene, page, main, glow),
        *tiles_shapes(scene, page, tiles),
        *_footer(scene, page, footer),
    )


def _main(scene: Scene, page: Page, area: Area, glow: float) -> list[Shape]:
    if not scene.rows and scene.call is None:
        return _large(scene, page, area, glow)
    gap = page.px(GAP)
    if page.is_portrait:
        tall = min(round(area.height * 0.6), page.px(760 if scene.offline is None else 880))
        large = Area(area.x, area.y, area.width, tall)
        small = Area(area.x, large.bottom + gap, area.width, area.bottom - large.bottom - gap)
    else:
        large = Area(area.x, area.y, round(area.width * _PANEL_SHARE), area.height)
        small = Area(large.right + gap, area.y, area.right - large.right - gap, area.height)
    return [*_large(scene, page, large, glow), *list_shapes(scene, page, small)]


def _large(scene: Scene, page: Page, area: Area, glow: float) -> list[Shape]:
    """The one thing that is loud."""
    if scene.offline is not None:
        return offline_shapes(scene, page, area)
    return message_shapes(scene, page, area) if scene.call is None else call_shapes(scene, page, area, glow)


def _header(scene: Scene, page: Page, area: Area) -> list[Shape]:
    line = page.px(_HEADER)
    baseline = area.y + (line + cap(page.px(44))) / 2
    if page.is_portrait:
        title = _title(scene, page, area.x, baseline, area.width)
        return [title, *_time(scene, page, area, baseline + line * 1.1, is_spread=True)]
    time = _time(scene, page, area, baseline, is_spread=False)
    room = min((text.x for text in time), default=area.right) - area.x - page.px(48)
    return [_title(scene, page, area.x, baseline, room), *time]


def _title(scene: Scene, page: Page, x: int, baseline: float, room: float) -> Text:
    return page.text(
        scene.title, x, baseline, page.px(44), Weight.SEMIBOLD, page.theme.ink, page.theme.ground, room=room
    )


def _time(scene: Scene, page: Page, area: Area, baseline: float, *, is_spread: bool) -> list[Text]:
    """Date, clock and zone; at the right edge, or spread over the line with the date on the left."""
    texts: list[Text] = []
    right: float = area.right
    if scene.zone:
        texts.append(
            page.text(
                scene.zone,
                right,
                baseline,
                page.px(30),
                Weight.MEDIUM,
                page.theme.soft,
                page.theme.ground,
                align="right",
            )
        )
        right = texts[-1].x - page.px(12)
    if scene.clock:
        clock = page.text(
            scene.clock,
            right,
            baseline,
            page.px(60),
            Weight.BOLD,
            page.theme.ink,
            page.theme.ground,
            align="right",
            is_tabular=True,
        )
        texts.append(clock)
        right = clock.x - page.px(28)
    align: Literal["left", "right"] = "left" if is_spread else "right"
    x = area.x if is_spread else right
    size, ink = page.px(34), page.theme.soft
    date = page.text(scene.date, x, baseline, size, Weight.MEDIUM, ink, page.theme.ground, align=align)
    return [*texts, date]


def _footer_height(scene: Scene, page: Page) -> int:
    return page.px(_FOOTER if _is_one_line(scene, page) else 2 * _FOOTER - 4)


def _is_one_line(scene: Scene, page: Page) -> bool:
    """Both languages of the footer and the mark stand on one line."""
    first = page.measure(scene.footer.first, Weight.MEDIUM, page.px(30))
    second = page.measure(scene.footer.second, Weight.MEDIUM, page.px(26)) + page.px(24) if scene.footer.second else 0
    return first + second <= _footer_room(scene, page)


def _footer_room(scene: Scene, page: Page) -> int:
    mark = _mark(scene, page, page.safe)
    return page.safe.width - (mark[0].area.width + page.px(40) if mark else 0)


def _footer(scene: Scene, page: Page, area: Area) -> list[Shape]:
    line = page.px(_FOOTER)
    mark: list[Shape] = [*_mark(scene, page, Area(area.x, area.bottom - line, area.width, line))]
    if not scene.footer.first:
        return mark
    is_one, beside = _is_one_line(scene, page), _footer_room(scene, page)
    room, baseline = beside if is_one else area.width, area.y + (line + cap(page.px(30))) / 2
    first = page.text(
        scene.footer.first,
        area.x,
        baseline,
        page.px(30),
        Weight.MEDIUM,
        page.theme.ink,
        page.theme.ground,
        room=room,
        smallest=0.7,
    )
    if not scene.footer.second:
        return [first, *mark]
    x, base = (first.area.right + page.px(24), baseline) if is_one else (area.x, baseline + line - page.px(4))
    left = beside - (x - area.x)
    second = page.text(
        scene.footer.second,
        x,
        base,
        page.px(26),
        Weight.MEDIUM,
        page.theme.soft,
        page.theme.ground,
        room=left,
        smallest=0.7,
    )
    return [first, second, *mark]


def _mark(scene: Scene, page: Page, area: Area) -> list[Panel | Text]:
    """A quiet word at the lower right edge: the hub is silent, and since when. Its panel comes first."""
    if scene.mark is None:
        return []
    pad, size = page.px(22), page.px(26)
    baseline = area.y + (area.height + cap(size)) / 2
    said = page.text(
        scene.mark, area.right - pad, baseline, size, Weight.SEMIBOLD, page.theme.value, page.theme.panel, align="right"
    )
    left = said.x - pad
    return [Panel(Area(left, area.y, area.right - left, area.height), page.px(_FOOTER) // 2, page.theme.panel), said]
