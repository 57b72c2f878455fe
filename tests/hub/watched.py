"""A disk on which closing a database does not bring its log into the file."""

import sqlite3
from pathlib import Path

from firmware.node.disk import Disk


class Watched(Disk):
    """A disk on which somebody else has each database open too, so that closing leaves the log beside it."""

    def __init__(self) -> None:
        """Watch nothing yet."""
        self._others: list[sqlite3.Connection] = []

    def connect(self, path: Path, *, is_handed_over: bool) -> sqlite3.Connection:
        """Open it twice."""
        database = super().connect(path, is_handed_over=is_handed_over)
        self._others.append(super().reader(path) if path.exists() else super().connect(path, is_handed_over=True))
        self._others[-1].execute("PRAGMA user_version").fetchone()
        return database

    def close(self) -> None:
        """Close what the others have open."""
        for other in self._others:
            other.close()
