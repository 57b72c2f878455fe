"""How fast a lamp answers a finger."""

from pathlib import Path

from tests.button_node.lamp_speed import LIMIT, measure


def test_a_lamp_answers_a_finger_within_fifty_milliseconds(tmp_path: Path) -> None:
    """From the contact to the lit lamp, the write to disk included; the median, because a test machine is shared."""
    speed = measure(tmp_path, 15)
    assert speed.presses == 15
    assert speed.median < LIMIT
    assert speed.median <= speed.slowest
