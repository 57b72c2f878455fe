"""Who this box is, so that no name it makes was ever made before.

`store` is 64 random bits made with the state folder: a new SD card makes other names, and so does a box whose outbox
was taken away, because it has forgotten what it gave. `start` rises, fsynced, at every start of the process, so that
the counters can begin at one each time.
"""

import random
from pathlib import Path
from typing import Annotated, Final

from msgspec import DecodeError, Meta, Struct, ValidationError, json

from firmware.messages.names import make_key, make_press
from firmware.node.disk import DISK, Disk
from firmware.node.files import StateError

CHANCE: Final = random.SystemRandom()


def make_id(chance: random.Random) -> str:
    """Return 64 random bits in hex: a store's or a journal's id."""
    return f"{chance.getrandbits(64):016x}"


class _Saved(Struct, frozen=True):
    store: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]
    start: Annotated[int, Meta(ge=0, lt=10**9 - 1)]


class Identity:
    """Makes keys and presses for one start of one box."""

    def __init__(self, node: str, store: str, start: int) -> None:
        self.node = node
        self.store = store
        self.start = start
        self._keys = 0
        self._presses = 0

    def key(self) -> str:
        """Return the key of the next command."""
        self._keys += 1
        return make_key(self.node, self.store, self.start, self._keys)

    def press(self) -> str:
        """Return the name of the next press."""
        self._presses += 1
        return make_press(self.node, self.store, self.start, self._presses)


def begin(
    node: str, folder: Path, disk: Disk = DISK, chance: random.Random = CHANCE, *, has_memory: bool = True
) -> Identity:
    """Count one more start of the box whose state is in `folder`, durably, and return its identity.

    `chance` makes the store, a new one also for a box without a memory of what it did before. Raises StateError when
    the folder cannot be used.
    """
    path = folder / "identity.json"
    try:
        is_known = has_memory and path.exists()
        saved = json.decode(path.read_bytes(), type=_Saved) if is_known else _Saved(make_id(chance), 0)
        saved = _Saved(saved.store, saved.start + 1)
        disk.write(path, json.encode(saved))
    except (DecodeError, ValidationError) as error:
        raise StateError(f"{path} is damaged ({error}); delete it and the box takes a new identity") from error
    except OSError as error:
        raise StateError(f"cannot write {path}: {error.strerror}; is the disk full or read-only?") from error
    return Identity(node, saved.store, saved.start)
