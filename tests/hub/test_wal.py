"""The write-ahead log of a journal whose hub was killed: whole, torn at its end, or damaged in front of commits."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from firmware.hub.wal import has_lost_commits

PAGE = 4096
FRAME = PAGE + 24


@pytest.fixture
def log(tmp_path: Path) -> bytes:
    """The log of twenty commits, as a killed process leaves it."""
    with closing(sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, body TEXT)")
        for n in range(20):
            database.execute("INSERT INTO t VALUES (?, ?)", (n, "x" * 500))
        shutil.copyfile(tmp_path / "a.sqlite3-wal", tmp_path / "killed-wal")
    return (tmp_path / "killed-wal").read_bytes()


def flipped(log: bytes, at: int) -> bytes:
    """Return the log with one byte turned over."""
    return log[:at] + bytes([log[at] ^ 0xFF]) + log[at + 1 :]


def test_a_whole_log_has_lost_nothing(log: bytes) -> None:
    """A kill alone damages nothing; nor is an empty log a damaged one."""
    assert not has_lost_commits(log)
    assert not has_lost_commits(b"")


def test_a_torn_end_has_lost_nothing(log: bytes) -> None:
    """The plug was pulled in the middle of a write: nobody was promised what it held."""
    assert not has_lost_commits(log[:-100])


@pytest.mark.parametrize("frame", [0, 5, 12])
@pytest.mark.parametrize("part", [0, 16, 24, 2_000])
def test_a_byte_flipped_in_front_of_commits_is_found(log: bytes, frame: int, part: int) -> None:
    """In a frame's page number, its checksum, its first bytes and its middle: SQLite itself would say nothing."""
    assert has_lost_commits(flipped(log, 32 + frame * FRAME + part))


def test_a_damaged_header_is_found(log: bytes) -> None:
    """SQLite would forget the whole log."""
    assert has_lost_commits(flipped(log, 1))
    assert has_lost_commits(flipped(log, 17))
    assert has_lost_commits(bytes(len(log)))


def test_what_an_older_round_of_the_log_left_behind_is_no_loss(tmp_path: Path) -> None:
    """After a checkpoint the log begins in front again; the frames behind bear another salt."""
    with closing(sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, body TEXT)")
        for n in range(50):
            database.execute("INSERT INTO t VALUES (?, ?)", (n, "x" * 500))
        database.execute("PRAGMA wal_checkpoint(RESTART)")
        database.execute("INSERT INTO t VALUES (99, 'y')")
        assert not has_lost_commits((tmp_path / "a.sqlite3-wal").read_bytes())
