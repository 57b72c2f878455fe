"""The layout of counters: a tile for each, and the newest call where everybody sees it.

    ┌────────────────────────────────┐
    │ A 017          →       Loket 3 │     only where the tiles are too small to be read from afar
    └────────────────────────────────┘
    ┌────────┐ ┌────────┐ ┌────────┐
    │ B 009  │ │ Buka   │ │ A 017  │
    │ Loket 1│ │ Loket 2│ │Loket→ 3│
    └────────┘ └────────┘ └────────┘

The accent panel belongs to the newest call's band or, where there is none, to the tiles that are called to; below a
band a called number keeps the accent's ink and its arrow. Tiles are as many beside each other as make them largest.
"""

from typing import Final

from display_node.layouts.counter_tile import Manner, manner, tile_shapes
from display_node.layouts.counters_scene import CountersScene, see
from display_node.layouts.grid import places
from display_node.layouts.lines import quiet_panel
from display_node.layouts.newest_call import band_shapes
from display_node.wall.page import GAP, Page
from display_node.wall.shapes import Area, Shape

__all__ = ["lay_out", "see"]

_FAR: Final = 170
_BAND: Final = 0.3
_TALLEST_BAND: Final = 0.3
_MANUAL: Final = 0.6
_MOST_COLUMNS: Final = 10
_TALLEST: Final = 1.1
_NARROWEST, _WIDEST = 0.6, 2.6
_FEW: Final = 4


def lay_out(scene: CountersScene, page: Page, area: Area, glow: float = 0.0) -> list[Shape]:
    """Return what to draw, in order. `glow` is how bright a call that was just made is, 0 to 1."""
    if scene.is_quiet:
        return quiet_panel(scene.message, scene.hint, page, area, is_urgent=scene.is_manual)
    if scene.is_manual:
        upper, lower = _split(area, page, round(area.height * _MANUAL))
        said = quiet_panel(scene.message, scene.hint, page, upper, is_urgent=True)
        return [*said, *_grid(scene, page, lower, 0.0)]
    if not has_band(scene, page, area):
        return _grid(scene, page, area, glow)
    upper, lower = _banded(area, page)
    return [*band_shapes(scene, page, upper, glow), *_grid(scene, page, lower, glow, has_band=True)]


def has_band(scene: CountersScene, page: Page, area: Area) -> bool:
    """Say whether the tiles are so small that the newest call needs a band above them, if there is room for one."""
    if len(scene.tiles) <= _FEW:
        return False
    _places, style = _best(scene, page, area)
    _upper, lower = _banded(area, page)
    return style.number < max(page.px(_FAR), page.letter) and not _best(scene, page, lower)[1].lacks


def _banded(area: Area, page: Page) -> tuple[Area, Area]:
    return _split(area, page, min(round(area.height * _BAND), round(area.width * _TALLEST_BAND)))


def _split(area: Area, page: Page, height: int) -> tuple[Area, Area]:
    top = Area(area.x, area.y, area.width, height)
    y = top.bottom + page.px(GAP)
    return top, Area(area.x, y, area.width, area.bottom - y)


def _grid(scene: CountersScene, page: Page, area: Area, glow: float, *, has_band: bool = False) -> list[Shape]:
    found, style = _best(scene, page, area)
    newest = scene.newest.call if scene.newest else None
    return [
        shape
        for tile, place in zip(scene.tiles, found, strict=True)
        for shape in tile_shapes(
            tile, scene.words, page, place, style, glow if tile.call == newest else 0.0, is_loud=not has_band
        )
    ]


def _likely(count: int, area: Area) -> list[int]:
    """The numbers of columns worth trying: those that give tiles neither very narrow nor very wide."""
    shapes = {n: area.width / n / (area.height / -(-count // n)) for n in range(1, min(count, _MOST_COLUMNS) + 1)}
    return [n for n, shape in shapes.items() if _NARROWEST < shape < _WIDEST] or [
        min(shapes, key=lambda n: abs(shapes[n] - 1))
    ]


def _trimmed(area: Area, count: int, columns: int) -> Area:
    """The middle of an area that is too high for its tiles: one much higher than wide holds nothing but air."""
    height = min(area.height, round(-(-count // columns) * area.width / columns * _TALLEST))
    return Area(area.x, area.y + (area.height - height) // 2, area.width, height)


def _best(scene: CountersScene, page: Page, area: Area) -> tuple[list[Area], Manner]:
    """Where the tiles stand and how they are written: as large as can be, with few places left empty."""
    count, gap = len(scene.tiles), page.px(GAP)
    ways = []
    for columns in _likely(count, area):
        found = places(count, columns, _trimmed(area, count, columns), gap)
        style = manner(scene, page, found[0])
        worth = style.number * count / (count + -count % columns)
        ways.append(((-style.lacks, bool(style.label), worth), found, style))
    _worth, found, style = max(ways, key=lambda way: way[0])
    return found, style
