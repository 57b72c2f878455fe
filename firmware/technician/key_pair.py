"""A key and its certificate in a folder, replaced as one: a pulled plug leaves the old pair or the new one.

`kiosk-1.key` and `kiosk-1.crt` are links through one link, `.kiosk-1`, into a folder that holds a pair which fits. A
new pair is written beside it and the one link is turned, which the disk does whole or not at all. Until its certificate
comes a new key waits as `kiosk-1.key.new`, and the old pair is used.
"""

import os
import shutil
from pathlib import Path
from typing import Final

from firmware.node.files import sync_folder, write_file
from firmware.technician.owners import Owner

FOLDER_MODE: Final = 0o750
CERTIFICATE_MODE: Final = 0o644


class KeyPair:
    """The pair of one name. `owner` may read the key in `key_mode`; `folder_owner` is whose the folder is."""

    def __init__(
        self, folder: Path, name: str, *, key_mode: int = 0o400, owner: Owner | None, folder_owner: Owner | None
    ) -> None:
        """Touch nothing yet."""
        self.folder = folder
        self.name = name
        self.certificate = folder / f"{name}.crt"
        self.key = folder / f"{name}.key"
        self._waiting = folder / f"{name}.key.new"
        self._link = folder / f".{name}"
        self._key_mode = key_mode
        self._owner = owner
        self._folder_owner = folder_owner

    def waiting(self) -> bytes | None:
        """Return the key that waits for its certificate. Raises OSError."""
        return _read(self._waiting)

    def current(self) -> bytes | None:
        """Return the key that is in use. Raises OSError."""
        return _read(self.key)

    def private_keys(self) -> list[bytes]:
        """Return all keys that a certificate may be for, the waiting one first. Raises OSError."""
        return [key for key in (self.waiting(), self.current()) if key is not None]

    def keep_waiting(self, key: bytes) -> None:
        """Keep a new key until its certificate comes; what is in use stays so. Raises OSError."""
        make_folder(self.folder, self._folder_owner)
        write_file(self._waiting, key, 0o600)

    def replace(self, key: bytes, certificate: bytes, serial: int) -> None:
        """Use this pair from here on. Raises OSError."""
        # No name of a box has an "@": kiosk-1 never tidies away what is kiosk-1-b's.
        made = self.folder / f".{self.name}@{serial:x}"
        if not (_leads_to(self._link, made.name) and self.current() == key):
            shutil.rmtree(made, ignore_errors=True)
            make_folder(made, self._folder_owner)
            write_file(made / self.key.name, key, self._key_mode, self._owner)
            write_file(made / self.certificate.name, certificate, CERTIFICATE_MODE, self._folder_owner)
            sync_folder(self.folder)
            for path in (self.key, self.certificate):
                _turn(path, f"{self._link.name}/{path.name}")
            _turn(self._link, made.name)
            sync_folder(self.folder)
        self._tidy(made, key)

    def _tidy(self, used: Path, key: bytes) -> None:
        for path in self.folder.glob(f".{self.name}@*"):
            if path != used:
                shutil.rmtree(path, ignore_errors=True)
        if self.waiting() == key:
            self._waiting.unlink()
        sync_folder(self.folder)


def make_folder(folder: Path, owner: Owner | None) -> None:
    """Make a folder that only its owner and group look into; one that is there gets them too. Raises OSError.

    With an owner it is the system's, and everybody may pass through the folder above it, whatever root's umask is.
    """
    if owner is not None and not folder.parent.exists():
        folder.parent.mkdir()
        folder.parent.chmod(0o755)
    folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    if owner is not None:
        os.chown(folder, *owner)
        folder.chmod(FOLDER_MODE)


def _turn(link: Path, target: str) -> None:
    if _leads_to(link, target):
        return
    temporary = link.with_name(f"{link.name}.link")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target)
    temporary.replace(link)


def _leads_to(link: Path, target: str) -> bool:
    return link.is_symlink() and str(link.readlink()) == target


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
