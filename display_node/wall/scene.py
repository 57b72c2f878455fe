"""What is to be seen, before anybody thinks of pixels.

`scene` turns what the hub told and what time it is into words and rows. The big call is the newest standing one. The
list keeps those still being waited for above all others, so that two calls in the same second never cost one of them
its place on the wall. While the hub is silent the board stays as it was and says since when; in manual mode the calls
stay in the list and what is no longer true, how many wait and how long, goes. The time of day is shown only when
somebody vouches for it, because a wrong clock on a wall is believed by everybody.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from display_node.wall.dates import clock_text, date_text, zone_text
from display_node.wall.words import Said, languages_of, pick, say
from firmware.messages.notices import Board, Call, CallState, Estimate, Line, Office, Slip

_SOON_MINUTES: Final = 5
_LANGUAGES: Final = ("id", "en")


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

    @property
    def ticket_number(self) -> str:
        """The number as it crosses the broker ("A017")."""
        return self.number.replace(" ", "")


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
    """All that can be seen, without a single pixel. Texts that have nothing to say are empty."""

    mode: Mode
    title: str
    date: str
    clock: str
    zone: str
    call: Row | None
    offline: Offline | None
    rows: tuple[Row, ...]
    tiles: tuple[Tile, ...]
    message: Said
    hint: Said
    footer: Said
    mark: str | None
    label: Said
    counter: Said
    latest: Said
    recalled: Said
    serving: Said
    waiting: str
    minutes: str


def scene(
    board: Board | None,
    office: Office | None,
    now: datetime | None,
    silent_since: datetime | None,
    *,
    is_manual: bool = False,
    offline: Slip | None = None,
    zone: str | None = None,
    box: str = "",
) -> Scene:
    """Return what the wall of `zone` shows.

    `now` and `silent_since` are aware; `now` is None while nobody vouches for the time of day. With `is_manual`
    officers call by hand. `offline` has the large panel to itself. `box` stands for the office's name until the hub has
    told it.
    """
    languages = languages_of(office.languages) if office else _LANGUAGES
    word = office.word if office else "antrian"
    calls = () if board is None else tuple(call for call in board.calls if _is_heard_in(call, office, zone))
    big = None if is_manual or offline else standing(calls)
    mode = Mode.MANUAL if is_manual else _mode(board, big, calls)
    message, hint = _message(mode, languages, word)
    return Scene(
        mode=mode,
        title=office.name if office else box,
        date=date_text(now, languages[0]) if now else say("clock", languages).first,
        clock=clock_text(now, languages[0]) if now else "",
        zone=zone_text(now) if now else "",
        call=_row(big) if big else None,
        offline=_offline(offline, languages) if offline else None,
        rows=tuple(_row(call) for call in _listed(calls, big)),
        tiles=()
        if board is None or is_manual or offline
        else tuple(_tile(line, office, languages) for line in board.lines),
        message=message,
        hint=hint,
        footer=_footer(mode, languages, has_offline=offline is not None),
        mark=_mark(now, silent_since, languages),
        label=say("number", languages, word=word),
        counter=say("counter", languages),
        latest=say("latest", languages),
        recalled=say("recalled", languages),
        serving=say("serving", languages),
        waiting=say("waiting", languages).first,
        minutes=say("minutes", languages).first,
    )


def standing(calls: tuple[Call, ...]) -> Call | None:
    """Return the newest call that has not ended, by the journal position of its latest call or recall."""
    return max((call for call in calls if call.state is not CallState.ENDED), key=lambda call: call.call, default=None)


def called(board: Board) -> frozenset[str]:
    """Return the tickets that are called and not yet there."""
    return frozenset(call.ticket for call in board.calls if call.state is CallState.CALLED)


def apart(number: str) -> str:
    """Return a number with its letter set apart: "A017" is read as "A 017"."""
    return f"{number[0]} {number[1:]}"


def minutes_text(estimate: Estimate | None) -> str:
    """Return from-to with an en dash, "< 10" where it may be at once, and nothing where nothing is known."""
    if estimate is None:
        return ""
    if estimate.low == 0 or estimate.high <= _SOON_MINUTES:
        return f"< {max(estimate.high, _SOON_MINUTES)}"
    return f"{estimate.low}–{estimate.high}" if estimate.low < estimate.high else f"{estimate.high}"  # noqa: RUF001


def _is_heard_in(call: Call, office: Office | None, zone: str | None) -> bool:
    """A counter that names zones is shown in those only; one that is not known is shown everywhere."""
    if office is None or zone is None:
        return True
    zones = next((counter.zones for counter in office.counters if counter.number == call.counter), ())
    return not zones or zone in zones


def _listed(calls: tuple[Call, ...], big: Call | None) -> list[Call]:
    others = [call for call in calls if call is not big]
    return sorted(others, key=lambda call: (call.state is not CallState.CALLED, -call.call))


def _offline(slip: Slip, languages: tuple[str, ...]) -> Offline:
    return Offline(
        number=apart(slip.number),
        service=pick(slip.service_name, languages),
        mark=say("offline", languages),
        keep=say("offline_keep", languages),
        order=say("offline_order", languages),
    )


def _row(call: Call) -> Row:
    return Row(call.call, apart(call.number), str(call.counter), call.state, call.recalls > 0)


def _tile(line: Line, office: Office | None, languages: tuple[str, ...]) -> Tile:
    info = next((info for info in office.services if info.letter == line.service), None) if office else None
    name = pick(info.name, languages) if info else Said("")
    return Tile(line.service, name, line.waiting, minutes_text(line.estimate))


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


def _footer(mode: Mode, languages: tuple[str, ...], *, has_offline: bool) -> Said:
    if mode in (Mode.NO_SERVER, Mode.CLOSED):
        return Said("")
    if mode is Mode.MANUAL and has_offline:
        # The panel that says it is covered.
        said, hint = say("manual", languages), say("manual_hint", languages)
        return Said(f"{said.first} {hint.first}", f"{said.second} {hint.second}".strip())
    return say("keep", languages)


def _mark(now: datetime | None, silent_since: datetime | None, languages: tuple[str, ...]) -> str | None:
    if silent_since is None:
        return None
    if now is None:
        return say("silent", languages).first
    return say("silent_since", languages, time=clock_text(silent_since.astimezone(now.tzinfo), languages[0])).first
