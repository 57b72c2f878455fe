"""The notices at the foot of a kiosk's screen: a sign and a line in each language, on white where it matters most.

The sign says the same without words: a paper, a paper struck through, a triangle, an arrow, three dots for waiting.
"""

from typing import Final

from display_node.layouts.kiosk_scene import KioskNotice, KioskScene, Level, Sign
from display_node.layouts.lines import Block, written
from display_node.layouts.marks import arrow
from display_node.wall.page import GAP, RADIUS, Page
from display_node.wall.palette import Colour
from display_node.wall.shapes import Area, Panel, Shape, Stroke, Weight

_FIRST: Final = 44
_SECOND: Final = 32
_PAD: Final = 26
_LINE: Final = 1.1
_QUIET: Final = 60


def notices_height(scene: KioskScene, page: Page, area: Area) -> int:
    """Return how many pixels high all notices together are; 0 where there are none."""
    shown = _shown(scene)
    heights = [_height(notice, page, area, is_alone=len(shown) == 1) for notice in shown]
    return sum(heights) + page.px(GAP) * max(0, len(heights) - 1)


def quiet_height(page: Page) -> int:
    """Return how many pixels the line takes that stands below the services on most days."""
    return max(page.px(_QUIET), round(page.em(_SECOND) * _LINE * 1.3))


def notices_shapes(scene: KioskScene, page: Page, area: Area) -> list[Shape]:
    """Return the notices, one above the other."""
    shapes, y, shown = list[Shape](), area.y, _shown(scene)
    for notice in shown:
        high = _height(notice, page, area, is_alone=len(shown) == 1)
        shapes += _notice(notice, page, Area(area.x, y, area.width, high))
        y += high + page.px(GAP)
    return shapes


def _shown(scene: KioskScene) -> list[KioskNotice]:
    """A quiet notice gives its place to one that matters more."""
    louder = [notice for notice in scene.notices if notice.level is not Level.QUIET]
    return louder or list(scene.notices)


def _height(notice: KioskNotice, page: Page, area: Area, *, is_alone: bool) -> int:
    """A quiet notice takes a line; others a line for each language and their air, in narrow places two.

    Beside another notice the second language has to do with one: the rows need the height.
    """
    if notice.level is Level.QUIET:
        return quiet_height(page)
    first, second = page.em(_FIRST), page.em(_SECOND) if notice.said.second else 0
    room = area.width - 3 * page.px(_PAD) - 2 * first
    lines = first if page.measure(notice.said.first, Weight.BOLD, first) <= room else 2 * first
    lines += second if not is_alone or page.measure(notice.said.second, Weight.MEDIUM, second) <= room else 2 * second
    return round(lines * _LINE) + 2 * page.px(_PAD)


def _notice(notice: KioskNotice, page: Page, place: Area) -> list[Shape]:
    theme = page.theme
    ground, ink, soft, accent = {
        Level.QUIET: (theme.ground, theme.soft, theme.soft, theme.soft),
        Level.PLAIN: (theme.panel, theme.ink, theme.soft, theme.value),
        Level.LOUD: (theme.paper, theme.ground, theme.chip, theme.ground),
    }[notice.level]
    if notice.level is Level.QUIET:
        return _quiet(notice, page, place)
    pad, side = page.px(_PAD), min(page.px(84), place.height - 2 * page.px(_PAD))
    sign = Area(place.x + pad, place.y + (place.height - side) // 2, side, side)
    words = Area(sign.right + pad, place.y, place.right - sign.right - 2 * pad, place.height)
    blocks = (
        Block(notice.said.first, _FIRST, ink, Weight.BOLD),
        Block(notice.said.second, _SECOND, soft, Weight.MEDIUM, 22),
    )
    panel = Panel(place, min(page.px(RADIUS), place.height // 4), ground)
    return [panel, *drawn(notice.sign, sign, accent), *written(blocks, page, words, ground)]


def _quiet(notice: KioskNotice, page: Page, place: Area) -> list[Shape]:
    """Both languages on one line, on the ground of the page."""
    theme, side = page.theme, round(place.height * 0.62)
    sign = Area(place.x, place.y + (place.height - side) // 2, side, side)
    size = page.em(_SECOND)
    baseline = place.y + (place.height + round(size * 0.73)) / 2
    x = sign.right + page.px(18)
    said, room = notice.said, place.right - x
    first = page.text(said.first, x, baseline, size, Weight.SEMIBOLD, theme.soft, theme.ground, room=room)
    after = first.area.right + page.px(20)
    second = page.text(said.second, after, baseline, page.em(28), Weight.MEDIUM, theme.soft, theme.ground)
    has_room = said.second and second.area.right <= place.right
    return [*drawn(notice.sign, sign, theme.soft), first, *([second] if has_room else [])]


def drawn(sign: Sign, area: Area, colour: Colour) -> list[Shape]:
    """Return a sign that fills a square."""
    match sign:
        case Sign.COMING:
            return arrow(area.x, area.right, area.y + area.height / 2, round(area.height * 0.8), colour)
        case Sign.WAIT:
            return _dots(area, colour)
        case Sign.SILENT:
            return _triangle(area, colour)
        case Sign.PAPER:
            return _paper(area, colour)
        case Sign.NO_PAPER:
            return [_paper(area, colour)[0], _line(((0.04, 0.82), (0.96, 0.18)), area, colour)]


def _dots(area: Area, colour: Colour) -> list[Shape]:
    side = max(3, round(area.width * 0.22))
    y, step = area.y + (area.height - side) // 2, (area.width - side) / 2
    return [Panel(Area(area.x + round(n * step), y, side, side), side // 2, colour) for n in range(3)]


def _triangle(area: Area, colour: Colour) -> list[Shape]:
    corners = ((0.5, 0.1), (0.95, 0.88), (0.05, 0.88), (0.5, 0.1))
    dot = max(2, round(area.width * 0.1))
    x, y = area.x + round(area.width * 0.5 - dot / 2), area.y + round(area.height * 0.7)
    return [
        _line(corners, area, colour),
        _line(((0.5, 0.38), (0.5, 0.58)), area, colour),
        Panel(Area(x, y, dot, dot), dot // 2, colour),
    ]


def _paper(area: Area, colour: Colour) -> list[Shape]:
    """A slip with its torn edge and two lines of print."""
    tear = ((0.82, 0.96), (0.66, 0.84), (0.5, 0.96), (0.34, 0.84), (0.18, 0.96))
    outline = ((0.18, 0.96), (0.18, 0.06), (0.82, 0.06), *tear)
    return [
        _line(outline, area, colour),
        _line(((0.37, 0.3), (0.63, 0.3)), area, colour),
        _line(((0.37, 0.52), (0.63, 0.52)), area, colour),
    ]


def _line(points: tuple[tuple[float, float], ...], area: Area, colour: Colour) -> Stroke:
    """A line whose points are shares of the area."""
    placed = tuple((area.x + round(x * area.width), area.y + round(y * area.height)) for x, y in points)
    return Stroke(placed, max(2, round(area.width * 0.07)), colour)
