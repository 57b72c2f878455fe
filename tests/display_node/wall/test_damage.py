"""Drawing only what has changed ends in the same picture as drawing everything."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pygame
import pytest

from display_node.panes import Pane
from display_node.wall.damage import damage
from display_node.wall.fonts import find
from display_node.wall.known import Known
from display_node.wall.page import Page
from display_node.wall.painter import Painter
from display_node.wall.shapes import Area, Panel, Shape
from display_node.wall.wall import lay_out, see
from firmware.messages.notices import Board
from tests.display_node.conftest import board, call, office

SIZE = (1280, 720)
NOW = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)


@pytest.fixture(scope="module")
def painter() -> Painter:
    """Fonts and brushes."""
    return Painter(find())


@pytest.fixture
def drawn(painter: Painter) -> Callable[..., tuple[Shape, ...]]:
    """Lay out a wall."""

    def lay(shown: Board | None, brightness: float = 0.0, silent: datetime | None = None) -> tuple[Shape, ...]:
        known = Known(board=shown, office=office(), now=NOW, silent_since=silent)
        return lay_out(see(known, [Pane()]), Page(SIZE, painter.measure, 30), brightness)

    return lay


def test_nothing_changed_is_nothing_to_draw(drawn: Any) -> None:
    """The same picture again costs nothing."""
    assert damage(drawn(board()), drawn(board())) is None


def test_what_changed_is_inside() -> None:
    """Both where something was and where it is now."""
    was, now = Panel(Area(10, 10, 5, 5), 0, (0, 0, 0)), Panel(Area(100, 40, 10, 10), 0, (0, 0, 0))
    assert damage((was,), (now,)) == Area(10, 10, 100, 40)


def test_a_wall_drawn_step_by_step_is_the_wall_drawn_at_once(painter: Painter, drawn: Any) -> None:
    """Calls, counts, breathing, silence: after each change every pixel is right."""
    first = board([call(11, "A017", 3)])
    second = board([call(12, "K004", 2), call(11, "A017", 3, "ENDED")])
    walls = [
        drawn(None),
        drawn(board()),
        drawn(first, 1.0),
        drawn(first, 0.4),
        drawn(first),
        drawn(second, 1.0),
        drawn(second, 0.0, NOW),
        drawn(board(waiting=12)),
    ]
    grown, before = pygame.Surface(SIZE), None
    for shapes in walls:
        painter.paint(grown, shapes, before)
        whole = pygame.Surface(SIZE)
        painter.paint(whole, shapes)
        assert pygame.image.tobytes(grown, "RGB") == pygame.image.tobytes(whole, "RGB")
        before = shapes
