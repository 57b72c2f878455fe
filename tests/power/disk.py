"""A box's disk that writes down what SQLite asks of it, so that the plug can be pulled between any two requests.

An APSW VFS stands between SQLite and the files: it lets every request through and notes writes, truncations, syncs,
creations and deletions in their order; names that the box itself changes are noted among them. A dead disk takes
nothing more, so what a card may hold after a cut at request n follows from the first n notes alone: one run of a work
serves for all its cuts. Shared memory passes through to the real file system, so WAL is used as it ships, without an
exclusive lock.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, cast
from unittest.mock import patch

import apsw
from msgspec import Struct

from firmware.node.disk import Disk, place
from tests.power.card import Does, Operation

VFS: Final = "antrian-power"

# SQLite's unix VFS syncs the folder at the first sync of these, because their name is part of the transaction.
_NAME_IS_SYNCED: Final = apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL
_FLAGS: Final = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI


class Setting(Struct, frozen=True):
    """How SQLite is used: what is replaced in the statements and in the URI of the shipped code."""

    replaced: Mapping[str, str] = {}
    psow: str = "psow=0"


SHIPPED: Final = Setting()


class RecordingDisk(Disk):
    """The disk of this machine, with SQLite's requests written down in `operations`.

    `checkpoint_pages` is how long the WAL may grow before it is copied into the database
    (SQLite's own measure is 1000), so that a short work sees it happen many times. `room` is after how many requests
    the card is full.
    """

    def __init__(self, setting: Setting = SHIPPED, checkpoint_pages: int = 40, room: float = float("inf")) -> None:
        self.operations: list[Operation] = []
        self._setting = setting
        self._checkpoint_pages = checkpoint_pages
        self._room = room

    def __enter__(self) -> Self:
        self._vfs = _Vfs(self.operations, self._room)
        self._patch = patch("firmware.node.disk.sync_folder", self._sync_folder)
        self._patch.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._patch.stop()
        self._vfs.unregister()

    def connect(self, path: Path, *, is_handed_over: bool) -> sqlite3.Connection:  # noqa: ARG002 - apsw lets any thread
        """Return a connection whose requests are written down."""
        connection = Connection(path, self._setting)
        connection.execute(f"PRAGMA wal_autocheckpoint = {self._checkpoint_pages}")
        return cast("sqlite3.Connection", connection)

    def rename(self, old: Path, new: Path) -> None:
        """Write down the rename; the sync of the folder is the shipped code's."""
        self.operations.append(Operation(Does.RENAME, old.name, to=new.name))
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        """Write down the deletion of what is there."""
        if path.exists():
            self.operations.append(Operation(Does.DELETE, path.name))
        super().remove(path)

    def _sync_folder(self, folder: Path) -> None:  # noqa: ARG002 - there is one folder
        self.operations.append(Operation(Does.SYNC_FOLDER))


class Connection:
    """What the product uses of sqlite3.Connection, over apsw."""

    def __init__(self, path: Path, setting: Setting) -> None:
        self._replaced = setting.replaced
        with _errors():
            self._connection = apsw.Connection(place(path).replace("psow=0", setting.psow), flags=_FLAGS, vfs=VFS)

    def execute(self, statement: str, values: tuple[Any, ...] = ()) -> apsw.Cursor:
        """Execute one statement and return its cursor. Raises sqlite3.Error."""
        with _errors():
            return self._connection.execute(self._replaced.get(statement, statement), values)

    def executescript(self, script: str) -> None:
        """Execute all statements of a script. Raises sqlite3.Error."""
        with _errors():
            self._connection.execute(script).fetchall()

    @property
    def in_transaction(self) -> bool:
        """True between BEGIN and its end."""
        return self._connection.in_transaction

    def close(self) -> None:
        """Close the file. Like sqlite3, keeps silent where the last checkpoint finds the disk full."""
        with _errors(), suppress(apsw.FullError):
            self._connection.close()


class _Vfs(apsw.VFS):
    """Notes which names come and go."""

    def __init__(self, operations: list[Operation], room: float) -> None:
        super().__init__(VFS, "")
        self._operations = operations
        self._room = room

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        assert name is not None, "SQLite's own temporary files are of no interest, and none is expected"
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name)
        is_new = not path.exists()
        file = _File(name, flags, path.name, self._operations, self._room)
        if is_new:
            self._operations.append(Operation(Does.CREATE, path.name))
        return file

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(filename, syncdir)
        self._operations.append(Operation(Does.DELETE, Path(filename).name))
        if syncdir:
            self._operations.append(Operation(Does.SYNC_FOLDER))


class _File(apsw.VFSFile):
    """Notes what becomes of the content."""

    def __init__(
        self, name: str | apsw.URIFilename, flags: list[int], short: str, operations: list[Operation], room: float
    ) -> None:
        super().__init__("", name, flags)
        self._room = room
        self._name = short
        self._operations = operations
        self._syncs_name = bool(flags[0] & apsw.SQLITE_OPEN_CREATE and flags[0] & _NAME_IS_SYNCED)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        if len(self._operations) >= self._room:
            raise apsw.FullError("database or disk is full")
        super().xWrite(data, offset)
        self._operations.append(Operation(Does.WRITE, self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)
        self._operations.append(Operation(Does.TRUNCATE, self._name, newsize))

    def xSync(self, flags: int) -> None:  # noqa: ARG002, N802 - the files of a test need not reach a disk
        self._operations.append(Operation(Does.SYNC, self._name))
        if self._syncs_name:
            self._operations.append(Operation(Does.SYNC_FOLDER))
            self._syncs_name = False


@contextmanager
def _errors() -> Iterator[None]:
    """Raise what sqlite3 would raise."""
    try:
        yield
    except apsw.ConstraintError as error:
        raise sqlite3.IntegrityError(str(error)) from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise sqlite3.DatabaseError(str(error)) from error
    except apsw.Error as error:
        raise sqlite3.OperationalError(str(error)) from error


def in_memory() -> str | None:
    """Return a folder in memory where the machine has one: what is looked at a thousand times need not reach a disk."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a folder of our own is made there


def lay_out(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make the folder hold exactly these files."""
    for path in folder.iterdir():
        path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
