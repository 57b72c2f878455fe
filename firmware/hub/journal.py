"""The truth on disk: every answered key with its answer and its events, in one transaction.

One connection writes, and one thread owns it; `firmware/node/disk.py` says how it is opened and why. Behind the
rules stand natural keys, so that even a fault in the rules cannot give one number twice, two tickets to one press or to
one appointment, or one counter two people.

The interface is narrow on purpose (append with the expected position): another engine can stand behind it.
"""

import random
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from firmware.hub.beside import log_of
from firmware.hub.office_time import Moment, wall_of
from firmware.messages.requests import JournalRow
from firmware.node.disk import DISK, Disk
from firmware.node.files import StateError
from firmware.node.identity import CHANCE, make_id
from firmware.queueing.events import (
    AnyEvent,
    DayClosed,
    JournalRebuilt,
    LabelAdded,
    LeftCounter,
    TicketAdopted,
    TicketCalled,
    TicketIssued,
)

MIGRATIONS: Final = (
    """
    CREATE TABLE journal (id TEXT NOT NULL) STRICT;
    CREATE TABLE epoch (
        epoch INTEGER PRIMARY KEY,
        boot_id TEXT NOT NULL,
        office REAL NOT NULL,
        boot REAL NOT NULL,
        wall TEXT NOT NULL
    ) STRICT;
    CREATE TABLE command (
        key TEXT PRIMARY KEY,
        fingerprint BLOB NOT NULL,
        answer BLOB NOT NULL,
        position INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event (
        position INTEGER PRIMARY KEY,
        epoch INTEGER NOT NULL REFERENCES epoch (epoch),
        day TEXT,
        key TEXT NOT NULL,
        office REAL NOT NULL,
        boot REAL NOT NULL,
        wall TEXT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX day_opened ON event (position) WHERE kind = 'DayOpened';
    CREATE TABLE ticket (
        id TEXT PRIMARY KEY,
        day TEXT NOT NULL,
        service TEXT NOT NULL,
        number INTEGER NOT NULL,
        press TEXT NOT NULL UNIQUE,
        UNIQUE (day, service, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE at_counter (
        counter INTEGER PRIMARY KEY,
        ticket TEXT NOT NULL UNIQUE
    ) STRICT;
    """,
    """
    CREATE TABLE label (
        day TEXT NOT NULL,
        service TEXT NOT NULL,
        number INTEGER NOT NULL,
        ticket TEXT NOT NULL,
        PRIMARY KEY (day, service, number)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO label (day, service, number, ticket) SELECT day, service, number, id FROM ticket;
    """,
    """
    -- Rows may be stages, plans of counters and scores, which a hub of an earlier version cannot read.
    ALTER TABLE ticket ADD COLUMN appointment TEXT;
    CREATE UNIQUE INDEX appointment_of_day ON ticket (day, appointment);
    """,
    """
    -- Rows may be calls for help, which a hub of an earlier version cannot read.
    """,
)

_EVENT: Final = msgspec.json.Decoder(AnyEvent)
# How much may still be journaled of a day after it was scored: papers that come out late, plans of counters.
_AFTER_CLOSING: Final = 500
_DAYS_LOOKED_AT: Final = 40
_ROW: Final = "position, epoch, day, key, office, wall, body"


class JournalError(Exception):
    """There is no journal, or one that this hub may not use; trying again does not help, the text says what does."""


class StorageError(Exception):
    """The disk did not take the transaction; nothing of it happened."""


class Stamped(Struct, frozen=True):
    """An event with its position and its office time."""

    position: int
    at: float
    event: AnyEvent


class Known(Struct, frozen=True):
    """What was once answered to a key."""

    fingerprint: bytes
    answer: bytes


class Entry(Struct, frozen=True):
    """One answered command, with its events (none for a refusal) and the position the journal has after them."""

    key: str
    position: int
    known: Known
    day: date | None
    events: tuple[Stamped, ...]


