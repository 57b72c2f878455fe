"""What the boxes remember, as values: the commands that a lost journal answered, and the slips that printers took.

An answer carries the position that the journal had reached, so the memories of all boxes can be put into one order,
whatever their clocks say. An age that is only a lower bound (the box has been switched off since) gives the latest
time at which the finger can have pressed.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from firmware.messages.answers import Accepted, AnyAnswer
from firmware.messages.codec import decode, decode_answer, decode_command
from firmware.messages.commands import AnyCommand, Command
from firmware.messages.notices import Slip
from firmware.messages.requests import KeptCommand, KeptPage, KeptPaper, PaperPage

EPOCH_GAP: Final = 1_000
POSITION_GAP: Final = 1_000_000
LARGEST_EPOCH: Final = 10**8
LARGEST_POSITION: Final = 10**10
"""No journal comes so far in a century. The hub goes on beyond what it is told, and names have room for little more."""


class Remembered(Struct, frozen=True, kw_only=True):
    """One answered command of a box. `at` is the office time of the press, the latest possible where not exact."""

    node: str
    command: AnyCommand
    answer: AnyAnswer
    said: bytes
    at: float
    is_exact: bool


class Paper(Struct, frozen=True, kw_only=True):
    """One slip that a printer box took. `at` is the office time of the issue, the latest possible where not exact."""

    node: str
    slip: Slip
    at: float
    is_exact: bool


class Memory(Struct, frozen=True, kw_only=True):
    """All that one box told. `journal` is the one it has pinned (None: it has never heard a hub).

    `epoch` and `position` are the newest that it knows of the hub; `unreadable` counts rows that were left out.
    """

    node: str
    journal: str | None
    epoch: int = 0
    position: int = 0
    commands: tuple[Remembered, ...] = ()
    papers: tuple[Paper, ...] = ()
    unreadable: int = 0


def remember(node: str, pages: Iterable[tuple[float, KeptPage | PaperPage]]) -> Memory:
    """Return what a box told in all its pages, each with the office time at which it came."""
    journal: str | None = None
    heard = [(0, 0)]
    commands: list[Remembered | None] = []
    papers: list[Paper | None] = []
    for now, page in pages:
        journal = page.journal or journal
        heard.append((page.epoch, page.position) if is_sane(page.epoch, page.position) else (0, 0))
        if isinstance(page, KeptPage):
            commands += [_command(node, row, now) for row in page.rows]
        else:
            papers += [_paper(node, row, now) for row in page.rows]
    read, taken = [one for one in commands if one], [one for one in papers if one]
    heard += [(one.answer.epoch, one.answer.position) for one in read]
    heard += [(one.slip.epoch, one.slip.position) for one in taken]
    return Memory(
        node=node,
        journal=journal,
        epoch=max(epoch for epoch, _ in heard),
        position=max(position for _, position in heard),
        commands=tuple(read),
        papers=tuple(taken),
        unreadable=commands.count(None) + papers.count(None),
    )


def is_sane(epoch: int, position: int) -> bool:
    """Say whether a journal can have come so far."""
    return 0 <= epoch <= LARGEST_EPOCH and 0 <= position <= LARGEST_POSITION


def is_dated(ticket: str | None) -> bool:
    """Say whether a ticket's identity, if there is one, begins with a day that the calendar has."""
    try:
        return ticket is None or bool(date.fromisoformat(ticket[:10]))
    except ValueError:
        return False


def pinned(memories: Sequence[Memory]) -> dict[str, list[str]]:
    """Return which boxes have pinned which journal."""
    found: dict[str, list[str]] = {}
    for memory in memories:
        if memory.journal is not None:
            found.setdefault(memory.journal, []).append(memory.node)
    return found


def beyond(memories: Iterable[Memory], epoch: int = 0, position: int = 0) -> tuple[int, int]:
    """Return an epoch and a position that nobody can have heard, also no box that is silent now.

    `epoch` and `position` are the newest known otherwise.
    """
    known = tuple(memories)
    epoch = max([epoch, *(memory.epoch for memory in known)])
    position = max([position, *(memory.position for memory in known)])
    return epoch + EPOCH_GAP, position + POSITION_GAP


def of_journal(memory: Memory, journal: str) -> tuple[list[Remembered], list[Paper]]:
    """Return the accepted commands and the slips that this journal spoke of."""
    commands = [one for one in memory.commands if one.answer.journal == journal and isinstance(one.answer, Accepted)]
    return commands, [one for one in memory.papers if one.slip.journal == journal]


def _command(node: str, row: KeptCommand, now: float) -> Remembered | None:
    command, answer = decode_command(node, bytes(row.command)), decode_answer(bytes(row.answer))
    if not isinstance(command, Command) or not isinstance(answer, AnyAnswer):
        return None
    tickets = (getattr(answer, "ticket", None), getattr(command, "ticket", None), getattr(command, "saw", None))
    if not is_sane(answer.epoch, answer.position) or not all(map(is_dated, tickets)):
        return None
    return Remembered(
        node=node,
        command=command,
        answer=answer,
        said=bytes(row.answer),
        at=round(now - row.age, 3),
        is_exact=row.is_age_exact and command.is_age_exact,
    )


def _paper(node: str, row: KeptPaper, now: float) -> Paper | None:
    slip = decode(Slip, bytes(row.slip))
    if not isinstance(slip, Slip) or not is_sane(slip.epoch, slip.position) or not is_dated(slip.ticket):
        return None
    return Paper(node=node, slip=slip, at=round(now - row.age, 3), is_exact=row.is_age_exact)
