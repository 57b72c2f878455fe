"""The gallery shows every layout that a display has, as the display would."""

import pytest

from display_node.wall.palette import PLAIN
from display_node.wall.wall import LAYOUTS
from firmware.gallery.states import states
from firmware.gallery.views import COMBINED, FULL_HD, SEVEN_INCH, THEMED, VIEWS, View, first_alike, page_of, views
from firmware.gallery.walls import jobs

STATES = {state.name: state for state in states()}
CALLS = VIEWS[0]


def by_letters(text: str, _weight: object, size: int) -> float:
    """Return the width of words in a font whose letters are all alike."""
    return len(text) * size / 2


def test_every_layout_is_shown() -> None:
    """A new layout has its view."""
    assert {pane.layout for view in VIEWS for pane in view.panes} == set(LAYOUTS)
    assert len({view.name for view in views()}) == len(VIEWS) + len(COMBINED) + len(THEMED)


def test_no_picture_is_painted_twice() -> None:
    """A view, a state and a size come once, however the work is divided."""
    painted = [(job.view.name, job.size, state) for job in jobs() for state in job.states]
    assert len(set(painted)) == len(painted)


def test_what_a_layout_cannot_tell_apart_shares_a_picture() -> None:
    """A wall of calls shows no call for help; a kiosk does."""
    kiosk = next(view for view in VIEWS if view.name == "kiosk")
    assert first_alike(CALLS, "help-asked") == first_alike(CALLS, "busy") == "busy"
    assert first_alike(kiosk, "help-asked") == "help-asked"


def test_evenings_are_dim() -> None:
    """By the display's own settings for the night; the day has the colours of the wall as it ships."""
    assert page_of(STATES["busy"], CALLS, FULL_HD, by_letters).theme == PLAIN
    assert page_of(STATES["night"], CALLS, FULL_HD, by_letters).theme != PLAIN


@pytest.mark.parametrize("view", THEMED, ids=lambda view: view.name)
def test_a_theme_has_its_own_colours(view: View) -> None:
    """And goes without none of its jobs."""
    assert page_of(STATES["busy"], view, FULL_HD, by_letters).theme != PLAIN


def test_seven_inches_are_a_small_glass() -> None:
    """Its pixels are small, so words take more of them than on a television, though people stand nearer."""
    small = page_of(STATES["busy"], CALLS, SEVEN_INCH, by_letters)
    assert small.least > page_of(STATES["busy"], CALLS, (1024, 600), by_letters).least
