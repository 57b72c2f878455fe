"""One row for each button of a kiosk: its letter as large as on the button, its name, how many wait and how long.

Names and figures of all rows have one size each, so that the rows look like one family; many services share columns.
"""

import math
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from display_node.layouts.grid import places
from display_node.layouts.kiosk_names import Lettering, lettering, name_texts
from display_node.layouts.kiosk_scene import KioskScene, ServiceRow
from display_node.wall.lettering import width
from display_node.wall.page import GAP, RADIUS, Page, centred
from display_node.wall.shapes import ASCENT, DESCENT, Area, Panel, Shape, Text, Weight
from display_node.wall.words import Said

_LOWEST: Final = 118
_LOWEST_SQUEEZED: Final = 80
_SECOND_FROM: Final = 190
_HIGHEST: Final = 250
_HIGHEST_PORTRAIT: Final = 320
_NARROWEST: Final = 560
_NARROWEST_HIGH: Final = 470
_COLUMNS: Final = 3
_TALL: Final = 0.2
_PAD: Final = 0.13
_NAMES: Final = (0.48, 0.6, 0.72)
_LINE: Final = ASCENT + DESCENT + 0.04
_OVER_WORDS: Final = 1.7
_FIGURE_LINE: Final = 0.92


class Figures(Struct, frozen=True):
    """How the figures of all rows are written: their em, that of the words below (0: none), and how wide each is."""

    size: int
    word: int
    second: int
    waiting: int
    minutes: int


def rows_shapes(scene: KioskScene, page: Page, area: Area, usual: int) -> list[Shape]:
    """Return the rows, from top to bottom and then from left to right.

    `usual` is the height that they have on most days, by which their columns are found: a notice that comes makes the
    rows lower and leaves each in its place.
    """
    if not scene.rows:
        return []
    cells = _cells(len(scene.rows), page, area, usual)
    figures, names = _lettered(scene, page, cells[0])
    return [
        shape
        for row, cell in zip(scene.rows, cells, strict=True)
        for shape in _row(row, scene, page, cell, figures, names)
    ]


def _lettered(scene: KioskScene, page: Page, cell: Area) -> tuple[Figures, Lettering]:
    """Figures and names; where names would lose their ends, the figures get less room and then less words."""
    names = [row.name for row in scene.rows]
    for share in _NAMES:
        figures = _figures(scene, page, cell, share)
        way = lettering(names, page, _name_area(page, cell, figures))
        if way.is_whole:
            break
    return figures, way


