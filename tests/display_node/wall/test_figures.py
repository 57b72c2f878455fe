"""Numbers and ranges as people read them."""

import pytest

from display_node.wall.figures import apart, minutes_text
from firmware.messages.notices import Estimate


def test_a_letter_stands_apart_from_its_digits() -> None:
    """Three digits or four."""
    assert (apart("A017"), apart("W1999")) == ("A 017", "W 1999")


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(20, 35, "20–35"), (0, 5, "< 5"), (5, 5, "< 5"), (0, 10, "< 10"), (10, 10, "10")],  # noqa: RUF001
)
def test_an_estimate_is_a_range_of_minutes(low: int, high: int, text: str) -> None:
    """Short waits say "less than", as the slip does, because nobody keeps to two minutes."""
    assert minutes_text(Estimate(low=low, high=high)) == text


def test_what_is_not_known_is_not_claimed() -> None:
    """No estimate is no text."""
    assert minutes_text(None) == ""
