"""The whole wall: its frame, and in the frame its panes, each filled by a layout.

    landscape  office .......... date clock      portrait  office
               ┌──────────────┐ ┌──────────┐               date ........ clock
               │ pane         │ │ pane     │               ┌─────────────────┐
               │              │ │          │               │ pane            │
               │              │ │          │               └─────────────────┘
               └──────────────┘ └──────────┘               ┌─────────────────┐
               keep your ticket ..... offline              │ pane            │

Panes share the longer side, by their shares, with one gap between. A layout is a pair of pure functions, `see` from
what is known to words and rows, and `lay_out` from those to shapes; a new one is a line in LAYOUTS.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from display_node.layouts import calls, counter_sign, counters, hall, information, kiosk
from display_node.layouts import evacuation as evacuations
from display_node.panes import Layout, Pane
from display_node.wall import frame as frames
from display_node.wall.footer import footer_height, footer_shapes, slim_height, slim_shapes
from display_node.wall.frame import Frame
from display_node.wall.header import header_height, header_shapes
from display_node.wall.known import Known
from display_node.wall.page import GAP, Page
from display_node.wall.shapes import Area, Panel, Shape, in_light
from display_node.wall.words import Said
from firmware.messages.notices import Board


def _no_waits(_pane: Pane) -> bool:
    """Most layouts show no waiting times."""
    return False


def _never(_known: Known, _pane: Pane) -> None:
    """The picture of most layouts changes only with what is known."""


def _is_still(_scene: Any) -> bool:
    """Most layouts point no call out."""
    return False


class Filling(Struct, frozen=True, kw_only=True):
    """What fills a pane: the two functions of a layout's module.

    With `is_slim` it stands over a counter or on a kiosk, where a small screen has no room for a header. With
    `says_manual` it tells by itself that officers call by hand; `see_calm` is what it shows where another pane tells
    that. `tells_waits` says whether a pane shows waiting times. `next_change` returns in how many seconds its picture
    changes by itself, beside what the wall's own clocks change (None: not at all). `breathes` says whether a scene has
    a call that the glow lights up; others look the same at any glow.
    """

    see: Callable[[Known, Pane], Any]
    lay_out: Callable[[Any, Page, Area, float], list[Shape]]
    is_slim: bool = False
    says_manual: bool = False
    see_calm: Callable[[Known, Pane], Any] | None = None
    tells_waits: Callable[[Pane], bool] = _no_waits
    next_change: Callable[[Known, Pane], float | None] = _never
    breathes: Callable[[Any], bool] = _is_still


LAYOUTS: Final[dict[Layout, Filling]] = {
    "calls": Filling(
        see=calls.see,
        lay_out=calls.lay_out,
        says_manual=True,
        tells_waits=lambda pane: pane.has_tiles,
        breathes=lambda scene: scene.call is not None,
    ),
    "counters": Filling(
        see=counters.see,
        lay_out=counters.lay_out,
        says_manual=True,
        see_calm=partial(counters.see, is_said=True),
        breathes=lambda scene: scene.newest is not None,
    ),
    "hall": Filling(
        see=hall.see,
        lay_out=hall.lay_out,
        says_manual=True,
        see_calm=partial(hall.see, is_said=True),
        tells_waits=lambda _pane: True,
    ),
    "counter-sign": Filling(
        see=counter_sign.see,
        lay_out=counter_sign.lay_out,
        is_slim=True,
        says_manual=True,
        breathes=lambda scene: scene.is_newest,
    ),
    "kiosk": Filling(see=kiosk.see, lay_out=kiosk.lay_out, is_slim=True),
    "information": Filling(see=information.see, lay_out=information.lay_out, next_change=information.next_change),
}

_NO_FRAME: Final = Frame(title="", date="", clock="", zone="", footer=Said(""), mark=None)


class Part(Struct, frozen=True):
    """A pane and what it shows: its layout's own scene, which can be compared."""

    pane: Pane
    scene: Any


class Wall(Struct, frozen=True, kw_only=True):
    """All that can be seen, without a single pixel; two equal walls look the same.

    While everybody is to leave, `evacuation` is all there is.
    """

    frame: Frame
    parts: tuple[Part, ...]
    is_slim: bool
    evacuation: evacuations.Scene | None = None


