"""A folder of slides as it is on the disk: which files have changed, and what they say.

A file is read when its time of change or its size is another and then stays the same until the next look, so that one
which is still being copied is neither shown in half nor called broken; meanwhile the old one is shown. Files and
pictures have limits, because a slide must never take the memory or the time that a call needs.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pygame
from msgspec import Struct

from display_node.slides.markdown import blocks
from display_node.slides.names import PICTURES, TEXTS, is_meant, kind, parted
from display_node.slides.pictures import bounded, picture_size
from display_node.slides.slide import Image, Slide, Writing

LARGEST_TEXT: Final = 64 * 1024
LARGEST_FILE: Final = 32 * 1024 * 1024
MOST_PIXELS: Final = 24_000_000
MOST_MEMORY: Final = 128 * 1024 * 1024
MOST_FILES: Final = 100
_HEADER: Final = 512 * 1024
_BYTES_A_PIXEL: Final = 4
_TOO_MANY: Final = "too many pictures; keep fewer, or smaller ones"

log = logging.getLogger(__name__)

Stamp = tuple[int, int]


class Look(Struct, frozen=True):
    """What a folder holds: its slides, the decoded pictures by path and stamp, and what is wrong, in a line each."""

    folder: str
    slides: tuple[Slide, ...]
    pictures: Mapping[tuple[str, int], pygame.Surface]
    troubles: tuple[str, ...]


class _Read(Struct, frozen=True):
    """What one file gave when its stamp was this one."""

    stamp: Stamp
    slide: Slide | None = None
    picture: pygame.Surface | None = None
    trouble: str = ""


class _BrokenError(Exception):
    """A file cannot be shown; the text says why and what to do."""


class Folder:
    """A picture larger than `most` (width, height in pixels) is made smaller; all take `memory` bytes at most."""

    def __init__(self, path: Path, most: tuple[int, int] = (1920, 1920), memory: int = MOST_MEMORY) -> None:
        """Prepare; nothing is read yet."""
        self._path = path
        self._most = most
        self._memory = memory
        self._read: dict[str, _Read] = {}
        self._seen: dict[str, Stamp] | None = None
        self._told: Look | None = None

    def look(self) -> Look | None:
        """Look once. Returns what the folder holds, or None where that is what the last look told."""
        found, troubles = self._found()
        settled = {name for name, stamp in found.items() if self._seen is None or self._seen.get(name) == stamp}
        if found != self._seen:
            self._read = {name: read for name, read in self._read.items() if read.trouble != _TOO_MANY}
        self._seen = found
        self._read = {name: read for name, read in self._read.items() if name in found}
        for name in sorted(settled):
            if name not in self._read or self._read[name].stamp != found[name]:
                self._read[name] = self._open(name, found[name])
        look = self._look(troubles)
        if look == self._told:
            return None
        self._told = look
        return look

    def _found(self) -> tuple[dict[str, Stamp], list[str]]:
        """The files that are meant to be shown with their stamps, and what is wrong with the folder itself."""
        try:
            entries = [each for each in self._path.iterdir() if is_meant(each.name) and each.is_file()]
            stamps = {each.name: _stamp(each) for each in entries}
        except FileNotFoundError:
            return {}, [
                f"{self._path} is not there: create the folder, not under /home, or name another in display.toml"
            ]
        except OSError as error:
            why = f"{error.strerror}): may the box's user read it, and is it not under /home?"
            return {}, [f"{self._path} cannot be read ({why}"]
        if len(stamps) > MOST_FILES:
            return {}, [f"{self._path} holds {len(stamps)} files: keep at most {MOST_FILES}"]
        if not stamps:
            return {}, [f"{self._path} holds no slides: put files *.md, *.png or *.jpg there"]
        return stamps, []

    def _look(self, troubles: list[str]) -> Look:
        """What was read, as far as the memory for pictures reaches."""
        slides, pictures, used = list[Slide](), dict[tuple[str, int], pygame.Surface](), 0
        for name, read in sorted(self._read.items()):
            size = read.picture.get_size() if read.picture else (0, 0)
            used += size[0] * size[1] * _BYTES_A_PIXEL
            if read.trouble:
                troubles.append(f"{self._path / name}: {read.trouble}")
            elif used > self._memory:
                troubles.append(f"{self._path / name}: {_TOO_MANY}")
                self._read[name] = _Read(read.stamp, trouble=_TOO_MANY)
            elif read.slide is not None:
                slides.append(read.slide)
                if read.picture is not None and isinstance(read.slide.content, Image):
                    pictures[(read.slide.content.path, read.slide.content.stamp)] = read.picture
        return Look(str(self._path), tuple(slides), pictures, tuple(troubles))

    def _open(self, name: str, stamp: Stamp) -> _Read:
        try:
            if kind(name) in TEXTS:
                return _Read(stamp, Slide(*parted(name), self._text(name, stamp)))
            if kind(name) in PICTURES:
                picture = self._picture(name, stamp)
                image = Image(str(self._path / name), hash(stamp), picture.get_size())
                return _Read(stamp, Slide(*parted(name), image), picture)
        except Exception as error:  # noqa: BLE001 - one file must not cost the others
            return _Read(stamp, trouble=_why(error, self._path / name))
        return _Read(stamp, trouble='is no slide: save it as *.md, *.png or *.jpg, or let its name begin with "_"')

    def _text(self, name: str, stamp: Stamp) -> Writing:
        if stamp[1] > LARGEST_TEXT:
            raise _BrokenError(f"is {stamp[1] // 1024} KiB long: divide it, a slide has at most {LARGEST_TEXT // 1024}")
        try:
            said = blocks((self._path / name).read_bytes().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise _BrokenError(f"is not UTF-8 at byte {error.start}: save it again as UTF-8") from error
        if not said:
            raise _BrokenError('says nothing: write something, or let its name begin with "_"')
        return Writing(said)

    def _picture(self, name: str, stamp: Stamp) -> pygame.Surface:
        """Decode, and make smaller what is larger than a wall. Raises pygame.error."""
        if stamp[1] > LARGEST_FILE:
            raise _BrokenError(f"has {stamp[1] >> 20} MiB: save it smaller, at most {LARGEST_FILE >> 20} MiB")
        if name.encode("utf-8", "replace").decode() != name:
            raise _BrokenError("has a name that is not UTF-8: rename it")
        with (self._path / name).open("rb") as file:
            size = picture_size(file.read(_HEADER))
        if size is None:
            raise _BrokenError("is neither PNG nor JPEG: save it again as one of them")
        if size[0] * size[1] > MOST_PIXELS:
            raise _BrokenError(f"has {size[0]} x {size[1]} pixels: save it smaller, 1920 x 1080 is enough")
        return _fine(pygame.image.load(self._path / name), bounded(size, self._most))


def _why(error: Exception, path: Path) -> str:
    match error:
        case _BrokenError():
            return str(error)
        case OSError():
            return f"cannot be read ({error.strerror}): may the box's user read it?"
        case pygame.error():
            return f"is no picture that can be shown ({error}): save it again as PNG or JPEG"
    log.error("slide %s", path, exc_info=error)
    return f"cannot be shown ({type(error).__name__}: {error}): save it again"


def _fine(loaded: pygame.Surface, size: tuple[int, int]) -> pygame.Surface:
    """The picture in all colours; its slow alpha channel only where it has one."""
    has_alpha = bool(loaded.get_masks()[3]) or loaded.get_colorkey() is not None
    fine = pygame.Surface(loaded.get_size(), pygame.SRCALPHA if has_alpha else 0, 32)
    fine.blit(loaded, (0, 0))
    return fine if fine.get_size() == size else pygame.transform.smoothscale(fine, size)


def _stamp(path: Path) -> Stamp:
    about = path.stat()
    return about.st_mtime_ns, about.st_size
