"""Whether a journal on this disk can be used, before a hub opens it: the file, its log, and the day in it.

`PRAGMA quick_check` reads every page, so a journal of years is checked as a whole only up to a size that takes about
two seconds on a slow card. Beyond that what the day needs is checked by reading it, as the copies do: every row of
the latest business day, its events decoded and folded. A damaged page of last year must not keep an office closed.
"""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec

from firmware.hub.backup import DAY_TABLES
from firmware.hub.beside import index_of, log_of
from firmware.hub.desk import restore
from firmware.hub.journal import Journal
from firmware.hub.wal import has_lost_commits, last_frame
from firmware.node.disk import Disk
from firmware.node.files import StateError
from firmware.queueing.model import Queue

WHOLE_CHECK_BYTES: Final = 96 * 1024 * 1024

# Result codes that tell of the disk or of a lock and not of the content (sqlite.org/rescode.html).
_NOT_DAMAGE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)


def log_damage(path: Path, disk: Disk) -> str | None:
    """Return what is wrong with the journal's write-ahead log, or None. Raises StateError."""
    log = log_of(path)
    try:
        content = log.read_bytes() if log.exists() and path.stat().st_size else b""
        is_damaged = bool(content) and has_lost_commits(content, _frames_read(path, disk))
    except sqlite3.Error as error:
        raise StateError(f"{log} cannot be read: {error}; is the disk full or read-only?") from error
    except OSError as error:
        if error.errno == errno.EIO:
            return f"{log.name} cannot be read"
        raise StateError(f"cannot read {log}: {error.strerror}; is the disk damaged?") from error
    return f"{log.name} is damaged in the middle" if is_damaged else None


def _frames_read(path: Path, disk: Disk) -> int:
    """Let SQLite find out how far it reads the log: its checksums over 4 MB take Python a second on a small Pi.

    A connection that only reads leaves the file and its log as they are.
    """
    with closing(disk.reader(path)) as database:
        try:
            database.execute("PRAGMA user_version").fetchone()
        except sqlite3.Error as error:
            # The file itself may be damaged; by then the log has been read.
            if _is_the_disk(error, path):
                raise
        index = index_of(path)
        return last_frame(index.read_bytes()) if index.exists() else 0


def damage(path: Path, blank: Queue, disk: Disk, whole_bytes: int = WHOLE_CHECK_BYTES) -> str | None:
    """Return what is wrong with the content of a journal, or None where it can be used.

    `blank` is the queue to fold its latest day on. Raises StateError where the disk refuses, and JournalError for a
    journal of a newer hub: neither is damage.
    """
    try:
        with closing(disk.connect(path, is_handed_over=False)) as database:
            wrong = _file_damage(database, path, whole_bytes)
        if wrong is not None:
            return wrong
        with closing(Journal(path, disk)) as journal:
            restore(journal, blank)
    except sqlite3.Error as error:
        if _is_the_disk(error, path):
            raise StateError(f"{path} cannot be read: {error}; is the disk full or read-only?") from error
        return f"{path.name}: {error}"
    except StateError as error:
        if isinstance(error.__cause__, sqlite3.Error) and _is_the_disk(error.__cause__, path):
            raise
        return f"{path.name}: {error.__cause__}"
    except (msgspec.DecodeError, KeyError, ValueError, IndexError) as error:
        return f"{path.name}: the latest day cannot be read: {error!r}"
    return None


def _file_damage(database: sqlite3.Connection, path: Path, whole_bytes: int) -> str | None:
    if database.execute("PRAGMA user_version").fetchone()[0] == 0:
        return f"{path.name} is no journal"
    if path.stat().st_size <= whole_bytes:
        (said,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            return f"{path.name}: {' '.join(str(said).split())}"
    else:
        for _, query in DAY_TABLES:
            for _ in database.execute(query):
                pass
    if database.execute("SELECT count(*) FROM journal").fetchone()[0] != 1:
        return f"{path.name} does not say whose it is"
    return None


def _is_the_disk(error: sqlite3.Error, path: Path) -> bool:
    whole = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if whole == sqlite3.SQLITE_IOERR_CORRUPTFS:
        # A sector that the card cannot give back any more (EIO): trying again for ever would not help.
        return False
    code = whole & 0xFF
    if code == sqlite3.SQLITE_READONLY:
        # A damaged header can claim that the file may only be read.
        return not os.access(path, os.W_OK)
    return code in _NOT_DAMAGE
