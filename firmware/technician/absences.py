"""When nobody is at a counter, as it is typed and read: "12:15-12:45 14:00-". Pure.

A colon or a dot parts hours from minutes. Without an end it is until midnight, without a beginning from midnight on: a
late opening is "-09:30", an early close "15:00-".
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from firmware.messages.commands import Absence

MIDNIGHT: Final = 24 * 60
MOST: Final = 8

_TIME: Final = r"(?:([01]?\d|2[0-3])[.:]([0-5]\d))?"
_SPAN: Final = re.compile(rf"{_TIME}-{_TIME}")


def absences_of(typed: Iterable[str]) -> tuple[Absence, ...]:
    """Return the absences in minutes since midnight, the earliest first. Raises ValueError with what to type."""
    return _few(sorted(_absence(word) for word in typed))


def with_more(standing: Iterable[Absence], more: Iterable[Absence]) -> tuple[Absence, ...]:
    """Return all of them, those that meet as one. Raises ValueError where they are more than a command carries."""
    merged: list[Absence] = []
    for begin, end in sorted((*standing, *more)):
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((begin, end))
    return _few(merged)


def said_of(absences: Iterable[Sequence[int]]) -> str:
    """Return absences as people read them: "12.15-12.45, from 14.00", or "none"."""
    return ", ".join(_said(begin, end) for begin, end in absences) or "none"


def _few(absences: Sequence[Absence]) -> tuple[Absence, ...]:
    if len(absences) > MOST:
        raise ValueError(f"{len(absences)} absences; a counter can have {MOST}")
    return tuple(absences)


def _absence(word: str) -> Absence:
    match = _SPAN.fullmatch(word)
    if match is None or not (match[1] or match[3]):
        raise ValueError(f"{word!r} is no absence; write it like 12:15-12:45, 14:00- or -09:30")
    begin = _minute(match[1], match[2]) if match[1] else 0
    end = _minute(match[3], match[4]) if match[3] else MIDNIGHT
    if begin >= end:
        raise ValueError(f"{word!r} ends before it begins")
    return begin, end


def _minute(hours: str, minutes: str) -> int:
    return int(hours) * 60 + int(minutes)


def _said(begin: int, end: int) -> str:
    if end >= MIDNIGHT:
        return f"from {_clock(begin)}"
    return f"until {_clock(end)}" if begin == 0 else f"{_clock(begin)}-{_clock(end)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}.{minute % 60:02d}"
