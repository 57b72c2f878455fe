"""The names of services in rows of one size: on one line where all of them can be, else broken into two or three.

All names have the same em, so that none looks more important for being shorter. Where not even the least em leaves room
for the second language, no row has it; what is still too long loses its end, for the letter on the badge is the name
that counts.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from display_node.wall.lettering import wrap_evenly
from display_node.wall.page import Page
from display_node.wall.shapes import ASCENT, DESCENT, Area, Text, Weight
from display_node.wall.words import Said

_LARGEST: Final = 0.34
_LEAST: Final = 22
_SECOND: Final = 0.68
_AIR: Final = 0.22


class Lettering(Struct, frozen=True):
    """The em of the first language, that of the second (0: it has no room), and on how many lines each may stand.

    Without `is_whole` some name loses its end.
    """

    first: int
    second: int
    lines: int
    is_whole: bool = True


_Line = tuple[str, int, Weight]


def lettering(names: Sequence[Said], page: Page, area: Area, largest: int = 0) -> Lettering:
    """Return the largest lettering in which every name stands in an area as large as this one.

    `largest` is the greatest em in pixels (0: as large as looks well in that height).
    """
    least = page.em(_LEAST)
    for ways in _ways(page, max(least, largest or round(area.height * _LARGEST))):
        count = bisect_left(ways, 1, key=lambda way: not _all_stand(names, page, area, way))
        if count:
            return ways[count - 1]
    return Lettering(least, 0, 2 if 2 * _tall(least) <= area.height else 1, is_whole=False)


def name_texts(name: Said, page: Page, area: Area, way: Lettering, *, is_paper: bool = False) -> list[Text]:
    """Return the name in the middle of the area's height, on a panel or on paper."""
    theme, lines = page.theme, _lines(name, page, area, way)
    first, second, ground = theme.ink, theme.soft, theme.panel
    if is_paper:
        first, second, ground = theme.ground, theme.chip, theme.paper
    y = area.y + (area.height - _height(lines)) // 2
    texts = list[Text]()
    for n, (words, size, weight) in enumerate(lines):
        if n and weight is not lines[n - 1][2]:
            y += _air(lines[n - 1][1])
        ink = first if weight is Weight.SEMIBOLD else second
        baseline = y + math.ceil(size * ASCENT)
        texts.append(page.text(words, area.x, baseline, size, weight, ink, ground))
        y += _tall(size)
    return texts


def _ways(page: Page, largest: int) -> list[list[Lettering]]:
    """Each from small to large; one line down to two thirds before more, and both languages before one."""
    least = page.em(_LEAST)
    kinds = [(max(least, round(largest * 0.66)), 1, True), (least, 2, True), (least, 3, True)]
    kinds += [(least, 2, False), (least, 3, False)]
    return [
        [Lettering(size, _second(page, size) if is_both else 0, lines) for size in range(smallest, largest + 1)]
        for smallest, lines, is_both in kinds
    ]


def _second(page: Page, size: int) -> int:
    return max(page.em(20), round(size * _SECOND))


def _lines(name: Said, page: Page, area: Area, way: Lettering) -> list[_Line]:
    lines = list[_Line]()
    for words, size, weight in (
        (name.first, way.first, Weight.SEMIBOLD),
        (name.second, way.second, Weight.MEDIUM),
    ):
        if words and size:
            broken = wrap_evenly(page.measure, words, weight, size, area.width, way.lines)
            lines += [(line, size, weight) for line in broken]
    return lines


def _all_stand(names: Sequence[Said], page: Page, area: Area, way: Lettering) -> bool:
    return all(_stands(_lines(name, page, area, way), area) for name in names)


def _stands(lines: list[_Line], area: Area) -> bool:
    return _height(lines) <= area.height and not any(
        words.endswith("…") or not words for words, _size, _weight in lines
    )


def _height(lines: list[_Line]) -> int:
    turn = next((size for (_, size, weight), (_, _, after) in pairwise(lines) if weight != after), 0)
    return sum(_tall(size) for _words, size, _weight in lines) + _air(turn)


def _tall(size: int) -> int:
    return math.ceil(size * ASCENT) + math.ceil(size * DESCENT)


def _air(size: int) -> int:
    return round(size * _AIR)
