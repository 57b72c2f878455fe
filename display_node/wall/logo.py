"""The office's logo: looked at now and then, so that a new file needs no restart and a missing one is told.

A monstrous file is refused by its first bytes: decoded, it would take the memory of the box, at every start anew.
"""

from pathlib import Path
from typing import Final

import pygame

from display_node.slides.pictures import picture_size
from display_node.slides.slide import Image
from firmware.messages.notices import Problem
from firmware.node.box import Box

LOOK_SECONDS: Final = 10.0
LARGEST: Final = 4096
LARGEST_FILE: Final = 8 * 1024 * 1024
_HEADER: Final = 512 * 1024


class LogoWatch:
    """The logo of a display, looked at every `LOOK_SECONDS`; what is wrong with it is in the box's health."""

    def __init__(self, path: str | None, box: Box) -> None:
        """Look at nothing yet."""
        self._file = LogoFile(path)
        self._box = box
        self._look_at = 0.0
        self._seen: Image | None = None
        self._wrong = ""

    def look(self) -> Image | None:
        """Return the logo to show now, or None."""
        boot = self._box.clock.boot()
        if boot >= self._look_at:
            self._look_at = boot + LOOK_SECONDS
            self._seen = self._read()
        return self._seen

    def _read(self) -> Image | None:
        try:
            seen = self._file.look()
        except LogoError as error:
            self._note(str(error))
            return None
        self._note("")
        return seen

    def _note(self, wrong: str) -> None:
        if wrong == self._wrong:
            return
        self._wrong = wrong
        self._box.clear(Problem.LOGO_FAILED)
        if wrong:
            self._box.report(Problem.LOGO_FAILED, wrong)


class LogoError(Exception):
    """There is no logo to show; the text names the file and what is wrong with it."""


class LogoFile:
    """A picture file, which may come, change and go; None is no logo and no trouble."""

    def __init__(self, path: str | None) -> None:
        """Look at nothing yet."""
        self._path = None if path is None else Path(path)
        self._stamp: tuple[int, int] | None = None
        self._held: Image | None = None
        self._wrong = ""

    def look(self) -> Image | None:
        """Return the picture that is there now; it is read only when the file has changed. Raises LogoError."""
        if self._path is None:
            return None
        try:
            about = self._path.stat()
            if self._stamp != (about.st_mtime_ns, about.st_size):
                self._read(self._path, about.st_mtime_ns, about.st_size)
                self._stamp = about.st_mtime_ns, about.st_size
        except OSError as error:
            self._stamp = None
            raise LogoError(
                f"{self._path}: {error.strerror}; is it a PNG that this box may read, and not under /home?"
            ) from error
        if self._wrong:
            raise LogoError(f"{self._path} {self._wrong}")
        return self._held

    def _read(self, path: Path, stamp: int, length: int) -> None:
        """Hold the picture, or what is wrong with it. Raises OSError."""
        self._held, self._wrong = None, ""
        with path.open("rb") as file:
            size = picture_size(file.read(_HEADER))
        if length > LARGEST_FILE:
            self._wrong = f"has {length >> 20} MiB; make it {LARGEST_FILE >> 20} at most"
        elif size is None:
            self._wrong = "is no picture; save it again as PNG"
        elif max(size) > LARGEST:
            self._wrong = f"has {max(size)} pixels; make it {LARGEST} at most"
        else:
            try:
                self._held = Image(str(path), stamp, pygame.image.load(path).get_size())
            except pygame.error as error:
                self._wrong = f"is no picture ({error}); save it again as PNG"
