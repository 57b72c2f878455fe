"""What a display has heard and what follows from it by time alone; the wall is made of nothing else.

A notice that is older than the one held is dropped. Time and silence are told from outside, so this runs on any clock.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from display_node.slides.slide import Image, Shown
from display_node.wall import offline_numbers, pointing, unprinted_numbers
from display_node.wall.calls import calls_here
from display_node.wall.known import Known
from display_node.wall.news import is_newer
from display_node.wall.offline_numbers import OfflineNumbers
from display_node.wall.pointing import Pointing
from display_node.wall.unprinted_numbers import UnprintedNumbers
from firmware.messages.notices import Board, Call, CounterState, Office, Slip


class Knowledge:
    """The memory of a display of `zone`; `boot` is always the boot clock in seconds."""

    def __init__(self, zone: str | None, box: str, least_seconds: float, *, shows_priority: bool = True) -> None:
        """Know nothing yet. A call has the large panel for at least `least_seconds`."""
        self._zone = zone
        self._box = box
        self._least_seconds = least_seconds
        self._shows_priority = shows_priority
        self._counters: dict[int, CounterState] = {}
        self._unprinted: dict[str, UnprintedNumbers] = {}
        self._offline = OfflineNumbers()
        self._pointing = Pointing()
        self.board: Board | None = None
        self.office: Office | None = None
        self.slides: dict[str, Shown] = {}
        self.is_evacuating = False
        self.logo: Image | None = None

    def take_board(self, board: Board, boot: float, now: datetime | None) -> bool:
        """Return whether the board was believed: False where it comes late."""
        if not is_newer(board, self.board):
            return False
        before, self.board = self.board, board if self._shows_priority else _without_classes(board)
        waited = self._pointing.waiting
        self._pointing = pointing.heed(self._pointing, self.calls, before)
        if self._pointing.waiting != waited:
            self._offline = offline_numbers.urge(self._offline)
        for kiosk in board.kiosks:
            held = self._unprinted.get(kiosk.name, UnprintedNumbers())
            self._unprinted[kiosk.name] = unprinted_numbers.hear(held, kiosk, boot, now)
        return True

    def take_office(self, office: Office) -> None:
        """Know how the office is made."""
        self.office = office

    def take_counter(self, state: CounterState) -> None:
        """Know what a counter does."""
        if is_newer(state, self._counters.get(state.counter)):
            self._counters = {**self._counters, state.counter: state}

    def take_offline(self, slip: Slip, boot: float) -> None:
        """Know a number of this Pi's kiosk."""
        self._offline = offline_numbers.arrive(self._offline, slip, boot)

    def turn(self, boot: float, *, is_manual: bool) -> Slip | None:
        """Let time pass; return the offline number that has come to the wall by it."""
        before = self._offline.shown
        self._offline = offline_numbers.turn(self._offline, boot)
        shown = self._offline.shown
        is_free = shown is None and not is_manual and not self.is_evacuating
        self._pointing = pointing.turn(self._pointing, self.calls, boot, self._least_seconds, is_free=is_free)
        return shown.slip if shown is not None and shown is not before else None

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls that belong on this wall."""
        return calls_here(self.board, self.office, self._zone)

    def pulse_age(self, boot: float) -> float | None:
        """Return since how many seconds the call in the large panel has its turn; None where it has none."""
        return None if self._pointing.shown is None else boot - self._pointing.since

    def next_change(self, boot: float) -> float | None:
        """Return in how many seconds something changes by time alone that no other clock tells."""
        ends = [unprinted_numbers.next_change(each, boot) for each in self._unprinted.values()]
        turn = pointing.next_turn(self._pointing, self._least_seconds)
        return _earliest([*ends, None if turn is None else max(0.0, turn - boot)])

    def known(self, boot: float, now: datetime | None, silent_since: datetime | None, *, is_manual: bool) -> Known:
        """Return all of it, at this moment."""
        return Known(
            board=self.board,
            office=self.office,
            now=now,
            silent_since=silent_since,
            is_manual=is_manual,
            is_evacuating=self.is_evacuating,
            offline=self._offline.shown.slip if self._offline.shown else None,
            zone=self._zone,
            pointed=self._pointing.position,
            counters=self._counters,
            box=self._box,
            unprinted={name: unprinted_numbers.shown(each, boot) for name, each in self._unprinted.items()},
            slides=self.slides,
            boot=boot,
            logo=self.logo,
        )


def _earliest(moments: Iterable[float | None]) -> float | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _without_classes(board: Board) -> Board:
    return replace(board, calls=tuple(replace(call, is_priority=False) for call in board.calls))
