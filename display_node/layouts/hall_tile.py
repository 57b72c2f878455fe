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
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from display_node.layouts.hall_scene import HallScene, HallService, HallWords
from display_node.layouts.lines import Block, below, common_scale, written
from display_node.layouts.runs import Piece, run, wide
from display_node.wall.page import RADIUS, Page, cap, centred
from display_node.wall.shapes import CAP, Area, Panel, Shape, Text, Weight
from display_node.wall.words import Said

_PAD = 0.11
_MOST_PAD = 40
_LARGEST = 230
_MOST_SWELL = 1.8
_WORD = 0.46
_WAITING = 0.62
_BADGE = 96
_NAME = 42
_SECOND = 0.72
_LEAST_SCALE = 0.72
_STEP = 0.94
_ROW_NAMES = 0.3


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
    is_short: bool = False


def manner(scene: HallScene, page: Page, place: Area, *, is_row: bool) -> Manner:
    """Return the largest way of writing that fits tiles of this size; without words beside figures if need be."""
    found = _manner(scene, page, place, is_row=is_row)
    if not found.lacks:
        return found
    return replace(_manner(shortened(scene), page, place, is_row=is_row), is_short=True)


def shortened(scene: HallScene) -> HallScene:
    """Return the scene with signs in the place of the words beside figures."""
    short = tuple(
        replace(
            each,
            minutes=f"{'< ' * each.is_less}{each.minutes}′" if each.minutes else "",  # noqa: RUF001 - the sign for minutes
            is_less=False,
        )
        for each in scene.services
    )
    words = replace(scene.words, waiting=Said(""), minutes=Said(""), not_known=Said("–"), unknown=Said("–"))  # noqa: RUF001
    return replace(scene, services=short, words=words)


def _manner(scene: HallScene, page: Page, place: Area, *, is_row: bool) -> Manner:
    inner = inside(page, place)
    is_tall = not is_row and inner.height >= page.px(230)
    share = 0.62 if is_row else 0.27 if is_tall else 0.36
    size = max(page.em(30), min(page.px(_LARGEST), round(inner.height * share / CAP)))
    room = inner.width * (1 - _ROW_NAMES) if is_row else inner.width
    while size > page.em(30) and _widest(scene, page, size, is_row=is_row, is_tall=is_tall) > room:
        size = max(page.em(30), int(size * _STEP))
    if not is_row and not is_tall:
        size = _with_places(scene, page, size, room)
    lacks = round(_widest(scene, page, size, is_row=is_row, is_tall=is_tall) - room)
    swell = max(1.0, min(_MOST_SWELL, inner.height / page.px(340))) if is_tall else 1.0
    style = Manner(size, swell, is_row, is_tall, swell=swell)
    _badge, names = _head(scene, page, inner, style)
    has_place = is_row or is_tall or _all_beside(scene, page, size, inner.width)
    name = round(page.em(30) * 1.35)
    lacks = max(0, lacks, name - names.height, page.px(240 if is_row else 120) - names.width)
    return replace(style, lacks=lacks, has_place=has_place)


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
        right = round(inner.right - sum(_columns(scene, page, style.size)))
    names = Area(x, inner.y, max(0, right - x), max(0, height))
    return badge, names


