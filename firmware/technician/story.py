"""The story of one ticket: its rows of the journal as lines, why each call was made, what was told and what came.

Pure. The first call is judged by the wait since the place in line began, as the slip promised it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from firmware.messages.figures import Measure, Whole
from firmware.messages.requests import JournalRow
from firmware.technician.journal_lines import Line, fields_of, line_of, why_of
from firmware.technician.why import Said, sentence

_ISSUES: Final = ("TicketIssued", "TicketAdopted")


class Step(Struct, frozen=True, kw_only=True):
    """One line of the story; `id` and `en` say why a call was made ("" where the line is no call)."""

    line: Line
    id: str = ""
    en: str = ""


class Story(Struct, frozen=True, kw_only=True):
    """A ticket of a business day. `low` and `high` are the minutes it was told, `waited` the seconds to its first call.

    None where nothing was told, or where nobody has called it.
    """

    ticket: str
    steps: tuple[Step, ...]
    low: int | None = None
    high: int | None = None
    waited: int | None = None


class _Range(Struct, frozen=True):
    low: Whole
    high: Whole


class _Issue(Struct, frozen=True):
    """What is needed of the event that gave the ticket."""

    told: _Range | None = None
    since: Measure | None = None


def story_of(ticket: str, rows: Sequence[JournalRow], zone: ZoneInfo) -> Story:
    """Return the story that the rows of this ticket tell."""
    events = [fields_of(row.event) for row in rows]
    number = ticket.rpartition("-")[2]
    issued = next((_issue(event) for event in events if event.get("event") in _ISSUES), _Issue())
    return Story(
        ticket=ticket,
        steps=tuple(_step(number, row, event, zone) for row, event in zip(rows, events, strict=True)),
        low=issued.told.low if issued.told else None,
        high=issued.told.high if issued.told else None,
        waited=_waited(issued.since, zip(rows, events, strict=True)),
    )


def outcome(story: Story) -> Said | None:
    """Return what was told and what came, in a sentence; None where there is nothing to compare."""
    if story.low is None or story.high is None:
        return None
    promised = _promised(story.low, story.high)
    if story.waited is None:
        return Said(f"{promised.id}; belum pernah dipanggil.", f"{promised.en}; not called.")
    minutes = round(story.waited / 60)
    return Said(f"{promised.id}; dipanggil setelah {minutes} menit.", f"{promised.en}; called after {minutes} min.")


def _promised(low: int, high: int) -> Said:
    """As the slip and the wall say it."""
    if low == 0:
        return Said(f"Diperkirakan kurang dari {high} menit", f"Told less than {high} min")
    return Said(f"Diperkirakan {low}-{high} menit", f"Told {low}-{high} min")


def _step(number: str, row: JournalRow, event: dict[str, Any], zone: ZoneInfo) -> Step:
    line = line_of(row, zone)
    if event.get("event") != "TicketCalled":
        return Step(line=line)
    counter = event.get("counter")
    said = sentence(number, counter if isinstance(counter, int) else 0, why_of(event))
    return Step(line=line, id=said.id, en=said.en)


def _issue(event: dict[str, Any]) -> "_Issue":
    try:
        return msgspec.convert(event, _Issue)
    except msgspec.ValidationError:
        return _Issue()  # in words of another version


def _waited(since: float | None, rows: Iterable[tuple[JournalRow, dict[str, Any]]]) -> int | None:
    called = next((row.at for row, event in rows if event.get("event") == "TicketCalled"), None)
    return None if called is None or since is None else max(0, round(called - since))
