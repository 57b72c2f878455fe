"""The layout of calls: one thing is loud, everything else is quiet.

    landscape  ┌──────────────────┐ latest       portrait  ┌─────────────────┐
               │ the call         │ ───────                │ the call        │
               │                  │ ───────                └─────────────────┘
               │ Loket  →  3      │ ───────                latest ───────────
               └──────────────────┘ ───────                ──────────────────
               service  service  service                   service  service

The service tiles and the recent calls take what they need, the call takes the rest.
"""

from display_node.layouts.call_list import list_shapes
from display_node.layouts.call_panel import call_shapes, message_shapes
from display_node.layouts.call_scene import Scene, see
from display_node.layouts.offline_panel import offline_shapes
from display_node.layouts.service_tiles import tiles_shapes
from display_node.layouts.tile_grid import grid, tiles_height
from display_node.wall.page import GAP, Page
from display_node.wall.shapes import Area, Shape, Text
from firmware.messages.notices import CallState

__all__ = ["lay_out", "see"]

_PANEL_SHARE = 0.625
_NEARLY_SQUARE = 1.25
_SQUARE = 1.5
_HIGH_SHARE = 0.6
_SQUARE_SHARE = 0.62
_MANY = 4
_QUIETER = 0.9
_TALLEST = 760
_TALLEST_OFFLINE = 880


def lay_out(scene: Scene, page: Page, area: Area, glow: float = 0.0) -> list[Shape]:
    """Return what to draw, in order. `glow` is how bright the call's panel is, 0 to 1."""
    tall = tiles_height(scene, page, area)
    if not tall:
        return _main(scene, page, area, glow)
    main = Area(area.x, area.y, area.width, area.height - tall - page.px(GAP))
    tiles = Area(area.x, area.bottom - tall, area.width, tall)
    return [*_main(scene, page, main, glow), *tiles_shapes(scene, page, tiles, grid(scene, page, area))]


def _main(scene: Scene, page: Page, area: Area, glow: float) -> list[Shape]:
    if not scene.rows and scene.call is None:
        return _large(scene, page, area, glow)
    gap = page.px(GAP)
    if _has_list_below(scene, area):
        share = _HIGH_SHARE if area.height > area.width else _SQUARE_SHARE
        tall = min(round(area.height * share), page.px(_TALLEST if scene.offline is None else _TALLEST_OFFLINE))
        large = Area(area.x, area.y, area.width, tall)
        small = Area(area.x, large.bottom + gap, area.width, area.bottom - large.bottom - gap)
    else:
        large = Area(area.x, area.y, round(area.width * _PANEL_SHARE), area.height)
        small = Area(large.right + gap, area.y, area.right - large.right - gap, area.height)
    loud = _large(scene, page, large, glow)
    numbers = [shape.size for shape in loud if isinstance(shape, Text) and shape.call is not None]
    most = round(min(numbers) * _QUIETER) if numbers else area.height
    return [*loud, *list_shapes(scene, page, small, most)]


def _has_list_below(scene: Scene, area: Area) -> bool:
    """Below the call in a high pane, and in a squarish one unless more are waited for than would stand there."""
    called = sum(row.state is CallState.CALLED for row in scene.rows)
    return area.height * (_NEARLY_SQUARE if called > _MANY else _SQUARE) > area.width


def _large(scene: Scene, page: Page, area: Area, glow: float) -> list[Shape]:
    """The one thing that is loud."""
    if scene.offline is not None:
        return offline_shapes(scene, page, area)
    return message_shapes(scene, page, area) if scene.call is None else call_shapes(scene, page, area, glow)
