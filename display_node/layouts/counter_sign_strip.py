"""The officer's part of a sign: a line of facts, and a white band while a kiosk asks for help.

Facts that do not fit are left out from the end, because the most needed stand first; nothing is written smaller than
an officer reads at a glance.
"""

from typing import Final

from display_node.layouts.counter_sign_scene import Fact, SignScene
from display_node.layouts.lines import Block, above, below, written
from display_node.wall.lettering import shorten
from display_node.wall.page import RADIUS, Page, cap, centred
from display_node.wall.shapes import Area, Panel, Shape, Weight

_LABEL: Final = 40
_VALUE: Final = 64
_PAD: Final = 34
_GAP: Final = 52
_SHORTEST: Final = 4.0
_HELP: Final = 64
_HELP_SHARE: Final = 0.17


def strip_height(scene: SignScene, page: Page, area: Area) -> int:
    """Return how many pixels the officer's facts take; 0 where there are none."""
    rows = _rows(scene, page, area.width)
    return len(rows) * _row(page) + 2 * page.px(_PAD) + (len(rows) - 1) * page.px(_PAD) if rows else 0


def strip_shapes(scene: SignScene, page: Page, area: Area) -> list[Shape]:
    """Return the facts, spread evenly over each row."""
    theme, pad = page.theme, page.px(_PAD)
    shapes: list[Shape] = [Panel(area, min(page.px(RADIUS), area.height // 5), theme.panel)]
    y, label, value = area.y + pad, page.em(_LABEL), page.em(_VALUE)
    rows = _rows(scene, page, area.width)
    for row, lefts in zip(rows, _lefts(rows, page, area.width - 2 * pad), strict=True):
        for fact, left in zip(row, lefts, strict=True):
            x = area.x + pad + left
            top = page.text(fact.label, x, y + cap(label), label, Weight.MEDIUM, theme.soft, theme.panel)
            shown = shorten(page.measure, fact.value, Weight.BOLD, value, area.right - pad - x)
            base = y + _row(page) - below(value) // 2
            shapes += [top, page.text(shown, x, base, value, Weight.BOLD, theme.ink, theme.panel)]
        y += _row(page) + pad
    return shapes


def _lefts(rows: list[list[Fact]], page: Page, room: int) -> list[list[float]]:
    """Where the facts of each row begin: in the same equal columns, or else with equal air between them."""
    gap, count = page.px(_GAP), max(map(len, rows), default=1)
    column = (room + gap) / count
    if all(_wide(fact, page) + gap / 2 <= column for row in rows for fact in row[:-1]) and all(
        (len(row) - 1) * column + _wide(row[-1], page) <= room for row in rows
    ):
        return [[n * column for n in range(len(row))] for row in rows]
    return [_spread([_wide(fact, page) for fact in row], room, gap) for row in rows]


def _spread(wide: list[float], room: int, gap: int) -> list[float]:
    air = max(gap, (room - sum(wide)) / max(1, len(wide) - 1))
    return [sum(wide[:n]) + n * air for n in range(len(wide))]


def band_height(scene: SignScene, page: Page, area: Area) -> int:
    """Return how high the band of a call for help is; 0 while nobody asks."""
    if not scene.help.first:
        return 0
    return max(round(area.height * _HELP_SHARE), 2 * page.em(_HELP))


def band_shapes(scene: SignScene, page: Page, area: Area) -> list[Shape]:
    """Return the band: white, a question mark, and where somebody waits for an officer."""
    theme = page.theme
    side = min(area.height - 2 * page.px(16), page.px(120))
    badge = Area(area.x + (area.height - side) // 2, area.y + (area.height - side) // 2, side, side)
    size = round(side * 0.62)
    mark = page.text(
        "?", badge.x + side / 2, centred(badge, size), size, Weight.EXTRABOLD, theme.ink, theme.ground, align="centre"
    )
    x = badge.right + page.px(28)
    words = Area(x, area.y, area.right - x - page.px(28), area.height)
    blocks = (
        Block(scene.help.first, _HELP, theme.ground, Weight.BOLD, lines=2),
        Block(scene.help.second, _HELP * 0.6, theme.chip, Weight.MEDIUM, 26, lines=1),
    )
    panel = Panel(area, min(page.px(RADIUS), area.height // 4), theme.paper)
    return [panel, Panel(badge, side // 2, theme.ground), mark, *written(blocks, page, words, theme.paper)]


def _rows(scene: SignScene, page: Page, width: int) -> list[list[Fact]]:
    """The facts in one row or, on a high screen, in more; the last may be shortened, what has no room is left out."""
    room = width - 2 * page.px(_PAD)
    rows: list[list[Fact]] = [[]]
    left = float(room)
    for fact in scene.facts:
        least = min(_wide(fact, page), page.em(_VALUE) * _SHORTEST) if fact is scene.facts[-1] else _wide(fact, page)
        if least > left and rows[-1]:
            if len(rows) == _most_rows(page):
                break
            rows.append([])
            left = room
        rows[-1].append(fact)
        left -= _wide(fact, page) + page.px(_GAP)
    return [row for row in rows if row]


def _most_rows(page: Page) -> int:
    return 3 if page.is_portrait else 1


def _row(page: Page) -> int:
    """The height of a label and its value."""
    label, value = page.em(_LABEL), page.em(_VALUE)
    return cap(label) + below(label) + above(value) + page.px(14) + cap(value) + below(value) // 2


def _wide(fact: Fact, page: Page) -> float:
    label = page.measure(fact.label, Weight.MEDIUM, page.em(_LABEL))
    return max(label, page.measure(fact.value, Weight.BOLD, page.em(_VALUE))) + 1
