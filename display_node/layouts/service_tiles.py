"""One tile per service: its letter, its name, how many wait and, only where it is known, about how long.

Up to five services stand in one row of large tiles; more of them share rows of smaller ones, so that twenty still
leave the larger half of the wall to the call. The figures of all tiles have one size, found from the widest, and so
have the names that stand in one line.
"""

import math
from typing import Final

from msgspec import Struct

from display_node.layouts.call_scene import Scene, Tile
from display_node.wall.lettering import wrap
from display_node.wall.page import GAP, RADIUS, Page, centred
from display_node.wall.shapes import ASCENT, DESCENT, Area, Panel, Shape, Text, Weight
from display_node.wall.words import Said

_FULL: Final = 5
_HEIGHTS: Final = {1: 130, 2: 130, 3: 98}
_FULL_HEIGHT: Final = 182
_LEAST_HEIGHT: Final = 88
_NARROW: Final = 335
_TALL_TWO: Final = 10
_TALL_FULL: Final = 4
_MOST: Final = 0.56
_CALL: Final = 250
_CALL_LETTERS: Final = 1.18
_PADS: Final = 28
_SMALLEST: Final = 26
_WORD_GAP: Final = 8
_LARGEST_NAME: Final = 36
_ONE_LINE: Final = 27


class Grid(Struct, frozen=True):
    """How the tiles share their area. `is_full`: the figures have a line of the whole tile to themselves."""

    columns: int
    rows: int
    height: int
    is_full: bool


class Figures(Struct, frozen=True):
    """How figures are written in all tiles: their em, which of them have a word beside them, whether waits are told."""

    size: int
    has_waiting: bool
    has_minutes: bool
    tells_wait: bool = True


