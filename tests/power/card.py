"""What a card holds after the plug was pulled: everything that was synced, and of the rest whatever it likes.

A file is its durable bytes and, for each sector written since its last sync, every content that sector has had. After
a cut each such sector is by itself any of these, or torn (its first half is newer than the rest); the file has any
length that it had since its sync, and a length that nothing was written into is filled with what was once there. The
names in a folder that was not synced may be as new or as old as each of them likes. This is what SQLite and POSIX allow
a disk to do: a sync of a file says nothing about its name, and no order holds between two syncs. A *ruinous* card does
more: it may leave rubbish in a whole sector of which it was asked to write a part.
"""

import random
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import partial
from typing import Final

from msgspec import Struct

SECTORS: Final = (512, 4096)
_EAGERNESS: Final = (0.0, 0.1, 0.5, 0.9, 1.0)
_TORN: Final = 0.15


class Does(Enum):
    """What may be asked of a card."""

    CREATE = "create"
    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    DELETE = "delete"
    RENAME = "rename"
    SYNC_FOLDER = "sync folder"


class Operation(Struct, frozen=True):
    """One request; `offset` is in bytes, and the new length of a truncated file; `to` is the new name."""

    does: Does
    name: str = ""
    offset: int = 0
    content: bytes = b""
    to: str = ""


class File:
    """The content of one file: what is durable and what has been written since."""

    def __init__(self, sector: int, content: bytes = b"", *, is_ruinous: bool = False) -> None:
        self._sector = sector
        self._is_ruinous = is_ruinous
        self._durable = bytearray(content)
        self._sizes = [len(content)]
        self._sectors: dict[int, list[bytes]] = {}

    def write(self, offset: int, content: bytes) -> None:
        """Put bytes at an offset; not durable."""
        end = offset + len(content)
        for n in range(offset // self._sector, -(-end // self._sector)):
            begin = n * self._sector
            low, high = max(offset, begin), min(end, begin + self._sector)
            old = self._newest(n)
            self._sectors[n].append(old[: low - begin] + content[low - offset : high - offset] + old[high - begin :])
        self._sizes.append(max(self._sizes[-1], end))

    def truncate(self, size: int) -> None:
        """Cut the file off, or lengthen it by zeros; not durable."""
        for n in range(size // self._sector, -(-self._sizes[-1] // self._sector)):
            self._cut_off(n, size)
        self._sizes.append(size)

    def sync(self) -> None:
        """Make all of it durable."""
        self._durable = bytearray(self._image(self._sizes[-1], {n: past[-1] for n, past in self._sectors.items()}))
        self._sizes = [len(self._durable)]
        self._sectors.clear()

    def survivor(self, chance: random.Random, eagerness: float) -> bytes:
        """Return one content that the file may have after a cut; `eagerness` is how much of it was on its way."""
        found = {n: self._left(past, chance, eagerness) for n, past in self._sectors.items()}
        chosen = {n: content for n, content in found.items() if content is not self._sectors[n][0]}
        size = self._sizes[-1] if chance.random() < eagerness else chance.choice(self._sizes)
        return self._image(size, chosen, rubbish=chance.random() < _TORN)

    def _left(self, past: list[bytes], chance: random.Random, eagerness: float) -> bytes:
        if self._is_ruinous and chance.random() < _TORN:
            return chance.randbytes(self._sector)
        return _survivor(past, chance, eagerness)

    def _newest(self, n: int) -> bytes:
        begin = n * self._sector
        durable = bytes(self._durable[begin : begin + self._sector]).ljust(self._sector, b"\0")
        return self._sectors.setdefault(n, [durable])[-1]

    def _cut_off(self, n: int, size: int) -> None:
        left = self._newest(n)[: max(0, size - n * self._sector)]
        self._sectors[n].append(left.ljust(self._sector, b"\0"))

    def _image(self, size: int, sectors: dict[int, bytes], *, rubbish: bool = False) -> bytes:
        image = bytearray(self._durable[:size].ljust(size, b"\xa5" if rubbish else b"\0"))
        for n, content in sectors.items():
            begin = n * self._sector
            if begin < size:
                image[begin : begin + self._sector] = content
        return bytes(image[:size])


class Card:
    """One folder of files under power."""

    def __init__(self, sector: int, files: Mapping[str, bytes] | None = None, *, is_ruinous: bool = False) -> None:
        """Begin with files that are durable, their names too."""
        self._make = partial(File, sector, is_ruinous=is_ruinous)
        self._names: dict[str, list[File | None]] = {
            name: [self._make(content)] for name, content in (files or {}).items()
        }

    def do(self, operation: Operation) -> None:
        """Carry out one request."""
        name = operation.name
        match operation.does:
            case Does.CREATE:
                self._names.setdefault(name, [None]).append(self._make())
            case Does.DELETE:
                self._names[name].append(None)
            case Does.RENAME:
                self._names.setdefault(operation.to, [None]).append(self._file(name))
                self._names[name].append(None)
            case Does.SYNC_FOLDER:
                self._names = {name: [past[-1]] for name, past in self._names.items()}
            case Does.WRITE:
                self._file(name).write(operation.offset, operation.content)
            case Does.TRUNCATE:
                self._file(name).truncate(operation.offset)
            case Does.SYNC:
                self._file(name).sync()

    def survivor(self, chance: random.Random) -> dict[str, bytes]:
        """Return one state in which the folder may be found after a cut at this moment."""
        eagerness = chance.choice(_EAGERNESS)
        return dict(self._found(chance, eagerness))

    def _found(self, chance: random.Random, eagerness: float) -> Iterator[tuple[str, bytes]]:
        for name, past in self._names.items():
            file = past[-1] if chance.random() < eagerness else chance.choice(past)
            if file is not None:
                yield name, file.survivor(chance, eagerness)

    def _file(self, name: str) -> File:
        file = self._names[name][-1]
        assert file is not None, f"{name} was deleted"
        return file


def _survivor(past: list[bytes], chance: random.Random, eagerness: float) -> bytes:
    """Choose the newest content, an earlier one, or one that begins newer than it ends."""
    kept = len(past) - 1 if chance.random() < eagerness else chance.randrange(len(past))
    if chance.random() >= _TORN:
        return past[kept]
    half = len(past[kept]) // 2
    return past[chance.randrange(kept, len(past))][:half] + past[kept][half:]