def _cells(count: int, page: Page, area: Area, usual: int) -> list[Area]:
    """Where the rows stand: in the fewest columns in which they are high enough, on most days and at this moment."""
    gap = page.px(GAP)
    narrowest = page.px(_NARROWEST_HIGH if area.height > area.width else _NARROWEST)
    most = max(1, min(_COLUMNS, (area.width + gap) // (narrowest + gap)))
    for columns in range(1, most + 1):
        rows = -(-count // columns)
        high = (area.height + gap) // rows - gap
        high_usually = (usual + gap) // rows - gap
        if high_usually >= page.px(_LOWEST) and high >= page.px(_LOWEST_SQUEEZED):
            break
    high = min(high, page.px(_HIGHEST_PORTRAIT if area.height > area.width else _HIGHEST))
    used = Area(area.x, area.y, area.width, rows * (high + gap) - gap)
    cells = places(rows * columns, columns, used, gap)
    return [cells[n % rows * columns + n // rows] for n in range(count)]


def _row(row: ServiceRow, scene: KioskScene, page: Page, cell: Area, figures: Figures, names: Lettering) -> list[Shape]:
    badge, theme = _badge(cell), page.theme
    size = round(badge.height * 0.68)
    middle = badge.x + badge.width / 2
    ground = theme.panel
    letter = page.text(
        row.letter, middle, centred(badge, size), size, Weight.EXTRABOLD, theme.ink, theme.chip, align="centre"
    )
    return [
        Panel(cell, min(page.px(RADIUS), cell.height // 4), ground),
        Panel(badge, min(page.px(16), badge.height // 4), theme.chip),
        letter,
        *name_texts(row.name, page, _name_area(page, cell, figures), names),
        *_figure_texts(row, scene, page, cell, figures),
    ]


def _badge(cell: Area) -> Area:
    pad = round(cell.height * _PAD)
    return Area(cell.x + pad, cell.y + pad, cell.height - 2 * pad, cell.height - 2 * pad)


def _is_tall(cell: Area) -> bool:
    """The figures stand below the name, and not beside it."""
    return cell.height > _TALL * cell.width


def _name_area(page: Page, cell: Area, figures: Figures) -> Area:
    x, air = _badge(cell).right + _air(cell), _air(cell)
    if _is_tall(cell):
        top = round(cell.height * _PAD) // 2
        low = _line_height(figures, cell) if figures.waiting + figures.minutes else 0
        return Area(x, cell.y + top, cell.right - air - x, cell.height - 2 * top - low)
    taken = figures.waiting + figures.minutes + air * ((figures.waiting > 0) + (figures.minutes > 0))
    return Area(x, cell.y + page.px(4), cell.right - air - taken - x, cell.height - 2 * page.px(4))


def _air(cell: Area) -> int:
    return min(round(cell.height * 0.24), cell.width // 24)


# -- figures -------------------------------------------------------------------------------------------------------


def _figures(scene: KioskScene, page: Page, cell: Area, names: float) -> Figures:
    """Return the largest figures, with the words below them as long as there is room.

    Two languages below a figure have air only in high rows. The share `names` of the row is left to the names.
    """
    if _is_tall(cell):
        return _inline(scene, page, cell)
    room = (cell.width - _badge(cell).right + cell.x) * (1 - names)
    high = cell.height * (1 - 2 * _PAD)
    least = page.em(22)
    ways = ((True, True), (True, False), (False, False))
    for has_words, has_second in ways if cell.height >= page.px(_SECOND_FROM) else ways[1:]:
        for share in range(46, 17, -2):
            size, word = round(cell.height * share / 100), round(cell.height * share * 0.36 / 100)
            word, second = max(word, least) if has_words else 0, max(round(word * 0.86), least) if has_second else 0
            figures = _measured(scene, page, Figures(max(size, least), word, second, 0, 0))
            tall = figures.size * _FIGURE_LINE + (word + second) * _LINE
            if (
                tall <= high
                and figures.waiting + figures.minutes + 2 * _air(cell) <= room
                and size >= word * _OVER_WORDS
            ):
                return figures
    return _measured(scene, page, Figures(least, 0, 0, 0, 0))


def _measured(scene: KioskScene, page: Page, figures: Figures) -> Figures:
    """The same with the widths of its two columns; a column in which nothing stands has none."""
    values = {row.waiting for row in scene.rows} - {""}, {_minutes(row, figures) for row in scene.rows} - {""}
    waiting, minutes = (
        max(_wide(value, Weight.BOLD, figures.size, page) for value in each) if each else 0 for each in values
    )
    return replace(
        figures,
        waiting=max(waiting, _wide_words(scene.waiting, page, figures)) if waiting else 0,
        minutes=max(minutes, _wide_words(scene.minutes, page, figures)) if minutes else 0,
    )


def _wide(text: str, weight: Weight, size: int, page: Page) -> int:
    return math.ceil(width(page.measure, text, weight, size, is_tabular=True))


def _wide_words(said: Said, page: Page, figures: Figures) -> int:
    first = page.measure(said.first, Weight.SEMIBOLD, figures.word) if figures.word else 0
    second = page.measure(said.second, Weight.MEDIUM, figures.second) if figures.second else 0
    return math.ceil(max(first, second))


def _minutes(row: ServiceRow, figures: Figures) -> str:
    """The range; with the sign for minutes where no word stands below it."""
    return f"{row.minutes}′" if row.minutes and not figures.word else row.minutes  # noqa: RUF001 - the sign


def _line_height(figures: Figures, cell: Area) -> int:
    """What the line of figures takes of a tall row, with the air above it."""
    return math.ceil(figures.size * 1.12 + cell.height * _PAD / 2)


def _inline(scene: KioskScene, page: Page, cell: Area) -> Figures:
    """Figures on one line with their words beside them, as large as that line can be."""
    room = cell.right - _badge(cell).right - 2 * _air(cell)
    least = page.em(22)
    for has_second in (True, False):
        for share in range(19, 11, -1):
            size = max(least, round(cell.height * share / 100))
            word = max(least, round(size * 0.6))
            figures = Figures(size, word, word if has_second else 0, 0, 0)
            wide = [_line(row, scene, page, cell, figures)[-1].area.right for row in scene.rows if row.waiting]
            if all(right <= cell.right - _air(cell) for right in wide):
                return replace(figures, waiting=room if wide else 0)
    return Figures(least, 0, 0, room, 0)


def _line(row: ServiceRow, scene: KioskScene, page: Page, cell: Area, figures: Figures) -> list[Text]:
    """The figures of a row and their words, from left to right."""
    theme, texts, x = page.theme, list[Text](), _badge(cell).right + _air(cell)
    baseline = cell.bottom - round(cell.height * _PAD) - math.ceil(figures.size * 0.2)
    minutes = _minutes(row, figures)
    for value, said, ink in ((row.waiting, scene.waiting, theme.ink), (minutes, scene.minutes, theme.value)):
        words = (said.first if figures.word else "", said.second if figures.second else "")
        for words_, size, weight, colour in (
            (value, figures.size, Weight.BOLD, ink),
            (words[0] if value else "", figures.word, Weight.SEMIBOLD, theme.soft),
            (words[1] if value else "", round(figures.word * 0.9), Weight.MEDIUM, theme.soft),
        ):
            if words_:
                texts.append(page.text(words_, x, baseline, max(size, page.least), weight, colour, theme.panel))
                x = texts[-1].area.right + round(figures.size * 0.28)
        x += round(figures.size * 0.55)
    return texts


def _figure_texts(row: ServiceRow, scene: KioskScene, page: Page, cell: Area, figures: Figures) -> list[Text]:
    if _is_tall(cell):
        return _line(row, scene, page, cell, figures) if row.waiting else []
    theme, air = page.theme, _air(cell)
    second = cell.right - air - figures.minutes / 2
    first = cell.right - air - figures.minutes - (air if figures.minutes else 0) - figures.waiting / 2
    texts = []
    for value, said, middle, ink in (
        (row.waiting, scene.waiting, first, theme.ink),
        (_minutes(row, figures), scene.minutes, second, theme.value),
    ):
        if value:
            texts += _stack(value, [said.first, said.second], page, cell, middle, figures, ink)
    return texts


def _stack(
    value: str, words: list[str], page: Page, cell: Area, middle: float, figures: Figures, ink: tuple[int, int, int]
) -> list[Text]:
    """A figure and, below it, what it counts in each language."""
    theme = page.theme
    sizes = [size for size, word in zip((figures.word, figures.second), words, strict=True) if size and word]
    tall = figures.size * _FIGURE_LINE + sum(sizes) * _LINE
    y = cell.y + (cell.height - tall) / 2 + figures.size * 0.76
    ground = theme.panel
    texts = [page.text(value, middle, y, figures.size, Weight.BOLD, ink, ground, align="centre", is_tabular=True)]
    y += figures.size * (_FIGURE_LINE - 0.76)
    for word, size, weight in zip(words, sizes, (Weight.SEMIBOLD, Weight.MEDIUM), strict=False):
        baseline = math.ceil(y) + math.ceil(size * ASCENT)
        texts.append(page.text(word, middle, baseline, size, weight, theme.soft, ground, align="centre"))
        y = baseline + math.ceil(size * DESCENT)
    return texts
