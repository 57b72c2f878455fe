"""The bench of the wall, played short: a full redraw is quick, and a wall at rest costs nothing."""

from pathlib import Path
from statistics import median

import pytest

from display_node.panes import Layout
from display_node.settings import ScreenSettings
from display_node.wall.shapes import Text
from display_node.wall.wall import LAYOUTS, lay_out, see
from tests.bench.wall import IDLE_SHARE, LIMIT_MS, SIZE, busy, idle_share, moments, redraws


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_full_redraw_takes_half_a_frame(layout: Layout) -> None:
    """Laying out and painting a full morning at 1080p, by the calmest; twice the limit, for others work here too."""
    assert min(redraws(layout, 24)) < 2 * LIMIT_MS


def test_a_wall_at_rest_takes_no_processor() -> None:
    """The shipped display as a process of its own, voice and all, beside a hub that beats."""
    assert idle_share(seconds=2.0, settling=2.5) < IDLE_SHARE


@pytest.mark.parametrize(
    ("layout", "words"),
    [("counter-sign", "A 017"), ("kiosk", "Paspor baru"), ("information", "Persyaratan paspor baru")],
)
def test_every_layout_that_is_measured_has_something_to_draw(layout: Layout, words: str, tmp_path: Path) -> None:
    """A sign its number, a kiosk its rows, the slides a slide: a calm rest would be quick on any machine."""
    known, pane = busy(layout, tmp_path)
    page = ScreenSettings().page(SIZE, lambda text, _weight, size: len(text) * size / 2)
    shapes = lay_out(see(known, (pane,)), page, 0.5)
    assert any(words in shape.text for shape in shapes if isinstance(shape, Text))
    assert len({lay_out(see(told, (pane,)), page, level) for told, level in moments(known, pane, 20)}) > 1


@pytest.mark.long
def test_the_limits_hold_over_hundreds_of_redraws_and_twenty_seconds() -> None:
    """As `make bench-wall` measures them."""
    assert max(median(redraws(layout)) for layout in LAYOUTS) < LIMIT_MS
    assert idle_share() < IDLE_SHARE
