"""The secret behind the check codes of slips: 32 random bytes in one file of the hub's state.

A copy of the journal does not hold it, so a hub on another card has another secret: slips of that morning are then
taken for forged by their code, while the journal, which is asked for the person, still knows them.
"""

import logging
import random
from pathlib import Path
from typing import Final

from firmware.node.disk import Disk
from firmware.node.files import StateError

_BYTES: Final = 32

log = logging.getLogger(__name__)


def slip_key(folder: Path, disk: Disk, chance: random.Random) -> bytes:
    """Return the secret in `slip.key`, made at the first start; none where the file is there and cannot be used.

    Slips bear no code then, which is better than no slips. Raises StateError where a secret cannot be kept.
    """
    path = folder / "slip.key"
    try:
        if path.exists():
            return _read(path)
        made = chance.randbytes(_BYTES)
        disk.write(path, made)
    except OSError as error:
        raise StateError(f"cannot write {path}: {error.strerror}; is the disk full or read-only?") from error
    return made


def _read(path: Path) -> bytes:
    try:
        found = path.read_bytes()
    except OSError as error:
        log.error("%s: %s; slips bear no code until: chown antrian-hub %s", path, error.strerror, path)  # noqa: TRY400
        return b""
    if len(found) != _BYTES:
        log.error("%s is damaged; slips bear no code until it is put back, or deleted to be made anew", path)
        return b""
    return found
