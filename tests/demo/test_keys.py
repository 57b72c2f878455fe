"""The keyboard as a finger."""

from firmware.demo import boxes
from firmware.demo.keys import keys, legend


def test_every_button_of_the_first_kiosk_and_of_every_counter_has_a_key() -> None:
    """What stands on the counters can be pressed by hand, and held where a hold means something."""
    taps = {(key.box, key.pin) for key in keys().values() if not key.is_hold}
    holds = {(key.box, key.pin) for key in keys().values() if key.is_hold}
    for box in ("kiosk-1", *boxes.COUNTERS):
        buttons = boxes.buttons(box).values()
        assert {(box, button.pin) for button in buttons} <= taps
        assert {(box, button.pin) for button in buttons if button.hold} <= holds


def test_the_legend_says_what_each_key_does() -> None:
    """Nobody has to read the source to press a button."""
    for name, key in keys().items():
        assert f"{name} {key.says}" in legend()