class Journal:
    """The open journal of one hub."""

    def __init__(self, path: Path, disk: Disk = DISK) -> None:
        """Open an existing journal.

        Raises JournalError where there is none or it belongs to a newer hub, and StateError where the disk refuses.
        """
        if not path.exists():
            raise JournalError(
                f"no journal at {path}. Is this a new office? Then type: antrian hub new-office. "
                "Has this hub lost its disk? Then type: antrian hub recover. A blank journal gives numbers twice."
            )
        try:
            self._database = disk.database(path, "")
        except (sqlite3.Error, OSError) as error:
            raise StateError(f"{path} cannot be used: {error}; is the disk full, read-only or damaged?") from error
        try:
            _migrate(self._database)
            self.id: str = self._database.execute("SELECT id FROM journal").fetchone()[0]
            self.epoch: int = self._database.execute("SELECT coalesce(max(epoch), 0) FROM epoch").fetchone()[0]
            self.position: int = self._database.execute("SELECT coalesce(max(position), 0) FROM event").fetchone()[0]
        except (sqlite3.Error, TypeError) as error:
            self.close()
            raise StateError(f"{path} cannot be used: {error}; is the disk full, read-only or damaged?") from error
        except JournalError:
            self.close()
            raise

    def begin_epoch(self, moment: Moment) -> int:
        """Count one more start of the hub, durably, and return its number. Raises StateError."""
        try:
            self._database.execute(
                "INSERT INTO epoch (boot_id, office, boot, wall) VALUES (?, ?, ?, ?)",
                (moment.boot_id, moment.office, moment.boot, moment.wall.isoformat()),
            )
        except sqlite3.Error as error:
            raise StateError(f"the journal cannot begin: {error}; is the disk full or read-only?") from error
        self.epoch = self._database.execute("SELECT max(epoch) FROM epoch").fetchone()[0]
        return self.epoch

    def last_moment(self) -> Moment | None:
        """Return the last moment on disk, or None in a journal that was never begun."""
        row = self._database.execute(
            "SELECT event.office, event.boot, boot_id, event.wall FROM event JOIN epoch USING (epoch) "
            "ORDER BY position DESC LIMIT 1"
        ).fetchone()
        begun = self._database.execute(
            "SELECT office, boot, boot_id, wall FROM epoch ORDER BY epoch DESC LIMIT 1"
        ).fetchone()
        moments = [Moment(r[0], r[1], r[2], datetime.fromisoformat(r[3])) for r in (row, begun) if r is not None]
        return max(moments, key=lambda moment: moment.office, default=None)

    def known(self, key: str) -> Known | None:
        """Return what was answered to a key, or None."""
        row = self._database.execute("SELECT fingerprint, answer FROM command WHERE key = ?", (key,)).fetchone()
        return None if row is None else Known(row[0], row[1])

    def day_of(self, press: str) -> date | None:
        """Return the business day on which a press got its ticket, or None."""
        row = self._database.execute("SELECT day FROM ticket WHERE press = ?", (press,)).fetchone()
        return None if row is None else date.fromisoformat(row[0])

    def append(self, expected: int, entries: Sequence[Entry], moment: Moment) -> None:
        """Put the entries on disk, all or none. `expected` is the position the caller's queue stands at.

        Raises StorageError when the disk or a natural key refuses, and JournalError when somebody else wrote.
        """
        if expected != self.position:
            raise JournalError(f"the journal stands at {self.position}, the queue at {expected}: two hubs, one file?")
        try:
            self._database.execute("BEGIN IMMEDIATE")
            for entry in entries:
                self._write(entry, moment)
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise StorageError(str(error)) from error
        self.position += sum(len(entry.events) for entry in entries)

    def graft(self, epoch: int, entries: Sequence[Entry], answered: Mapping[str, Known], moment: Moment) -> None:
        """Put on disk what the boxes remember of a lost journal, all or nothing, in an epoch of its own.

        The positions of `entries` lie beyond all that was ever heard, so they need not follow the last one. `answered`
        are the keys that were answered, with their answers. Raises StorageError.
        """
        self.epoch = epoch
        try:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute(
                "INSERT INTO epoch (epoch, boot_id, office, boot, wall) VALUES (?, ?, ?, ?, ?)",
                (epoch, moment.boot_id, moment.office, moment.boot, moment.wall.isoformat()),
            )
            for entry in entries:
                at = entry.events[0].at
                past = Moment(at, moment.boot - (moment.office - at), moment.boot_id, wall_of(at, moment))
                self._write_events(entry, past)
            position = entries[-1].position
            self._database.executemany(
                "INSERT OR IGNORE INTO command (key, fingerprint, answer, position) VALUES (?, ?, ?, ?)",
                ((key, known.fingerprint, known.answer, position) for key, known in answered.items()),
            )
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise StorageError(str(error)) from error
        self.position = position

    def rebuilt(self) -> JournalRebuilt | None:
        """Return what the latest business day says of a journal that was put together again, or None."""
        row = self._database.execute(
            "SELECT body FROM event WHERE kind = 'JournalRebuilt' AND position >= "
            "(SELECT coalesce(max(position), 0) FROM event WHERE kind = 'DayOpened') ORDER BY position DESC LIMIT 1"
        ).fetchone()
        event = None if row is None else _EVENT.decode(row[0])
        return event if isinstance(event, JournalRebuilt) else None

    def latest_day(self) -> Iterator[Stamped]:
        """Return the events of the latest business day, from its opening; older days are not read."""
        rows = self._database.execute(
            "SELECT position, office, body FROM event "
            "WHERE position >= (SELECT max(position) FROM event WHERE kind = 'DayOpened') ORDER BY position"
        )
        return (Stamped(position, office, _EVENT.decode(body)) for position, office, body in rows)

    def rows(self, after: int, limit: int) -> tuple[JournalRow, ...]:
        """Return at most `limit` events after a position, the oldest first; a negative one counts from the end."""
        after = max(0, self.position + after) if after < 0 else after
        rows = self._database.execute(
            f"SELECT {_ROW} FROM event WHERE position > ? ORDER BY position LIMIT ?", (after, limit)
        )
        return tuple(_row(*row) for row in rows)

    def latest_named(self, number: str) -> tuple[date | None, str | None]:
        """Return the latest business day (None: none yet) and its ticket that has this number (None: no ticket)."""
        row = self._database.execute("SELECT day FROM event WHERE kind = 'DayOpened' ORDER BY position DESC").fetchone()
        if row is None:
            return None, None
        named = self._database.execute(
            "SELECT ticket FROM label WHERE day = ? AND service = ? AND number = ?",
            (row[0], number[0], int(number[1:])),
        ).fetchone()
        return date.fromisoformat(row[0]), named[0] if named else None

    def rows_of(self, ticket: str, after: int, limit: int) -> tuple[tuple[JournalRow, ...], int]:
        """Return the events that name a ticket of the latest business day or its press, of `limit` after a position.

        With them the position up to which was looked. Nothing leads from a ticket to its events, so all are read.
        """
        press = self._database.execute("SELECT press FROM ticket WHERE id = ?", (ticket,)).fetchone()
        marks = f'"ticket":"{ticket}"', f'"press":"{press[0] if press else ""}"'
        opened = self._database.execute("SELECT max(position) FROM event WHERE kind = 'DayOpened'").fetchone()[0] or 0
        window = max(after, opened), limit
        reached = self._database.execute(
            "SELECT max(position) FROM (SELECT position FROM event WHERE position > ? ORDER BY position LIMIT ?)",
            window,
        ).fetchone()[0]
        rows = self._database.execute(
            f"SELECT {_ROW} FROM (SELECT * FROM event WHERE position > ? ORDER BY position LIMIT ?) "
            "WHERE instr(body, ?) OR instr(body, ?) ORDER BY position",
            (*window, *marks),
        )
        return tuple(_row(*row) for row in rows), reached or self.position

    def scored(self, before: int | None = None) -> tuple[JournalRow, ...]:
        """Return the row that scores the latest day before a position; none where no day before it was scored.

        A day is scored as it closes, so only the ends of days are read, and those of the last weeks only.
        """
        end = self.position + 1 if before is None else before
        openings = self._database.execute(
            "SELECT position FROM event WHERE kind = 'DayOpened' AND position < ? ORDER BY position DESC LIMIT ?",
            (end, _DAYS_LOOKED_AT),
        )
        for (opening,) in openings:
            row = self._database.execute(
                f"SELECT {_ROW} FROM (SELECT * FROM event WHERE position > ? AND position < ? "
                "ORDER BY position DESC LIMIT ?) WHERE kind = 'DayScored' ORDER BY position DESC LIMIT 1",
                (opening, end, _AFTER_CLOSING),
            ).fetchone()
            if row is not None:
                return (_row(*row),)
            end = opening
        return ()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _write(self, entry: Entry, moment: Moment) -> None:
        self._database.execute(
            "INSERT INTO command (key, fingerprint, answer, position) VALUES (?, ?, ?, ?)",
            (entry.key, entry.known.fingerprint, entry.known.answer, entry.position),
        )
        self._write_events(entry, moment)

    def _write_events(self, entry: Entry, moment: Moment) -> None:
        day = entry.day.isoformat() if entry.day else None
        for stamped in entry.events:
            body = msgspec.json.encode(stamped.event).decode()
            self._database.execute(
                "INSERT INTO event (position, epoch, day, key, office, boot, wall, kind, body) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    stamped.position,
                    self.epoch,
                    day,
                    entry.key,
                    stamped.at,
                    moment.boot,
                    moment.wall.isoformat(),
                    type(stamped.event).__name__,
                    body,
                ),
            )
            self._guard(stamped.event)

    def _guard(self, event: AnyEvent) -> None:
        """Keep the natural keys; a violation refuses the whole transaction."""
        if isinstance(event, TicketIssued | TicketAdopted | LabelAdded):
            day = event.ticket[:10]
            if not isinstance(event, LabelAdded):
                self._database.execute(
                    "INSERT INTO ticket (id, day, service, number, press, appointment) VALUES (?, ?, ?, ?, ?, ?)",
                    (event.ticket, day, event.service, event.n, event.press, getattr(event, "appointment", None)),
                )
            self._database.execute(
                "INSERT INTO label (day, service, number, ticket) VALUES (?, ?, ?, ?)",
                (day, event.service, event.n, event.ticket),
            )
        elif isinstance(event, TicketCalled):
            self._database.execute(
                "INSERT INTO at_counter (counter, ticket) VALUES (?, ?)", (event.counter, event.ticket)
            )
        elif isinstance(event, LeftCounter):
            self._database.execute("DELETE FROM at_counter WHERE ticket = ?", (event.ticket,))
        elif isinstance(event, DayClosed):
            self._database.execute("DELETE FROM at_counter")


