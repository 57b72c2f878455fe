"""Buttons and lamps on pins, through gpiozero.

One `Button` a pin: a board of buttons is silent while one of them is stuck. gpiozero's bounce time is left off, because
the kernel then tells an edge only after it, and the mock pins do not debounce at all. A callback runs in the driver's
thread, where an exception would be lost with every later edge, so it only posts.
"""

from collections.abc import Callable
from typing import Any

from gpiozero import PWMLED, Button

from button_node.gesture import Edge
from button_node.settings import ButtonSettings
from firmware.node.clock import Clock


class Panel:
    """The box's pins. Edges are posted from another thread, each with its time on the boot clock."""

    def __init__(
        self, pins: Any, buttons: tuple[ButtonSettings, ...], post: Callable[[object], None], clock: Clock
    ) -> None:
        """Take the pins of these buttons. `pins` is a gpiozero factory. A button is to ground, pulled up inside."""
        self.pins = pins
        self._post = post
        self._clock = clock
        self._buttons = {button.pin: self._listen(button.pin) for button in buttons if button.pin is not None}
        self._lamps = {lamp: PWMLED(lamp, pin_factory=pins) for lamp in sorted(_lamps(buttons))}

    @property
    def numbers(self) -> frozenset[int]:
        """The pins that have a button."""
        return frozenset(self._buttons)

    def is_down(self, pin: int) -> bool:
        """Say whether the button's contact is closed now."""
        return bool(self._buttons[pin].is_pressed)

    def light(self, lamp: int, brightness: float) -> None:
        """Set a lamp, 0 dark to 1 bright."""
        self._lamps[lamp].value = brightness

    def close(self) -> None:
        """Darken the lamps and give the pins back."""
        for device in (*self._buttons.values(), *self._lamps.values()):
            device.close()
        self.pins.close()

    def _listen(self, pin: int) -> Any:
        button = Button(pin, pull_up=True, bounce_time=None, pin_factory=self.pins)
        button.when_pressed = lambda: self._tell(pin, is_down=True)
        button.when_released = lambda: self._tell(pin, is_down=False)
        return button

    def _tell(self, pin: int, *, is_down: bool) -> None:
        self._post(Edge(contact=pin, is_down=is_down, at=self._clock.boot()))


def _lamps(buttons: tuple[ButtonSettings, ...]) -> set[int]:
    return {button.lamp for button in buttons if button.lamp is not None}
