"""The disk of one simulated program: real SQLite files in a folder in memory, in a world that pulls the plug.

Before and after everything that is meant to be durable the program may die (`point`). A plug that is pulled also takes
what was committed without being synced: a WAL only grows until it is checkpointed, so the file is cut back to its
length at the last synced commit.
"""

import errno
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from firmware.node.disk import Closes, Disk

Point = Callable[[str], None]

_WRITES: Final = ("INSERT", "DELETE", "UPDATE", "COMMIT", "CREATE", "ALTER ")
_SALT: Final = slice(16, 24)


class _Held:
    def close(self) -> None:
        """Nobody else may come in a world of our own."""


class Connection(sqlite3.Connection):
    """A connection that may find the disk full, and may not outlive its program."""

    disk: "SimulatedDisk"
    path: Path
    is_synced = True
    synced: tuple[int, bytes] = (0, b"")

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Do it, unless the disk is full or the plug is pulled before; the plug may be pulled right after."""
        word = sql.lstrip()[:6].upper()
        if word == "PRAGMA" and "synchronous" in sql:
            self.is_synced = "FULL" in sql
        is_durable = word == "COMMIT" or (word in _WRITES and not self.in_transaction)
        if word in _WRITES and self.disk.is_full:
            raise sqlite3.OperationalError("database or disk is full")
        if is_durable:
            self.disk.point("before a commit")
        cursor = super().execute(sql, parameters)
        if is_durable:
            if self.is_synced:
                self.synced = _wal(self.path)
            self.disk.point("after a commit")
        return cursor


class SimulatedDisk(Disk):
    """`point` is called wherever the program may die."""

    def __init__(self, point: Point) -> None:
        self.point = point
        self.is_full = False
        self._connections: list[Connection] = []

    def connect(self, path: Path, *, is_handed_over: bool) -> sqlite3.Connection:  # noqa: ARG002 - one thread here
        """Return a connection that this disk can break."""
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=Connection)
        connection.disk, connection.path = self, path
        self._connections.append(connection)
        return connection

    def write(self, path: Path, content: bytes) -> None:
        """Replace a file."""
        if self.is_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.point("before a file")
        path.write_bytes(content)
        self.point("after a file")

    def lock(self, folder: Path) -> Closes:  # noqa: ARG002 - as above
        """Return a lock that is always free: the simulator starts one program for a folder."""
        return _Held()

    def free(self, folder: Path) -> int:  # noqa: ARG002 - as above
        """Return how many bytes are free."""
        return 0 if self.is_full else 10**9

    def die(self, *, is_power_cut: bool) -> None:
        """Close what the program had open; with the power also goes what was not synced."""
        survivors = [_survivor(connection) for connection in self._connections] if is_power_cut else []
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        for survivor in survivors:
            for path, content in survivor.items():
                path.write_bytes(content)


def _survivor(connection: Connection) -> dict[Path, bytes]:
    """Return the files as a power cut leaves them."""
    path, (length, salt) = connection.path, connection.synced
    wal = path.with_name(path.name + "-wal")
    if connection.is_synced and _wal(path)[0] == length:
        return {}
    try:
        content = wal.read_bytes()
        kept = content[:length] if content[_SALT] == salt else content
        return {path: path.read_bytes(), wal: kept}
    except (OSError, sqlite3.ProgrammingError):
        return {}


def _wal(path: Path) -> tuple[int, bytes]:
    try:
        with path.with_name(path.name + "-wal").open("rb") as file:
            salt = file.read(32)[_SALT]
            return file.seek(0, 2), salt
    except OSError:
        return 0, b""
