"""Several buttons under one hand."""

import pytest

from button_node.gesture import Gesture, Kind
from button_node.together import NO_HAND, hand_of, is_of

TICKET = hand_of(17, Gesture(Kind.TAP, 10.0))


@pytest.mark.parametrize(
    ("contact", "gesture", "expected"),
    [
        (22, Gesture(Kind.TAP, 10.0), True),
        (22, Gesture(Kind.TAP, 10.29), True),
        (22, Gesture(Kind.TAP, 10.3), False),
        (17, Gesture(Kind.TAP, 10.1), False),
        (22, Gesture(Kind.TAP, 10.6, 0.5), True),
        (22, Gesture(Kind.TAP, 10.6, 0.2), False),
        (22, Gesture(Kind.HOLD, 11.0, 1.0), True),
        ("KEY_KP1", Gesture(Kind.TAP, 10.1), True),
    ],
)
def test_a_hand_is_what_touches_at_once(contact: int | str, gesture: Gesture, expected: bool) -> None:
    """It counts when the finger came down, not when the box understood it; a button never stands beside itself."""
    assert is_of(TICKET, contact, gesture, 0.3) is expected


def test_the_first_press_of_all_is_nobodys_other_hand() -> None:
    """Also right after the machine has started."""
    assert not is_of(NO_HAND, 17, Gesture(Kind.TAP, 0.0), 0.3)


def test_a_technician_may_switch_it_off() -> None:
    """Then every press is for itself, but for a finger that was there before the other one was taken."""
    assert not is_of(TICKET, 22, Gesture(Kind.TAP, 10.0), 0.0)
