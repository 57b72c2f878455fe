"""Copies of the business day beside the journal, so that a damaged file costs minutes and not the morning.

A copy is made row by row through a second connection that only reads: a page that has gone bad stops the copy instead
of being copied, and only the latest day is written, so that a card is not worn out by years that do not change. It is
made in small steps in a thread of its own, checked, and only then takes the older one's place. Two are kept.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Final

from firmware.hub.beside import remove, settle
from firmware.hub.journal import create
from firmware.node.disk import DISK, Disk
from firmware.node.files import sync_folder

BACKUP_SECONDS: Final = 600.0
RETRY_SECONDS: Final = 60.0
KEPT: Final = 2
STEP_ROWS: Final = 100
STEP_SECONDS: Final = 0.002

log = logging.getLogger(__name__)

_BEGUN: Final = "(SELECT coalesce(max(position), 0) FROM event WHERE kind = 'DayOpened')"
_DATE: Final = f"(SELECT day FROM event WHERE position = {_BEGUN})"
DAY_TABLES: Final = (
    ("epoch", "SELECT * FROM epoch"),
    ("event", f"SELECT * FROM event WHERE position >= {_BEGUN} ORDER BY position"),
    (
        "command",
        f"SELECT DISTINCT command.* FROM event CROSS JOIN command USING (key) WHERE event.position >= {_BEGUN}",
    ),
    # A ticket's identity begins with its day.
    ("ticket", f"SELECT * FROM ticket WHERE id >= {_DATE} AND id < {_DATE} || '~'"),
    ("label", f"SELECT * FROM label WHERE day = {_DATE}"),
    ("at_counter", "SELECT * FROM at_counter"),
)
"""What the latest business day needs: each table, and the query that reads its part."""


class Backups:
    """Makes copies while a hub runs. `look` is called by the hub's loop and never waits."""

    def __init__(self, journal: Path, disk: Disk = DISK) -> None:
        self._journal = journal
        self._disk = disk
        self._worker: threading.Thread | None = None
        self._copied = self._tried = -1
        self._tried_at = 0.0
        self._next_at: float | None = None

    def look(self, now: float, position: int, *, is_closing: bool = False) -> None:
        """Begin a copy where it is time and the journal has grown. `now` is on the boot clock."""
        if self._next_at is None:
            self._next_at = now + (BACKUP_SECONDS if copies(self._journal, self._disk) else 0.0)
        if self._worker is not None and self._worker.is_alive():
            return
        if position != self._copied and (now >= self._due_at() or (is_closing and position != self._tried)):
            self._next_at = now + BACKUP_SECONDS
            self._tried, self._tried_at = position, now
            self._worker = threading.Thread(target=self._copy, args=(position,), name="backup")
            self._worker.start()

    def _due_at(self) -> float:
        """A copy that failed is tried again sooner: after closing the hub may soon be switched off."""
        has_failed = self._tried != self._copied
        return self._tried_at + RETRY_SECONDS if has_failed else self._next_at or 0.0

    def close(self) -> None:
        """Wait for the copy that is being made."""
        if self._worker is not None:
            self._worker.join()

    def _copy(self, position: int) -> None:
        began = time.monotonic()
        try:
            made = copy_day(self._journal, self._disk, time.sleep)
        except (sqlite3.Error, OSError) as error:
            # The journal itself goes on; if it is damaged the next start finds out and takes an older copy.
            log.error("no backup of the journal: %s; is the disk full or damaged?", error)  # noqa: TRY400
        else:
            self._copied = position
            log.info("backup %s: %d bytes in %.2f s", made.name, made.stat().st_size, time.monotonic() - began)


def copies(journal: Path, disk: Disk = DISK) -> list[Path]:
    """Return the copies that there are, the newest first."""
    found = (_folder(journal) / f"journal-{n}.sqlite3" for n in range(1, KEPT + 1))
    return sorted((path for path in found if path.exists()), key=lambda copy: _progress(copy, disk), reverse=True)


def set_aside(journal: Path) -> None:
    """Put the copies away where their journal is no more: a new office must not be mended with another one's day.

    Raises OSError.
    """
    folder = _folder(journal)
    if folder.exists() and not journal.exists():
        n = next(n for n in count(1) if not folder.with_name(f"backup-{n}").exists())
        folder.rename(folder.with_name(f"backup-{n}"))
        sync_folder(folder.parent)


def copy_day(journal: Path, disk: Disk = DISK, pause: Callable[[float], None] = lambda _: None) -> Path:
    """Copy the latest business day in the place of the oldest copy, and return it. `pause` is called between steps.

    Raises sqlite3.Error or OSError: then the copies that there were are there still.
    """
    _folder(journal).mkdir(exist_ok=True)
    new = _folder(journal) / "journal.sqlite3.new"
    remove(new, disk)
    with closing(disk.reader(journal)) as source:
        # One view of the whole day; the writer goes on meanwhile.
        source.execute("BEGIN")
        create(new, disk, journal=source.execute("SELECT id FROM journal").fetchone()[0])
        with closing(disk.connect(new, is_handed_over=False)) as target:
            _copy_tables(source, target, pause)
            (said,) = target.execute("PRAGMA quick_check(1)").fetchone()
            if said != "ok":
                raise sqlite3.DatabaseError(f"the copy is not whole: {said}")
            settle(target)
    place = _next_place(journal, disk)
    disk.rename(new, place)
    return place


def _copy_tables(source: sqlite3.Connection, target: sqlite3.Connection, pause: Callable[[float], None]) -> None:
    # Nothing is lost with an unfinished copy: it is made durable as a whole.
    target.execute("PRAGMA synchronous = OFF")
    target.execute("BEGIN")
    for table, query in DAY_TABLES:
        rows = source.execute(query)
        marks = ", ".join("?" * len(rows.description))
        while step := rows.fetchmany(STEP_ROWS):
            target.executemany(f"INSERT INTO {table} VALUES ({marks})", step)
            pause(STEP_SECONDS)
    target.execute("COMMIT")


def _next_place(journal: Path, disk: Disk) -> Path:
    places = [_folder(journal) / f"journal-{n}.sqlite3" for n in range(1, KEPT + 1)]
    free = [place for place in places if not place.exists()]
    return free[0] if free else copies(journal, disk)[-1]


def _progress(copy: Path, disk: Disk) -> tuple[int, int]:
    """How far the journal had come, by the copy's own word: a wall clock may have stepped between two copies."""
    try:
        with closing(disk.reader(copy)) as database:
            epoch, position = database.execute(
                "SELECT (SELECT max(epoch) FROM epoch), (SELECT max(position) FROM event)"
            ).fetchone()
    except sqlite3.Error:
        return -1, -1
    return epoch or 0, position or 0


def _folder(journal: Path) -> Path:
    return journal.parent / "backup"
