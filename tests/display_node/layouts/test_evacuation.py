"""The wall while the building is left."""

import pytest

from display_node.panes import Pane
from display_node.settings import ScreenSettings
from display_node.wall.known import Known
from display_node.wall.painter import Painter
from display_node.wall.palette import PLAIN
from display_node.wall.shapes import Panel, Stroke, Text
from display_node.wall.wall import lay_out, see
from tests.display_node.conftest import board, call, office
from tests.display_node.faults import faults

SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920), (720, 1280), (800, 480), (1024, 600)]
PANES = [Pane(), Pane(has_tiles=False)]


@pytest.mark.parametrize("size", SIZES)
def test_everybody_reads_that_they_are_to_leave(painter: Painter, size: tuple[int, int]) -> None:
    """Large, in two languages whatever the office speaks, with a sign that needs no words; nothing is cut."""
    for languages in (("id", "en"), ("id",), ("en",)):
        told = Known(board=board([call(90, "A017", 3)]), office=office(languages=languages), is_evacuating=True)
        page = ScreenSettings().page(size, painter.measure)
        shapes = lay_out(see(told, PANES), page)
        words = " ".join(shape.text for shape in shapes if isinstance(shape, Text))
        assert "keluar dari gedung" in words
        assert "Leave the building" in words
        assert "A 017" not in words
        assert sum(isinstance(shape, Stroke) for shape in shapes) == 4
        assert [shape.colour for shape in shapes if isinstance(shape, Panel)] == [PLAIN.ground, PLAIN.paper]
        assert list(faults(shapes, page)) == []
        largest = max(shape.size for shape in shapes if isinstance(shape, Text))
        assert largest * 0.73 >= 0.04 * min(size)


def test_a_wall_that_evacuates_is_still(painter: Painter) -> None:
    """No pulse, and no clock that would draw it anew."""
    told = Known(board=board(), office=office(), is_evacuating=True)
    page = ScreenSettings().page((1920, 1080), painter.measure)
    assert lay_out(see(told, PANES), page, 0.0) == lay_out(see(told, PANES), page, 1.0)
