"""One service of the hall: its letter and name, how many wait, about how long, and which counters serve it now.

    card  ┌────────────────────┐    row  ┌──────────────────────────────────────────────────────────┐
          │ A  Paspor baru     │         │ A  Paspor baru     Loket 3–5   7 menunggu    20–35 menit │
          │    New passport    │         │    New passport                                          │
          │ 20–35 menit        │         └──────────────────────────────────────────────────────────┘
          │ 7 menunggu Loket 3 │
          └────────────────────┘

The minutes are the loud thing, because they are what people decide by. All services of a wall are written alike: the
ems of figures and names are found from the widest.
"""  # noqa: RUF002 - the dash of a range

import math
from bisect import bisect_left

from msgspec import Struct
from msgspec.structs import replace

from display_node.layouts.hall_figures import (
    WORD,
    all_beside,
    columns,
    minutes_pieces,
    place_pieces,
    row_waiting_size,
    waiting_pieces,
    waiting_size,
    widest,
    with_places,
)
from display_node.layouts.hall_scene import HallScene, HallService, HallWords
from display_node.layouts.lines import Block, below, common_scale, written
from display_node.layouts.runs import run, wide
from display_node.wall.page import RADIUS, Page, cap, centred
from display_node.wall.shapes import CAP, Area, Panel, Shape, Text, Weight
from display_node.wall.words import Said

_PAD = 0.11
_MOST_PAD = 40
_LARGEST = 230
_MOST_SWELL = 1.8
_ROW_SWELL = 1.25
_BADGE = 96
_NAME = 42
_SECOND = 0.72
_LEAST_SCALE = 0.72
_STEP = 0.94
_ROW_NAMES = 0.36


class Manner(Struct, frozen=True):
    """How all services are written: the em of the minutes in pixels, the scale of the names, and where things stand.

    `swell` is how much larger than usual letter and names are, `has_place` whether the counters have room, `lacks` by
    how many pixels a tile is too small for the smallest figures.
    """

    size: int
    names: float
    is_row: bool
    is_tall: bool
    lacks: int = 0
    swell: float = 1.0
    has_place: bool = True


def manner(scene: HallScene, page: Page, place: Area, *, is_row: bool) -> Manner:
    """Return the largest way of writing that fits tiles of this size."""
    inner = inside(page, place)
    is_tall = not is_row and inner.height >= page.px(230)
    share = 0.62 if is_row else 0.27 if is_tall else 0.36
    size = max(page.em(30), min(page.px(_LARGEST), round(inner.height * share / CAP)))
    room = inner.width * (1 - _ROW_NAMES) if is_row else inner.width
    sizes = _smaller(size, page.em(30))
    fitting = bisect_left(sizes, True, key=lambda em: widest(scene, page, em, is_row=is_row, is_tall=is_tall) <= room)
    size = sizes[min(fitting, len(sizes) - 1)]
    if not is_row and not is_tall:
        size = with_places(scene, page, size, room)
    lacks = round(widest(scene, page, size, is_row=is_row, is_tall=is_tall) - room)
    usual = 340 if is_tall else 100
    swell = max(1.0, min(_MOST_SWELL if is_tall else _ROW_SWELL, inner.height / page.px(usual)))
    swell = swell if is_tall or is_row else 1.0
    style = Manner(size, swell, is_row, is_tall, swell=swell)
    _badge, names = _head(scene, page, inner, style)
    has_place = is_row or is_tall or all_beside(scene, page, size, inner.width)
    name = round(page.em(30) * 1.35)
    lacks = max(0, lacks, name - names.height, page.px(240 if is_row else 120) - names.width)
    return replace(style, lacks=lacks, has_place=has_place)


def _smaller(size: int, least: int) -> list[int]:
    """The ems to try, from the largest to the least, a step apart."""
    sizes = [size]
    while sizes[-1] > least:
        sizes.append(max(least, int(sizes[-1] * _STEP)))
    return sizes


def named(style: Manner, scene: HallScene, page: Page, place: Area) -> Manner:
    """Return the manner with the scale at which the names of all services stand in such a tile."""
    _badge, names = _head(scene, page, inside(page, place), style)
    blocks = [_name(service.name, page, style.swell) for service in scene.services]
    return replace(style, names=common_scale(blocks, page, names, _LEAST_SCALE))


