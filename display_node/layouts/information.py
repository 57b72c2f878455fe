"""Slides of what visitors want to know: requirements, fees, hours, the service charter.

Each page of a slide is seen for the pane's seconds; the next one comes by a cross-fade of 300 ms, and nothing else
moves. A wall without slides greets calmly. How many pages the slides take depends on the size of the pane, so the scene
counts turns, and the layout knows which page that is.
"""

from typing import Final

from msgspec import Struct

from display_node.layouts.lines import quiet_panel
from display_node.layouts.slide_pages import slide_pages
from display_node.panes import Pane
from display_node.slides.names import in_order
from display_node.slides.slide import Shown, Slide
from display_node.wall.known import Known
from display_node.wall.page import Page
from display_node.wall.shapes import Area, Layer, Panel, Shape
from display_node.wall.words import Said, say, spoken_in, word_of

FADE_SECONDS: Final = 0.3
FRAME_SECONDS: Final = 1 / 28
_STEPS: Final = 9


class Information(Struct, frozen=True, kw_only=True):
    """The slides, how many turns there have been, and how far the page of this turn has come (0 to 1)."""

    slides: tuple[Slide, ...]
    turn: int
    fade: float
    welcome: Said
    hint: Said


def see(known: Known, pane: Pane) -> Information:
    """Return what the pane shows now."""
    languages = spoken_in(known.office)
    shown = known.slides.get(pane.folder or "", Shown())
    slides = in_order(shown.slides, languages)
    turn, into = _turn(shown, pane, known.boot)
    return Information(
        slides=slides,
        turn=turn if slides else 0,
        fade=1.0 if turn == 0 or not slides else min(1.0, round(into / FADE_SECONDS * _STEPS) / _STEPS),
        welcome=say("welcome", languages),
        hint=say("welcome_hint", languages, word=word_of(known.office)) if _is_open(known) else Said(""),
    )


def _is_open(known: Known) -> bool:
    """Numbers are given: only then is anybody asked to take one."""
    return known.board is not None and known.board.day is not None and known.silent_since is None


def next_change(known: Known, pane: Pane) -> float | None:
    """Return in how many seconds the pane changes by itself; None where it has no slides."""
    shown = known.slides.get(pane.folder or "", Shown())
    if not shown.slides:
        return None
    turn, into = _turn(shown, pane, known.boot)
    return FRAME_SECONDS if turn and into < FADE_SECONDS else pane.seconds - into


def lay_out(scene: Information, page: Page, area: Area, glow: float = 0.0) -> list[Shape]:  # noqa: ARG001 - no call here
    """Return what to draw, in order."""
    if not scene.slides:
        return quiet_panel(scene.welcome, scene.hint, page, area)
    before, now = (_page(scene.slides, turn, page, area) for turn in (scene.turn - 1, scene.turn))
    if scene.fade >= 1 or before == now:
        return list(now)
    return [*before, Layer(area, (Panel(area, 0, page.theme.ground), *now), scene.fade)]


def _page(slides: tuple[Slide, ...], turn: int, page: Page, area: Area) -> tuple[Shape, ...]:
    """The page of a turn. Slides after it are not set yet in the first round, so that no moment has to set them all."""
    left = max(0, turn)
    for slide in slides:
        pages = slide_pages(slide, page, area)
        if left < len(pages):
            return pages[left]
        left -= len(pages)
    return _page(slides, left % (turn - left), page, area)


def _turn(shown: Shown, pane: Pane, boot: float) -> tuple[int, float]:
    """How many turns there have been, and the seconds of this one."""
    turn, into = divmod(max(0.0, boot - shown.since), pane.seconds)
    return int(turn), into
