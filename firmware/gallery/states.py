"""Every state that people can meet an office in: what a display knows then, and what it should make of it.

A layout is finished when it looks right in all of them. The sentence of a state stands under its pictures, so that
whoever leafs through the gallery can tell at once what is wrong.
"""

from collections.abc import Sequence
from functools import cache
from itertools import cycle
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from display_node.wall.known import Known
from firmware.gallery.office import (
    KIOSK,
    LONG_SERVICES,
    NOW,
    SERVICES,
    board,
    call,
    counters,
    line,
    minutes_ago,
    office,
    slip,
)
from firmware.gallery.slides import FOLDER, SHOWN
from firmware.messages.notices import Board, Call, CallState, HelpCall, KioskState, Line, Mark, Office, Paper, Unprinted

# Some states are met a slide later, so that every slide is seen.
_SLIDE: Final = 16.0
SILENT_SINCE: Final = NOW.replace(hour=9, minute=12)

LINES: Final = (
    line("A", 7, 20, 35),
    line("F", 3, 10, 20),
    line("H", 1, 0, 5),
    line("K", 5, 25, 40),
    line("L", 2, 5, 10),
)
BUSY: Final = (
    call("A017", 3, CallState.CALLED, ago=0.2),
    call("H009", 1, ago=2),
    call("A016", 5, ago=5),
    call("K004", 2, ago=9),
    call("F022", 4, ago=12),
    call("A015", 3, CallState.ENDED, ago=14),
    call("L003", 1, CallState.ENDED, ago=17),
)


class State(Struct, frozen=True, kw_only=True):
    """One state. `name` is also part of file names, `says` is what a picture of it must tell."""

    name: str
    says: str
    known: Known


@cache
def states() -> tuple[State, ...]:
    """Return all of them, the everyday ones first."""
    return (*_everyday(), *_calls(), *_crowded(), *_help_and_paper(), *_faults())


def _everyday() -> tuple[State, ...]:
    return (
        State(
            name="busy",
            says="A 017 is called to counter 3; four others are being served and two have left.",
            known=_known(BUSY),
        ),
        State(
            name="empty",
            says="The office is open and nobody has been called yet.",
            known=_known((), tuple(line(letter, 0) for letter in "AFHKL")),
        ),
        State(name="closed", says="The office is closed: no day is open.", known=_of(_closed())),
        State(
            name="first-board",
            says="The display has just started and the hub has told it nothing yet.",
            known=Known(now=NOW, zone="hall", box="display-1"),
        ),
    )


def _calls() -> tuple[State, ...]:
    others = BUSY[1:]
    return (
        State(
            name="priority",
            says="A 018 goes first as a priority; the wall says the class and never the reason.",
            known=_known((call("A018", 3, CallState.CALLED, ago=0.2, is_priority=True), *others)),
        ),
        State(
            name="recall",
            says="A 017 is called to counter 3 for the second time.",
            known=_known((call("A017", 3, CallState.CALLED, ago=0.2, recalls=1), *others)),
        ),
        State(
            name="two-calls",
            says="F 023 and A 017 were called in the same second: A 017 has its time on the wall, F 023 waits for it.",
            known=_two_calls(),
        ),
        State(
            name="served",
            says="Everybody who was called has come: nobody is awaited.",
            known=replace(_known(others), boot=_SLIDE),
        ),
    )


def _crowded() -> tuple[State, ...]:
    return (
        State(
            name="long-names",
            says="Every service has a name as long as offices write them.",
            known=_known(BUSY, known=office(LONG_SERVICES)),
        ),
        State(
            name="crowded",
            says="Twenty services and forty counters, all of them at work.",
            known=_crowd(),
        ),
        State(
            name="one-language",
            says="An office that speaks Indonesian only.",
            known=_known(BUSY, known=office(languages=("id",))),
        ),
    )