def tile_shapes(service: HallService, scene: HallScene, page: Page, place: Area, style: Manner) -> list[Shape]:
    """Return one service."""
    theme, inner = page.theme, inside(page, place)
    badge, names = _head(scene, page, inner, style)
    size = max(page.least, round(badge.height * 0.66))
    x, base = badge.x + badge.width / 2, centred(badge, size)
    letter = page.text(service.letter, x, base, size, Weight.EXTRABOLD, theme.ink, theme.chip, align="centre")
    blocks = _name(service.name, page, style.swell)
    return [
        Panel(place, min(page.px(RADIUS), place.height // 4), theme.panel),
        Panel(badge, min(page.px(16), badge.height // 4), theme.chip),
        letter,
        *written(blocks, page, names, theme.panel, scale=style.names),
        *(_figures(service, scene, page, inner, style) if scene.has_figures else []),
    ]


def inside(page: Page, place: Area) -> Area:
    """Return the part of a tile that is written on."""
    pad = min(page.px(_MOST_PAD), round(min(place.width, place.height) * _PAD) + page.px(2))
    return place.inset(pad, pad)


def _head(scene: HallScene, page: Page, inner: Area, style: Manner) -> tuple[Area, Area]:
    """Where the letter and the names stand."""
    height = inner.height if style.is_row or not scene.has_figures else inner.height - _low(page, style)
    side = max(min(page.px(_BADGE * style.swell), height, inner.width // 4), math.ceil(page.least * 1.4))
    if style.is_tall and scene.has_figures:
        height = max(side, min(height, round(side * 2.2)))
    badge = Area(inner.x, inner.y + (height - side) // 2, side, side)
    x = badge.right + max(page.px(14), side // 5)
    right = inner.right
    if style.is_row and scene.has_figures:
        right = round(inner.right - sum(columns(scene, page, style.size)))
    names = Area(x, inner.y, max(0, right - x), max(0, height))
    return badge, names


def _low(page: Page, style: Manner) -> int:
    """The height of the figures of a card, with the air above them."""
    waiting = waiting_size(page, style.size) if style.is_tall else 0
    air = max(page.px(10), style.size // 4)
    return cap(style.size) + air + (cap(waiting) + air + below(waiting) // 2 if waiting else 0)


def _name(name: Said, page: Page, swell: float) -> tuple[Block, ...]:
    theme = page.theme
    return (
        Block(name.first, _NAME * swell, theme.ink, Weight.SEMIBOLD, lines=3),
        Block(name.second, _NAME * _SECOND * swell, theme.soft, Weight.MEDIUM, 20 * swell, lines=2),
    )


def _figures(service: HallService, scene: HallScene, page: Page, inner: Area, style: Manner) -> list[Text]:
    if style.is_row:
        return _row_figures(service, scene, page, inner, style)
    words, ground, size = scene.words, page.theme.panel, style.size
    small = waiting_size(page, size)
    if not style.is_tall:
        base = inner.bottom
        waiting = run(waiting_pieces(service, words, page, size), inner.x, base, page, ground, "left")
        left = waiting[-1].area.right + page.px(28)
        place = place_pieces(service, words, page, small) if style.has_place else []
        there = run(place, left, base, page, ground, "left")
        left = there[-1].area.right + page.px(28) if there else left
        return [*waiting, *there, *_long(service, words, page, inner, left, base, size)]
    base = inner.bottom - below(small) // 2
    upper = base - cap(small) - max(page.px(10), size // 4)
    waiting = run(waiting_pieces(service, words, page, small), inner.x, base, page, ground, "left")
    place = place_pieces(service, words, page, small)
    room = inner.right - waiting[-1].area.right - page.px(24)
    there = run(place, inner.right, base, page, ground, "right") if place and wide(place, page) <= room else []
    return [*waiting, *there, *_long(service, words, page, inner, inner.x, upper, size, align="left")]


def _long(
    service: HallService,
    words: HallWords,
    page: Page,
    inner: Area,
    left: float,
    base: float,
    size: int,
    *,
    align: str = "right",
) -> list[Text]:
    """How long the wait is, between `left` and the right edge; quiet words where that is not known."""
    pieces = minutes_pieces(service, words, page, size)
    if pieces:
        x = inner.right if align == "right" else inner.x
        return run(pieces, x, base, page, page.theme.panel, "right" if align == "right" else "left")
    theme, high = page.theme, cap(size) + 2 * below(size)
    area = Area(round(left), round(base - cap(size) / 2 - high / 2), round(inner.right - left), high)
    for said in (words.not_known.first, words.unknown.first):
        block = Block(said, size * WORD / page.unit, theme.soft, lines=2)
        found = written((block,), page, area, theme.panel)
        if found and " ".join(text.text for text in found) == said:
            return found
    return []


def _row_figures(service: HallService, scene: HallScene, page: Page, inner: Area, style: Manner) -> list[Text]:
    place, waiting, minutes = columns(scene, page, style.size)
    base, ground, gap = centred(inner, style.size), page.theme.panel, page.px(44)
    left = inner.right - minutes - waiting
    small = waiting_size(page, style.size)
    counters = place_pieces(service, scene.words, page, small)
    return [
        *run(counters, left - place + gap, base, page, ground, "left"),
        *run(
            waiting_pieces(service, scene.words, page, row_waiting_size(page, style.size)),
            left + waiting,
            base,
            page,
            ground,
            "right",
        ),
        *_long(service, scene.words, page, inner, inner.right - minutes + gap, base, style.size),
    ]
