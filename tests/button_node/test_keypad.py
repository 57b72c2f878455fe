"""A keypad's thread, with a device that can be pulled out."""

from collections.abc import Iterator
from queue import SimpleQueue

from button_node.gesture import Edge
from button_node.keypad import KeyEvent, Keypad, KeypadGone, KeypadThere
from firmware.node.clock import SystemClock

DEVICE = "/dev/input/by-id/usb-keypad"


class Desk:
    """A place where a keypad may lie: `None` in the queue pulls it out."""

    def __init__(self) -> None:
        self.typed: SimpleQueue[KeyEvent | None] = SimpleQueue()
        self.heard: SimpleQueue[object] = SimpleQueue()
        self.keypad = Keypad(DEVICE, ["KEY_KP1"], self.heard.put, SystemClock(), self.open)

    def open(self, device: str) -> Iterator[KeyEvent]:
        """Open the keypad as evdev does: its reader ends with OSError when the cable is out."""
        assert device == DEVICE
        return self._events()

    def _events(self) -> Iterator[KeyEvent]:
        while (event := self.typed.get(timeout=5)) is not None:
            yield event
        raise OSError(19, "No such device")


def test_keys_are_posted_as_edges_in_their_order() -> None:
    """A key pressed and released is two edges; a repeat between them and a strange key are none."""
    desk = Desk()
    desk.keypad.start()
    for event in (("KEY_KP1", 1), ("KEY_KP1", 2), ("KEY_KP5", 1), ("KEY_KP1", 0)):
        desk.typed.put(event)
    assert desk.heard.get(timeout=5) == KeypadThere()
    down, up = desk.heard.get(timeout=5), desk.heard.get(timeout=5)
    assert isinstance(down, Edge)
    assert isinstance(up, Edge)
    assert (down.contact, down.is_down, up.contact, up.is_down) == ("KEY_KP1", True, "KEY_KP1", False)
    assert down.at <= up.at
    desk.keypad.close()
    desk.typed.put(None)


def test_a_keypad_pulled_out_is_told_and_opened_again() -> None:
    """The box says that it is gone, and works with it again when it is back, without a restart."""
    desk = Desk()
    desk.keypad.start()
    desk.typed.put(None)
    desk.typed.put(("KEY_KP1", 1))
    heard = [desk.heard.get(timeout=5) for _ in range(4)]
    assert heard[:3] == [KeypadThere(), KeypadGone(DEVICE), KeypadThere()]
    assert isinstance(heard[3], Edge)
    desk.keypad.close()
    desk.typed.put(None)
