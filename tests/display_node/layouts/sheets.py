"""A wall of one layout, laid out on every size of screen, alone and as half of a wall."""

from collections.abc import Iterator, Sequence
from typing import Any

from display_node.panes import Pane
from display_node.settings import ScreenSettings
from display_node.wall import wall
from display_node.wall.known import Known
from display_node.wall.page import Page
from display_node.wall.painter import Painter
from display_node.wall.shapes import Shape, Stroke, Text
from tests.display_node.faults import faults

SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (720, 1280), (800, 480), (1024, 600)]
SMALL_INCHES = 7.0
SMALL = 1100
DESK_METERS = 1.0


def page_of(painter: Painter, size: tuple[int, int], *, is_desk: bool = False) -> Page:
    """Return a page as the settings make it; with `is_desk` the small ones are 7 inches, a metre from the eye."""
    is_small = is_desk and max(size) <= SMALL
    settings = ScreenSettings(inches=SMALL_INCHES, viewing_meters=DESK_METERS) if is_small else ScreenSettings()
    return settings.page(size, painter.measure)


def sheet(known: Known, page: Page, *panes: Pane, glow: float = 0.0) -> tuple[Shape, ...]:
    """Return the shapes of a wall of these panes."""
    return wall.lay_out(wall.see(known, panes), page, glow)


def all_faults(
    known: Known,
    painter: Painter,
    *panes: Pane,
    may_shorten: bool = False,
    is_desk: bool = False,
    sizes: Sequence[tuple[int, int]] = SIZES,
) -> Iterator[str]:
    """Say what is wrong on which size, at half glow, where an accent has neither of its two colours."""
    for size in sizes:
        page = page_of(painter, size, is_desk=is_desk)
        shapes = sheet(known, page, *panes, glow=0.5)
        yield from (f"{size}: {fault}" for fault in faults(shapes, page, may_shorten=may_shorten))


def texts(shapes: tuple[Shape, ...]) -> list[Text]:
    """Return what is written."""
    return [shape for shape in shapes if isinstance(shape, Text)]


def words(shapes: tuple[Shape, ...]) -> str:
    """Return all that is written, in drawing order."""
    return " ".join(text.text for text in texts(shapes))


def strokes(shapes: tuple[Shape, ...], **of: Any) -> list[Stroke]:
    """Return the strokes whose fields are these."""
    drawn = [shape for shape in shapes if isinstance(shape, Stroke)]
    return [stroke for stroke in drawn if all(getattr(stroke, name) == value for name, value in of.items())]
