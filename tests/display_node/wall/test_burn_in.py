"""The slow walk against burn-in."""

import itertools

from display_node.panes import Pane
from display_node.wall.burn_in import PATH, ROOM, STEP, STEP_SECONDS, moved
from display_node.wall.known import Known
from display_node.wall.page import SAFE, Page
from display_node.wall.painter import Painter
from display_node.wall.shapes import Area, Shape, Stroke, Text
from display_node.wall.wall import lay_out, see
from tests.display_node.conftest import board, call, office


def test_a_walk_comes_back_by_small_steps() -> None:
    """Two pixels every three minutes, to every edge of its room."""
    places = [moved(n * STEP_SECONDS) for n in range(len(PATH) + 1)]
    assert places[0] == places[-1]
    for (x, y), (next_x, next_y) in itertools.pairwise(places):
        assert abs(next_x - x) + abs(next_y - y) == STEP
    assert {x for x, _y in places} == {y for _x, y in places} == set(range(-ROOM, ROOM + 1, STEP))
    assert moved(STEP_SECONDS - 0.1) == moved(0.0)


def test_everything_moves_alike_and_stays_in_the_safe_area(painter: Painter) -> None:
    """Nothing changes but its place."""
    wall = see(Known(board=board([call(90, "A017", 3), call(80, "B002", 1)]), office=office()), [Pane()])
    size = (1920, 1080)
    rest = lay_out(wall, Page(size, painter.measure, 80, 26))
    dx, dy = round(1920 * SAFE), round(1080 * SAFE)
    safe = Area(dx, dy, 1920 - 2 * dx, 1080 - 2 * dy)
    for place in PATH:
        walked = lay_out(wall, Page(size, painter.measure, 80, 26, moved=place))
        assert [_corner(shape) for shape in walked[1:]] == [
            (x + place[0], y + place[1]) for x, y in (_corner(shape) for shape in rest[1:])
        ]
        assert all(safe.holds(shape.area) for shape in walked[1:] if isinstance(shape, Text))


def _corner(shape: Shape) -> tuple[int, int]:
    return shape.points[0] if isinstance(shape, Stroke) else (shape.area.x, shape.area.y)
