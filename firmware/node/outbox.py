"""Commands that this box has asked and the hub has not answered: on disk before they are first sent.

A command is sent until the hub's answer for its key arrives; silence never means no. Sending again is harmless because
the key is the same. `age` is counted by the boot clock and made anew for every send; after a reboot it can only be a
lower bound (the machine has been up for at least that long) and is marked inexact. Answered keys are kept, so that a
hub that lost its disk can be told what it once said.
"""

import logging
import random
import sqlite3
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from firmware.messages.answers import RETRYABLE, AnyAnswer, Refused
from firmware.messages.codec import decode_command, encode
from firmware.messages.commands import AnyCommand, Command
from firmware.node.clock import Clock
from firmware.node.disk import DISK, Disk
from firmware.node.files import StateError
from firmware.node.identity import CHANCE

RESEND_SECONDS: Final = (0.4, 5.0)
WINDOW: Final = 50
"""So many of the oldest are on their way at once: the hub takes who sends more than it can answer for a flood."""
KEPT_ANSWERS: Final = 20_000

log = logging.getLogger(__name__)

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS pending (
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    body BLOB NOT NULL,
    pressed_at REAL NOT NULL,
    boot_id TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS answered (
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    body BLOB NOT NULL,
    answer BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS note (
    name TEXT PRIMARY KEY,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
"""
_ANSWERED_SINCE: Final = {
    "pressed_at": "ALTER TABLE answered ADD COLUMN pressed_at REAL NOT NULL DEFAULT 0",
    "boot_id": "ALTER TABLE answered ADD COLUMN boot_id TEXT NOT NULL DEFAULT ''",
}


class Pending(Struct):
    """One unanswered command. `pressed_at` and `next_at` are on this machine's boot clock, in seconds."""

    command: AnyCommand
    pressed_at: float
    is_age_exact: bool
    next_at: float = 0.0
    delay: float = RESEND_SECONDS[0]


class Kept(Struct, frozen=True):
    """One answered command as it was sent and answered; `age` in seconds, a lower bound where not exact."""

    n: int
    command: bytes
    answer: bytes
    age: float
    is_age_exact: bool


class Outbox:
    """The durable list of unanswered commands of one box; one thread owns it.

    `unreadable` are the keys of kept commands that this version or this box's name cannot read. They stay in the
    file for a technician: one bad row must not keep a kiosk from giving numbers.
    """

    def __init__(self, path: Path, node: str, clock: Clock, chance: random.Random = CHANCE, disk: Disk = DISK) -> None:
        """Open or make the file. Raises StateError when it cannot be used."""
        self._clock = clock
        self._chance = chance
        self.unreadable: list[str] = []
        try:
            self._database = disk.database(path, _SCHEMA)
            self._migrate()
            self._pending = self._load(node)
        except (sqlite3.Error, OSError) as error:
            raise StateError(
                f"cannot use {path}: {error}; is the disk full or read-only? move a damaged file aside"
            ) from error

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def pending(self) -> tuple[AnyCommand, ...]:
        """The unanswered commands, the oldest first."""
        return tuple(entry.command for entry in self._pending.values())

    def add(self, command: AnyCommand) -> None:
        """Keep the command until it is answered; it is on disk when this returns.

        Raises StateError when the disk refuses: the press is then not taken, and the lamp must say so.
        """
        entry = self._entry(command)
        try:
            self._insert(entry)
        except sqlite3.Error as error:
            raise StateError(f"cannot keep {command.key}: {error}; is the disk full or read-only?") from error
        self._pending[command.key] = entry

    def exchange(self, key: str, command: AnyCommand, name: str, note: bytes) -> None:
        """Keep the command instead of the pending one with `key`, and the note, in one transaction.

        Another plan for the same press: whatever the plug does, exactly one of the two is asked, and the note tells
        how far the plan went. Raises StateError when the disk refuses; then nothing has changed, and KeyError for a
        key that is not pending.
        """
        if key not in self._pending:
            raise KeyError(key)
        entry = self._entry(command)
        try:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute("DELETE FROM pending WHERE key = ?", (key,))
            self._insert(entry)
            self._put_note(name, note)
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise StateError(f"cannot keep {command.key}: {error}; is the disk full or read-only?") from error
        del self._pending[key]
        self._pending[command.key] = entry

    def note(self, name: str) -> bytes | None:
        """Return what was written under a name, or None."""
        row = self._database.execute("SELECT body FROM note WHERE name = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def write(self, name: str, note: bytes) -> None:
        """Keep a note under a name; it is on disk when this returns. Raises StateError when the disk refuses."""
        try:
            self._put_note(name, note)
        except sqlite3.Error as error:
            raise StateError(f"cannot keep {name}: {error}; is the disk full or read-only?") from error

    def kept(self, after: int, limit: int) -> list[Kept]:
        """Return at most `limit` answered commands after a number, the oldest first.

        A negative number counts from the end.
        """
        if after < 0:
            after += self._database.execute("SELECT coalesce(max(seq), 0) FROM answered").fetchone()[0]
        rows = self._database.execute(
            "SELECT seq, body, answer, pressed_at, boot_id FROM answered WHERE seq > ? ORDER BY seq LIMIT ?",
            (after, limit),
        )
        return [self._kept(*row) for row in rows]

    def settle(self, answer: AnyAnswer) -> AnyCommand | None:
        """Take the hub's answer. Returns the command that it settles, or None: unknown, or to be tried again."""
        entry = self._pending.get(answer.key or "")
        if isinstance(answer, Refused) and answer.reason in RETRYABLE:
            wait = answer.retry_after or RESEND_SECONDS[1]
            # Without a key nobody has read what we sent, so everything waits.
            for waiting in self._pending.values() if answer.key is None else filter(None, (entry,)):
                waiting.next_at = max(waiting.next_at, self._clock.boot() + wait)
            return None
        if entry is None:
            return None
        # Forgetting need not be durable: after a power cut the key is sent again and brings the same answer. So the
        # next press does not wait for this disk write.
        self._database.execute("PRAGMA synchronous = NORMAL")
        try:
            self._forget(entry, answer)
        except sqlite3.Error as error:
            self._roll_back()
            log.warning("cannot forget %s: %s; it is asked again after a restart", answer.key, error)
        self._database.execute("PRAGMA synchronous = FULL")
        del self._pending[entry.command.key]
        return entry.command

    def due(self) -> list[AnyCommand]:
        """Return what is to be sent now, each with its age of this moment, and plan the next time for each."""
        now = self._clock.boot()
        ready = [entry for entry in islice(self._pending.values(), WINDOW) if entry.next_at <= now]
        for entry in ready:
            entry.next_at = now + entry.delay * self._chance.uniform(0.8, 1.2)
            entry.delay = min(entry.delay * 2, RESEND_SECONDS[1])
        return [self._aged(entry, now) for entry in ready]

    def aged(self) -> list[AnyCommand]:
        """Return the unanswered commands, the oldest first, each with its age of this moment."""
        now = self._clock.boot()
        return [self._aged(entry, now) for entry in self._pending.values()]

    def next_at(self) -> float | None:
        """Return when something is due on the boot clock, or None while nothing is pending."""
        return min((entry.next_at for entry in islice(self._pending.values(), WINDOW)), default=None)

    def retry_now(self) -> None:
        """The connection is new, or the hub speaks again: everything is due at once, the oldest first."""
        for entry in self._pending.values():
            entry.next_at, entry.delay = 0.0, RESEND_SECONDS[0]

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _forget(self, entry: Pending, answer: AnyAnswer) -> None:
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute("DELETE FROM pending WHERE key = ?", (answer.key,))
        self._database.execute(
            "INSERT OR REPLACE INTO answered (key, body, answer, pressed_at, boot_id) VALUES (?, ?, ?, ?, ?)",
            (
                answer.key,
                encode(entry.command),
                encode(answer),
                entry.pressed_at,
                self._clock.boot_id if entry.is_age_exact else "",
            ),
        )
        self._database.execute("DELETE FROM answered WHERE seq <= (SELECT max(seq) FROM answered) - ?", (KEPT_ANSWERS,))
        self._database.execute("COMMIT")

    def _entry(self, command: AnyCommand) -> Pending:
        return Pending(command, self._clock.boot() - command.age, is_age_exact=command.is_age_exact)

    def _insert(self, entry: Pending) -> None:
        self._database.execute(
            "INSERT INTO pending (key, body, pressed_at, boot_id) VALUES (?, ?, ?, ?)",
            (entry.command.key, encode(entry.command), entry.pressed_at, self._clock.boot_id),
        )

    def _put_note(self, name: str, note: bytes) -> None:
        self._database.execute("INSERT OR REPLACE INTO note (name, body) VALUES (?, ?)", (name, note))

    def _roll_back(self) -> None:
        if self._database.in_transaction:
            self._database.execute("ROLLBACK")

    def _migrate(self) -> None:
        columns = {row[1] for row in self._database.execute("PRAGMA table_info(answered)")}
        for column, statement in _ANSWERED_SINCE.items():
            if column not in columns:
                self._database.execute(statement)

    def _kept(self, n: int, body: bytes, answer: bytes, pressed_at: float, boot_id: str) -> Kept:
        is_exact = boot_id == self._clock.boot_id
        now = self._clock.boot()
        return Kept(n, body, answer, max(0.0, round(now - pressed_at if is_exact else now, 3)), is_exact)

    def _aged(self, entry: Pending, now: float) -> AnyCommand:
        age = max(0.0, round(now - entry.pressed_at, 3))
        return msgspec.structs.replace(entry.command, age=age, is_age_exact=entry.is_age_exact)

    def _load(self, node: str) -> dict[str, Pending]:
        pending = {}
        rows = self._database.execute("SELECT key, body, pressed_at, boot_id FROM pending ORDER BY seq")
        for key, body, pressed_at, boot_id in rows:
            command = decode_command(node, body)
            if not isinstance(command, Command):
                log.error("cannot read the kept command %s: %s", key, command.detail)
                self.unreadable.append(key)
                continue
            same_boot = boot_id == self._clock.boot_id
            pending[command.key] = Pending(
                command,
                pressed_at if same_boot else 0.0,
                is_age_exact=command.is_age_exact and same_boot,
            )
        return pending
