"""Which hub a box believes.

A box pins the journal id it first heard. A hub with another memory (a blank disk, an old SD card) is not obeyed until
a technician confirms it, or two people could hold one number. Within one journal the epoch only rises: what an older
start of the hub still has in the pipe is dropped.
"""

from pathlib import Path

from msgspec import Struct

from firmware.messages.answers import AnyAnswer
from firmware.messages.notices import Notice
from firmware.node.files import write_atomic


class Heard(Struct, frozen=True):
    """How far the hub has been heard, as (epoch, position)."""

    epoch: int = 0
    position: int = 0


class Trust:
    """Remembers the pinned journal in `folder` and the newest epoch heard."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "journal-id"
        self.journal: str | None = self._path.read_text().strip() or None if self._path.exists() else None
        self.stranger: str | None = None
        self.heard = Heard()

    def believes(self, message: Notice | AnyAnswer) -> bool:
        """Say whether to act on what the hub sent. The first journal ever heard is pinned, durably.

        An answer may carry an older epoch than the newest heard: a repeated key brings the answer once given.
        """
        if self.journal is None:
            write_atomic(self._path, message.journal.encode())
            self.journal = message.journal
        if message.journal != self.journal:
            self.stranger = message.journal
            return False
        self.stranger = None
        if isinstance(message, Notice):
            if message.epoch < self.heard.epoch:
                return False
            self.heard = Heard(message.epoch, message.position)
        return True

    def confirm(self, journal: str) -> None:
        """A technician says that this journal is the office's now."""
        write_atomic(self._path, journal.encode())
        self.journal, self.stranger, self.heard = journal, None, Heard()
