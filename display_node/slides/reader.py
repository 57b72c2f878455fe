"""Looks at a folder of slides every few seconds, beside the loop: a large picture or a slow disk never stalls a call.

The thread owns the folder and posts what it has seen into the box's inbox. It can hang in a dead disk for as long as it
likes; nobody waits for it, and the wall keeps the slides it has. The loop notices that and says so.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from display_node.slides.folder import Folder, Look
from firmware.node.clock import Clock

LOOK_SECONDS: Final = 3.0
HANGING_SECONDS: Final = 60.0
_JOIN_SECONDS: Final = 1.0

log = logging.getLogger(__name__)


class Reader:
    """The reader of one folder. `post` takes each new `Look`, from the reader's thread."""

    def __init__(
        self, folder: str, post: Callable[[object], None], clock: Clock, seconds: float = LOOK_SECONDS
    ) -> None:
        """Prepare; nothing is read yet."""
        self.folder = folder
        self._shelf = Folder(Path(folder))
        self._post = post
        self._clock = clock
        self._seconds = seconds
        self._asked = threading.Event()
        self._looked_at = clock.boot()
        self._thread = threading.Thread(target=self._run, name=f"slides {folder}", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._looked_at = self._clock.boot()
        self._thread.start()

    @property
    def is_hanging(self) -> bool:
        """True while a look takes so long that the disk must be dead."""
        return self._thread.is_alive() and self._clock.boot() - self._looked_at > HANGING_SECONDS

    def close(self) -> None:
        """Stop looking; a look that hangs is left to itself."""
        self._asked.set()
        if self._thread.is_alive():
            self._thread.join(_JOIN_SECONDS)

    def _run(self) -> None:
        while not self._asked.is_set():
            look = self._look()
            self._looked_at = self._clock.boot()
            if look is not None and not self._asked.is_set():
                self._post(look)
            self._asked.wait(self._seconds)

    def _look(self) -> Look | None:
        try:
            return self._shelf.look()
        except Exception:
            log.exception("slides in %s: tried again", self.folder)
            return None
