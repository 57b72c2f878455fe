"""Gathers what a torture left behind: the fingers' log, the paper, the walls, and what each kiosk said of its presses.

A kiosk's own log joins three things that are known from outside: a finger at a time and pin, the name of the press it
made, and the no that its lamp told. The log is a pipe that this process drains, so a killed kiosk cannot take it along.
"""

import re
import subprocess
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from firmware.demo import boxes
from firmware.demo.account import Press
from firmware.demo.evidence import read_presses
from firmware.demo.office import DemoOffice
from firmware.demo.place import Place
from firmware.demo.supervisor import environment, python
from tests.torture.account import Ask, Evidence, Label, Outage, Paper
from tests.torture.crowd import Seen

JOURNAL_SECONDS: Final = 300.0
_KIOSK_LINE: Final = re.compile(
    r"press pin=(?P<pin>\S+) press=(?P<press>\S+) at=(?P<at>[\d.]+)"
    r"|send command=TakeTicket key=(?P<sent>\S+)"
    r"|send command=AdoptTicket key=(?P<adopted>\S+) instead=\S+ number=\S+ press=(?P<given>\S+)"
    r"|refused key=(?P<refused>\S+) command=(TakeTicket|AdoptTicket) reason=(?P<reason>\S+)"
)
_GIVEN_UP: Final = r"not printed number=(?P<number>\S+) "
_HAS_NUMBERS: Final = frozenset({"TicketIssued", "TicketAdopted", "LabelAdded"})
# A finger notes its press before the pin moves, and the box stamps the edge after it.
_EARLY_SECONDS: Final = 0.001


class Felt(msgspec.Struct):
    """A press as a kiosk's log tells it."""

    pin: int
    name: str
    at: float
    is_sent: bool = False
    refusal: str | None = None


class JournalEvent(msgspec.Struct, frozen=True):
    """What is wanted of an event that gives a number; `position` is where it stands in the journal."""

    event: str
    position: int = 0
    ticket: str | None = None
    number: str | None = None
    press: str | None = None


class JournalError(Exception):
    """The office does not tell its journal; says why."""


def gather(
    office: DemoOffice, labels: tuple[Label, ...], seen: Sequence[Seen], outages: tuple[Outage, ...]
) -> Evidence:
    """Return all that is known."""
    presses = read_presses(office.press_log.path)
    logs = {kiosk: [match.string for match in office.services[kiosk].lines()] for kiosk in boxes.KIOSKS}
    told_taken = {one.press for one in seen}
    return Evidence(
        presses=presses,
        asks=tuple(ask for kiosk, log in logs.items() for ask in asks(kiosk, presses, felt(log), told_taken)),
        papers=tuple(paper for kiosk in boxes.KIOSKS for paper in _papers(office, kiosk)),
        labels=labels,
        shown=tuple(shown for display in boxes.ZONES for shown in office.shown(display)),
        given_up=frozenset(
            match["number"] for name in boxes.KIOSKS.values() for match in office.services[name].lines(_GIVEN_UP)
        ),
        outages=outages,
    )


def read_journal(office: DemoOffice, place: Place, after: int) -> tuple[JournalEvent, ...]:
    """Return what the office says happened after a position, as it answers a technician. Raises JournalError."""
    settings = str(office.settings("technician"))
    argv = place.argv("technician", python("tests.torture.journal_rows", settings, str(after)))
    done = subprocess.run(argv, env=environment(), capture_output=True, timeout=JOURNAL_SECONDS, check=False)
    if done.returncode != 0:
        raise JournalError(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
    return tuple(msgspec.json.decode(line, type=JournalEvent) for line in done.stdout.splitlines())


def labels_of(events: Iterable[JournalEvent]) -> tuple[Label, ...]:
    """Return the numbers that these events gave; a further number belongs to the press of its ticket."""
    press_of: dict[str, str] = {}
    labels = []
    for event in events:
        if event.event in _HAS_NUMBERS and event.ticket and event.number:
            press_of.setdefault(event.ticket, event.press or event.ticket)
            labels.append(Label(number=event.number, press=press_of[event.ticket], ticket=event.ticket))
    return tuple(labels)


def felt(lines: Iterable[str]) -> tuple[Felt, ...]:
    """Return the presses for a ticket that a kiosk's log tells of. Each command is sent right after its press."""
    presses: list[Felt] = []
    by_key: dict[str, Felt] = {}
    current: Felt | None = None
    for match in filter(None, map(_KIOSK_LINE.search, lines)):
        if match["pin"] is not None:
            current = Felt(pin=int(match["pin"]), name=match["press"], at=float(match["at"]))
            presses.append(current)
        elif match["sent"] is not None and current is not None:
            current.is_sent = True
            by_key[match["sent"]], current = current, None
        elif match["given"] is not None:
            by_key.update((match["adopted"], one) for one in presses if one.name == match["given"])
        elif match["refused"] in by_key:
            by_key[match["refused"]].refusal = match["reason"]
    return tuple(presses)


def asks(kiosk: str, presses: Iterable[Press], told: Iterable[Felt], told_taken: set[Press]) -> tuple[Ask, ...]:
    """Give each finger at a kiosk what it felt of it: the first feeling on that pin before the next finger there."""
    by_pin: dict[int, list[Felt]] = {}
    for one in sorted(told, key=lambda one: one.at):
        by_pin.setdefault(one.pin, []).append(one)
    found = []
    for press, until in _with_next(press for press in presses if press.box == kiosk):
        line = by_pin.get(press.pin, [])
        while line and line[0].at < press.at - _EARLY_SECONDS:
            line.pop(0)
        one = line.pop(0) if line and line[0].at < until else None
        found.append(
            Ask(
                press=press,
                name=None if one is None else one.name,
                is_taken=press in told_taken or (one is not None and one.is_sent),
                refusal=None if one is None else one.refusal,
            )
        )
    return tuple(found)


def _with_next(presses: Iterable[Press]) -> Iterable[tuple[Press, float]]:
    """Give each press with the time of the next one on the same pin."""
    ordered = list(presses)
    next_at: dict[int, float] = {}
    untils = []
    for press in reversed(ordered):
        untils.append(next_at.get(press.pin, float("inf")))
        next_at[press.pin] = press.at
    return zip(ordered, reversed(untils), strict=True)


def _papers(office: DemoOffice, kiosk: str) -> Iterable[Paper]:
    return (
        Paper(at=line.at, kiosk=kiosk, number=line.number, is_marked=line.is_marked, is_complete=line.is_complete)
        for line in office.papers(boxes.KIOSKS[kiosk])
    )
