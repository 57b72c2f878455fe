"""How the tiles of the services share the foot of a pane of calls, and whether they leave enough of it to the call.

Up to five services stand in one row of large tiles; more of them share rows of smaller ones. Where those rows would be
too many, tiles are bare, a letter and its figures on one line, so that twenty services leave the wall to the call.
"""

import math
from typing import Final

from msgspec import Struct

from display_node.layouts.call_scene import Scene
from display_node.wall.page import GAP, Page
from display_node.wall.shapes import Area

_FULL: Final = 5
_HEIGHTS: Final = {1: 130, 2: 130, 3: 98}
_FULL_HEIGHT: Final = 182
_LEAST_HEIGHT: Final = 88
_MOST_ROWS: Final = 3
_MOST_ROWS_HIGH: Final = 5
_BARE_WIDTH: Final = 232
_BARE_HEIGHT: Final = 62
_NARROW: Final = 335
_TALL_TWO: Final = 10
_TALL_FULL: Final = 4
_MOST: Final = 0.56
_CALL: Final = 250
_CALL_LETTERS: Final = 1.18
_PADS: Final = 28
_SMALLEST: Final = 26


class Grid(Struct, frozen=True):
    """How the tiles share their area. `is_full`: the figures have a line of the whole tile to themselves.

    `is_bare`: they stand beside the letter, and there is no name.
    """

    columns: int
    rows: int
    height: int
    is_full: bool
    is_bare: bool = False


def grid(scene: Scene, page: Page, area: Area) -> Grid:
    """Return columns, rows and the height of one tile in pixels for as many services as the scene has."""
    count = len(scene.tiles)
    fitting = max(1, (area.width + page.px(GAP)) // scaled(page, _NARROW))
    if area.height > area.width:
        columns = min(fitting, 2 if count <= _TALL_TWO else 3)
        is_full = count <= _TALL_FULL
    else:
        columns = math.ceil(count / max(1, math.ceil(count / fitting)))
        is_full = count <= min(fitting, _FULL)
    rows = math.ceil(count / columns) if count else 0
    if rows > (_MOST_ROWS_HIGH if area.height > area.width else _MOST_ROWS):
        return _bare(count, page, area)
    height = _FULL_HEIGHT if is_full else _HEIGHTS.get(rows, _LEAST_HEIGHT)
    return Grid(columns, rows, page.px(_PADS) + scaled(page, height - _PADS), is_full)


def _bare(count: int, page: Page, area: Area) -> Grid:
    """As few rows as so narrow tiles can stand in, all equally long."""
    fitting = max(1, (area.width + page.px(GAP)) // (scaled(page, _BARE_WIDTH) + page.px(GAP)))
    rows = math.ceil(count / fitting)
    return Grid(math.ceil(count / rows), rows, scaled(page, _BARE_HEIGHT), is_full=False, is_bare=True)


def tiles_height(scene: Scene, page: Page, area: Area) -> int:
    """Return how many pixels high all tiles together are in this area, which is more than theirs.

    0 without services, and where they would leave too little of it to the call: a pane that is small, or read from far
    away, does without.
    """
    shape = grid(scene, page, area)
    tall = shape.rows * shape.height + max(0, shape.rows - 1) * page.px(GAP)
    left = area.height - tall - page.px(GAP)
    return tall if tall <= area.height * _MOST and left >= page.px(_CALL) + page.letter * _CALL_LETTERS else 0


def scaled(page: Page, distance: float) -> int:
    """Return a distance that holds words: it grows where people stand so far away that the smallest of them must."""
    return max(page.px(distance), round(distance * page.least / _SMALLEST))