def grid(scene: Scene, page: Page, area: Area) -> Grid:
    """Return columns, rows and the height of one tile in pixels for as many services as the scene has."""
    count = len(scene.tiles)
    fitting = max(1, (area.width + page.px(GAP)) // _scaled(page, _NARROW))
    if area.height > area.width:
        columns = min(fitting, 2 if count <= _TALL_TWO else 3)
        is_full = count <= _TALL_FULL
    else:
        columns = math.ceil(count / max(1, math.ceil(count / fitting)))
        is_full = count <= min(fitting, _FULL)
    rows = math.ceil(count / columns) if count else 0
    height = _FULL_HEIGHT if is_full else _HEIGHTS.get(rows, _LEAST_HEIGHT)
    return Grid(columns, rows, page.px(_PADS) + _scaled(page, height - _PADS), is_full)


def tiles_height(scene: Scene, page: Page, area: Area) -> int:
    """Return how many pixels high all tiles together are in this area, which is more than theirs.

    0 without services, and where they would leave too little of it to the call: a pane that is small, or read from far
    away, does without.
    """
    shape = grid(scene, page, area)
    tall = shape.rows * shape.height + max(0, shape.rows - 1) * page.px(GAP)
    left = area.height - tall - page.px(GAP)
    return tall if tall <= area.height * _MOST and left >= page.px(_CALL) + page.letter * _CALL_LETTERS else 0


def tiles_shapes(scene: Scene, page: Page, area: Area, shape: Grid) -> list[Shape]:
    """Return the tiles, row by row."""
    gap = page.px(GAP)
    places = []
    for n in range(len(scene.tiles)):
        row, column = divmod(n, shape.columns)
        left = area.x + round(column * (area.width + gap) / shape.columns)
        right = area.x + round((column + 1) * (area.width + gap) / shape.columns) - gap
        places.append(Area(left, area.y + row * (shape.height + gap), right - left, shape.height))
    parts = [_parts(place, page, shape) for place in places]
    narrowest = min((line.width for _badge, _names, line in parts), default=0)
    figures = _common_figures(scene, page, narrowest, is_full=shape.is_full)
    name = _common_name(scene, page, min((names.width for _badge, names, _line in parts), default=0))
    return [
        drawn
        for tile, place in zip(scene.tiles, places, strict=True)
        for drawn in _tile(tile, scene, page, place, shape, figures, name)
    ]


def _scaled(page: Page, distance: float) -> int:
    """A distance that holds words: it grows where people stand so far away that the smallest of them must."""
    return max(page.px(distance), round(distance * page.least / _SMALLEST))


def _parts(place: Area, page: Page, shape: Grid) -> tuple[Area, Area, Area]:
    """Where in a tile the badge, the names and the line of figures stand."""
    pad = page.px(18 if shape.is_full else 14)
    inner = place.inset(pad, pad)
    line = _scaled(page, 46 if shape.is_full else 26)
    side = inner.height - line - page.px(14) if shape.is_full else min(inner.height, _scaled(page, 76))
    badge = Area(inner.x, inner.y, side, side)
    x = badge.right + page.px(16)
    left = inner.x if shape.is_full else x
    gap = page.px(12 if shape.is_full else 8)
    names = Area(x, inner.y, inner.right - x, inner.height - line - gap)
    return badge, names, Area(left, inner.bottom - line, inner.right - left, line)


def _common_name(scene: Scene, page: Page, room: int) -> int:
    """Return the em at which every name that stands in one line does so; the tiles then look like one family."""
    one_line = _scaled(page, _ONE_LINE)
    wide = [page.measure(tile.name.first, Weight.SEMIBOLD, one_line) for tile in scene.tiles]
    return min([_scaled(page, _LARGEST_NAME), *(int(one_line * room / width) for width in wide if 0 < width <= room)])


def _tile(tile: Tile, scene: Scene, page: Page, place: Area, shape: Grid, figures: Figures, name: int) -> list[Shape]:
    badge, names, line = _parts(place, page, shape)
    size = round(badge.height * 0.66)
    letter = page.text(
        tile.letter,
        badge.x + badge.width / 2,
        centred(badge, size),
        size,
        Weight.EXTRABOLD,
        page.theme.ink,
        page.theme.chip,
        align="centre",
    )
    return [
        Panel(place, page.px(RADIUS), page.theme.panel),
        Panel(badge, page.px(14), page.theme.chip),
        letter,
        *_names(tile.name, page, names, name),
        *_figures(tile, scene, page, line, figures),
    ]


def _names(name: Said, page: Page, area: Area, large: int) -> list[Text]:
    """As much of the name in both languages as stands in the area: two lines of the first language at most."""
    small, least = page.em(25), page.em(26)
    room = area.height
    is_low = room < _tall(small) + _tall(least)
    if is_low or page.measure(name.first, Weight.SEMIBOLD, _scaled(page, _ONE_LINE)) <= area.width:
        size = min(large, int((room if is_low or not name.second else room - _tall(small)) / (ASCENT + DESCENT)))
        size = max(page.least, size)
        lines = [(name.first, size)]
    else:
        lines = _two_lines(name.first, page, area)
    left = room - sum(_tall(em) for _line, em in lines)
    em = min(small, int(left / (ASCENT + DESCENT)))
    written = [(line, size, Weight.SEMIBOLD, page.theme.ink) for line, size in lines]
    if name.second and em >= page.em(20) and page.measure(name.second, Weight.MEDIUM, page.em(19)) <= area.width:
        written.append((name.second, em, Weight.MEDIUM, page.theme.soft))
    texts, y = [], area.y + (room - sum(_tall(em) for _line, em, _weight, _ink in written)) // 2
    for line, em, weight, ink in written:
        baseline = y + math.ceil(em * ASCENT)
        least_share = min(1.0, page.em(19) / em)
        texts.append(
            page.text(line, area.x, baseline, em, weight, ink, page.theme.panel, room=area.width, smallest=least_share)
        )
        y = baseline + math.ceil(em * DESCENT)
    return texts


def _two_lines(name: str, page: Page, area: Area) -> list[tuple[str, int]]:
    """Break a long name, at the largest size at which nothing of it is lost."""
    largest = max(page.least, min(page.em(26), int(area.height / 2 / (ASCENT + DESCENT))))
    lines: list[str] = []
    for size in range(largest, page.em(20) - 1, -1):
        lines = wrap(page.measure, name, Weight.SEMIBOLD, size, area.width, 2)
        if not any(line.endswith("…") for line in lines):
            return [(line, size) for line in lines]
    return [(line, page.em(20)) for line in lines]


def _tall(size: int) -> int:
    return math.ceil(size * ASCENT) + math.ceil(size * DESCENT)


def _common_figures(scene: Scene, page: Page, room: int, *, is_full: bool) -> Figures:
    """Return the largest way of writing figures that fits every tile."""
    largest, least = _scaled(page, 46 if is_full else 30), page.em(25 if is_full else 22)
    for has_waiting, has_minutes in ((True, True), (True, False), (False, False)):
        for size in range(largest, least - 1, -1):
            way = Figures(size, has_waiting, has_minutes)
            if all(_wide(tile, scene, page, way) <= room for tile in scene.tiles):
                return way
    return Figures(least, has_waiting=False, has_minutes=False, tells_wait=False)


def _wide(tile: Tile, scene: Scene, page: Page, way: Figures) -> int:
    waiting = _waiting(tile, scene, page, 0, 0, way)
    minutes = _minutes(tile, scene, page, 0, 0, way)
    first = max(text.area.right for text in waiting)
    return first + (page.px(14) - min(text.x for text in minutes) if minutes else 0)


def _figures(tile: Tile, scene: Scene, page: Page, line: Area, way: Figures) -> list[Text]:
    """How many wait, on the left; how long, at the right edge."""
    base = line.bottom - page.px(4)
    return [
        *_waiting(tile, scene, page, line.x, base, way),
        *_minutes(tile, scene, page, line.right, base, way),
    ]


def _waiting(tile: Tile, scene: Scene, page: Page, left: float, baseline: float, way: Figures) -> list[Text]:
    number = page.text(
        str(tile.waiting), left, baseline, way.size, Weight.BOLD, page.theme.ink, page.theme.panel, is_tabular=True
    )
    if not way.has_waiting:
        return [number]
    x = number.area.right + page.px(_WORD_GAP)
    return [
        number,
        page.text(scene.waiting, x, baseline, _word(page, way), Weight.MEDIUM, page.theme.soft, page.theme.panel),
    ]


def _minutes(tile: Tile, scene: Scene, page: Page, right: float, baseline: float, way: Figures) -> list[Text]:
    if not tile.minutes or not way.tells_wait:
        return []
    words: list[Text] = []
    if way.has_minutes:
        size = _word(page, way)
        words = [
            page.text(
                scene.minutes, right, baseline, size, Weight.MEDIUM, page.theme.soft, page.theme.panel, align="right"
            )
        ]
        right = words[0].x - page.px(_WORD_GAP)
    figure = tile.minutes if words else f"{tile.minutes}′"  # noqa: RUF001 - the sign for minutes
    number = page.text(
        figure,
        right,
        baseline,
        way.size,
        Weight.BOLD,
        page.theme.value,
        page.theme.panel,
        align="right",
        is_tabular=True,
    )
    return [number, *words]


def _word(page: Page, way: Figures) -> int:
    return max(page.em(20), round(way.size * 0.64))