def _low(page: Page, style: Manner) -> int:
    """The height of the figures of a card, with the air above them."""
    waiting = _waiting_size(page, style.size) if style.is_tall else 0
    air = max(page.px(10), style.size // 4)
    return cap(style.size) + air + (cap(waiting) + air + below(waiting) // 2 if waiting else 0)


def _name(name: Said, page: Page, swell: float) -> tuple[Block, ...]:
    theme = page.theme
    return (
        Block(name.first, _NAME * swell, theme.ink, Weight.SEMIBOLD, lines=3),
        Block(name.second, _NAME * _SECOND * swell, theme.soft, Weight.MEDIUM, 20 * swell, lines=2),
    )


def _waiting_size(page: Page, size: int) -> int:
    return max(page.em(28), round(size * _WAITING))


def _minutes(service: HallService, words: HallWords, page: Page, size: int) -> list[Piece]:
    """About how long, or nothing where nothing is known."""
    if not service.minutes:
        return []
    theme, small = page.theme, page.em(size * _WORD / page.unit)
    less = [Piece(words.less_than.first, small, theme.soft)] if service.is_less else []
    figure = Piece(service.minutes, size, theme.value, Weight.BOLD, is_tabular=True)
    after = [Piece(words.minutes.first, small, theme.soft)] if words.minutes.first else []
    return [*less, figure, *after]


def _waiting(service: HallService, words: HallWords, page: Page, size: int) -> list[Piece]:
    theme, small = page.theme, page.em(size * _WORD * 1.2 / page.unit)
    figure = Piece(service.waiting, size, theme.ink, Weight.BOLD, is_tabular=True)
    return [figure, *([Piece(words.waiting.first, small, theme.soft)] if words.waiting.first else [])]


def _place(service: HallService, words: HallWords, page: Page, size: int) -> list[Piece]:
    """Which counters serve it, or that none does; nothing where nobody knows."""
    theme, small = page.theme, page.em(size * _WORD * 1.2 / page.unit)
    if service.has_counters is None:
        return []
    if not service.has_counters:
        return [Piece(words.no_counter.first, small, theme.soft)]
    return [Piece(words.counter.first, small, theme.soft), Piece(service.counters, small, theme.ink, Weight.SEMIBOLD)]


def _widest(scene: HallScene, page: Page, size: int, *, is_row: bool, is_tall: bool) -> float:
    """How many pixels the widest line of figures takes."""
    if is_row:
        return sum(_columns(scene, page, size))
    gap = page.px(28)
    lines = [0.0]
    for service in scene.services:
        minutes = wide(_minutes(service, scene.words, page, size), page)
        waiting = _waiting(service, scene.words, page, _waiting_size(page, size) if is_tall else size)
        place = _place(service, scene.words, page, _waiting_size(page, size))
        beside = wide(place, page) if is_tall else minutes
        lines.append(max(minutes, wide(waiting, page) + gap + beside))
    return max(lines)


def _with_places(scene: HallScene, page: Page, size: int, room: float) -> int:
    """A somewhat smaller em at which the counters have room as well, or the same where there is none."""
    smaller = size
    while smaller > max(page.em(30), size * _LEAST_SCALE):
        if _all_beside(scene, page, smaller, room):
            return smaller
        smaller = int(smaller * _STEP)
    return size


def _all_beside(scene: HallScene, page: Page, size: int, room: float) -> bool:
    """Whether in every card the counters stand between those who wait and the minutes."""
    gap, words, small = page.px(28), scene.words, _waiting_size(page, size)
    return all(
        wide(_waiting(each, words, page, size), page)
        + wide(_place(each, words, page, small), page)
        + (wide(_minutes(each, words, page, size), page) or page.em(170))
        + 2 * gap
        <= room
        for each in scene.services
    )


def _columns(scene: HallScene, page: Page, size: int) -> tuple[float, float, float]:
    """The widths of the columns of counters, of those who wait and of minutes, each with the air before it."""
    gap, words = page.px(44), scene.words
    rows = scene.services
    return (
        gap + _most([_place(row, words, page, _waiting_size(page, size)) for row in rows], page),
        gap + _most([_waiting(row, words, page, size) for row in rows], page),
        gap + max(_most([_minutes(row, words, page, size) for row in rows], page), page.px(200)),
    )


def _most(lines: Sequence[Sequence[Piece]], page: Page) -> float:
    return max((wide(line, page) for line in lines if line), default=0.0)


def _figures(service: HallService, scene: HallScene, page: Page, inner: Area, style: Manner) -> list[Text]:
    if style.is_row:
        return _row_figures(service, scene, page, inner, style)
    words, ground, size = scene.words, page.theme.panel, style.size
    small = _waiting_size(page, size)
    if not style.is_tall:
        base = inner.bottom
        waiting = run(_waiting(service, words, page, size), inner.x, base, page, ground, "left")
        left = waiting[-1].area.right + page.px(28)
        place = _place(service, words, page, small) if style.has_place else []
        there = run(place, left, base, page, ground, "left")
        left = there[-1].area.right + page.px(28) if there else left
        return [*waiting, *there, *_long(service, words, page, inner, left, base, size)]
    base = inner.bottom - below(small) // 2
    upper = base - cap(small) - max(page.px(10), size // 4)
    waiting = run(_waiting(service, words, page, small), inner.x, base, page, ground, "left")
    place = _place(service, words, page, small)
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
    pieces = _minutes(service, words, page, size)
    if pieces:
        x = inner.right if align == "right" else inner.x
        return run(pieces, x, base, page, page.theme.panel, "right" if align == "right" else "left")
    theme, high = page.theme, cap(size) + 2 * below(size)
    area = Area(round(left), round(base - cap(size) / 2 - high / 2), round(inner.right - left), high)
    for said in (words.not_known.first, words.unknown.first):
        block = Block(said, size * _WORD / page.unit, theme.soft, lines=2)
        found = written((block,), page, area, theme.panel)
        if found and " ".join(text.text for text in found) == said:
            return found
    return []


def _row_figures(service: HallService, scene: HallScene, page: Page, inner: Area, style: Manner) -> list[Text]:
    place, waiting, minutes = _columns(scene, page, style.size)
    base, ground, gap = centred(inner, style.size), page.theme.panel, page.px(44)
    left = inner.right - minutes - waiting
    small = _waiting_size(page, style.size)
    counters = _place(service, scene.words, page, small)
    return [
        *run(counters, left - place + gap, base, page, ground, "left"),
        *run(_waiting(service, scene.words, page, style.size), left + waiting, base, page, ground, "right"),
        *_long(service, scene.words, page, inner, inner.right - minutes + gap, base, style.size),
    ]
