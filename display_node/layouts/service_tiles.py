"""One tile per service: its letter, its name, how many wait and, only where it is known, about how long.

How large the tiles are `tile_grid` says. The figures of all tiles have one size, found from the widest, and so have the
names that stand in one line; bare tiles have the figures beside the letter and no name.
"""

import math
from typing import Final

from msgspec import Struct

from display_node.layouts.call_scene import Scene, Tile
from display_node.layouts.tile_grid import Grid, scaled
from display_node.wall.lettering import wrap
from display_node.wall.page import GAP, RADIUS, Page, centred
from display_node.wall.shapes import ASCENT, DESCENT, Area, Panel, Shape, Text, Weight
from display_node.wall.words import Said

_WORD_GAP: Final = 8
_LARGEST_NAME: Final = 36
_ONE_LINE: Final = 27


class Figures(Struct, frozen=True):
    """How figures are written in all tiles: their em, which of them have a word beside them, whether waits are told."""

    size: int
    has_waiting: bool
    has_minutes: bool
    tells_wait: bool = True


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


def _parts(place: Area, page: Page, shape: Grid) -> tuple[Area, Area, Area]:
    """Where in a tile the badge, the names and the line of figures stand."""
    if shape.is_bare:
        return _bare_parts(place, page)
    pad = page.px(18 if shape.is_full else 14)
    inner = place.inset(pad, pad)
    line = scaled(page, 46 if shape.is_full else 26)
    side = inner.height - line - page.px(14) if shape.is_full else min(inner.height, scaled(page, 76))
    badge = Area(inner.x, inner.y, side, side)
    x = badge.right + page.px(16)
    left = inner.x if shape.is_full else x
    gap = page.px(12 if shape.is_full else 8)
    names = Area(x, inner.y, inner.right - x, inner.height - line - gap)
    return badge, names, Area(left, inner.bottom - line, inner.right - left, line)


def _bare_parts(place: Area, page: Page) -> tuple[Area, Area, Area]:
    inner = place.inset(page.px(8), page.px(8))
    badge, high = Area(inner.x, inner.y, inner.height, inner.height), scaled(page, 30)
    x, right = badge.right + page.px(14), inner.right - page.px(8)
    return badge, Area(x, inner.y, 0, 0), Area(x, inner.y + (inner.height - high) // 2, right - x, high)


def _common_name(scene: Scene, page: Page, room: int) -> int:
    """Return the em at which every name that stands in one line does so; the tiles then look like one family."""
    one_line = scaled(page, _ONE_LINE)
    wide = [page.measure(tile.name.first, Weight.SEMIBOLD, one_line) for tile in scene.tiles]
    return min([scaled(page, _LARGEST_NAME), *(int(one_line * room / width) for width in wide if 0 < width <= room)])


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
        *([] if shape.is_bare else _names(tile.name, page, names, name)),
        *_figures(tile, scene, page, line, figures),
    ]


def _names(name: Said, page: Page, area: Area, large: int) -> list[Text]:
    """As much of the name in both languages as stands in the area: two lines of the first language at most."""
    small, least = page.em(25), page.em(26)
    room = area.height
    is_low = room < _tall(small) + _tall(least)
    if is_low or page.measure(name.first, Weight.SEMIBOLD, scaled(page, _ONE_LINE)) <= area.width:
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
    largest, least = scaled(page, 46 if is_full else 30), page.em(25 if is_full else 22)
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
