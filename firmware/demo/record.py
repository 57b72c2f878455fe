"""What a process says, line by line: into a file for people, and into memory so that a line can be waited for."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path


class Record:
    """The log of one process. One thread feeds it; any thread may read it or wait for a line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._changed = threading.Condition()
        self._lines: list[str] = []
        self._rest = b""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()

    def feed(self, chunk: bytes) -> None:
        """Take what the process wrote; an unfinished line waits for its end."""
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        if not whole:
            return
        with self.path.open("ab") as file:
            file.write(b"".join(line + b"\n" for line in whole))
        with self._changed:
            self._lines.extend(line.decode(errors="replace") for line in whole)
            self._changed.notify_all()

    def end_line(self) -> None:
        """The process is dead: what it did not finish is a line all the same."""
        if self._rest:
            self.feed(b"\n")

    def mark(self) -> int:
        """Return the place where the log ends now, for `lines` and `wait`."""
        with self._changed:
            return len(self._lines)

    def last(self) -> str:
        """Return the last line, or nothing."""
        with self._changed:
            return self._lines[-1] if self._lines else ""

    def lines(self, pattern: str = "", after: int = 0) -> list[re.Match[str]]:
        """Return the matches of `pattern` in the lines behind the mark `after`, the oldest first."""
        with self._changed:
            found = (re.search(pattern, line) for line in self._lines[after:])
            return [match for match in found if match is not None]

    def follow(self) -> Iterator[str]:
        """Give every line from now on, for ever."""
        seen = self.mark()
        while True:
            with self._changed:
                while len(self._lines) == seen:
                    self._changed.wait()
                new, seen = self._lines[seen:], len(self._lines)
            yield from new

    def wait(self, pattern: str, seconds: float, *, after: int = 0, count: int = 1) -> re.Match[str] | None:
        """Wait for the `count`-th line behind the mark `after` that matches; None when it does not come in time."""
        compiled, seen, found = re.compile(pattern), after, 0
        deadline = time.monotonic() + seconds
        with self._changed:
            while True:
                for line in self._lines[seen:]:
                    if match := compiled.search(line):
                        found += 1
                        if found >= count:
                            return match
                seen = max(seen, len(self._lines))
                if not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    return None
