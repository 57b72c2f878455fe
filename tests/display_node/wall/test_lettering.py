"""How words are made to fit where there is hardly any room."""

import pytest

from display_node.wall.lettering import wrap_evenly
from display_node.wall.shapes import Weight


def even(text: str, _weight: Weight, size: int) -> float:
    """Measure with letters of half an em."""
    return len(text) * size / 2


@pytest.mark.parametrize("room", [4, 0, -10])
def test_without_room_for_a_letter_lines_are_empty(room: float) -> None:
    """They come to an end, however narrow a place has become."""
    assert wrap_evenly(even, "aa bb cc", Weight.BOLD, 10, room, 3) == ["", "", ""]
