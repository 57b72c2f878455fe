"""What the layout of calls says, before anybody thinks of pixels.

The big call is the one that has its time now, else the newest standing one. The list keeps those still being waited for
above all others, so that two calls in the same second never cost one of them its place on the wall, and those who are
being helped above those who have gone, so that people find their counter until they leave it. While the hub is
silent the calls stay as they were and no wait is estimated; in manual mode what is no longer true, how many wait, goes
as well.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from display_node.panes import Pane
from display_node.wall.calls import calls_here, pointed
from display_node.wall.figures import apart, minutes_text
from display_node.wall.known import Known
from display_node.wall.words import Said, pick, say, spoken_in, word_of
from firmware.messages.notices import Board, Call, CallState, Line, Office, Slip

_ORDER: Final = (CallState.CALLED, CallState.SERVING, CallState.ENDED)


class Mode(StrEnum):
    """What the large panel is for now."""

    NO_SERVER = "NO_SERVER"
    CLOSED = "CLOSED"
    NO_CALL = "NO_CALL"
    NEXT = "NEXT"
    CALL = "CALL"
    MANUAL = "MANUAL"


class Row(Struct, frozen=True):
    """One call. `number` is written with its letter apart ("A 017"); `call` is its journal position."""

    call: int
    number: str
    counter: str
    state: CallState
    is_recalled: bool = False
    is_priority: bool = False


class Tile(Struct, frozen=True):
    """One service: how many wait and, where it is known, about how many minutes (from-to)."""

    letter: str
    name: Said
    waiting: int
    minutes: str = ""


class Offline(Struct, frozen=True, kw_only=True):
    """A number that was given while the hub is silent, with its letter apart, and what its visitor must know."""

    number: str
    service: Said
    mark: Said
    keep: Said
    order: Said


class Scene(Struct, frozen=True, kw_only=True):
    """All that the layout shows, without a single pixel. Texts that have nothing to say are empty."""

    mode: Mode
    call: Row | None
    offline: Offline | None
    rows: tuple[Row, ...]
    tiles: tuple[Tile, ...]
    message: Said
    hint: Said
    label: Said
    counter: Said
    latest: Said
    recalled: Said
    serving: Said
    priority: Said
    waiting: str
    minutes: str


def see(known: Known, pane: Pane) -> Scene:
    """Return what the pane shows. An offline number has the large panel to itself."""
    languages, word = spoken_in(known.office), word_of(known.office)
    calls = calls_here(known.board, known.office, known.zone)
    big = None if known.is_manual or known.offline else pointed(calls, known.pointed)
    mode = Mode.MANUAL if known.is_manual else _mode(known.board, big, calls)
    message, hint = _message(mode, languages, word)
    return Scene(
        mode=mode,
        call=_row(big) if big else None,
        offline=_offline(known.offline) if known.offline else None,
        rows=tuple(_row(call) for call in _listed(calls, big)),
        tiles=_tiles(known, languages) if pane.has_tiles else (),
        message=message,
        hint=hint,
        label=say("number", languages, word=word),
        counter=say("counter", languages),
        latest=say("latest", languages),
        recalled=say("recalled", languages),
        serving=say("serving", languages),
        priority=say("priority", languages),
        waiting=say("waiting", languages).first,
        minutes=say("minutes", languages).first,
    )


def _listed(calls: tuple[Call, ...], big: Call | None) -> list[Call]:
    others = [call for call in calls if call is not big]
    return sorted(others, key=lambda call: (_ORDER.index(call.state), -call.call))


def _offline(slip: Slip) -> Offline:
    """A service may speak other languages than the office, and so does its number."""
    return Offline(
        number=apart(slip.number),
        service=pick(slip.service_name, slip.languages),
        mark=say("offline", slip.languages),
        keep=say("offline_keep", slip.languages),
        order=say("offline_order", slip.languages),
    )


def _row(call: Call) -> Row:
    return Row(call.call, apart(call.number), str(call.counter), call.state, call.recalls > 0, call.is_priority)


def _tiles(known: Known, languages: tuple[str, ...]) -> tuple[Tile, ...]:
    if known.board is None or known.is_manual or known.offline:
        return ()
    has_estimates = known.silent_since is None
    return tuple(_tile(line, known.office, languages, has_estimates=has_estimates) for line in known.board.lines)


def _tile(line: Line, office: Office | None, languages: tuple[str, ...], *, has_estimates: bool) -> Tile:
    info = next((info for info in office.services if info.letter == line.service), None) if office else None
    name = pick(info.name, languages) if info else Said("")
    return Tile(line.service, name, line.waiting, minutes_text(line.estimate) if has_estimates else "")


def _mode(board: Board | None, big: Call | None, calls: tuple[Call, ...]) -> Mode:
    if board is None:
        return Mode.NO_SERVER
    if big is not None:
        return Mode.CALL
    if board.day is None:
        return Mode.CLOSED
    return Mode.NEXT if calls else Mode.NO_CALL


def _message(mode: Mode, languages: tuple[str, ...], word: str) -> tuple[Said, Said]:
    if mode is Mode.CALL:
        return Said(""), Said("")
    key = mode.value.lower()
    return say(key, languages, word=word), say(f"{key}_hint", languages, word=word)
