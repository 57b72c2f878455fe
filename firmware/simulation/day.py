"""One simulated day from one seed: an office opens, faults come, are mended, and everything must settle."""

import logging
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from firmware.queueing.events import AnyEvent, TicketAdopted, TicketCalled, TicketIssued
from firmware.simulation.evidence import Evidence
from firmware.simulation.faults import Faults
from firmware.simulation.invariants import INVARIANTS, Invariant
from firmware.simulation.observer import Observer
from firmware.simulation.office import Office

OPENS: Final = 5.0
FAULTS_END: Final = 60.0
SETTLED: Final = 90.0

# Disks in memory where the system has such a folder: thousands of days are simulated.
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - only a fresh folder of our own in it


class Violation(Struct, frozen=True):
    """An invariant that did not hold, and how."""

    invariant: str
    what: str


class Day(Struct, frozen=True, kw_only=True):
    """What came of one seed. `seconds` is the simulated time, `happened` how often what did, calls by their rule."""

    seed: int
    seconds: float
    tickets: int
    adopted: int
    papers: int
    calls: int
    happened: dict[str, int]
    faults: dict[str, int]
    violations: tuple[Violation, ...]
    story: tuple[str, ...]


def simulate(seed: int, *, is_told: bool = False) -> Day:
    """Play the day of a seed; the same seed always plays the same day. The story comes with it if it is to be told."""
    logging.disable(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="antrian-", dir=_MEMORY if _MEMORY.is_dir() else None))
    try:
        day = _play(seed, folder)
        return day if is_told else replace(day, story=())
    finally:
        shutil.rmtree(folder)
        logging.disable(logging.NOTSET)


def _play(seed: int, folder: Path) -> Day:
    office = Office(seed, folder)
    observer = Observer(office)
    faults = Faults(office, random.Random(f"{seed} faults"))
    office.start()
    faults.plan(OPENS, FAULTS_END)
    office.timeline.at(FAULTS_END, lambda: _evening(office, faults))
    office.run(SETTLED)
    evidence = observer.evidence()
    violations = tuple(violation for check in INVARIANTS for violation in _judge(check, evidence))
    office.close()
    events = [row.event for row in evidence.records.rows]
    return Day(
        seed=seed,
        seconds=SETTLED,
        tickets=sum(isinstance(event, TicketIssued | TicketAdopted) for event in events),
        adopted=sum(isinstance(event, TicketAdopted) for event in events),
        papers=len(office.papers),
        calls=sum(isinstance(event, TicketCalled) for event in events),
        happened=Counter(_what(event) for event in events),
        faults=faults.counts,
        violations=violations,
        story=tuple(office.story.lines),
    )


def _what(event: AnyEvent) -> str:
    if isinstance(event, TicketCalled) and event.why is not None:
        return str(event.why.rule)
    return type(event).__name__


def _judge(check: Invariant, evidence: Evidence) -> Iterator[Violation]:
    try:
        yield from (Violation(check.__name__, what) for what in check(evidence))
    except Exception as error:  # noqa: BLE001 - a journal that cannot even be folded is the worst of all
        yield Violation(check.__name__, f"cannot be judged: {type(error).__name__}: {error}")


def _evening(office: Office, faults: Faults) -> None:
    office.people.is_evening = True
    faults.mend()
    office.story.tell("office", "everything is mended")
