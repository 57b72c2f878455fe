"""What one button box knows when a finger speaks: its counter as the officer sees it, the day, and the hub itself."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from button_node.action import Known
from firmware.messages.commands import CounterCommand
from firmware.messages.notices import Beat, ClockState, CounterState, Office
from firmware.node.box import Box


class Knowledge:
    """Hears the hub's notices. `counter` is where the box stands, None for a kiosk."""

    def __init__(self, box: Box, counter: int | None) -> None:
        self._box = box
        self._number = counter
        self._office: Office | None = None
        self._counter: CounterState | None = None
        self._latest_day: date | None = None

    def hear(self, happening: object) -> None:
        """Take what the hub tells."""
        match happening:
            case Beat(day=date() as day):
                self.note_day(day)
            case CounterState():
                self._look(happening)
            case Office():
                self._office = happening

    def note_day(self, day: date) -> None:
        """Remember that this business day was open."""
        self._latest_day = max(day, self._latest_day or day)

    def known(self) -> Known:
        """Return what is known now."""
        beat = self._box.beat
        return Known(
            counter=self._counter,
            is_in_flight=any(isinstance(command, CounterCommand) for command in self._box.outbox.pending),
            today=self._today(),
            is_today_believed=beat is not None and beat.clock is not ClockState.UNTRUSTED,
            day=None if beat is None else beat.day,
            latest_day=self._latest_day,
            is_hub_silent=self._box.silent_since is not None,
        )

    def is_reminded(self) -> bool:
        """Say whether the hub reminds this counter of somebody whom it has set aside."""
        return self._counter is not None and self._counter.overdue > 0

    def is_closed(self) -> bool:
        """Say whether the counter, or for a kiosk the day, is closed as far as is known."""
        if self._number is not None:
            return self._counter is None or not self._counter.is_open
        return self._box.beat is None or self._box.beat.day is None

    def _look(self, counter: CounterState) -> None:
        if counter.counter == self._number and not _is_older(counter, self._counter):
            self._counter = counter

    def _today(self) -> date | None:
        """The date in the office's zone, by the hub's clock as it goes on since its last beat."""
        beat, now = self._box.beat, self._box.hub_time()
        if beat is None or now is None or self._office is None:
            return None
        at = beat.at + timedelta(seconds=now - beat.office_time)
        return at.astimezone(ZoneInfo(self._office.timezone)).date()


def _is_older(counter: CounterState, known: CounterState | None) -> bool:
    """True for what the broker kept from before the state that is known; another journal has its own positions."""
    if known is None or counter.journal != known.journal:
        return False
    return (counter.epoch, counter.position) < (known.epoch, known.position)
