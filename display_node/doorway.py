"""The door to a button box on this Pi, open only while there is a screen to show its numbers on.

The button box takes an open door for a promise that the visitor will see the number, so a display without a picture
must not have one.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from firmware.node.neighbour import NeighbourDoor

log = logging.getLogger(__name__)


class Doorway:
    """A door at `path`, or a wall where that is None. `post` takes what is overheard, from the door's thread."""

    def __init__(self, path: Path | None, post: Callable[[object], None]) -> None:
        """Prepare; nothing is open yet."""
        self._path = path
        self._post = post
        self._door: NeighbourDoor | None = None

    def open(self) -> None:
        """Let neighbours in; harmless when the door is open. Raises StateError where no door can be."""
        if self._path is None or self._door is not None:
            return
        self._door = NeighbourDoor(self._path, self._post)
        self._door.start()
        log.info("the door %s is open", self._path)

    def close(self) -> None:
        """Send them away; may be opened again."""
        if self._door is not None:
            self._door.close()
            self._door = None
