"""Files that survive a pulled plug: either the old content is there or the new, never half."""

import os
from pathlib import Path


class StateError(Exception):
    """The box's state folder cannot be read or written; says which file and what to check."""


def write_atomic(path: Path, content: bytes) -> None:
    """Replace the content of `path`; when this returns it is on disk. The folder must exist.

    No link is followed: root writes into the folders of boxes too, and one in wrong hands may have laid some there.
    """
    _replace(path, content, None, None)


def write_file(path: Path, content: bytes, mode: int, owner: tuple[int, int] | None = None) -> None:
    """Replace a file, durably; at no moment may anybody else read it. `owner` are the numbers of user and group."""
    _replace(path, content, mode, owner)


def _replace(path: Path, content: bytes, mode: int | None, owner: tuple[int, int] | None) -> None:
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)
    first = 0o666 if mode is None else 0o600
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, first), "wb") as file:
        if owner is not None:
            os.fchown(file.fileno(), *owner)
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable: a new file is not there after a power cut without this."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
