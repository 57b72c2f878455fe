"""The claims on disk: which slip owns each press's paper, and how far its printing has come.

SQLite with WAL and synchronous=FULL, because the paper and the claim must never disagree after a pulled plug. The slip
itself is kept beside its claim, so that a box that was killed goes on by itself; its age is counted by the boot clock,
and after a reboot, when that has begun anew, only the hub can say how old the slip is: it is left for the hub to send.
"""

import sqlite3
from pathlib import Path
from typing import Final

from firmware.messages.codec import decode, encode
from firmware.messages.notices import Slip
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


class Claims:
    """The store of claims; one thread at a time owns it."""

    def __init__(self, path: Path, clock: Clock, disk: Disk = DISK) -> None:
        self._path = path
        self._clock = clock
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

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _execute(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._database.execute(statement, values)
        except sqlite3.Error as error:
            raise StateError(f"cannot use {self._path}: {error}; is the disk full, read-only or damaged?") from error
