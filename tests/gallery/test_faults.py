"""Nothing on any wall is cut, touches, is pale or too small: every layout, in every state, on every size of screen."""

import pytest

from display_node.wall.painter import Painter
from firmware.gallery.views import COMBINED, THEMED, View, first_alike, page_of, shapes_of, states_of
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
# Panes beside each other are hung on televisions; another theme has the places of the first.
_TELEVISIONS = SIZES[:5]
CASES = [
    *((view, size) for view in LAYOUTS.values() for size in SIZES),
    *((view, size) for view in COMBINED if view.is_there for size in _TELEVISIONS),
    *((view, SIZES[0]) for view in THEMED),
]
# More than any hall has, told by its letter and its number all the same; and "Menunggu server…", which is meant so.
_MAY_SHORTEN = {"crowded", "long-names", "first-board"}


@pytest.mark.parametrize(("view", "size"), CASES, ids=[f"{view.name}-{size[0]}x{size[1]}" for view, size in CASES])
def test_every_word_can_be_read(painter: Painter, view: View, size: Size) -> None:
    """Inside the safe area and its panel, beside all others, with a contrast of 7:1, and large enough; in every state.

    A state that a view cannot tell from another has no page of its own. One evening among them is dimmed.
    """
    found = []
    for state in dict.fromkeys(first_alike(view, each.name) for each in states_of(view)):
        page = page_of(STATES[state], view, size, painter.measure)
        drawn = shapes_of(STATES[state], view, page)
        found += [f"{state}: {fault}" for fault in faults(drawn, page, may_shorten=state in _MAY_SHORTEN)]
    assert not found, "\n".join(found)
