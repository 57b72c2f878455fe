"""The write-ahead log of a journal whose hub was killed: whole, torn at its end, or damaged in front of commits."""

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from firmware.hub.beside import log_of
from firmware.hub.soundness import log_damage
from firmware.hub.wal import has_lost_commits, last_frame
from firmware.node.disk import DISK

PAGE = 4096
FRAME = PAGE + 24
Look = Callable[[bytes], bool]


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
        shutil.copyfile(tmp_path / "a.sqlite3", tmp_path / "killed")
    return (tmp_path / "killed-wal").read_bytes()


@pytest.fixture
def is_damaged(log: bytes, tmp_path: Path) -> Look:
    """Look at a log beside the file that it belongs to; neither is changed by that."""
    path, file = tmp_path / "killed", (tmp_path / "killed").read_bytes()
    assert log

    def look(content: bytes) -> bool:
        log_of(path).write_bytes(content)
        wrong = log_damage(path, DISK)
        assert (log_of(path).read_bytes(), path.read_bytes()) == (content, file)
        return wrong is not None

    return look


def flipped(log: bytes, at: int) -> bytes:
    """Return the log with one byte turned over."""
    return log[:at] + bytes([log[at] ^ 0xFF]) + log[at + 1 :]


def test_a_whole_log_has_lost_nothing(log: bytes, is_damaged: Look) -> None:
    """A kill alone damages nothing; nor is an empty log a damaged one."""
    assert not is_damaged(log)
    assert not is_damaged(b"")


def test_a_torn_end_has_lost_nothing(log: bytes, is_damaged: Look) -> None:
    """The plug was pulled in the middle of a write: nobody was promised what it held."""
    assert not is_damaged(log[:-100])


@pytest.mark.parametrize("frame", [0, 5, 12])
@pytest.mark.parametrize("part", [0, 8, 16, 24, 2_000])
def test_a_byte_flipped_in_front_of_commits_is_found(log: bytes, is_damaged: Look, frame: int, part: int) -> None:
    """In a frame's page number, its salt, its checksum, its first bytes and its middle: SQLite would say nothing."""
    assert is_damaged(flipped(log, 32 + frame * FRAME + part))


def test_a_damaged_header_is_found(log: bytes, is_damaged: Look) -> None:
    """SQLite would forget the whole log."""
    assert is_damaged(flipped(log, 1))
    assert is_damaged(flipped(log, 17))
    assert is_damaged(bytes(len(log)))


def test_a_damaged_file_does_not_hide_what_is_wrong_with_its_log(tmp_path: Path, log: bytes) -> None:
    """Both are asked for: where the file is damaged too its log is all the more worth keeping."""
    path = tmp_path / "killed"
    path.write_bytes(bytes(2 * PAGE))
    assert log_damage(path, DISK) is None
    log_of(path).write_bytes(flipped(log, 32 + 5 * FRAME))
    assert log_damage(path, DISK) is not None


def test_what_an_older_round_of_the_log_left_behind_is_no_loss(tmp_path: Path) -> None:
    """After a checkpoint the log begins in front again; the frames behind bear another salt."""
    with closing(sqlite3.connect(tmp_path / "a.sqlite3", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, body TEXT)")
        for n in range(50):
            database.execute("INSERT INTO t VALUES (?, ?)", (n, "x" * 500))
        database.execute("PRAGMA wal_checkpoint(RESTART)")
        database.execute("INSERT INTO t VALUES (99, 'y')")
        read = last_frame((tmp_path / "a.sqlite3-shm").read_bytes())
        content = (tmp_path / "a.sqlite3-wal").read_bytes()
        assert len(content) > 32 + 2 * read * FRAME
        assert not has_lost_commits(content, read)


def test_a_full_log_is_looked_at_in_no_time(tmp_path: Path) -> None:
    """Four megabytes, at every start after a kill: presses wait for it."""
    path = tmp_path / "full"
    with closing(sqlite3.connect(tmp_path / "b", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, body BLOB)")
        for n in range(330):
            database.execute("INSERT INTO t VALUES (?, ?)", (n, bytes(3_500)))
        shutil.copyfile(tmp_path / "b", path)
        shutil.copyfile(tmp_path / "b-wal", log_of(path))
    assert log_of(path).stat().st_size > 4_000_000
    began = time.process_time()
    assert log_damage(path, DISK) is None
    assert time.process_time() - began < 0.05
