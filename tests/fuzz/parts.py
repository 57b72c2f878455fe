"""What a box stands on while it is fuzzed: a clock that is set by hand, a link that remembers, a log that is read.

Nothing waits and nothing else is replaced: the boxes are the shipped ones.
"""

import logging
import random
import re
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final, Self

from msgspec import Struct

from firmware.messages.notices import ClockState
from firmware.node.disk import Disk
from firmware.node.link import Connected, Will
from firmware.node.settings import BoxSettings
from firmware.node.world import World

BEGIN: Final = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LINE_LIMIT: Final = 1_000
KEPT_SAYINGS: Final = 400

_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Fault(AssertionError):  # noqa: N818 - what a box has done, not what this code has
    """A box has not done what it must."""


class HandClock:
    """A clock that stands until somebody moves it."""

    boot_id = "first-boot"
    trust = ClockState.TRUSTED

    def __init__(self) -> None:
        self.now = 1_000.0

    def boot(self) -> float:
        """Return seconds since the machine started."""
        return self.now

    def wall(self) -> datetime:
        """Return a time of day that moves with the boot clock."""
        return BEGIN + timedelta(seconds=self.now)

    def state(self) -> ClockState:
        """Say how far `wall` may be believed."""
        return self.trust


class Said(Struct, frozen=True):
    """What a box has said."""

    topic: str
    payload: bytes
    correlation: bytes | None


class DeafLink:
    """A way to a broker that takes everything and remembers the latest of it."""

    is_alive = True
    is_connected = True

    def __init__(self, inbox: "SimpleQueue[object]") -> None:
        self._inbox = inbox
        self.said: list[Said] = []

    def start(self) -> None:
        """Connect at once."""
        self._inbox.put(Connected())

    def close(self, farewell: Will | None = None) -> None:
        """Leave."""

    def listen(self, subscriptions: Sequence[tuple[str, int]], **_: object) -> None:
        """Hear what is wanted."""

    def publish(self, topic: str, payload: bytes, *, correlation: bytes | None = None, **_: object) -> bool:
        """Take a message."""
        self.said.append(Said(topic, payload, correlation))
        return True

    def take(self) -> list[Said]:
        """Return what was said since this was last asked."""
        said, self.said = self.said, []
        return said


class QuickDisk(Disk):
    """The shipped disk without its waiting: no plug is pulled here."""

    def database(self, path: Path, schema: str, *, is_handed_over: bool = False) -> Any:
        """As the shipped one."""
        database = super().database(path, schema, is_handed_over=is_handed_over)
        database.execute("PRAGMA synchronous = OFF")
        return database

    def write(self, path: Path, content: bytes) -> None:
        """Replace a file."""
        path.write_bytes(content)


def world(clock: HandClock, links: list[DeafLink]) -> World:
    """Return a world of that clock; the link of the box that lives in it is put into the list."""

    def connect(_settings: BoxSettings, inbox: "SimpleQueue[object]", **_: object) -> DeafLink:
        links.append(DeafLink(inbox))
        return links[-1]

    return World(clock=clock, disk=QuickDisk(), connect=connect, chance=random.Random(7))


class LogReader(logging.Handler):
    """Reads the log while a box is fuzzed: no line is long or holds what nobody can see, and none is of a crash."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.faults: list[str] = []
        self.lines = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Judge one line."""
        self.lines += 1
        said = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            self.faults.append(
                f"it logs a crash: {said[:200]}: {''.join(traceback.format_exception(*record.exc_info))}"
            )
        elif len(said) > LINE_LIMIT:
            self.faults.append(f"a line of {len(said)} letters: {said[:120]!r}")
        elif _UNSEEN.search(said):
            self.faults.append(f"a line holds what nobody can see: {said[:300]!r}")

    def check(self) -> None:
        """Raise Fault for what was found since this was last asked."""
        faults, self.faults = self.faults, []
        if faults:
            raise Fault(faults[0])

    def __enter__(self) -> Self:
        root = logging.getLogger()
        self._level = root.level
        root.setLevel(logging.INFO)
        self._others, root.handlers = root.handlers, [self]
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger().handlers = self._others
        logging.getLogger().setLevel(self._level)


def must(holds: object, what: str | Callable[[], str]) -> None:
    """Raise Fault unless it holds."""
    if not holds:
        raise Fault(what if isinstance(what, str) else what())
