"""Nothing on any wall is cut, touches, is pale or too small: every layout, in every state, on every size of screen."""

import pytest

from display_node.wall.painter import Painter
from firmware.gallery.walls import COMBINED, View, first_alike, page_of, shapes_of, states_of
from tests.display_node.faults import faults
from tests.gallery.golden import LAYOUTS, STATES, Size

SIZES: tuple[Size, ...] = (
    (1280, 720),
    (1920, 1080),
    (3840, 2160),
    (1080, 1920),
    (720, 1280),
    (800, 480),
    (1024, 600),
)
CASES = [
    (view, state)
    for view in (*LAYOUTS.values(), *(view for view in COMBINED if view.is_there))
    for state in dict.fromkeys(first_alike(view, each.name) for each in states_of(view))
]
# More than any hall has, told by its letter and its number all the same; and "Menunggu server…", which is meant so.
_MAY_SHORTEN = {"crowded", "long-names", "first-board"}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(("view", "state"), CASES, ids=[f"{view.name}-{state}" for view, state in CASES])
def test_every_word_can_be_read(painter: Painter, view: View, state: str, size: Size) -> None:
    """Inside the safe area and its panel, beside all others, with a contrast of 7:1, and large enough."""
    page = page_of(STATES[state], size, painter.measure)
    drawn = shapes_of(STATES[state], view, page)
    assert list(faults(drawn, page, may_shorten=state in _MAY_SHORTEN)) == []
