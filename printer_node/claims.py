"""The claims on disk: which slip owns each press's paper, and how far its printing has come.

SQLite with WAL and synchronous=FULL, because the paper and the claim must never disagree after a pulled plug. The slip
itself is kept beside its claim, so that a box that was killed goes on by itself; its age is counted by the boot clock,
and after a reboot, when that has begun anew, only the hub can say how old the slip is: it is left for the hub to send.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from msgspec import Raw

from firmware.messages.codec import decode, encode
from firmware.messages.notices import Slip
from firmware.messages.requests import KeptPaper
from firmware.node.clock import Clock
from firmware.node.disk import DISK, Disk
from firmware.node.files import StateError
from printer_node.arbiter import Claim, ClaimState

KEPT_CLAIMS: Final = 20_000

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS claim (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    press TEXT NOT NULL UNIQUE,
    slip TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('CLAIMED', 'SENDING', 'DONE', 'EXPIRED')),
    is_marked INTEGER NOT NULL,
    body BLOB NOT NULL,
    issued_at REAL NOT NULL,
    boot_id TEXT NOT NULL
) STRICT;
"""


_PAGE: Final = "SELECT n, body, state, is_marked, issued_at, boot_id FROM claim WHERE n > ? ORDER BY n LIMIT ?"


class Claims:
    """The store of claims; one thread at a time owns it."""

    def __init__(self, path: Path, clock: Clock, disk: Disk = DISK) -> None:
        self._path = path
        self._clock = clock
        self._disk = disk
        try:
            self._database = disk.database(path, _SCHEMA, is_handed_over=True)
        except (sqlite3.Error, OSError) as error:
            raise StateError(f"cannot use {path}: {error}; is the disk full, read-only or damaged?") from error

    def find(self, press: str) -> Claim | None:
        """Return the claim on this press, or None. Raises StateError."""
        row = self._execute("SELECT slip, state, is_marked, body FROM claim WHERE press = ?", (press,)).fetchone()
        if row is None:
            return None
        slip = decode(Slip, row[3])
        return Claim(
            press=press,
            slip=row[0],
            state=ClaimState(row[1]),
            is_marked=bool(row[2]),
            number=slip.number if isinstance(slip, Slip) else None,
        )

    def keep(self, claim: Claim, slip: Slip, issued_at: float) -> None:
        """Make the claim durable; it is on disk when this returns. `issued_at` is on the boot clock, in seconds.

        Raises StateError when the disk refuses: nothing may then be printed.
        """
        values = (claim.press, claim.slip, claim.state, claim.is_marked, encode(slip), issued_at, self._clock.boot_id)
        self._execute(
            "INSERT INTO claim (press, slip, state, is_marked, body, issued_at, boot_id) VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (press) DO UPDATE SET state = excluded.state, is_marked = excluded.is_marked",
            values,
        )

    def trim(self) -> None:
        """Forget all but the newest claims; whoever held the others has long gone home."""
        self._execute("DELETE FROM claim WHERE n <= (SELECT max(n) FROM claim) - ?", (KEPT_CLAIMS,))

    def unfinished(self) -> list[tuple[Slip, float]]:
        """Return the slips of this boot that were neither printed nor given up, each with its `issued_at`."""
        rows = self._execute(
            "SELECT body, issued_at FROM claim WHERE state IN ('CLAIMED', 'SENDING') AND boot_id = ? ORDER BY n",
            (self._clock.boot_id,),
        ).fetchall()
        slips = [(decode(Slip, body), issued_at) for body, issued_at in rows]
        return [(slip, issued_at) for slip, issued_at in slips if isinstance(slip, Slip)]

    def page(self, after: int, limit: int) -> list[KeptPaper]:
        """Return at most `limit` slips after a number, the oldest first; a negative number counts from the end.

        The age of a slip is exact within the boot in which it came; after that the machine's uptime is a lower bound.
        May be called from another thread than the owner's. Raises StateError.
        """
        try:
            with closing(self._disk.reader(self._path)) as reader:
                if after < 0:
                    after += reader.execute("SELECT coalesce(max(n), 0) FROM claim").fetchone()[0]
                rows = reader.execute(_PAGE, (after, limit)).fetchall()
        except sqlite3.Error as error:
            raise StateError(f"cannot read {self._path}: {error}; is the disk damaged?") from error
        return [self._paper(*row) for row in rows]

    def _paper(self, n: int, body: bytes, state: str, is_marked: int, issued_at: float, boot_id: str) -> KeptPaper:
        is_exact, now = boot_id == self._clock.boot_id, self._clock.boot()
        return KeptPaper(
            n=n,
            slip=Raw(body),
            state=state,
            is_marked=bool(is_marked),
            age=max(0.0, round(now - issued_at if is_exact else now, 3)),
            is_age_exact=is_exact,
        )

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _execute(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._database.execute(statement, values)
        except sqlite3.Error as error:
            raise StateError(f"cannot use {self._path}: {error}; is the disk full, read-only or damaged?") from error
