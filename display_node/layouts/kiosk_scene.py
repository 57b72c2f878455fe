"""What the screen above the buttons of one kiosk says, before anybody thinks of pixels.

Three pictures: which button to press, a number that has no paper, or why no number is given. Beside them stand
*notices*: somebody comes to help, the hub is silent, how the paper stands. What nobody has told is not claimed: a kiosk
that the hub knows nothing of says nothing about its paper, and in manual mode nobody is told how long it takes.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from display_node.panes import Pane
from display_node.wall.figures import apart, minutes_text
from display_node.wall.known import Known
from display_node.wall.words import Said, pick, say, spoken_in, word_of
from firmware.messages.notices import KioskInfo, Line, Office, Paper, ServiceInfo


class Sign(StrEnum):
    """The drawn sign of a notice, so that its kind is told without words and without colour."""

    WAIT = "WAIT"
    COMING = "COMING"
    SILENT = "SILENT"
    PAPER = "PAPER"
    NO_PAPER = "NO_PAPER"


class Level(StrEnum):
    """How much a notice asks to be read: in passing, before pressing, or before all else (then it stands on white)."""

    QUIET = "QUIET"
    PLAIN = "PLAIN"
    LOUD = "LOUD"


class KioskNotice(Struct, frozen=True):
    """One line below the services."""

    sign: Sign
    said: Said
    level: Level = Level.PLAIN


_PAPER: Final = {
    Paper.OK: (Sign.PAPER, Level.QUIET),
    Paper.NEAR_END: (Sign.PAPER, Level.PLAIN),
    Paper.OUT: (Sign.NO_PAPER, Level.LOUD),
    Paper.UNKNOWN: (Sign.NO_PAPER, Level.LOUD),
}


class ServiceRow(Struct, frozen=True):
    """One button: its letter, what it is for and, where it is known, how many wait and about how many minutes."""

    letter: str
    name: Said
    waiting: str = ""
    minutes: str = ""


class PaperNumber(Struct, frozen=True):
    """A number without a paper, with its letter apart, and what it is for."""

    number: str
    service: Said
    mark: Said
    keep: Said
    order: Said


class KioskScene(Struct, frozen=True, kw_only=True):
    """All that can be seen. With `papers` they are seen instead of the rows, with a `message` instead of both."""

    heading: Said
    rows: tuple[ServiceRow, ...]
    papers: tuple[PaperNumber, ...]
    notices: tuple[KioskNotice, ...]
    message: Said
    hint: Said
    waiting: Said
    minutes: Said


def see(known: Known, pane: Pane) -> KioskScene:
    """Return what the screen of the pane's kiosk shows."""
    languages = spoken_in(known.office)
    papers = _papers(known, pane)
    key = "" if papers else _message(known)
    return KioskScene(
        heading=say("press", languages),
        rows=() if papers or key else _rows(known, pane, languages),
        papers=papers,
        notices=_notices(known, pane, languages, has_papers=bool(papers), has_message=bool(key)),
        message=say(key, languages) if key else Said(""),
        hint=say(f"{key}_hint", languages, word=word_of(known.office)) if key else Said(""),
        waiting=say("waiting", languages),
        minutes=say("minutes", languages),
    )


def _message(known: Known) -> str:
    """Which message stands instead of the services, or nothing."""
    if known.board is None or known.office is None:
        return "no_server"
    return "closed" if known.board.day is None else ""


# -- services ------------------------------------------------------------------------------------------------------


def _rows(known: Known, pane: Pane, languages: tuple[str, ...]) -> tuple[ServiceRow, ...]:
    services = known.office.services if known.office else ()
    lines = {line.service: line for line in known.board.lines} if known.board and not known.is_manual else {}
    shown = [info for info in services if not pane.services or info.letter in pane.services]
    return tuple(_row(info, lines.get(info.letter), languages) for info in shown)


def _row(info: ServiceInfo, line: Line | None, languages: tuple[str, ...]) -> ServiceRow:
    name = pick(info.name, languages)
    if line is None:
        return ServiceRow(info.letter, name)
    return ServiceRow(info.letter, name, str(line.waiting), minutes_text(line.estimate))


# -- numbers without a paper ---------------------------------------------------------------------------------------


def _papers(known: Known, pane: Pane) -> tuple[PaperNumber, ...]:
    """The offline number of this Pi first, then those that the printer of the hub's kiosk does not print."""
    slip, numbers = known.offline, known.unprinted.get(pane.kiosk or "", ())
    papers = [_unprinted(number, known.office) for number in numbers]
    if slip is not None:
        words = (say(key, slip.languages) for key in ("offline", "offline_keep", "offline_order"))
        papers.insert(0, PaperNumber(apart(slip.number), pick(slip.service_name, slip.languages), *words))
    return tuple(papers)


def _unprinted(number: str, office: Office | None) -> PaperNumber:
    """A service may speak other languages than the office, and so does its number."""
    info = next((info for info in office.services if info.letter == number[0]), None) if office else None
    languages = (info.languages if info else ()) or spoken_in(office)
    words = (say(key, languages) for key in ("unprinted", "unprinted_keep", "unprinted_next"))
    return PaperNumber(apart(number), pick(info.name, languages) if info else Said(""), *words)


# -- notices -------------------------------------------------------------------------------------------------------


def _notices(
    known: Known, pane: Pane, languages: tuple[str, ...], *, has_papers: bool, has_message: bool
) -> tuple[KioskNotice, ...]:
    """The most urgent first. How the paper stands is said where a button can be pressed."""
    notices = [_help(known, pane, languages), _silence(known, pane, languages)]
    if not has_papers and not has_message:
        notices.append(_paper(known, pane, languages))
    return tuple(notice for notice in notices if notice is not None)


def _help(known: Known, pane: Pane, languages: tuple[str, ...]) -> KioskNotice | None:
    asked = [each for each in known.board.help if each.kiosk == pane.kiosk] if known.board else []
    if not asked:
        return None
    newest = asked[-1]
    if newest.counter is None:
        return KioskNotice(Sign.WAIT, say("help_asked", languages))
    return KioskNotice(Sign.COMING, say("help_coming", languages, counter=str(newest.counter)))


def _silence(known: Known, pane: Pane, languages: tuple[str, ...]) -> KioskNotice | None:
    """Whether numbers are still given while the hub is silent; a closed office gives none, and says so already."""
    is_open = known.board is not None and known.board.day is not None
    if (known.silent_since is None and not known.is_manual) or not is_open:
        return None
    info = _info(known.office, pane)
    has_numbers = info is not None and info.numbers is not None
    return KioskNotice(Sign.SILENT, say("still_given" if has_numbers else "not_given", languages), Level.LOUD)


def _paper(known: Known, pane: Pane, languages: tuple[str, ...]) -> KioskNotice | None:
    """How the paper stands, by the printer's last word; while the hub is silent nobody knows it."""
    if known.board is None or known.silent_since is not None or known.is_manual:
        return None
    info = _info(known.office, pane)
    if info is not None and info.printer is None:
        return KioskNotice(Sign.NO_PAPER, say("paperless", languages))
    state = next((state for state in known.board.kiosks if state.name == pane.kiosk), None)
    if state is None:
        return None
    sign, level = _PAPER[state.paper]
    return KioskNotice(sign, say(f"paper_{state.paper.value.lower()}", languages), level)


def _info(office: Office | None, pane: Pane) -> KioskInfo | None:
    return next((info for info in office.kiosks if info.name == pane.kiosk), None) if office else None
