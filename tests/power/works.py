"""What a box was doing when the plug was pulled.

A work does one durable thing after another and tells after each whether somebody was promised it. What it reads back
from a folder is everything that its file is for; a transaction that is there by half gives a state that never was.
"""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Protocol

from firmware.messages.notices import ClockState
from firmware.node.disk import DISK, Disk

JOURNAL_ID: Final = "0123456789abcdef"
IS_PROMISED: Final = True
IS_NOT_PROMISED: Final = False

State = Any


class DamagedError(Exception):
    """The file opens and is not what it should be."""


class Work(Protocol):
    """A fixed work in a folder of its own."""

    name: str
    blank: State

    def do(self, disk: Disk, folder: Path) -> Iterator[bool]:
        """Do one durable thing after another; yields whether the one just done was promised to somebody."""
        ...

    def read(self, folder: Path, disk: Disk = DISK) -> State:
        """Open the file as a starting box does and return all it holds. Raises what the box would, or DamagedError."""
        ...


class StoppedClock:
    """A clock that stands; the machine is never started anew in the eyes of these works."""

    boot_id = "boot"

    def boot(self) -> float:
        """Return the same second for ever."""
        return 1_000.0

    def wall(self) -> datetime:
        """Return the same time for ever."""
        return datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

    def state(self) -> ClockState:
        """Return that it is believed."""
        return ClockState.TRUSTED


def check(database: sqlite3.Connection) -> None:
    """Let SQLite look for damage. Raises DamagedError."""
    said = database.execute("PRAGMA quick_check").fetchall()
    if said != [("ok",)]:
        raise DamagedError(str(said))
