"""Fires payloads at a box in batches, and names the one that did harm.

After each batch the box must have kept all its promises and must answer the next good message. When a batch has done
harm it is fired again at a new box, one payload at a time with everything looked at after each.
"""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from tests.fuzz.parts import Fault, LogReader, must

BATCH: Final = 50

_MANY: Final = 20_000
_MORE_MEMORY: Final = 64 * 2**20
# A wall keeps at most 128 fonts, each of which is an open file, and a library may open something of its own.
_MORE_FILES: Final = 135


class Target(Protocol):
    """A box that can be fired at."""

    def fire(self) -> object:
        """Make the next payload, hand it over and return it."""
        ...

    def settle(self) -> None:
        """Let the box act on what it has heard."""
        ...

    def check(self) -> None:
        """Raise Fault unless every promise was kept and the next good message is answered."""
        ...

    def finish(self) -> None:
        """Raise Fault unless what is left on the disk is sound."""
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...


MakeTarget = Callable[[Path, int], Target]


def fire(make: MakeTarget, folder: Path, payloads: int, seed: int) -> int:
    """Fire so many payloads; returns how many lines the log has. Raises Fault, naming the payload that did it."""
    before = _open_things()
    with LogReader() as log:
        try:
            _fire(make(folder / "first", seed), log, payloads, one_by_one_after=payloads)
            after = _open_things()
            if after[0] > before[0] + _MORE_FILES or after[1] > before[1]:
                raise Fault(f"files and threads left open: {before} became {after}")
        except _Harm as harm:
            log.faults = []
            try:
                _fire(make(folder / "again", seed), log, harm.n, one_by_one_after=max(0, harm.n - BATCH))
            except _Harm as named:
                raise Fault(f"payload {named.n} of seed {seed}: {named.said}; {named.why}") from named.error
            raise Fault(f"the batch before payload {harm.n} of seed {seed}, together: {harm.why}") from harm.error
    return log.lines


class _Harm(Exception):  # noqa: N818 - not for anybody outside
    def __init__(self, n: int, said: object, error: BaseException) -> None:
        super().__init__()
        self.n = n
        self.said = _short(said)
        self.error = error
        self.why = f"{type(error).__name__}: {error}"


def _fire(target: Target, log: LogReader, payloads: int, *, one_by_one_after: int) -> None:
    n, said, size = 0, None, 0
    try:
        for n in range(1, payloads + 1):
            said = target.fire()
            if n % BATCH == 0 or n == payloads or n > one_by_one_after:
                target.settle()
                target.check()
                log.check()
            if n == payloads // 4:
                size = _memory()
        grown = _memory() - size
        must(payloads < _MANY or grown < _MORE_MEMORY, f"it grew by {grown // 2**20} MB since the first quarter")
        target.finish()
    except Exception as error:
        raise _Harm(n, said, error) from error
    finally:
        target.close()


def _open_things() -> tuple[int, int]:
    return sum(1 for _ in Path("/proc/self/fd").iterdir()), threading.active_count()


def _memory() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _short(message: object) -> str:
    said = repr(message)
    return said if len(said) < 900 else f"{said[:900]}... ({len(said)} letters)"
