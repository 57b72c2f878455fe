"""What SQLite keeps beside a database, and what has to go with it wherever it goes.

A log without its database, or beside another one of the same name, brings back pages that are not its own.
"""

import sqlite3
from pathlib import Path

from firmware.node.disk import Disk


def log_of(path: Path) -> Path:
    """Return the write-ahead log of a database."""
    return path.with_name(path.name + "-wal")


def index_of(path: Path) -> Path:
    """Return the index of a database's log, which SQLite makes anew from the log after a crash."""
    return path.with_name(path.name + "-shm")


def whole(path: Path) -> tuple[Path, Path, Path]:
    """Return all files of a database."""
    return path, log_of(path), index_of(path)


def remove(path: Path, disk: Disk) -> None:
    """Delete a database, as far as it is there. Raises OSError."""
    for file in whole(path):
        disk.remove(file)


def settle(database: sqlite3.Connection) -> None:
    """Bring all of the log into the file, on disk, so that the file alone is whole and may get another name.

    Closing would do this too, and keep silent about a full disk. Raises sqlite3.Error.
    """
    database.execute("PRAGMA synchronous = FULL")
    (is_busy, _, _) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise sqlite3.OperationalError("somebody else reads the file")
