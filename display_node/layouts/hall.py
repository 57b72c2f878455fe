"""The layout of the hall: for each service how many wait, about how long, and where it is served.

Few services are cards, many are the rows of a table in one or two columns: whatever lets the minutes be written
largest and still names the counters. While nothing is known of the waiting, the names stay and a panel above them says
why there are no figures.
"""

from functools import lru_cache
from typing import Final

from display_node.layouts.grid import places
from display_node.layouts.hall_figures import shortened
from display_node.layouts.hall_scene import HallScene, see
from display_node.layouts.hall_tile import Manner, manner, named, tile_shapes
from display_node.layouts.lines import quiet_panel
from display_node.wall.lettering import Measure
from display_node.wall.page import GAP, Page
from display_node.wall.palette import Theme
from display_node.wall.shapes import Area, Shape

__all__ = ["lay_out", "see"]

_MOST_COLUMNS: Final = 5
_ROW: Final = 5.0
_ROW_WIDTH: Final = 760
_TALLEST: Final = 1.1
_TALLEST_ROW: Final = 0.2
_QUIET: Final = 0.26
_MANUAL: Final = 0.5
_NEATNESS: Final = 1.5
_ROW_VALUE: Final = 1.25
_LOW_VALUE: Final = 0.75
_ONE_COLUMN: Final = 1.6
_LARGEST: Final = 1.35
_LARGEST_ASIDE: Final = 0.72
_KEPT: Final = 4


def lay_out(scene: HallScene, page: Page, area: Area, _glow: float = 0.0) -> list[Shape]:
    """Return what to draw, in order. Nothing here is called, so nothing breathes.

    The latest answers are kept: a call that breathes in the next pane must not cost this one its work again.
    """
    size = (page.width, page.height)
    return list(_laid_out(scene, area, size, page.measure, page.letter, page.least, page.theme))


@lru_cache(_KEPT)
def _laid_out(
    scene: HallScene, area: Area, size: tuple[int, int], measure: Measure, letter: int, least: int, theme: Theme
) -> tuple[Shape, ...]:
    page = Page(size, measure, letter, least, theme)
    if scene.is_quiet:
        return tuple(quiet_panel(scene.message, scene.hint, page, area, is_urgent=scene.is_manual))
    if scene.has_figures:
        return tuple(_grid(scene, page, area))
    gap, tall = page.px(GAP), round(area.height * (_MANUAL if scene.is_manual else _QUIET))
    upper = Area(area.x, area.y, area.width, tall)
    lower = Area(area.x, upper.bottom + gap, area.width, area.height - tall - gap)
    largest = _LARGEST if scene.is_manual else _LARGEST_ASIDE
    said = quiet_panel(scene.message, scene.hint, page, upper, is_urgent=scene.is_manual, largest=largest)
    return (*said, *_grid(scene, page, lower))


def _grid(scene: HallScene, page: Page, area: Area) -> list[Shape]:
    """The services; with signs in the place of words only where no other way fits."""
    found, style = _best(scene, page, area)
    if style.lacks:
        scene = shortened(scene)
        found, style = _best(scene, page, area)
    style = named(style, scene, page, found[0])
    return [
        shape
        for service, place in zip(scene.services, found, strict=True)
        for shape in tile_shapes(service, scene, page, place, style)
    ]


def _best(scene: HallScene, page: Page, area: Area) -> tuple[list[Area], Manner]:
    """Where the services stand and how they are written: the largest minutes, with few places left empty.

    Where the area is high, one column is read as a list and preferred even at somewhat smaller minutes.
    """
    count, ways = len(scene.services), []
    for columns in range(1, min(count, _MOST_COLUMNS) + 1):
        for is_row in _kinds(scene, page, places(count, columns, area, page.px(GAP))[0]):
            trimmed = _trimmed(area, count, columns, _TALLEST_ROW if is_row else _TALLEST)
            found = places(count, columns, trimmed, page.px(GAP))
            style = manner(scene, page, found[0], is_row=is_row)
            full = count / (count + -count % columns)
            value = _ROW_VALUE if is_row else 1.0 if style.is_tall else _LOW_VALUE
            value *= _ONE_COLUMN if columns == 1 and area.height > area.width else 1.0
            ways.append(((-style.lacks, style.size * full**_NEATNESS * value), found, style))
    _worth, found, style = max(ways, key=lambda way: way[0])
    return found, style


def _kinds(scene: HallScene, page: Page, place: Area) -> tuple[bool, ...]:
    """Whether a tile of this size may be a row; a name alone always is."""
    if not scene.has_figures:
        return (True,)
    is_wide = place.width > _ROW * place.height and place.width >= page.px(_ROW_WIDTH)
    return (True, False) if is_wide else (False,)


def _trimmed(area: Area, count: int, columns: int, tallest: float) -> Area:
    """The middle of an area that is too high for its tiles."""
    height = min(area.height, round(-(-count // columns) * area.width / columns * tallest))
    return Area(area.x, area.y + (area.height - height) // 2, area.width, height)
