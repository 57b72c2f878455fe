"""Where the pins come from: the gpiochip of a Pi through lgpio, or gpiozero's own mock pins.

The number of the header's gpiochip changes with the model and the kernel (0 or 4 on a Pi 5), its label does not, so
it is looked up by label. lgpio makes a pipe in the current folder when it is imported, and a service's is not writable:
it is imported from within the state folder. A mock pin remembers every level it ever had; ours forgets, because a
lamp that breathes for a day would fill the memory.
"""

import contextlib
import re
from pathlib import Path
from typing import Any, Final

from gpiozero import BadPinFactory, PinUnknownPi
from gpiozero.pins.mock import MockFactory, MockPWMPin

from button_node.settings import PanelSettings

HEADERS: Final = ("pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1")


class PanelError(Exception):
    """The buttons cannot be reached; says what to check."""


class ForgetfulPin(MockPWMPin):  # type: ignore[misc] # gpiozero ships no types
    """A mock pin without a memory of its past levels."""

    def _change_state(self, value: float) -> bool:
        is_changed = bool(super()._change_state(value))
        del self.states[:-1]
        return is_changed


def open_pins(settings: PanelSettings, folder: Path) -> Any:
    """Return gpiozero's factory for the pins. `folder` must be writable. Raises PanelError."""
    if settings.pins == "mock":
        return MockFactory(pin_class=ForgetfulPin)
    labels = (settings.chip,) if settings.chip else HEADERS
    with contextlib.chdir(folder):
        return _open_lgpio(labels)


def _open_lgpio(labels: tuple[str, ...]) -> Any:
    try:
        import lgpio  # noqa: PLC0415 - only a Pi has it
        from gpiozero.pins.lgpio import LGPIOFactory  # noqa: PLC0415
    except ImportError as error:
        raise PanelError('no lgpio here: install Debian\'s python3-lgpio, or set pins = "mock"') from error
    try:
        return LGPIOFactory(chip=_find_chip(lgpio, labels))
    except (BadPinFactory, PinUnknownPi, lgpio.error) as error:
        raise PanelError(f"cannot use the pins: {error}; is this a Pi, and is the user in the group gpio?") from error


def _find_chip(lgpio: Any, labels: tuple[str, ...]) -> int:
    seen = []
    for path in sorted(Path("/dev").glob("gpiochip*")):
        number = int(re.sub(r"\D", "", path.name))
        handle = lgpio.gpiochip_open(number)
        _status, _lines, _name, label = lgpio.gpio_get_chip_info(handle)
        lgpio.gpiochip_close(handle)
        if label in labels:
            return number
        seen.append(label)
    raise PanelError(f"no gpiochip called {' or '.join(labels)} (found: {', '.join(seen) or 'none'}); is this a Pi?")
