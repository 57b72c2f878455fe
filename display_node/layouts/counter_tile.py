"""The tile of one counter: a small sister of the large call.

    ┌──────────────────────┐
    │ Dipanggil  Prioritas │     the state in words, and what is special
    │ A 017                │     who
    │ Loket      →       3 │     where; the arrow only while the person is awaited
    └──────────────────────┘

All tiles of a wall are written in one *manner*: the same sizes, found from the widest number, so that they are one
family. Nobody there: the word *Buka* or *Tutup* has the place of the number, and a closed counter is an outline.
"""

import math

from msgspec import Struct
from msgspec.structs import replace

from display_node.layouts.counters_scene import CountersScene, CounterTile, Doing, Words
from display_node.layouts.lines import Block, above, below, written
from display_node.layouts.marks import arrow, tag, tag_height
from display_node.wall.lettering import fit, width
from display_node.wall.page import RADIUS, Page, cap
from display_node.wall.palette import Colour, mix
from display_node.wall.shapes import CAP, Area, Panel, Shape, Text, Weight
from display_node.wall.words import Said

_PAD = 0.1
_MOST_PAD = 44
_LARGEST = 640
_LEAST = 30
_LARGEST_WORD = 120
_LABEL = 0.24
_COUNTER = 0.68
_SERVICE = 0.2
_NAME = 8
_STEP = 0.95
_OUTLINE = 3
_HIGHEST = 0.72
_GROWTH = 0.5
_GROWN = 1.15


class Manner(Struct, frozen=True):
    """How all tiles are written, in pixels: the ems of number, state, counter and service (0: no room for it).

    `lacks` is by how many pixels a tile is too small for even the smallest writing.
    """

    number: int
    label: int
    counter: int
    service: int
    lacks: int = 0


def manner(scene: CountersScene, page: Page, place: Area) -> Manner:
    """Return the largest way of writing that fits a tile of this size whatever stands in it."""
    inner = inside(page, place)
    widest = "W 0000" if any(len(tile.number) > len("A 017") for tile in scene.tiles) else "W 000"
    sized = [_fitted(widest, page, inner, has_label=has_label) for has_label in (True, False)]
    style = sized[1] if sized[0].lacks else sized[0]
    service = page.em(max(_LEAST, _SERVICE * style.number / page.unit))
    with_service = replace(style, service=service)
    has_room = any(tile.service.first for tile in scene.tiles) and service <= style.label
    has_room = has_room and inner.width >= _NAME * service  # half a name says nothing
    return _grown(with_service if has_room and _tall(with_service, page) <= inner.height else style, page, inner)


def _fitted(widest: str, page: Page, inner: Area, *, has_label: bool) -> Manner:
    """The largest number with which all lines stand in the tile."""
    least = max(8, page.least)
    largest = min(page.px(_LARGEST), max(least, round(inner.height * _HIGHEST)))
    size = fit(page.measure, widest, Weight.EXTRABOLD, largest, least, inner.width, is_tabular=True)
    while size > least and _tall(_sized(size, page, has_label=has_label), page) > inner.height:
        size = max(least, int(size * _STEP))
    style = _sized(size, page, has_label=has_label)
    wide = width(page.measure, widest, Weight.EXTRABOLD, size, is_tabular=True)
    return replace(style, lacks=max(0, _tall(style, page) - inner.height, math.ceil(wide) - inner.width))


