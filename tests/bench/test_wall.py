"""The bench of the wall, played short: a full redraw is quick, and a wall at rest costs nothing."""

from statistics import median

import pytest

from display_node.panes import Layout
from display_node.wall.wall import LAYOUTS
from tests.bench.wall import IDLE_SHARE, LIMIT_MS, idle_share, redraws


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_full_redraw_takes_half_a_frame(layout: Layout) -> None:
    """Laying out and painting a full morning at 1080p, by the calmest; twice the limit, for others work here too."""
    assert min(redraws(layout, 24)) < 2 * LIMIT_MS


def test_a_wall_at_rest_takes_no_processor() -> None:
    """The shipped display as a process of its own, beside a hub that beats."""
    assert idle_share(seconds=2.0, settling=1.5) < IDLE_SHARE


@pytest.mark.long
def test_the_limits_hold_over_hundreds_of_redraws_and_twenty_seconds() -> None:
    """As `make bench-wall` measures them."""
    assert max(median(redraws(layout)) for layout in LAYOUTS) < LIMIT_MS
    assert idle_share() < IDLE_SHARE
