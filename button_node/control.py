"""A door for fingers that are not there: a Unix socket that drives mock pins electrically.

One line of JSON asks, one line answers, always; the folder's README has the table. The level goes through gpiozero's
own mock pin, so that the real `Button` callbacks run, in the thread of whoever asked, as on a Pi in the driver's. Times
are on the boot clock.
"""

import os
import socketserver
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from gpiozero.pins.mock import MockPin
from msgspec import Struct

from button_node.lamp import LampState
from button_node.pins import PanelError
from firmware.node.clock import Clock

_LONGEST_PATH = 107  # bytes in sun_path, without the NUL (unix(7))


class SetLevel(Struct, frozen=True, forbid_unknown_fields=True):
    """Drive a pin."""

    pin: int
    level: Literal["low", "high"]


class PressPin(Struct, frozen=True, forbid_unknown_fields=True):
    """Press a button and let it go."""

    press: int
    seconds: float = 0.05


class ReadLamps(Struct, frozen=True, forbid_unknown_fields=True):
    """Say what the lamps say."""

    lamps: None


class AwaitLamp(Struct, frozen=True, forbid_unknown_fields=True):
    """Answer when a lamp says this, or when the time is over."""

    await_lamp: int
    state: LampState
    seconds: float = 2.0


class Shown:
    """What the lamps say now, for whoever waits in another thread."""

    def __init__(self) -> None:
        self._states: dict[int, LampState] = {}
        self._changed = threading.Condition()

    def show(self, states: Mapping[int, LampState]) -> None:
        """Note what the lamps say; called by the box's loop."""
        with self._changed:
            self._states.update(states)
            self._changed.notify_all()

    def states(self) -> dict[int, LampState]:
        """Return what every lamp says."""
        with self._changed:
            return dict(self._states)

    def wait_for(self, lamp: int, state: LampState, seconds: float) -> LampState:
        """Return what the lamp says when it says `state`, at the latest after `seconds`. KeyError: no such lamp."""
        with self._changed:
            self._changed.wait_for(lambda: self._states[lamp] is state, timeout=seconds)
            return self._states[lamp]


class Control:
    """The socket and the threads that serve it."""

    def __init__(
        self, path: Path, pins: Any, buttons: frozenset[int], shown: Shown, clock: Clock, *, rest_seconds: float
    ) -> None:
        """Open the socket at `path`. `pins` is the mock factory whose `buttons` may be driven. Raises PanelError.

        After a press the finger stays away for `rest_seconds`: one that is back sooner is a bounce to the box.
        """
        self._path = path
        self._pins = pins
        self._buttons = buttons
        self._shown = shown
        self._clock = clock
        self._rest_seconds = rest_seconds
        self._is_closed = threading.Event()
        self._driving = threading.Lock()
        self._server = self._listen()
        threading.Thread(target=self._server.serve_forever, args=(0.1,), name="control", daemon=True).start()

    def close(self) -> None:
        """Let go of every finger and take the door away."""
        self._is_closed.set()
        self._server.shutdown()
        self._server.server_close()
        self._path.unlink(missing_ok=True)

    def answer(self, line: bytes) -> bytes:
        """Do what one line asks and return the line that answers it, without its end."""
        try:
            return msgspec.json.encode(self._act(_parse(line)))
        except (msgspec.DecodeError, ValueError) as error:
            return msgspec.json.encode({"error": str(error)})

    def _act(self, request: Struct) -> dict[str, object]:
        match request:
            case SetLevel(pin, level):
                return {"at": self._drive(pin, is_low=level == "low")}
            case PressPin(press, seconds):
                return {"at": self._press(press, seconds)}
            case AwaitLamp(lamp, state, seconds):
                return self._await_lamp(lamp, state, seconds)
            case _:
                return {"lamps": {str(lamp): state for lamp, state in self._shown.states().items()}}

    def _press(self, pin: int, seconds: float) -> float:
        at = self._drive(pin, is_low=True)
        self._is_closed.wait(seconds)  # the finger stays down; closing the door lifts it
        self._drive(pin, is_low=False)
        self._is_closed.wait(self._rest_seconds)
        return at

    def _drive(self, number: int, *, is_low: bool) -> float:
        if number not in self._buttons:
            raise ValueError(f"no button on pin {number}; there are {', '.join(map(str, sorted(self._buttons)))}")
        pin: MockPin = self._pins.pin(number)
        with self._driving:
            at = self._clock.boot()
            (pin.drive_low if is_low else pin.drive_high)()
        return round(at, 6)

    def _await_lamp(self, lamp: int, state: LampState, seconds: float) -> dict[str, object]:
        if lamp not in self._shown.states():
            raise ValueError(f"no lamp on pin {lamp}")
        says = self._shown.wait_for(lamp, state, seconds)
        return {"lamp": says, "is_reached": says is state}

    def _listen(self) -> "socketserver.ThreadingUnixStreamServer":
        if len(os.fsencode(self._path)) > _LONGEST_PATH:
            raise PanelError(f"{self._path} is too long for a socket; set a shorter `control` in [panel]")
        self._path.unlink(missing_ok=True)
        try:
            server = _Server(str(self._path), _serve(self.answer))
        except OSError as error:
            raise PanelError(f"cannot listen at {self._path}: {error.strerror}; does its folder exist?") from error
        self._path.chmod(0o600)
        return server


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


def _serve(answer: Callable[[bytes], bytes]) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for line in self.rfile:
                self.wfile.write(answer(line) + b"\n")

    return Handler


_KINDS: dict[str, type[Struct]] = {"pin": SetLevel, "press": PressPin, "lamps": ReadLamps, "await_lamp": AwaitLamp}


def _parse(line: bytes) -> Struct:
    asked = msgspec.json.decode(line, type=dict[str, object])
    kind = next((kind for name, kind in _KINDS.items() if name in asked), None)
    if kind is None:
        raise ValueError(f"ask with one of {', '.join(_KINDS)}")
    return msgspec.convert(asked, kind)
