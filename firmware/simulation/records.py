"""What an office has left behind on its disks when a simulated day is over: the journal, and each box's memory."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct

from firmware.messages.commands import AnyCommand
from firmware.queueing.events import AnyEvent


class Row(Struct, frozen=True):
    """One event of the journal."""

    position: int
    epoch: int
    key: str
    office: float
    event: AnyEvent
    body: bytes


class Kept(Struct, frozen=True):
    """A command that a box keeps. `answer` is None while it is not answered."""

    node: str
    key: str
    command: AnyCommand
    answer: bytes | None


class Records(Struct, frozen=True):
    """Everything on disk: the events, the answers by key, the epochs in order, and what the boxes keep."""

    rows: tuple[Row, ...]
    answers: dict[str, bytes]
    epochs: tuple[int, ...]
    kept: tuple[Kept, ...]


_EVENT = msgspec.json.Decoder(AnyEvent)
_COMMAND = msgspec.json.Decoder(AnyCommand)


def read(folder: Path, boxes: Iterable[str]) -> Records:
    """Read the disks of an office whose state is in `folder`; nothing is changed."""
    with closing(_open(folder / "hub" / "journal.sqlite3")) as journal:
        rows = journal.execute("SELECT position, epoch, key, office, body FROM event ORDER BY position").fetchall()
        answers = dict(journal.execute("SELECT key, answer FROM command").fetchall())
        epochs = tuple(epoch for (epoch,) in journal.execute("SELECT epoch FROM epoch ORDER BY rowid"))
    return Records(
        tuple(Row(p, epoch, key, at, _EVENT.decode(body), body.encode()) for p, epoch, key, at, body in rows),
        answers,
        epochs,
        tuple(kept for box in boxes for kept in _kept(folder / box / "outbox.sqlite3", box)),
    )


def _kept(path: Path, box: str) -> list[Kept]:
    with closing(_open(path)) as outbox:
        pending = outbox.execute("SELECT key, body, NULL FROM pending ORDER BY seq").fetchall()
        answered = outbox.execute("SELECT key, body, answer FROM answered ORDER BY seq").fetchall()
    return [Kept(box, key, _COMMAND.decode(body), answer) for key, body, answer in (*pending, *answered)]


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)
