"""What one button box knows when a finger speaks: its counter as the officer sees it, the day, and the hub itself.

A kiosk keeps of each board what it says of this kiosk, and lets the rest go.
"""

from datetime import date, timedelta

from button_node import papers
from button_node.action import Known
from button_node.papers import Told
from button_node.sights import Facts
from firmware.messages.commands import CounterCommand
from firmware.messages.notices import Beat, Board, ClockState, CounterState, HelpCall, Office
from firmware.node.box import Box
from firmware.node.zone import zone_of


class Knowledge:
    """Hears the hub's notices; `counter` is the latest of the counter on which the box stands."""

    def __init__(self, box: Box, counter: int | None) -> None:
        """`counter` is where the box stands, None for a kiosk."""
        self.counter: CounterState | None = None
        self._board: Told | None = None
        # The latest from this kiosk that stands, or was answered a moment ago.
        self._help_call: HelpCall | None = None
        self._heard_board = ("", 0, 0)
        self._box = box
        self._number = counter
        self._office: Office | None = None
        self._latest_day: date | None = None

    def hear(self, happening: object) -> None:
        """Take what the hub tells."""
        match happening:
            case Beat(day=date() as day):
                self.note_day(day)
            case CounterState():
                self._look(happening)
            case Board() if self._number is None:
                self._read(happening)
            case Office():
                self._office = happening

    def note_day(self, day: date) -> None:
        """Remember that this business day was open."""
        self._latest_day = max(day, self._latest_day or day)

    def known(self) -> Known:
        """Return what is known now."""
        beat = self._box.beat
        return Known(
            counter=self.counter,
            is_in_flight=any(isinstance(command, CounterCommand) for command in self._box.outbox.pending),
            today=self._today(),
            is_today_believed=beat is not None and beat.clock is not ClockState.UNTRUSTED,
            day=None if beat is None else beat.day,
            latest_day=self._latest_day,
            is_hub_silent=self._box.silent_since is not None,
        )

    def facts(self) -> Facts:
        """Return what the lamps are about."""
        counter, call = self.counter, self._help_call
        return Facts(
            is_hub_silent=self._box.silent_since is not None,
            is_closed=self._is_closed(),
            board=self._board,
            is_overdue=counter is not None and counter.overdue > 0,
            is_asked=counter is not None and bool(counter.help),
            is_asking=call is not None and call.counter is None,
            is_helped=call is not None and call.counter is not None,
        )

    def place(self, kiosk: str) -> str:
        """Return where a kiosk stands, or its name where nobody has said."""
        kiosks = () if self._office is None else self._office.kiosks
        return next((one.place for one in kiosks if one.name == kiosk and one.place), kiosk)

    def _look(self, counter: CounterState) -> None:
        if counter.counter == self._number and not _is_older(counter, self.counter):
            self.counter = counter

    def _read(self, board: Board) -> None:
        at = (board.journal, board.epoch, board.position)
        if at[0] == self._heard_board[0] and at < self._heard_board:
            return
        self._heard_board = at
        self._board = papers.told(board, self._box.name)
        own = (call for call in board.help if call.kiosk == self._box.name)
        self._help_call = max(own, key=lambda call: call.call, default=None)

    def _is_closed(self) -> bool:
        if self._number is not None:
            return self.counter is None or not self.counter.is_open
        return self._box.beat is None or self._box.beat.day is None

    def _today(self) -> date | None:
        """The date in the office's zone by the hub's clock, as it goes on since its last beat; None: nobody knows."""
        beat, now = self._box.beat, self._box.hub_time()
        zone = None if self._office is None else zone_of(self._office.timezone)
        if beat is None or now is None or zone is None:
            return None
        at = beat.at + timedelta(seconds=now - beat.office_time)
        return at.astimezone(zone).date()


def _is_older(counter: CounterState, known: CounterState | None) -> bool:
    """True for what the broker kept from before the state that is known; another journal has its own positions."""
    if known is None or counter.journal != known.journal:
        return False
    return (counter.epoch, counter.position) < (known.epoch, known.position)
