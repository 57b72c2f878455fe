"""Fingers on the pins of one box, through the control socket that `pins = "mock"` opens.

What a finger is about to do is written down, flushed, before the pin moves: a press that the office then loses stands
in a log that the office never sees. A broken connection is never answered by pressing again, because nobody could say
whether the pin had moved.
"""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

import msgspec

from firmware.demo.account import Press

TAP_SECONDS: Final = 0.05
ANSWER_SECONDS: Final = 5.0
CONTROL_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 0.05


class FingerError(Exception):
    """The pins cannot be reached, or a lamp did not come; the text says which box and pin."""


class PressLog:
    """The fingers' own log, a line of JSON for each press; any thread may write and count."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str]] = Counter()
        self._file: IO[bytes] = path.open("ab", buffering=0)

    def note(self, press: Press) -> None:
        """Write the press down; it is in the file when this returns."""
        with self._lock:
            self._file.write(msgspec.json.encode(press) + b"\n")
            self._counts[press.box, press.does] += 1

    def count(self, box: str, does: str) -> int:
        """Return how often this was pressed at this box."""
        with self._lock:
            return self._counts[box, does]

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class Button(msgspec.Struct, frozen=True, kw_only=True):
    """One button as it stands in the box's settings: what it does when tapped and when held."""

    pin: int
    lamp: int
    tap: str
    hold: str | None = None
    service: str | None = None
    counter: int | None = None


class Finger:
    """Presses the buttons of one box and looks at its lamps. One thread at a time uses it."""

    def __init__(
        self,
        box: str,
        path: Path,
        buttons: Mapping[int, Button],
        log: PressLog,
        *,
        patience_seconds: float = CONTROL_SECONDS,
    ) -> None:
        """`path` is the box's control socket; a box that just starts is waited for with patience."""
        self.box = box
        self.buttons = dict(buttons)
        self._patience_seconds = patience_seconds
        self._path = path
        self._log = log
        self._lock = threading.Lock()
        self._stream: socket.SocketIO | None = None

    def press(self, pin: int, seconds: float = TAP_SECONDS) -> Press:
        """Tap the button; returns what was noted, when it is up again."""
        return self._touch(self.buttons[pin], seconds, is_hold=False)

    def hold(self, pin: int, seconds: float) -> Press:
        """Hold the button down for so long."""
        return self._touch(self.buttons[pin], seconds, is_hold=True)

    def lamp(self, pin: int) -> str:
        """Return what the lamp beside this button says now."""
        return self.lamps[str(self.buttons[pin].lamp)]

    @property
    def lamps(self) -> dict[str, str]:
        """What every lamp of the box says now, by the number of its pin."""
        lamps = self._ask({"lamps": None})["lamps"]
        assert isinstance(lamps, dict)  # noqa: S101 - the socket's own contract
        return lamps

    def await_lamp(self, pin: int, state: str, seconds: float) -> None:
        """Wait until the lamp beside this button says so. Raises FingerError when it does not in time."""
        if not self.sees_lamp(pin, state, seconds):
            lamp = self.buttons[pin].lamp
            raise FingerError(f"{self.box}: lamp {lamp} did not say {state} in {seconds:g} s; it says {self.lamp(pin)}")

    def sees_lamp(self, pin: int, state: str, seconds: float) -> bool:
        """Say whether the lamp beside this button came to say so within these seconds."""
        request = {"await_lamp": self.buttons[pin].lamp, "state": state, "seconds": seconds}
        return bool(self._ask(request, seconds + ANSWER_SECONDS).get("is_reached"))

    def close(self) -> None:
        """Leave the control socket."""
        if self._stream is not None:
            self._stream.close()
            self._socket.close()
            self._stream = None

    def _touch(self, button: Button, seconds: float, *, is_hold: bool) -> Press:
        does = button.hold if is_hold else button.tap
        if does is None:
            raise FingerError(f"{self.box}: nothing happens when the button on pin {button.pin} is held")
        with self._lock:
            self._connect()
            press = Press(
                at=time.clock_gettime(time.CLOCK_BOOTTIME),
                box=self.box,
                pin=button.pin,
                does=does,
                service=button.service,
                counter=button.counter,
                is_hold=is_hold,
            )
            self._log.note(press)
            self._say({"press": button.pin, "seconds": seconds}, seconds + ANSWER_SECONDS)
        return press

    def _ask(self, request: Mapping[str, object], seconds: float = ANSWER_SECONDS) -> dict[str, object]:
        with self._lock:
            self._connect()
            return self._say(request, seconds)

    def _connect(self) -> None:
        """Connect where there is no connection. Nothing tells when a socket appears, so it is looked for."""
        deadline = time.monotonic() + self._patience_seconds
        while self._stream is None:
            try:
                self._stream = self._open()
            except OSError as error:
                if time.monotonic() > deadline:
                    complaint = f'{self.box}: no control socket at {self._path}; does it run with pins = "mock"?'
                    raise FingerError(complaint) from error
                time.sleep(_LOOK_SECONDS)

    def _open(self) -> socket.SocketIO:
        pins = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            pins.connect(str(self._path))
        except OSError:
            pins.close()
            raise
        self._socket = pins
        return pins.makefile("rwb", buffering=0)

    def _say(self, request: Mapping[str, object], seconds: float) -> dict[str, object]:
        assert self._stream is not None  # noqa: S101 - _connect came before
        try:
            self._socket.settimeout(seconds)
            self._stream.write(json.dumps(request).encode() + b"\n")
            line = self._stream.readline()
        except OSError as error:
            self.close()
            raise FingerError(f"{self.box}: the pins do not answer: {error}") from error
        if not line:
            self.close()
            raise FingerError(f"{self.box}: the box closed its pins; did it die?")
        answer: dict[str, object] = json.loads(line)
        if "error" in answer:
            raise FingerError(f"{self.box}: {answer['error']}")
        return answer
