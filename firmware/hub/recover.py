"""`antrian hub recover`: a hub with an empty disk gets the day back from its boxes, and says what it found.

It makes no journal where a good one is, where boxes are silent that nobody has named, and where boxes remember
different offices: each of these would give one number to two people.
"""

import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from firmware.hub.bookings import bookings_of
from firmware.hub.collecting import NoBrokerError, boxes_of, collect
from firmware.hub.journal import Journal, JournalError
from firmware.hub.memories import Memory, pinned
from firmware.hub.mending import sound_copy, split
from firmware.hub.rebuilding import finish, keep_time, put_together
from firmware.hub.replay import Recovery
from firmware.hub.settings import HubSettings, OfficeSettings, load_office
from firmware.hub.soundness import damage, log_damage
from firmware.node.files import StateError
from firmware.node.settings import SettingsError, state_folder
from firmware.node.world import World
from firmware.queueing.model import TicketState, empty

EXIT_NOBODY: Final = 69

NOTHING: Final = (
    "no box remembers a number or a call; nothing was changed. Is this a new office? "
    "Then type: antrian hub new-office. Otherwise call by hand until closing, and begin a new office tomorrow"
)


def recover_office(settings: HubSettings, world: World, without: Sequence[str] = ()) -> None:
    """Make the journal of what the boxes remember, all of them but `without`.

    Raises SettingsError where a good journal is there or a name is wrong, StateError where boxes are missing or
    disagree; exits with 69 where there is no broker.
    """
    office = load_office(settings.office)
    path = state_folder(settings.box) / "journal.sqlite3"
    nodes = boxes_of(office)
    unknown = sorted(set(without) - set(nodes))
    if unknown:
        raise SettingsError(f"--without {unknown[0]}: office.toml knows {', '.join(sorted(nodes))}")
    try:
        with closing(world.disk.lock(path.parent)):
            base = _base(path, office, world)
            memories = _ask(settings, office, world, base, [node for node in nodes if node not in without])
            journal = _journal_of(memories, base, world)
            ours, forgetful = split(memories, journal)
            if not ours and base is None:
                raise StateError(NOTHING)
            missing = sorted({*without, *forgetful})
            now = keep_time(base, office, world.clock, world.disk).now()
            recovery = put_together(
                path, base, journal, ours, missing, office, now, world.disk, bookings_of(settings, office)
            )
    except NoBrokerError as error:
        sys.stderr.write(f"antrian-hub: no box can be asked: {error}\n")
        sys.exit(EXIT_NOBODY)
    except JournalError as error:
        raise SettingsError(str(error)) from error
    except (OSError, sqlite3.Error) as error:
        raise StateError(f"no journal was made: {error}; is the disk full or read-only?") from error
    sys.stdout.write(_said(journal, ours, missing, recovery))


def _base(path: Path, office: OfficeSettings, world: World) -> Path | None:
    """Return a good copy to go on from, or None. Raises JournalError where the journal itself is good."""
    finish(path, world.disk)
    if (
        path.exists()
        and log_damage(path, world.disk) is None
        and damage(path, empty(office.plan()), world.disk) is None
    ):
        raise JournalError(f"{path} is there and good; nothing was changed. Start the hub: systemctl start antrian-hub")
    return sound_copy(path, office, world)


def _ask(
    settings: HubSettings, office: OfficeSettings, world: World, base: Path | None, asked: Sequence[str]
) -> list[Memory]:
    time = keep_time(base, office, world.clock, world.disk)
    printers = boxes_of(office)
    nodes = {node: printers[node] for node in asked}
    memories, missing = collect(settings.box, world, nodes, settings.recovery.seconds, lambda: time.now().office)
    if missing:
        going_on = " ".join(f"--without {node}" for node in missing)
        raise StateError(
            f"{', '.join(missing)}: no answer; nothing was changed. Switch them on and try again, "
            f"or go on without what they remember: antrian hub recover {going_on}"
        )
    return memories


def _journal_of(memories: Sequence[Memory], base: Path | None, world: World) -> str:
    known = pinned(memories)
    if base is not None:
        with_copy = Journal(base, world.disk)
        with_copy.close()
        known.setdefault(with_copy.id, []).append("the copy on this disk")
    if not known:
        raise StateError(NOTHING)
    if len(known) > 1:
        who = "; ".join(f"journal {journal}: {', '.join(nodes)}" for journal, nodes in sorted(known.items()))
        raise StateError(
            f"the boxes belong to different offices ({who}); nothing was changed. Leave those of another office out "
            "with --without NODE, and tell them afterwards whom to believe: antrian trust"
        )
    return next(iter(known))


def _said(journal: str, memories: Sequence[Memory], missing: Sequence[str], recovery: Recovery) -> str:
    queue = recovery.queue
    states = [ticket.state for ticket in queue.tickets.values()]
    waiting = ", ".join(f"{letter} {len(line)}" for letter, line in sorted(queue.lines.items()) if line)
    called = ", ".join(
        f"{queue.tickets[counter.ticket].number} to counter {counter.number}"
        for counter in sorted(queue.counters.values(), key=lambda counter: counter.number)
        if counter.ticket
    )
    lines = [
        f"journal {journal}, business day {queue.day or 'none'}",
        f"boxes that told: {', '.join(sorted(memory.node for memory in memories)) or 'none'}",
        f"boxes that are missing: {', '.join(missing) or 'none'}",
        f"tickets: {len(states)}, waiting: {states.count(TicketState.WAITING)} ({waiting or 'nobody'})",
        f"called: {called or 'nobody'}",
        f"doubts: {len(recovery.doubts) or 'none'}",
        *(f"  {doubt}" for doubt in recovery.doubts),
    ]
    if missing:
        after = ", ".join(f"{letter}{n:03}" for letter, n in sorted(queue.last_numbers.items()))
        lines.append(f"numbers go on after {after}: a missing box may know of more than the others")
    return "\n".join([*lines, "now start the hub: systemctl start antrian-hub", ""])
