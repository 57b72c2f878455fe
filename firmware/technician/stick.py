"""A USB stick that carries requests from the boxes, and certificates back to them; nothing on it is secret.

All is in its folder `antrian`. Whatever lies there may have been put there by anybody: it is read up to a size, its
names are not believed, and no link is followed when it is written.
"""

import contextlib
import os
from pathlib import Path
from typing import Final

from firmware.messages.text import visible
from firmware.node.files import sync_folder
from firmware.technician.faults import NotDone

ACCESS: Final = "broker.pem"
_MOST: Final = 1024 * 1024


class Stick:
    """A mounted stick, or any folder in its place."""

    def __init__(self, folder: Path) -> None:
        """Raises NotDone where no folder is: a stick that is not mounted."""
        if not folder.is_dir():
            raise NotDone(f"{folder} is no folder; is the stick in and mounted? see: lsblk")
        self.folder = folder / "antrian"
        if self.folder.is_symlink():
            raise NotDone(f"{self.folder} is a link; delete it")

    def requests(self) -> list[Path]:
        """Return the files with requests, by name."""
        return sorted(path for path in self.folder.glob("*.csr") if not path.name.startswith("."))

    def read(self, name: str) -> bytes | None:
        """Return a file's content, None where there is none. Raises NotDone."""
        try:
            return read_some(self.folder / name)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise NotDone(f"cannot read {self.folder / name}: {error.strerror}") from error

    def write(self, name: str, content: bytes) -> Path:
        """Replace a file; when this returns it is on the stick. Raises NotDone."""
        path = self.folder / name
        temporary = path.with_name(f"{name}.new")
        try:
            self.folder.mkdir(exist_ok=True)
            temporary.unlink(missing_ok=True)
            # No owner and no mode: most sticks have a file system that knows neither.
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            sync_folder(self.folder)
        except OSError as error:
            raise NotDone(f"cannot write {path}: {error.strerror}; is the stick full or write-protected?") from error
        return path

    def remove(self, *names: str) -> None:
        """Delete files that have done their work; a stick that cannot be written keeps them, without harm."""
        for name in names:
            with contextlib.suppress(OSError):
                (self.folder / name).unlink(missing_ok=True)


def read_some(path: Path) -> bytes:
    """Return the content of a plain file that somebody else made. Raises OSError, and NotDone for one too large."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(_MOST + 1)
    if len(content) > _MOST:
        raise NotDone(f"{visible(str(path))} is too large to be of ours; delete it")
    return content
