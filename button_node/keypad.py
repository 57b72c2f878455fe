"""A USB keypad as buttons: its keys are contacts like pins are.

The device is grabbed, or every key would also be typed into the console's login. A keypad that is pulled out ends its
reader with OSError; the thread opens the same path again each second until it is back, and says so both times. evdev
comes from Debian (`python3-evdev`) and is touched in `open_evdev` only.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

from msgspec import Struct

from button_node.keymap import edge
from button_node.pins import PanelError
from firmware.node.clock import Clock

REOPEN_SECONDS: Final = 1.0

KeyEvent = tuple[str | Sequence[str], int]
Opener = Callable[[str], Iterator[KeyEvent]]


class KeypadThere(Struct, frozen=True):
    """The keypad is open and ours alone."""


class KeypadGone(Struct, frozen=True):
    """The keypad cannot be read; whatever key was down is not any more. Said again at every vain attempt."""

    device: str


class Keypad:
    """Reads one keypad in a thread of its own and posts Edge, KeypadThere and KeypadGone."""

    def __init__(
        self, device: str, keys: Collection[str], post: Callable[[object], None], clock: Clock, opener: Opener
    ) -> None:
        self._device = device
        self._keys = frozenset(keys)
        self._post = post
        self._clock = clock
        self._open = opener
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keypad", daemon=True)

    def start(self) -> None:
        """Begin to read, for ever."""
        self._thread.start()

    def close(self) -> None:
        """Read no more; the kernel lets go of the device when the process ends."""
        self._is_closed.set()

    def _run(self) -> None:
        while not self._is_closed.is_set():
            try:
                self._read(self._open(self._device))
            except OSError:
                self._post(KeypadGone(self._device))
            self._is_closed.wait(REOPEN_SECONDS)

    def _read(self, events: Iterator[KeyEvent]) -> None:
        self._post(KeypadThere())
        for names, value in events:
            touched = edge(self._keys, names, value, self._clock.boot())
            if touched is not None:
                self._post(touched)


def require_evdev() -> None:
    """Raise PanelError unless evdev is installed: a box that waits for a keypad it could never read is no use."""
    try:
        import evdev  # noqa: F401, PLC0415 - Debian has it, PyPI has no arm64 wheel
    except ImportError as error:
        raise PanelError("no evdev here: install Debian's python3-evdev, or delete [keypad]") from error


def open_evdev(device: str) -> Iterator[KeyEvent]:
    """Open the device, take it for us alone, and return its key events. Raises OSError when it is not there."""
    import evdev  # noqa: PLC0415 - see require_evdev

    keypad = evdev.InputDevice(device)
    keypad.grab()
    names = evdev.ecodes.KEY
    return (
        (names.get(event.code, ""), event.value) for event in keypad.read_loop() if event.type == evdev.ecodes.EV_KEY
    )
