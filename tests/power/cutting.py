"""Pull the plug after each request of a work, start the shipped code on what the card still holds, and judge it.

What is found must be a state that the work went through: not before the last thing that somebody was promised, not
after the thing that was under way.
"""

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from msgspec import Struct

from tests.power.card import Card, Operation
from tests.power.claims_work import ClaimsWork
from tests.power.disk import SHIPPED, RecordingDisk, Setting, lay_out
from tests.power.journal_work import JournalWork
from tests.power.outbox_work import OutboxWork
from tests.power.works import State, Work

WORKS: Final[tuple[Callable[[int], Work], ...]] = (JournalWork, OutboxWork, ClaimsWork)

_WAL, _FULL = "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"
WEAKER: Final[Mapping[str, Setting]] = {
    "WAL, NORMAL": Setting({_FULL: "PRAGMA synchronous = NORMAL"}),
    "DELETE, FULL": Setting({_WAL: "PRAGMA journal_mode = DELETE"}),
    "DELETE, OFF": Setting({_WAL: "PRAGMA journal_mode = DELETE", _FULL: "PRAGMA synchronous = OFF"}),
    "WAL, FULL, psow=1": Setting(psow="psow=1"),
}

# A shared-memory file is never synced; whatever the card holds of it must not matter.
_OLD_MEMORY_BYTES: Final = 32_768
_DATABASES: Final = (".sqlite3", ".sqlite3.new")


class Verdict(StrEnum):
    """What the shipped code found."""

    WHOLE = "whole"
    LOST = "promise lost"
    MIXED = "never was so"
    UNUSABLE = "unusable"


class Mark(Struct, frozen=True):
    """The state after a number of requests, and whether somebody was promised it."""

    requests: int
    state: State
    is_promised: bool


class Record(Struct, frozen=True):
    """A work that was done to its end: the files it began with, what it asked of the card, its states on the way."""

    operations: tuple[Operation, ...]
    marks: tuple[Mark, ...]
    files: Mapping[str, bytes] = {}

    def first_promise(self) -> int:
        """Return after how many requests the first thing was promised."""
        return self.marks[1].requests


class Finding(Struct, frozen=True):
    """One survivor: after how many requests the plug was pulled, with which chance, and what was found.

    `forgotten` counts the things that were done, promised to nobody, and have come undone.
    """

    cut: int
    seed: int
    verdict: Verdict
    forgotten: int = 0
    detail: str = ""


def record(work: Work, folder: Path, setting: Setting = SHIPPED) -> Record:
    """Do the work once in a new `folder`, and read its state from a copy after each thing done."""
    live, copy = folder / "live", folder / "copy"
    live.mkdir(parents=True)
    copy.mkdir()
    marks = [Mark(0, work.blank, is_promised=True)]
    with RecordingDisk(setting) as disk:
        for is_promised in work.do(disk, live):
            lay_out(copy, {path.name: path.read_bytes() for path in live.iterdir() if not path.name.endswith("-shm")})
            marks.append(Mark(len(disk.operations), work.read(copy), is_promised))
    shutil.rmtree(folder)
    return Record(tuple(disk.operations), tuple(marks))


def at_least(
    requests: int, kind: Callable[[int], Work], folder: Path, setting: Setting = SHIPPED
) -> tuple[Work, Record]:
    """Do a work that is just long enough to make so many requests after its first promise, and return both."""
    rounds = 1
    while True:
        work = kind(rounds)
        done = record(work, folder, setting)
        made = len(done.operations) - done.first_promise()
        if made >= requests:
            return work, done
        rounds = max(rounds + 1, rounds * requests // made)


def record_start(work: Work, folder: Path, files: Mapping[str, bytes]) -> Record:
    """Let the box start on what a cut has left, and write down what its recovery asks of the card."""
    folder.mkdir()
    lay_out(folder, files)
    with RecordingDisk() as disk:
        state = work.read(folder, disk)
    shutil.rmtree(folder)
    return Record(tuple(disk.operations), (Mark(0, state, is_promised=True),), files)


def survivors(
    record: Record, sector: int, seeds: range, every: int = 1, *, is_ruinous: bool = True
) -> Iterator[tuple[int, int, dict[str, bytes]]]:
    """Pull the plug after `every` so many requests; yields the cut, the seed, and the files that are left."""
    card = Card(sector, record.files, is_ruinous=is_ruinous)
    for cut in range(len(record.operations) + 1):
        if cut:
            card.do(record.operations[cut - 1])
        for seed in seeds if cut % every == 0 else ():
            chance = random.Random(f"{seed}-{sector}-{cut}")
            yield cut, seed, _with_old_memory(card.survivor(chance), chance)


def cuts(
    record: Record, work: Work, folder: Path, sector: int, seeds: range, every: int = 1, *, is_ruinous: bool = True
) -> Iterator[Finding]:
    """Judge what the work finds after each cut."""
    folder.mkdir()
    for cut, seed, files in survivors(record, sector, seeds, every, is_ruinous=is_ruinous):
        lay_out(folder, files)
        yield judge(record, work, folder, cut, seed)
    shutil.rmtree(folder)


def judge(record: Record, work: Work, folder: Path, cut: int, seed: int) -> Finding:
    """Start the shipped code in the folder and say what it found."""
    try:
        found = work.read(folder)
    except Exception as error:  # noqa: BLE001 - a damaged file may fail anywhere
        return Finding(cut, seed, Verdict.UNUSABLE, detail=f"{type(error).__name__}: {error}")
    marks = record.marks
    done = max(n for n, mark in enumerate(marks) if mark.requests <= cut)
    promised = max(n for n, mark in enumerate(marks) if mark.requests <= cut and mark.is_promised)
    is_after = max((n for n, mark in enumerate(marks[: done + 2]) if mark.state == found), default=None)
    if is_after is None:
        return Finding(cut, seed, Verdict.MIXED, detail=f"{done} things were done")
    verdict = Verdict.WHOLE if is_after >= promised else Verdict.LOST
    return Finding(cut, seed, verdict, max(0, done - is_after), f"{promised} was promised, {is_after} is there")


def _with_old_memory(files: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    if chance.random() < 0.5:
        return files
    return files | {f"{name}-shm": chance.randbytes(_OLD_MEMORY_BYTES) for name in files if name.endswith(_DATABASES)}
