"""Writing a log: played days as the CSV that `log_reading` reads. A row is one wait and what came of it.

Whole seconds of the day. A person who was parked, sent on, or is at a next stage has a row for each time at a counter,
which begins where the one before ended; a missed call has no finish, and who came back waits in a row of its own.
"""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Final

from msgspec import Struct

from firmware.messages.text import cell
from firmware.queueing.events import (
    StageFinished,
    TicketCalled,
    TicketFinished,
    TicketIssued,
    TicketParked,
    TicketRequeued,
    TicketTransferred,
)
from firmware.simulation.hall.workday import Workday

COLUMNS: Final = ("date", "issue", "call", "finish", "service", "counter", "priority", "slot")
_ENDS = TicketFinished | StageFinished | TicketParked | TicketTransferred


class _Spell(Struct, kw_only=True):
    """One wait of one person, while it is put together. Office time in seconds."""

    service: str
    issue: float
    priority: bool
    slot: float | None = None
    call: float | None = None
    finish: float | None = None
    counter: int | None = None


def write(days: Iterable[Workday]) -> str:
    """Return the days as CSV, in the order of issue."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    for day in days:
        lines.writerows(map(cell, _row(day, spell)) for spell in sorted(_spells(day), key=lambda one: int(one.issue)))
    return text.getvalue()


def _spells(day: Workday) -> list[_Spell]:
    spells: list[_Spell] = []
    latest: dict[str, _Spell] = {}

    def begin(ticket: str, service: str, at: float, slot: float | None = None) -> _Spell:
        latest[ticket] = _Spell(service=service, issue=at, priority=day.queue.tickets[ticket].priority, slot=slot)
        spells.append(latest[ticket])
        return latest[ticket]

    for row in day.rows:
        match row.event:
            case TicketIssued() as event:
                begin(event.ticket, event.service, event.since, event.slot)
            case TicketCalled(ticket=ticket, counter=counter):
                spell = latest[ticket]
                if spell.call is not None:
                    # Called from where they were set aside: no wait in a line lies between.
                    spell = begin(ticket, spell.service, row.at if spell.finish is None else spell.finish)
                spell.call, spell.counter = row.at, counter
            case event if isinstance(event, _ENDS):
                latest[event.ticket].finish = row.at
                if isinstance(event, StageFinished | TicketTransferred):
                    begin(event.ticket, event.service, row.at)
            case TicketRequeued(ticket=ticket):
                begin(ticket, latest[ticket].service, row.at)
            case _:
                pass
    return spells


def _row(day: Workday, spell: _Spell) -> Iterator[str]:
    yield day.day.isoformat()
    for at in (spell.issue, spell.call, spell.finish):
        yield _clock(at, day.midnight)
    yield spell.service
    yield "" if spell.counter is None else str(spell.counter)
    yield "yes" if spell.priority else ""
    yield _clock(spell.slot, day.midnight)


def _clock(at: float | None, midnight: float) -> str:
    if at is None:
        return ""
    second = int(at - midnight)
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
