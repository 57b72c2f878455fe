"""Writes a journal that was put together again: whole under another name first, then in its place.

The journal keeps the identity that the boxes have pinned, so that nobody walks to them; its epoch and positions are
beyond all that was ever heard. A pulled plug at any moment leaves either what was there or the whole new journal:
`finish` completes at the next start what was cut after the new file was complete. What was damaged is set aside.
"""

import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from firmware.hub.believing import believed
from firmware.hub.beside import remove, settle, whole
from firmware.hub.bookings import Bookings
from firmware.hub.desk import restore
from firmware.hub.findings import has_later_claim, latest_day
from firmware.hub.journal import Entry, Journal, JournalError, Known, Stamped, StorageError, create
from firmware.hub.memories import Memory, Remembered, beyond, of_journal
from firmware.hub.office_time import Moment
from firmware.hub.recovery import recover
from firmware.hub.replay import Lost, Recovery, Restored
from firmware.hub.settings import OfficeSettings
from firmware.hub.timekeeper import Timekeeper
from firmware.messages.codec import fingerprint
from firmware.node.clock import Clock
from firmware.node.disk import Disk
from firmware.queueing.model import empty

LONGEST_AGE: Final = 7 * 86_400.0
"""Where office time begins in a blank journal: no age that a box may tell reaches behind zero."""

KEPT_DAMAGED: Final = 3

_MENDED: Final = ".mended"


def keep_time(base: Path | None, office: OfficeSettings, clock: Clock, disk: Disk) -> Timekeeper:
    """Return the sense of time that goes on from a journal, or begins where there is none."""
    last: Moment | None = Moment(LONGEST_AGE, clock.boot(), clock.boot_id, clock.wall())
    if base is not None:
        with closing(Journal(base, disk)) as journal:
            last = journal.last_moment() or last
    return Timekeeper(clock, ZoneInfo(office.office.zone), last)


def put_together(
    path: Path,
    base: Path | None,
    journal_id: str,
    memories: Sequence[Memory],
    missing: Sequence[str],
    office: OfficeSettings,
    now: Moment,
    disk: Disk,
    bookings: Bookings | None = None,
) -> Recovery:
    """Make the journal at `path` of the sound one at `base` (None: of nothing) and what the boxes remember.

    `bookings` tell the times of the appointments of those who have checked in (None: nothing does).

    Raises JournalError where the natural keys refuse, OSError and sqlite3.Error where the disk does: nothing has
    changed then.
    """
    new = path.with_name(path.name + ".new")
    remove(new, disk)
    if base is None:
        create(new, disk, journal=journal_id)
    else:
        _settle(base, disk)
        shutil.copyfile(base, new)
    with closing(Journal(new, disk)) as journal:
        recovery = _graft(journal, memories, missing, office, now, bookings)
        restore(journal, empty(office.plan()))
    _settle(new, disk)
    disk.rename(new, path.with_name(path.name + _MENDED))
    finish(path, disk)
    return recovery


def finish(path: Path, disk: Disk) -> None:
    """Put a complete new journal in the place of the old one, which is set aside. Harmless where there is none."""
    mended = path.with_name(path.name + _MENDED)
    if not mended.exists():
        return
    with closing(Journal(mended, disk)) as journal:
        epoch = journal.epoch
    _settle(mended, disk)
    for old in whole(path):
        if old.exists():
            disk.rename(old, old.with_name(old.name.replace("journal", f"journal-damaged-{epoch}", 1)))
    disk.rename(mended, path)
    _thin_out(path.parent, disk)


def _thin_out(folder: Path, disk: Disk) -> None:
    """Delete all but the latest of what was set aside, or a card full of it would stop the office."""
    for pattern in ("journal-damaged-[0-9]*.sqlite3", "journal-damaged-log-[0-9]*"):
        kept = sorted(folder.glob(pattern), key=lambda path: int(path.stem.rpartition("-")[2]))
        for old in kept[:-KEPT_DAMAGED]:
            remove(old, disk)


def _settle(path: Path, disk: Disk) -> None:
    with closing(disk.connect(path, is_handed_over=False)) as database:
        settle(database)


def _graft(
    journal: Journal,
    memories: Sequence[Memory],
    missing: Sequence[str],
    office: OfficeSettings,
    now: Moment,
    bookings: Bookings | None,
) -> Recovery:
    queue = restore(journal, empty(office.plan()))
    epoch, position = beyond(memories, journal.epoch, journal.position)
    of_this = [of_journal(memory, journal.id) for memory in believed(memories, queue.plan, journal.id, now.today)[0]]
    told = [one for commands, _ in of_this for one in commands]
    # Not always today's: an office may notice in the morning what it lost in the evening.
    day = latest_day(told, [one for _, papers in of_this for one in papers], now.today)
    times = [stamped.at for stamped in journal.latest_day()]
    lost = Lost(
        journal=journal.id,
        epoch=epoch,
        now=now.office,
        today=now.today,
        missing=tuple(missing),
        after=journal.position,
        begun=max(times, default=None),
        earlier=journal.rebuilt(),
        is_day_over=has_later_claim(told),
        slots={} if bookings is None or day is None else bookings.slots(day, now),
    )
    fresh = [msgspec.structs.replace(memory, commands=_unknown(journal, memory)) for memory in memories]
    recovery = recover(msgspec.structs.replace(queue, position=position), fresh, lost)
    answered = {
        one.command.key: Known(fingerprint(one.command), one.said)
        for memory in memories
        for one in memory.commands
        if one.answer.journal == journal.id
    }
    try:
        journal.graft(epoch, _entries(recovery.steps, position), answered, now)
    except StorageError as error:
        raise JournalError(f"what the boxes remember cannot be written: {error}; is the disk full?") from error
    return recovery


def _unknown(journal: Journal, memory: Memory) -> tuple[Remembered, ...]:
    return tuple(one for one in memory.commands if journal.known(one.command.key) is None)


def _entries(steps: Sequence[Restored], position: int) -> list[Entry]:
    entries = []
    for step in steps:
        stamped = tuple(Stamped(n, step.at, event) for n, event in enumerate(step.events, start=position + 1))
        position += len(stamped)
        entries.append(Entry(step.key, position, Known(b"", b""), step.day, stamped))
    return entries
