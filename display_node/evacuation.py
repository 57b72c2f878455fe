"""Whether everybody is to leave the building, kept over a restart: a wall must not forget it with its power."""

import logging
from pathlib import Path
from typing import Final

from firmware.node.files import StateError, sync_folder, write_atomic

FILE: Final = "evacuating"

log = logging.getLogger(__name__)


class Evacuation:
    """A mark in the box's state folder."""

    def __init__(self, state: Path) -> None:
        """Look whether one was going on when the box stopped."""
        self._path = state / FILE
        self.is_on = self._path.exists()

    def begin(self) -> None:
        """Hold from now on. Raises StateError where it holds only until the box stops."""
        log.warning("evacuation")
        self.is_on = True
        try:
            write_atomic(self._path, b"")
        except OSError as error:
            raise StateError(f"{self._path} cannot be written, so a restart would forget the evacuation") from error

    def end(self) -> None:
        """All is clear. Raises StateError where a restart would begin it again."""
        log.warning("all clear")
        self.is_on = False
        try:
            self._path.unlink(missing_ok=True)
            sync_folder(self._path.parent)
        except OSError as error:
            raise StateError(
                f"{self._path} cannot be deleted, so a restart would begin the evacuation again"
            ) from error
