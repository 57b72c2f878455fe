"""What was said already, over a restart of the box: the ids of announcements, in one small file.

It is written when a sentence has ended. A power cut in the middle of a sentence lets it be said again from its
beginning, which is what the person who heard half of it needs.
"""

import logging
from pathlib import Path

import msgspec

from firmware.node.files import write_atomic

log = logging.getLogger(__name__)


class Memory:
    """The ids in `spoken.json` of the box's state folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "spoken.json"

    def load(self) -> tuple[str, ...]:
        """Return the ids. What an unreadable file costs is a call said twice, so it is no reason not to start."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=tuple[str, ...])
        except FileNotFoundError:
            return ()
        except (OSError, msgspec.DecodeError) as error:
            log.warning("%s cannot be read and begins anew: %s", self._path, error)
            return ()

    def save(self, ids: tuple[str, ...]) -> None:
        """Keep the ids. Raises OSError where the disk refuses."""
        write_atomic(self._path, msgspec.json.encode(ids))
