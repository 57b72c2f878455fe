"""The technician as one more box with an outbox, for the time of one command that changes something.

What was asked stays on disk until the hub has answered: a line that breaks in between cannot leave the technician with
a command that nobody knows the fate of. Typing it again asks for the same command by the same key.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any, Final, Self, TypeVar

from firmware.messages import topics
from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.commands import AnyCommand, Command
from firmware.messages.names import Role
from firmware.messages.notices import Beat, Board
from firmware.node.box import Answered, Box
from firmware.node.identity import Identity
from firmware.node.link import Disconnected
from firmware.technician.faults import NotDone, OfficeDead
from firmware.technician.office_line import HUB_SILENT, dead_sentence
from firmware.technician.settings import TechnicianSettings

KEPT: Final = "it is kept: type it again to hear what became of it"
DAY_CLOSED: Final = "no business day is open; open one first: antrian day open"
PUT_OFF: Final = "the hub puts it off; is its disk full? see: antrian status"

C = TypeVar("C", bound=Command)
T = TypeVar("T")


class TechnicianBox:
    """A context manager: the box begins to connect inside, and is closed after."""

    def __init__(self, settings: TechnicianSettings) -> None:
        """Raises SettingsError and StateError."""
        self._patience = settings.patience
        self._box = Box(settings.box, Role.TECHNICIAN, [topics.BOARD.name()])
        self._board: Board | None = None
        self._beat: Beat | None = None

    def __enter__(self) -> Self:
        self._box.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._box.close()

    @property
    def names(self) -> Identity:
        """What makes the keys and presses of new commands."""
        return self._box.names

    def beat(self) -> Beat:
        """Return the hub's next beat. Raises OfficeDead, NotDone for a hub with another journal."""
        heard = self._until(lambda happening: happening if isinstance(happening, Beat) else None)
        if heard is None:
            raise OfficeDead(HUB_SILENT)
        return heard

    def waiting(self) -> int:
        """Return how many wait in all lines, by the board that was heard; 0 without one."""
        return sum(line.waiting for line in self._board.lines) if self._board else 0

    def kept(self, kind: type[C], **fields: Any) -> C | None:
        """Return the oldest unanswered command of this kind with these fields, or None."""
        for command in self._box.outbox.pending:
            if isinstance(command, kind) and all(getattr(command, name) == fields[name] for name in fields):
                return command
        return None

    def ask(self, command: AnyCommand, why: Mapping[Reason, str]) -> Accepted:
        """Send a command, or wait for the answer to one that is kept. `why` puts refusals in words.

        Raises NotDone with the reason, or where the hub puts it off, and OfficeDead.
        """
        if command not in self._box.outbox.pending:
            self._box.send(command)
        answered = self._until(lambda happening: _answer_to(command, happening))
        if answered is None:
            raise self._unanswered()
        answer = answered.answer
        if isinstance(answer, Refused):
            raise NotDone(why.get(answer.reason, f"the hub refuses: {answer.reason} {answer.detail}"))
        return answer

    def _unanswered(self) -> NotDone | OfficeDead:
        if self._beat is None:
            return OfficeDead(f"{HUB_SILENT}; {KEPT}")
        return NotDone(f"{DAY_CLOSED if self._beat.day is None else PUT_OFF}; {KEPT}")

    def _until(self, wanted: Callable[[object], T | None]) -> T | None:
        deadline = time.monotonic() + self._patience.answer_seconds
        said: Disconnected | None = None
        while (left := deadline - time.monotonic()) > 0:
            happening = self._box.step(left)
            self._note(happening)
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

    def _note(self, happening: object) -> None:
        if isinstance(happening, Board):
            self._board = happening
        elif isinstance(happening, Beat):
            self._beat = happening

    def _check_journal(self) -> None:
        stranger = self._box.trust.stranger
        if stranger is not None:
            raise NotDone(
                f"the hub speaks with a journal that this box does not know ({stranger}); if that is right, "
                f"type: antrian trust {self._box.state} {stranger}"
            )


def _answer_to(command: AnyCommand, happening: object) -> Answered | None:
    return happening if isinstance(happening, Answered) and happening.command.key == command.key else None
