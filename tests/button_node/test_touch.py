"""The order of several fingers."""

from button_node.action import Action
from button_node.gesture import Felt, Finger, Gesture, Kind, Stuck, Timing
from button_node.settings import ButtonSettings
from button_node.touch import Touch, in_order


def touch(pin: int) -> Touch:
    """Return a button."""
    settings = ButtonSettings(pin=pin, press=Action(command="Finish"))
    return Touch(settings=settings, timing=Timing(), finger=Finger())


def test_what_became_clear_first_is_first() -> None:
    """Whichever button stands first in the settings."""
    one, other = touch(17), touch(22)
    felt: list[tuple[Touch, Felt]] = [(one, Gesture(Kind.TAP, 10.2)), (other, Gesture(Kind.HOLD, 10.1, 1.0))]
    assert in_order(felt) == [felt[1], felt[0]]


def test_what_became_clear_at_once_is_in_the_order_of_the_settings() -> None:
    """The same fingers on the same box always mean the same."""
    one, other = touch(17), touch(22)
    felt: list[tuple[Touch, Felt]] = [(one, Gesture(Kind.TAP, 10.1)), (other, Gesture(Kind.TAP, 10.1))]
    assert in_order(felt) == felt
    assert in_order([*felt, (one, Stuck(is_stuck=True))])[0][1] == Stuck(is_stuck=True)
