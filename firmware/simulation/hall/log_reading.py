"""Reading a log: what an office wrote down of its arrivals and services, as CSV, becomes entries.

A row is one wait for one counter: when the slip was issued, when the person was called, when they were done. A visit of
three stages is three rows. A row that cannot be true is refused with its line and what to do, and the others are kept:
a log of a real office always has a few.

Columns, in any order, named in the first line: `issue`, `call`, `finish`, `service`, `counter`, and where there are
such `date`, `priority`, `slot`. An empty call: never called. An empty finish after a call: nobody came. Times are
`08:01:30`, `08:01` or with the date as in `2026-11-23T08:01:30`, in the office's own time.
"""

import csv
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Final, TypeVar

from msgspec import Struct

from firmware.simulation.hall import dates

NEEDED: Final = ("issue", "call", "finish", "service", "counter")
OPTIONAL: Final = ("date", "priority", "slot")
YES: Final = frozenset({"1", "yes", "true", "y", "ya"})
NO: Final = frozenset({"", "0", "no", "false", "n", "tidak"})
_T = TypeVar("_T")
_COUNTERS: Final = range(1, 100)

Row = Mapping[str, str]


class Entry(Struct, frozen=True, kw_only=True):
    """A row of a log. Times are seconds since the midnight of `day`; `counter` is None where nobody called."""

    line: int
    day: date
    service: str
    issue: float
    call: float | None = None
    finish: float | None = None
    counter: int | None = None
    priority: bool = False
    slot: float | None = None


class Refused(Struct, frozen=True, order=True):
    """A line of the log that is left out, and what to do about it."""

    line: int
    what: str


class RowError(ValueError):
    """A row that cannot be used; the text says what to do."""


def read(text: str) -> tuple[list[Entry], list[Refused]]:
    """Return the entries of a CSV, by day and issue, and what is refused of it."""
    lines = csv.DictReader(text.splitlines(), restval="")
    names = {name.strip().lower() for name in lines.fieldnames or ()}
    missing = [name for name in NEEDED if name not in names]
    if missing:
        return [], [Refused(1, f"no column {', '.join(missing)}; the first line must name {', '.join(NEEDED)}")]
    entries: list[Entry] = []
    refused: list[Refused] = []
    for raw in lines:
        row = {(name or "").strip().lower(): (value or "").strip() for name, value in raw.items() if name}
        if not any(row.values()):
            continue
        try:
            entries.append(_entry(lines.line_num, row))
        except RowError as error:
            refused.append(Refused(lines.line_num, str(error)))
    return sorted(entries, key=lambda entry: (entry.day, entry.issue)), refused


def _entry(line: int, row: Row) -> Entry:
    day, issue = _day_of(row)
    moments = {name: _time(row, name, day) for name in ("call", "finish", "slot")}
    call, finish = moments["call"], moments["finish"]
    _check(issue, call, finish)
    if not row["service"]:
        raise RowError("service is empty; write its letter or its name")
    return Entry(
        line=line,
        day=day,
        service=row["service"],
        issue=issue,
        call=call,
        finish=finish,
        counter=None if call is None else _counter(row["counter"]),
        priority=_yes(row.get("priority", "")),
        slot=moments["slot"],
    )


def _check(issue: float, call: float | None, finish: float | None) -> None:
    if call is None and finish is not None:
        raise RowError("finish without a call; write when the person was called, or leave both empty")
    if call is not None and call < issue:
        raise RowError("called before the slip was issued; are the two columns swapped, or midnight between them?")
    if call is not None and finish is not None and finish < call:
        raise RowError("finished before the call; are the two columns swapped, or midnight between them?")


def _day_of(row: Row) -> tuple[date, float]:
    """Return the day of a row and the second of its issue; a log without any date is of one day."""
    if not row["issue"]:
        raise RowError("issue is empty; write when the slip was issued")
    moment = _parsed(row["issue"], "issue")
    if isinstance(moment, datetime):
        return moment.date(), _second(moment.time())
    day = _try(date.fromisoformat, row.get("date", ""), "date", "2026-11-23") if row.get("date") else dates.MONDAY
    return day, _second(moment)


def _time(row: Row, name: str, day: date) -> float | None:
    text = row.get(name, "")
    if not text:
        return None
    moment = _parsed(text, name)
    if isinstance(moment, datetime):
        if moment.date() != day:
            raise RowError(f"{name} {text!r} is on another day than the issue; a business day ends before midnight")
        return _second(moment.time())
    return _second(moment)


def _parsed(text: str, name: str) -> datetime | time:
    is_moment = "-" in text[:8] or "T" in text
    if is_moment:
        return _try(datetime.fromisoformat, text, name, "2026-11-23T08:01:30").replace(tzinfo=None)
    return _try(time.fromisoformat, text.replace(".", ":"), name, "08:01:30")


def _try(parse: Callable[[str], _T], text: str, name: str, like: str) -> _T:
    try:
        return parse(text)
    except ValueError:
        raise RowError(f"{name} {text!r} cannot be read; write it like {like}") from None


def _second(moment: time) -> float:
    return moment.hour * 3600.0 + moment.minute * 60 + moment.second + moment.microsecond / 1e6


def _counter(text: str) -> int:
    if not text.isdecimal() or int(text) not in _COUNTERS:
        raise RowError(f"counter {text!r} of a called person must be a number from 1 to 99")
    return int(text)


def _yes(text: str) -> bool:
    if text.lower() not in YES | NO:
        raise RowError(f"priority {text!r} cannot be read; write yes, or leave it empty")
    return text.lower() in YES