def tile_shapes(
    tile: CounterTile, words: Words, page: Page, place: Area, style: Manner, glow: float, *, is_loud: bool
) -> list[Shape]:
    """Return one tile. With `is_loud` one that is called to has the accent panel, as bright as `glow` (0 to 1)."""
    theme, inner = page.theme, inside(page, place)
    is_called, is_lit = tile.doing is Doing.CALLED, is_loud and tile.doing is Doing.CALLED
    ground = mix(theme.accent, theme.glow, glow) if is_lit else theme.panel
    radius = min(page.px(RADIUS), place.height // 5)
    shapes: list[Shape] = [Panel(place, radius, ground)]
    if tile.doing is Doing.CLOSED:
        ground, line = theme.ground, max(1, page.px(_OUTLINE))
        shapes.append(Panel(place.inset(line, line), radius - line, ground))
    ink = theme.ground if is_lit else theme.accent if is_called else theme.ink
    row = _where(tile, words, page, inner, style, ground, is_lit=is_lit)
    if not tile.number:
        upper = Area(inner.x, inner.y, inner.width, inner.height - cap(style.counter))
        return [*shapes, *_words(tile, page, upper, style, ground), *row]
    return [*shapes, *_who(tile, words, page, inner, style, ground, ink, is_lit=is_lit), *row]


def inside(page: Page, place: Area) -> Area:
    """Return the part of a tile or band that is written on."""
    pad = min(page.px(_MOST_PAD), round(min(place.width, place.height) * _PAD) + page.px(4))
    return place.inset(pad, pad)


def _grown(style: Manner, page: Page, inner: Area) -> Manner:
    """A tall tile gives its counter what height is left, so that no line stands alone in a void."""
    spare = (inner.height - _tall(style, page)) * _GROWTH / CAP
    return replace(style, counter=round(max(style.counter, min(style.number * _GROWN, style.counter + spare))))


def _sized(number: int, page: Page, *, has_label: bool) -> Manner:
    label = page.em(max(_LEAST * 0.8, min(48, _LABEL * number / page.unit))) if has_label else 0
    return Manner(number, label, max(label, page.least, round(number * _COUNTER)), 0)


def _tall(style: Manner, page: Page) -> int:
    """The least height of a tile that is written so: its lines and the air between them."""
    air = max(page.px(12 if style.label else 6), round(style.number * 0.17))
    service = cap(style.service) + air if style.service else 0
    return _head(style) + cap(style.number) + service + 2 * air + cap(style.counter)


def _head(style: Manner) -> int:
    """The height of the first line, with the part of a tag that hangs below its letters."""
    return (cap(style.label) + tag_height(style.label)) // 2


def _who(
    tile: CounterTile,
    words: Words,
    page: Page,
    inner: Area,
    style: Manner,
    ground: Colour,
    ink: Colour,
    *,
    is_lit: bool,
) -> list[Shape]:
    """The state, the number and, where there is room, the service, with the same air between all lines."""
    theme = page.theme
    service = cap(style.service) if style.service else 0
    lines = _head(style) + cap(style.number) + service + cap(style.counter)
    air = (inner.height - lines) / (3 if service else 2)
    base = inner.y + _head(style) + air + cap(style.number)
    number = page.text(
        tile.number, inner.x, base, style.number, Weight.EXTRABOLD, ink, ground, is_tabular=True, call=tile.call
    )
    quiet = theme.brown if is_lit else theme.soft
    named = []
    if service and tile.service.first:
        y = base + air + service
        named = [
            page.text(tile.service.first, inner.x, y, style.service, Weight.MEDIUM, quiet, ground, room=inner.width)
        ]
    label = _label(tile, words, page, inner, style.label, ground, is_lit=is_lit) if style.label else []
    return [*label, number, *named]


def _label(
    tile: CounterTile, words: Words, page: Page, inner: Area, size: int, ground: Colour, *, is_lit: bool
) -> list[Shape]:
    """The state in words on the left and the tag of a priority on the right, as much of both as has room."""
    theme, baseline = page.theme, inner.y + cap(size)
    pill = _priority(words, page, inner, size, ground, is_lit=is_lit) if tile.is_priority else []
    right = pill[0].area.x - size // 2 if pill else inner.right
    quiet = theme.brown if is_lit else theme.soft
    for said in _ways(tile, words):
        text = page.text(said, inner.x, baseline, size, Weight.SEMIBOLD, quiet, ground)
        if text.area.right <= right:
            second = _second(tile, words, page, text, right, ground)
            return [text, *second, *pill]
    return [*pill]


def _priority(words: Words, page: Page, inner: Area, size: int, ground: Colour, *, is_lit: bool) -> list[Panel | Text]:
    """The tag of a priority at the right edge; in a tile too narrow for one its word alone."""
    theme, top = page.theme, inner.y + (cap(size) - tag_height(size)) / 2
    pill = tag(words.priority.first, inner.right, top, size, page, theme.ink, theme.ground if is_lit else theme.chip)
    if pill[0].area.x >= inner.x:
        return pill
    ink = theme.ground if is_lit else theme.ink
    word = page.text(words.priority.first, inner.x, inner.y + cap(size), size, Weight.BOLD, ink, ground)
    return [word] if word.area.right <= inner.right else []


def _ways(tile: CounterTile, words: Words) -> tuple[str, ...]:
    if tile.is_recalled:
        return (words.recalled.first, words.again.first)
    return (tile.said.first, words.served.first) if tile.doing is Doing.SERVING else (tile.said.first,)


def _second(tile: CounterTile, words: Words, page: Page, first: Text, right: int, ground: Colour) -> list[Text]:
    said = words.recalled if tile.is_recalled else tile.said
    if not said.second or first.text != said.first:
        return []
    size, x = page.em(first.size * 0.8 / page.unit), first.area.right + round(first.size * 0.45)
    text = page.text(said.second, x, first.baseline, size, Weight.MEDIUM, first.ink, ground)
    return [text] if text.area.right <= right else []


def _words(tile: CounterTile, page: Page, area: Area, style: Manner, ground: Colour) -> list[Text]:
    """Nobody is there: the word for it in the place of the number."""
    theme = page.theme
    size = min(style.number * 0.62 / page.unit, _LARGEST_WORD)
    small = size * 0.5
    blocks = (
        Block(tile.said.first, size, theme.ink if tile.doing is Doing.OPEN else theme.soft, Weight.SEMIBOLD),
        Block(tile.said.second if small >= _LEAST * 0.8 else "", small, theme.soft, Weight.MEDIUM, size * 0.36),
    )
    return written(blocks, page, area, ground)


def _where(
    tile: CounterTile, words: Words, page: Page, inner: Area, style: Manner, ground: Colour, *, is_lit: bool
) -> list[Shape]:
    """*Loket*, an arrow while somebody is awaited, and the counter."""
    theme, is_called = page.theme, tile.doing is Doing.CALLED
    quiet = theme.brown if is_lit else theme.soft
    loud = theme.ground if is_lit else theme.soft if tile.doing is Doing.CLOSED else theme.value
    number = page.text(
        str(tile.counter), inner.right, inner.bottom, style.counter, Weight.EXTRABOLD, loud, ground, align="right",
        is_tabular=True,
    )  # fmt: skip
    room = number.x - inner.x - style.counter // 4
    said = two_lines(words.counter, page, inner.x, inner.bottom, cap(style.counter), room, (quiet, ground))
    if not is_called:
        return [*said, number]
    colour = theme.ground if is_lit else theme.accent
    middle, end = inner.bottom - cap(style.counter) / 2, number.x - style.counter * 0.22
    start = max((text.area.right for text in said), default=inner.x) + style.counter * 0.15
    for words_there, left, share in ((said, start, 0.9), (said, start, 0.55), ([], inner.x, 0.9)):
        drawn = arrow(left, end, middle, round(cap(style.counter) * share), colour)
        if drawn:
            return [*words_there, *drawn, number]
    return [*said, number]


def two_lines(
    said: Said, page: Page, x: float, bottom: float, tall: int, room: float, colours: tuple[Colour, Colour]
) -> list[Text]:
    """Return words in two languages as high as the digits beside them, in one where there is no room for two."""
    ink, ground = colours
    size = min(page.px(72), round(tall * 0.58))
    small = round(size * 0.66)
    gap = below(size) + above(small) + round(size * 0.16)
    spare = tall - cap(size) - cap(small) - gap
    if said.second and small >= page.em(20) and spare >= 0:
        base = bottom - spare / 2
        first = page.text(said.first, x, base - cap(small) - gap, size, Weight.SEMIBOLD, ink, ground)
        second = page.text(said.second, x, base, small, Weight.MEDIUM, ink, ground)
        if max(first.width, second.width) <= room:
            return [first, second]
    size = page.em(min(44, max(24, tall * 0.62 / page.unit)))
    first = page.text(said.first, x, bottom - (tall - cap(size)) / 2, size, Weight.SEMIBOLD, ink, ground)
    return [first] if first.width <= room else []
