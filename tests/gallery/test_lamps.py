"""The lamp language is drawn whole, and by the function that lights the lamps."""

import pytest

from button_node.lamp import LANGUAGE, LampState, Phrase, brightness
from firmware.gallery.lamps import SIGHTS, levels, meaning, shown, strip

ROWS = pytest.mark.parametrize("row", LANGUAGE, ids=lambda row: row.state.value)


@ROWS
def test_every_row_is_shown_by_what_makes_a_box_say_it(row: Phrase) -> None:
    """What the box knows and what the lamp says belong together."""
    assert shown(SIGHTS[row.state]) is row.state


@ROWS
def test_a_strip_has_the_brightness_of_the_lamp(row: Phrase) -> None:
    """Fifty samples a second, so that the shortest blink is there."""
    sight = SIGHTS[row.state]
    assert levels(sight)[:3] == [brightness(sight, at) for at in (0.0, 0.02, 0.04)]
    assert strip(sight).count("V") > len(levels(sight))


@ROWS
def test_a_row_says_what_it_means(row: Phrase) -> None:
    """Where it means something."""
    assert meaning(row).endswith(".")
    assert "-." not in meaning(row)


def test_a_steady_lamp_does_not_move() -> None:
    """One frame is enough for it."""
    assert strip(SIGHTS[LampState.SENT]).count("opacity:") == 1
