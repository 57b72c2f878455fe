"""Which hub a box believes.

A box pins the journal id it first heard. A hub with another memory (a blank disk, an old SD card) is not obeyed until
a technician confirms it, or two people could hold one number. Within one journal the epoch only rises: what an older
start of the hub still has in the pipe is dropped, and a hub with an old copy of its journal is found out, also by a box
that has been started anew.
"""

import logging
from pathlib import Path

import msgspec
from msgspec import Struct

from firmware.messages.answers import AnyAnswer
from firmware.messages.names import JournalId
from firmware.messages.notices import Notice
from firmware.node.disk import DISK, Disk
from firmware.node.files import StateError

log = logging.getLogger(__name__)


class Heard(Struct, frozen=True, order=True):
    """How far the hub has been heard, as (epoch, position)."""

    epoch: int = 0
    position: int = 0


class Trust:
    """Remembers the pinned journal in `folder` and the newest epoch heard."""

    def __init__(self, folder: Path, disk: Disk = DISK) -> None:
        """Read what was pinned. Raises StateError for a file that cannot be read."""
        self._disk = disk
        self._path = folder / "journal-id"
        self.journal: str | None = _read(self._path)
        self.stranger: str | None = None
        self._epoch_path = folder / "journal-epoch"
        self.heard = Heard(_read_epoch(self._epoch_path))

    def believes(self, message: Notice | AnyAnswer) -> bool:
        """Say whether to act on what the hub sent. The first journal ever heard is pinned, durably.

        An answer may carry an older epoch than the newest heard: a repeated key brings the answer once given.
        Raises StateError when the disk refuses the pin.
        """
        if self.journal is None:
            self._pin(message.journal)
        if message.journal != self.journal:
            self.stranger = message.journal
            return False
        self.stranger = None
        if isinstance(message, Notice):
            if message.epoch < self.heard.epoch:
                return False
            if message.epoch > self.heard.epoch:
                self._keep_epoch(message.epoch)
            self.heard = max(self.heard, Heard(message.epoch, message.position))
        return True

    def confirm(self, journal: str) -> None:
        """A technician says that this journal is the office's now.

        Raises ValueError for what is no journal id, StateError when the disk refuses.
        """
        self._pin(_checked(journal))
        self._keep_epoch(0)
        self.stranger, self.heard = None, Heard()

    def _keep_epoch(self, epoch: int) -> None:
        try:
            self._disk.write(self._epoch_path, str(epoch).encode())
        except OSError as error:
            # It guards against a fault that needs another one to do harm: no reason to stop.
            log.warning("cannot keep the epoch in %s: %s", self._epoch_path, error)

    def _pin(self, journal: str) -> None:
        try:
            self._disk.write(self._path, journal.encode())
        except OSError as error:
            raise StateError(f"cannot write {self._path}: {error.strerror}; is the disk full or read-only?") from error
        self.journal = journal


def _read(path: Path) -> str | None:
    try:
        return _checked(path.read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StateError(f"cannot read {path}: {error.strerror}; may this user read it?") from error
    except ValueError as error:
        raise StateError(
            f"{path} is damaged ({error}); delete it, and the box believes the next hub it hears"
        ) from error


def _read_epoch(path: Path) -> int:
    try:
        return int(path.read_bytes())
    except (OSError, ValueError):
        return 0


def _checked(journal: str) -> str:
    try:
        return msgspec.convert(journal, JournalId)
    except msgspec.ValidationError as error:
        raise ValueError(f"{journal!r} is no journal id: 16 digits of 0-9 a-f") from error
