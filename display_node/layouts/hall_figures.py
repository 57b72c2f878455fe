"""How many wait, about how long, and where: as pieces of a line, and how much room they take.

The figure is large and its word small. Where not even the smallest words have room, signs stand for them.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from display_node.layouts.hall_scene import HallScene, HallService, HallWords
from display_node.layouts.runs import Piece, wide
from display_node.wall.page import Page
from display_node.wall.shapes import Weight
from display_node.wall.words import Said

WORD = 0.46
_PLACE_WORD = 1.2
_WAITING = 0.62
_ROW_WAITING = 0.76
_LEAST_SCALE = 0.72
_STEP = 0.94


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


def waiting_size(page: Page, size: int) -> int:
    """Return the em of how many wait in a card whose minutes have this one."""
    return max(page.em(28), round(size * _WAITING))


def row_waiting_size(page: Page, size: int) -> int:
    """Return the em of how many wait in a row whose minutes have this one."""
    return max(page.em(28), round(size * _ROW_WAITING))


def minutes_pieces(service: HallService, words: HallWords, page: Page, size: int) -> list[Piece]:
    """Return about how long the wait is; nothing where nothing is known."""
    if not service.minutes:
        return []
    theme, small = page.theme, page.em(size * WORD / page.unit)
    less = [Piece(words.less_than.first, small, theme.soft)] if service.is_less else []
    figure = Piece(service.minutes, size, theme.value, Weight.BOLD, is_tabular=True)
    after = [Piece(words.minutes.first, small, theme.soft)] if words.minutes.first else []
    return [*less, figure, *after]


def waiting_pieces(service: HallService, words: HallWords, page: Page, size: int) -> list[Piece]:
    """Return how many wait."""
    theme, small = page.theme, page.em(size * WORD * _PLACE_WORD / page.unit)
    figure = Piece(service.waiting, size, theme.ink, Weight.BOLD, is_tabular=True)
    return [figure, *([Piece(words.waiting.first, small, theme.soft)] if words.waiting.first else [])]


def place_pieces(service: HallService, words: HallWords, page: Page, size: int) -> list[Piece]:
    """Return which counters serve it, or that none does; nothing where nobody knows."""
    theme, small = page.theme, page.em(size * WORD * _PLACE_WORD / page.unit)
    if service.has_counters is None:
        return []
    if not service.has_counters:
        return [Piece(words.no_counter.first, small, theme.soft)]
    return [Piece(words.counter.first, small, theme.soft), Piece(service.counters, small, theme.ink, Weight.SEMIBOLD)]


def widest(scene: HallScene, page: Page, size: int, *, is_row: bool, is_tall: bool) -> float:
    """Return how many pixels the widest line of figures takes."""
    if is_row:
        return sum(columns(scene, page, size))
    gap = page.px(28)
    lines = [0.0]
    for service in scene.services:
        minutes = wide(minutes_pieces(service, scene.words, page, size), page)
        waiting = waiting_pieces(service, scene.words, page, waiting_size(page, size) if is_tall else size)
        place = place_pieces(service, scene.words, page, waiting_size(page, size))
        beside = wide(place, page) if is_tall else minutes
        lines.append(max(minutes, wide(waiting, page) + gap + beside))
    return max(lines)


def columns(scene: HallScene, page: Page, size: int) -> tuple[float, float, float]:
    """Return the widths of the columns of counters, those who wait and minutes, each with the air before it."""
    gap, words = page.px(44), scene.words
    rows = scene.services
    return (
        gap + _most([place_pieces(row, words, page, waiting_size(page, size)) for row in rows], page),
        gap + _most([waiting_pieces(row, words, page, row_waiting_size(page, size)) for row in rows], page),
        gap + max(_most([minutes_pieces(row, words, page, size) for row in rows], page), page.px(200)),
    )


def with_places(scene: HallScene, page: Page, size: int, room: float) -> int:
    """Return a somewhat smaller em at which the counters have room as well, or the same where there is none."""
    smaller = size
    while smaller > max(page.em(30), size * _LEAST_SCALE):
        if all_beside(scene, page, smaller, room):
            return smaller
        smaller = int(smaller * _STEP)
    return size


def all_beside(scene: HallScene, page: Page, size: int, room: float) -> bool:
    """Say whether in every card the counters stand between those who wait and the minutes."""
    gap, words, small = page.px(28), scene.words, waiting_size(page, size)
    return all(
        wide(waiting_pieces(each, words, page, size), page)
        + wide(place_pieces(each, words, page, small), page)
        + (wide(minutes_pieces(each, words, page, size), page) or page.em(170))
        + 2 * gap
        <= room
        for each in scene.services
    )


def _most(lines: Sequence[Sequence[Piece]], page: Page) -> float:
    return max((wide(line, page) for line in lines if line), default=0.0)
