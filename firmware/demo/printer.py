"""The hand at a virtual printer: takes its paper away, fills it up, opens its cover, pulls its plug."""

import json
import socket
from pathlib import Path
from typing import Final

ANSWER_SECONDS: Final = 5.0


class PrinterError(Exception):
    """The virtual printer does not answer; says where it was looked for."""


class PrinterControl:
    """Speaks to the control socket of one virtual printer."""

    def __init__(self, path: Path, port: int) -> None:
        """`port` is where it listens for papers."""
        self.address = f"127.0.0.1:{port}"
        self._path = path

    def leave_lines(self, lines: int) -> None:
        """Let the paper end after so many more lines, in the middle of a slip as it likes to."""
        self._tell({"paper_lines_left": lines})

    def refill(self) -> None:
        """Put a new roll in."""
        self._tell({"paper": "ok"})

    def open_cover(self) -> None:
        """Open the cover: nothing is printed while it is open."""
        self._tell({"cover": "open"})

    def close_cover(self) -> None:
        """Close the cover."""
        self._tell({"cover": "closed"})

    def stall(self) -> None:
        """Let it take everything and do and answer nothing."""
        self._tell({"stall": True})

    def go_on(self) -> None:
        """End the stall."""
        self._tell({"stall": False})

    def vanish(self) -> None:
        """Pull its plug: whatever is half printed is torn off, whatever waits in it is forgotten."""
        self._tell({"vanish": True})

    def appear(self) -> None:
        """Put its plug back."""
        self._tell({"vanish": False})

    def _tell(self, what: dict[str, object]) -> dict[str, object]:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as control:
            control.settimeout(ANSWER_SECONDS)
            try:
                control.connect(str(self._path))
                control.sendall(json.dumps(what).encode() + b"\n")
                answer: dict[str, object] = json.loads(control.makefile("rb").readline())
            except (OSError, ValueError) as error:
                raise PrinterError(f"no virtual printer answers at {self._path}: {error}") from error
        if not answer["ok"]:
            raise PrinterError(f"the virtual printer refuses {what}: {answer['detail']}")
        return answer
