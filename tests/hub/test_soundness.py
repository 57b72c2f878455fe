"""Damage to a journal's file is found at the start of the hub, and what is no damage is not called so."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from firmware.hub.backup import copy_day
from firmware.hub.settings import OfficeSettings
from firmware.hub.soundness import damage, log_damage
from firmware.node.disk import DISK
from firmware.node.files import StateError
from firmware.queueing.model import Queue, empty
from tests.hub.bench import Bench, take

Spoil = Callable[[Path], None]


def overwrite(at: int, content: bytes) -> Spoil:
    """Return a way to spoil a file."""

    def spoil(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(at)
            file.write(content)

    return spoil


def truncate(size: int) -> Spoil:
    """Return a way to cut a file."""

    def spoil(path: Path) -> None:
        with path.open("r+b") as file:
            file.truncate(size)

    return spoil


def zero(path: Path) -> None:
    """Fill the file with zeros, as a card that has lost it does."""
    path.write_bytes(bytes(path.stat().st_size))


def unreadable_event(path: Path) -> None:
    """Damage a row's text, which no page's structure shows."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("UPDATE event SET body = replace(body, 'number', 'num_er') WHERE position = 20")


FAULTS: dict[str, Spoil] = {
    "zeroed": zero,
    "empty": truncate(0),
    "truncated in the middle": truncate(5 * 4096 + 100),
    "header flipped": overwrite(0, b"\xff\xff\xff"),
    "page size flipped": overwrite(16, b"\xff\xff"),
    "format version flipped": overwrite(18, b"\xff\xff"),
    "schema page flipped": overwrite(100, b"\xff" * 40),
    "middle flipped": overwrite(6 * 4096, b"\xa5" * 512),
    "event unreadable": unreadable_event,
}


@pytest.fixture
def journal(bench: Bench) -> Path:
    """The closed journal of a morning with a hundred visitors."""
    for n in range(2, 102):
        bench.send(take(n))
    bench.journal.close()
    return bench.path


@pytest.fixture
def blank(office: OfficeSettings) -> Queue:
    """The queue to begin with."""
    return empty(office.plan())


def test_a_good_journal_is_good(journal: Path, blank: Queue) -> None:
    """Nothing is wrong with it, nor with its copy."""
    assert damage(journal, blank, DISK) is None
    assert damage(copy_day(journal), blank, DISK) is None
    assert log_damage(journal, DISK) is None


@pytest.mark.parametrize("spoil", FAULTS.values(), ids=FAULTS.keys())
def test_damage_is_found(journal: Path, blank: Queue, spoil: Spoil) -> None:
    """Whatever the card has done to the file."""
    spoil(journal)
    assert damage(journal, blank, DISK) is not None


@pytest.mark.parametrize("name", ["truncated in the middle", "middle flipped", "event unreadable"])
def test_a_journal_too_large_to_check_as_a_whole_is_checked_where_the_day_lies(
    journal: Path, blank: Queue, name: str
) -> None:
    """Here the whole file is one day."""
    FAULTS[name](journal)
    assert damage(journal, blank, DISK, whole_bytes=0) is not None


def test_a_locked_journal_is_not_damaged(journal: Path, blank: Queue) -> None:
    """What passes by itself must not throw a good journal away."""
    with closing(sqlite3.connect(journal, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StateError, match="is the disk full or read-only"):
            damage(journal, blank, Impatient())


def test_a_sector_that_cannot_be_read_any_more_is_damage(journal: Path, blank: Queue) -> None:
    """Else the hub would be started again for ever, and a technician could not recover either."""
    assert damage(journal, blank, Worn()) is not None


def test_a_log_that_cannot_be_read_any_more_is_damaged(journal: Path) -> None:
    """The kernel answers EIO for the first byte of this file, as for a sector that the card has lost."""
    journal.with_name(journal.name + "-wal").symlink_to("/proc/self/mem")
    assert log_damage(journal, DISK) == "journal.sqlite3-wal cannot be read"


class Worn(type(DISK)):  # type: ignore[misc]
    """A disk that answers EIO for the first page: SQLite's code for it."""

    def connect(self, path: Path, *, is_handed_over: bool) -> sqlite3.Connection:
        """Raise what SQLite raises at the first statement."""
        del path, is_handed_over
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR_CORRUPTFS
        raise error


class Impatient(type(DISK)):  # type: ignore[misc]
    """A disk that does not wait for a lock."""

    def connect(self, path: Path, *, is_handed_over: bool) -> sqlite3.Connection:
        """Return a connection that gives up at once."""
        database: sqlite3.Connection = super().connect(path, is_handed_over=is_handed_over)
        database.execute("PRAGMA busy_timeout = 0")
        return database
