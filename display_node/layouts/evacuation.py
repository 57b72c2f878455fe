"""The whole wall while the building is left: one calm sentence in two languages, and a door with an arrow into it.

It is told apart from every other picture without colour and without motion: the page turns into one white sheet, and
nothing else is left on it, no call, no office, no clock.
"""

from msgspec import Struct

from display_node.layouts.lines import Block, written
from display_node.wall.known import Known
from display_node.wall.page import RADIUS, Page
from display_node.wall.shapes import Area, Panel, Shape, Stroke, Weight
from display_node.wall.words import Said, say, spoken_in

_PAD = 84
_SIGN_SHARE = 0.3
_SIGN = 430


class Scene(Struct, frozen=True):
    """What it is, what to do, and whom to follow."""

    title: Said
    leave: Said
    follow: Said


def see(known: Known) -> Scene:
    """Return the words, always in two languages: guests are in the building too."""
    languages = tuple(dict.fromkeys((*spoken_in(known.office), "id", "en")))
    return Scene(*(say(key, languages) for key in ("evacuation", "evacuation_leave", "evacuation_follow")))


def lay_out(scene: Scene, page: Page, area: Area) -> list[Shape]:
    """Return the sheet: the sign on the left, or above on a tall page, the words beside it."""
    theme, pad = page.theme, page.px(_PAD)
    inner = area.inset(pad, pad)
    if page.is_portrait:
        sign = Area(inner.x, inner.y, inner.width, min(page.px(_SIGN), round(inner.height * _SIGN_SHARE)))
        words = Area(inner.x, sign.bottom + pad, inner.width, inner.bottom - sign.bottom - pad)
    else:
        sign = Area(inner.x, inner.y, round(inner.width * _SIGN_SHARE), inner.height)
        words = Area(sign.right + pad, inner.y, inner.right - sign.right - pad, inner.height)
    blocks = (
        Block(scene.title.first, 76, theme.chip, Weight.BOLD),
        Block(scene.leave.first, 108, theme.ground, Weight.EXTRABOLD, 64),
        Block(scene.follow.first, 60, theme.ground, Weight.SEMIBOLD, 60),
        Block(scene.leave.second, 64, theme.ground, Weight.BOLD, 96),
        Block(scene.follow.second, 46, theme.chip, Weight.SEMIBOLD, 42),
    )
    return [
        Panel(area, page.px(RADIUS), theme.paper),
        *_sign(page, sign),
        *written(blocks, page, words, theme.paper),
    ]


def _sign(page: Page, area: Area) -> list[Shape]:
    """An open door, and an arrow that goes through it."""
    tall = min(area.height, round(area.width * 1.1), page.px(560))
    thick, wide = max(3, round(tall * 0.075)), round(tall * 0.52)
    left = area.x + (area.width - round(tall * 0.96)) // 2
    top, right = area.y + (area.height - tall) // 2, left + round(tall * 0.96)
    middle, head = top + tall // 2, round(tall * 0.17)
    end = right - round(wide * 0.28)
    ink = page.theme.ground
    door = ((right - wide, middle - round(tall * 0.2)), (right - wide, top), (right, top), (right, top + tall))
    sill = ((right, top + tall), (right - wide, top + tall), (right - wide, middle + round(tall * 0.2)))
    return [
        Stroke(_inside(door, thick), thick, ink),
        Stroke(_inside(sill, thick), thick, ink),
        Stroke(((left + thick, middle), (end, middle)), thick, ink),
        Stroke(((end - head, middle - head), (end, middle), (end - head, middle + head)), thick, ink),
    ]


def _inside(points: tuple[tuple[int, int], ...], thick: int) -> tuple[tuple[int, int], ...]:
    """The same line, a little to the left, so that its thickness does not leave the area."""
    return tuple((x - thick // 2, y) for x, y in points)