def _help_and_paper() -> tuple[State, ...]:
    asked = HelpCall(call=890, kiosk=KIOSK, at=minutes_ago(1))
    unprinted = (
        Unprinted(number="A024", at=minutes_ago(0.5), is_failed=True),
        Unprinted(number="F025", at=minutes_ago(2), is_failed=True),
    )
    told = _board()
    return (
        State(
            name="help-asked",
            says="Somebody at the kiosk asks for an officer, and nobody goes yet.",
            known=_of(replace(told, help=(asked,))),
        ),
        State(
            name="help-answered",
            says="Counter 4 goes to the kiosk.",
            known=_of(replace(told, help=(replace(asked, counter=4),)), boot=2 * _SLIDE),
        ),
        State(
            name="low-paper",
            says="The paper of the kiosk is nearly at its end; numbers still come out.",
            known=_of(replace(told, kiosks=(KioskState(name=KIOSK, paper=Paper.NEAR_END),)), boot=3 * _SLIDE),
        ),
        State(
            name="no-paper",
            says="The kiosk has no paper: A 024 and F 025 were given and nobody holds them on paper.",
            known=_of(
                replace(told, kiosks=(KioskState(name=KIOSK, paper=Paper.OUT, unprinted=unprinted),)),
                unprinted={KIOSK: tuple(each.number for each in unprinted)},
            ),
        ),
        State(
            name="paper-unknown",
            says="The printer of the kiosk does not answer: numbers are given, and stand on this screen.",
            known=_of(replace(told, kiosks=(KioskState(name=KIOSK, paper=Paper.UNKNOWN),))),
        ),
        State(
            name="paperless",
            says="The kiosk has no printer: whoever presses finds the number on this screen.",
            known=_of(replace(told, kiosks=(KioskState(name=KIOSK, paper=Paper.UNKNOWN),)), _paperless()),
        ),
    )


def _faults() -> tuple[State, ...]:
    busy = _known(BUSY)
    late = NOW.replace(hour=18, minute=41)
    return (
        State(
            name="offline",
            says="The hub has been silent since 09.12: the calls stay, what is no longer known is withdrawn.",
            known=replace(busy, silent_since=SILENT_SINCE),
        ),
        State(
            name="manual",
            says="The hub is away and officers call by hand.",
            known=replace(busy, silent_since=SILENT_SINCE, is_manual=True),
        ),
        State(
            name="offline-number",
            says="The hub is silent and the kiosk without a printer has just given A 701.",
            known=replace(busy, silent_since=SILENT_SINCE, offline=slip("A701", mark=Mark.OFFLINE, check="")),
        ),
        State(
            name="evacuation",
            says="Everybody is to leave the building.",
            known=replace(busy, is_evacuating=True),
        ),
        State(
            name="clock-uncertain",
            says="Nobody vouches for the time of day, so none is shown.",
            known=replace(busy, now=None),
        ),
        State(
            name="night",
            says="A late evening: the same calls, dimmed, still readable.",
            known=replace(busy, now=late),
        ),
    )


def _known(calls: Sequence[Call], lines: Sequence[Line] = LINES, *, known: Office | None = None) -> Known:
    return _of(_board(calls, lines), known)


def _paperless() -> Office:
    known = office()
    return replace(known, kiosks=tuple(replace(kiosk, printer=None) for kiosk in known.kiosks))


def _board(calls: Sequence[Call] = BUSY, lines: Sequence[Line] = LINES) -> Board:
    return replace(board(calls, lines), kiosks=(KioskState(name=KIOSK, paper=Paper.OK),))


def _of(told: Board, known: Office | None = None, **more: Any) -> Known:
    place = known or office()
    return Known(
        board=told,
        office=place,
        now=NOW,
        zone="hall",
        counters=counters(told, place),
        box="display-1",
        slides={FOLDER: SHOWN},
        **more,
    )


def _closed() -> Board:
    return replace(board((), (), open_counters=()), day=None, kiosks=(KioskState(name=KIOSK, paper=Paper.OK),))


def _two_calls() -> Known:
    first = call("A017", 3, CallState.CALLED, ago=0.2)
    second = replace(call("F023", 4, CallState.CALLED, ago=0.2), call=first.call + 1)
    others = tuple(each for each in BUSY[1:] if each.counter != second.counter)
    return replace(_known((second, first, *others)), pointed=first.call)


def _crowd() -> Known:
    letters = "ABCDEFGHIJKLMNOPQRST"
    place = office(dict(zip(letters, cycle(SERVICES.values()), strict=False)), 40)
    calls = tuple(
        call(
            f"{letters[n % 20]}{(n * 7) % 90 + 1:03d}",
            n + 1,
            CallState.CALLED if n % 8 == 0 else CallState.SERVING,
            ago=0.2 + n,
        )
        for n in range(40)
    )
    lines = tuple(line(letter, 3 + n, 10 + n, 20 + 2 * n) for n, letter in enumerate(letters))
    told = replace(board(calls, lines, range(1, 41)), kiosks=(KioskState(name=KIOSK, paper=Paper.OK),))
    return _of(told, place)
