"""Opening and closing the business day by hand, as one more box with an outbox.

What was asked stays on disk until the hub has answered: a line that breaks in between cannot leave the technician with
a command that nobody knows the fate of. Typing it again asks for the same command by the same key.
"""

import time
from collections.abc import Callable
from datetime import date
from typing import Final, Self, TypeVar

from firmware.messages import topics
from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.commands import AnyCommand, CloseDay, OpenDay
from firmware.messages.names import Role
from firmware.messages.notices import Beat, Board
from firmware.node.box import Answered, Box
from firmware.node.link import Disconnected
from firmware.technician.faults import NotDone, OfficeDead
from firmware.technician.office_line import HUB_SILENT, dead_sentence
from firmware.technician.settings import TechnicianSettings

KEPT: Final = "it is kept: type it again to hear what became of it"

T = TypeVar("T")

_WHY: Final = {
    Reason.DAY_OPEN: "a business day is open already; close it first: antrian day close",
    Reason.DAY_CLOSED: "that business day is not open",
    Reason.DAY_AHEAD: "that day is far ahead of the hub's calendar; is the year right?",
    Reason.DAY_PAST: "the office was already open on that day or a later one; days never go back",
}


class DayBox:
    """The technician as a box, for the time of one command; a context manager."""

    def __init__(self, settings: TechnicianSettings) -> None:
        """Raises SettingsError and StateError."""
        self._patience = settings.patience
        self._box = Box(settings.box, Role.TECHNICIAN, [topics.BOARD.name()])
        self._board: Board | None = None

    def __enter__(self) -> Self:
        self._box.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._box.close()

    def beat(self) -> Beat:
        """Return the hub's next beat. Raises OfficeDead, NotDone for a hub with another journal."""
        heard = self._until(lambda happening: happening if isinstance(happening, Beat) else None)
        if heard is None:
            raise OfficeDead(HUB_SILENT)
        return heard

    def waiting(self) -> int:
        """Return how many wait in all lines, by the board that was heard; 0 without one."""
        return sum(line.waiting for line in self._board.lines) if self._board else 0

    def open(self, day: date) -> Accepted:
        """Open the day. Raises NotDone with the reason, OfficeDead."""
        kept = [c for c in self._box.outbox.pending if isinstance(c, OpenDay) and c.day == day]
        return self._ask(kept[0] if kept else self._send(OpenDay(key=self._box.names.key(), day=day)))

    def close(self, day: date) -> Accepted:
        """Close the day. Raises NotDone with the reason, OfficeDead."""
        kept = [c for c in self._box.outbox.pending if isinstance(c, CloseDay) and c.day == day]
        return self._ask(kept[0] if kept else self._send(CloseDay(key=self._box.names.key(), day=day)))

    def _send(self, command: AnyCommand) -> AnyCommand:
        self._box.send(command)
        return command

    def _ask(self, command: AnyCommand) -> Accepted:
        answered = self._until(lambda happening: _answer_to(command, happening))
        if answered is None:
            raise OfficeDead(f"{HUB_SILENT}; {KEPT}")
        answer = answered.answer
        if isinstance(answer, Refused):
            raise NotDone(_WHY.get(answer.reason, f"the hub refuses: {answer.reason} {answer.detail}"))
        return answer

    def _until(self, wanted: Callable[[object], T | None]) -> T | None:
        deadline = time.monotonic() + self._patience.answer_seconds
        said: Disconnected | None = None
        while (left := deadline - time.monotonic()) > 0:
            happening = self._box.step(left)
            if isinstance(happening, Board):
                self._board = happening
            if isinstance(happening, Disconnected):
                said = happening
            if (found := wanted(happening)) is not None:
                return found
            self._check_journal()
            if said is not None and said.is_refused:
                break
        if said is not None and not self._box.link.is_connected:
            raise OfficeDead(dead_sentence(said))
        return None

    def _check_journal(self) -> None:
        stranger = self._box.trust.stranger
        if stranger is not None:
            raise NotDone(
                f"the hub speaks with a journal that this box does not know ({stranger}); if that is right, "
                f"type: antrian trust {self._box.state} {stranger}"
            )


def _answer_to(command: AnyCommand, happening: object) -> Answered | None:
    return happening if isinstance(happening, Answered) and happening.command.key == command.key else None
