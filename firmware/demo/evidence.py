"""Reads what fingers, printers, walls and voices left behind.

Every line that is there must be readable: what cannot be read is a fault, not something to be skipped.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from firmware.demo.account import Paper, Press, Shown, Spoken

SHOWN: Final = r"shown number=(?P<number>\S+) counter=(?P<counter>\d+) call=(?P<call>\d+) at=(?P<at>[\d.]+)"
SPOKEN: Final = (
    r"spoken id=(?P<id>\S+) number=(?P<number>\S+) counter=(?P<counter>\d+) kind=(?P<kind>\S+) at=(?P<at>[\d.]+)"
)


OFFLINE: Final = "Nomor luring"
"""What a paper says whose number the kiosk gave while the hub was silent."""


class PaperLine(Struct, frozen=True, kw_only=True):
    """A line of a virtual printer's `papers.jsonl`."""

    at: float
    number: str | None
    is_marked: bool
    is_complete: bool
    text: tuple[str, ...]
    qr: str | None
    picture: str

    @property
    def is_offline(self) -> bool:
        """Say whether the number is the kiosk's own."""
        return any(OFFLINE in line for line in self.text)


def read_presses(path: Path) -> tuple[Press, ...]:
    """Return what the fingers wrote down, in order."""
    return tuple(msgspec.json.decode(line, type=Press) for line in path.read_bytes().splitlines())


def read_papers(path: Path) -> tuple[PaperLine, ...]:
    """Return what a virtual printer decoded from its bytes, in order; nothing while it has printed nothing."""
    if not path.exists():
        return ()
    return tuple(msgspec.json.decode(line, type=PaperLine) for line in path.read_bytes().splitlines())


def papers_of(kiosk: str, lines: Iterable[PaperLine]) -> tuple[Paper, ...]:
    """Return the papers that came out beside this kiosk."""
    return tuple(
        Paper(
            at=line.at,
            kiosk=kiosk,
            number=line.number,
            is_marked=line.is_marked,
            is_complete=line.is_complete,
            is_offline=line.is_offline,
        )
        for line in lines
    )


def shown_by(display: str, matches: Iterable[re.Match[str]]) -> tuple[Shown, ...]:
    """Return what a wall showed, from the matches of `SHOWN` in its log."""
    return tuple(
        Shown(
            at=float(match["at"]),
            display=display,
            number=match["number"],
            counter=int(match["counter"]),
            call=int(match["call"]),
        )
        for match in matches
    )


def spoken_by(display: str, matches: Iterable[re.Match[str]]) -> tuple[Spoken, ...]:
    """Return what a voice said, from the matches of `SPOKEN` in its log."""
    return tuple(
        Spoken(
            at=float(match["at"]),
            display=display,
            id=match["id"],
            number=match["number"],
            counter=int(match["counter"]),
            kind=match["kind"],
        )
        for match in matches
    )
