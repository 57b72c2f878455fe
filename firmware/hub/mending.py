"""A damaged journal at the start of the hub: the last good copy, and what the boxes have been answered since.

It happens by itself, because at seven in the morning nobody is there to type. The damaged file is set aside. After a
kiosk or printer that does not answer in time some numbers are left out. Without any good copy the hub does not guess:
it stops with a sentence, and a technician asks the boxes with `antrian hub recover`.
"""

import errno
import logging
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from firmware.hub.backup import copies
from firmware.hub.beside import log_of
from firmware.hub.bookings import Bookings, bookings_of
from firmware.hub.collecting import NoBrokerError, boxes_of, collect
from firmware.hub.journal import Journal, JournalError
from firmware.hub.memories import Memory
from firmware.hub.rebuilding import finish, keep_time, put_together
from firmware.hub.settings import HubSettings, OfficeSettings
from firmware.hub.soundness import damage, log_damage
from firmware.node.files import StateError
from firmware.node.settings import state_folder
from firmware.node.world import World
from firmware.queueing.model import empty

log = logging.getLogger(__name__)


def mend(settings: HubSettings, office: OfficeSettings, world: World) -> None:
    """Make the journal one that a hub can open, if it is there at all.

    Raises JournalError where there is no good copy, StateError where the disk refuses.
    """
    path = state_folder(settings.box) / "journal.sqlite3"
    try:
        with closing(world.disk.lock(path.parent)):
            _look(path, settings, office, world)
    except (OSError, sqlite3.Error) as error:
        raise StateError(f"the journal cannot be mended: {error}; is the disk full or read-only?") from error


def sound_copy(path: Path, office: OfficeSettings, world: World) -> Path | None:
    """Return the newest copy of the journal that is good, or None."""
    blank = empty(office.plan())
    return next((copy for copy in copies(path, world.disk) if damage(copy, blank, world.disk) is None), None)


def split(memories: list[Memory], journal: str) -> tuple[list[Memory], list[str]]:
    """Return the memories of this journal, and the boxes that have none: new cards, and boxes of another office.

    A new card may have heard the journal's name already from what the broker keeps, but it remembers no answer.
    """
    ours = [one for one in memories if one.journal == journal and (one.commands or one.papers)]
    return ours, sorted({one.node for one in memories} - {one.node for one in ours})


def _look(path: Path, settings: HubSettings, office: OfficeSettings, world: World) -> None:
    finish(path, world.disk)
    if not path.exists():
        return
    wrong_log = log_damage(path, world.disk)
    if wrong_log is not None:
        # Opening the file forgets its log, of which a worn card may give back only a part.
        try:
            shutil.copyfile(log_of(path), path.with_name(f"journal-damaged-log-{path.stat().st_mtime_ns}"))
        except OSError as error:
            if error.errno != errno.EIO:
                raise
    wrong = damage(path, empty(office.plan()), world.disk)
    if wrong is None and wrong_log is None:
        return
    log.error("the journal is damaged: %s", wrong or wrong_log)
    base = path if wrong is None else sound_copy(path, office, world)
    if base is None:
        raise JournalError(
            f"the journal is damaged ({wrong}) and there is no good copy of it; "
            "let the boxes tell the day: antrian hub recover"
        )
    _mend(path, base, settings, office, world)


def _mend(path: Path, base: Path, settings: HubSettings, office: OfficeSettings, world: World) -> None:
    log.warning("going on from %s and what the boxes have been answered since", base.name)
    time = keep_time(base, office, world.clock, world.disk)
    nodes = boxes_of(office)
    try:
        # A small Pi with a whole day to tell takes longer than that; only one that says nothing is given up.
        memories, missing = collect(settings.box, world, nodes, settings.recovery.seconds, lambda: time.now().office)
    except NoBrokerError as error:
        log.error("no box can be asked: %s", error)  # noqa: TRY400 - the sentence is enough
        memories, missing = [], sorted(nodes)
    with_journal(path, base, memories, missing, office, world, bookings_of(settings, office))


def with_journal(
    path: Path,
    base: Path,
    memories: list[Memory],
    missing: list[str],
    office: OfficeSettings,
    world: World,
    bookings: Bookings,
) -> None:
    """Put the journal together and say in the log what came of it."""
    journal = Journal(base, world.disk)
    journal.close()
    ours, strangers = split(memories, journal.id)
    missing = sorted({*missing, *strangers})
    now = keep_time(base, office, world.clock, world.disk).now()
    recovery = put_together(path, base, journal.id, ours, missing, office, now, world.disk, bookings)
    log.warning("the journal is mended: %d steps from the boxes, missing: %s", len(recovery.steps) - 1, missing)
    for doubt in recovery.doubts:
        log.warning("a doubt: %s", doubt)