def create(path: Path, disk: Disk = DISK, chance: random.Random = CHANCE, journal: str | None = None) -> str:
    """Make a blank journal and return its id: a new office's, made by `chance`, or the one that was lost.

    A pulled plug leaves none, so that this can be done again, or a whole one. Raises JournalError where one is there
    already.
    """
    if path.exists():
        raise JournalError(f"{path} is there already: this office has a journal; nothing was changed")
    log = log_of(path)
    if log.exists():
        raise JournalError(f"{log} is the end of another journal and would come back in this one: move it away")
    # Half a journal would be no office and no blank disk either: it gets its name when it is whole.
    half = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        disk.remove(half)
        with closing(disk.database(half, "")) as database:
            _migrate(database)
            journal = journal or make_id(chance)
            database.execute("INSERT INTO journal (id) VALUES (?)", (journal,))
            # Closing would do this too, and keep silent about a full disk.
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        disk.rename(half, path)
    except (sqlite3.Error, OSError) as error:
        raise JournalError(f"cannot make {path}: {error}; is the disk full or read-only?") from error
    return journal


def _row(position: int, epoch: int, day: str | None, key: str, office: float, wall: str, body: str) -> JournalRow:
    return JournalRow(
        position=position,
        epoch=epoch,
        day=date.fromisoformat(day) if day else None,
        key=key,
        at=office,
        wall=wall,
        event=msgspec.Raw(body.encode()),
    )


def _migrate(database: sqlite3.Connection) -> None:
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise JournalError(f"the journal has version {version}, this hub knows {len(MIGRATIONS)}: install a newer hub")
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        database.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