def see(known: Known, panes: Sequence[Pane]) -> Wall:
    """Return what these panes show. While the hub is silent no layout has an estimate to show: nobody reckons any."""
    if known.is_evacuating:
        return Wall(frame=_NO_FRAME, parts=(), is_slim=True, evacuation=evacuations.see(known))
    fillings = [LAYOUTS[pane.layout] for pane in panes]
    frame = frames.see(
        known,
        says_manual=any(filling.says_manual for filling in fillings),
        tells_waits=any(LAYOUTS[pane.layout].tells_waits(pane) for pane in panes),
    )
    if known.silent_since is not None and known.board is not None:
        known = replace(known, board=_without_estimates(known.board))
    parts = tuple(Part(pane, look(known, pane)) for pane, look in zip(panes, _looks(fillings), strict=True))
    return Wall(frame=frame, parts=parts, is_slim=all(filling.is_slim for filling in fillings))


def _looks(fillings: Sequence[Filling]) -> Iterator[Callable[[Known, Pane], Any]]:
    """How each pane sees: that officers call by hand is said once, by the first pane that cannot but say it."""
    telling = [n for n, filling in enumerate(fillings) if filling.says_manual]
    teller = min(telling, key=lambda n: (fillings[n].see_calm is not None, n), default=None)
    for n, filling in enumerate(fillings):
        yield filling.see if n == teller or filling.see_calm is None else filling.see_calm


def _without_estimates(board: Board) -> Board:
    return replace(board, lines=tuple(replace(line, estimate=None) for line in board.lines))


def next_change(known: Known, panes: Sequence[Pane]) -> float | None:
    """Return in how many seconds a pane changes by itself; None where none does."""
    changes = (LAYOUTS[pane.layout].next_change(known, pane) for pane in panes)
    return min((change for change in changes if change is not None), default=None)


def breathes(wall: Wall) -> bool:
    """Say whether a glow changes this wall at all: whether a pane points a call out."""
    return any(LAYOUTS[part.pane.layout].breathes(part.scene) for part in wall.parts)


def lay_out(wall: Wall, page: Page, glow: float = 0.0) -> tuple[Shape, ...]:
    """Return what to draw, in order. `glow` is how bright a call that was just made is, 0 to 1."""
    ground = Panel(Area(0, 0, page.width, page.height), 0, page.theme.ground)
    if wall.evacuation is not None:
        return (ground, *evacuations.lay_out(wall.evacuation, page, page.safe))
    body, framed = _slim(wall.frame, page) if wall.is_slim else _full(wall.frame, page)
    areas = divide(body, [part.pane.share for part in wall.parts], page.px(GAP))
    filled = [
        LAYOUTS[part.pane.layout].lay_out(part.scene, page, area, glow)
        for part, area in zip(wall.parts, areas, strict=True)
    ]
    shapes = (ground, *framed, *(shape for shapes in filled for shape in shapes))
    return shapes if page.light == 1 else tuple(in_light(shape, page.light) for shape in shapes)


def divide(area: Area, shares: Sequence[float], gap: int) -> list[Area]:
    """Return one area for each share, along the longer side, with a gap between; together they fill `area`."""
    is_tall = area.height > area.width
    long = (area.height if is_tall else area.width) + gap
    edges = [round(long * sum(shares[:n]) / sum(shares)) for n in range(len(shares) + 1)]
    return [
        Area(area.x, area.y + edges[n], area.width, edges[n + 1] - edges[n] - gap)
        if is_tall
        else Area(area.x + edges[n], area.y, edges[n + 1] - edges[n] - gap, area.height)
        for n in range(len(shares))
    ]


def _full(frame: Frame, page: Page) -> tuple[Area, list[Shape]]:
    """What is left for the panes, and the frame around them."""
    safe, gap = page.safe, page.px(GAP)
    header = Area(safe.x, safe.y, safe.width, header_height(page))
    low = footer_height(frame, page)
    footer = Area(safe.x, safe.bottom - low, safe.width, low)
    top = header.bottom + gap
    body = Area(safe.x, top, safe.width, footer.y - gap - top)
    return body, [*header_shapes(frame, page, header), *footer_shapes(frame, page, footer)]


def _slim(frame: Frame, page: Page) -> tuple[Area, list[Shape]]:
    safe, gap, low = page.safe, page.px(GAP), slim_height(page)
    foot = Area(safe.x, safe.bottom - low, safe.width, low)
    return Area(safe.x, safe.y, safe.width, safe.height - low - gap), slim_shapes(frame, page, foot)
