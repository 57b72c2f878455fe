"""The office's logo: looked at now and then, so that a new file needs no restart and a missing one is told."""

from pathlib import Path
from typing import Final

import pygame

from display_node.slides.slide import Image
from firmware.messages.notices import Problem
from firmware.node.box import Box

LOOK_SECONDS: Final = 10.0
LARGEST: Final = 4096


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
        self._held: Image | None = None

    def look(self) -> Image | None:
        """Return the picture that is there now; it is read only when the file has changed. Raises LogoError."""
        if self._path is None:
            return None
        try:
            stamp = self._path.stat().st_mtime_ns
            if self._held is None or self._held.stamp != stamp:
                self._held = Image(str(self._path), stamp, pygame.image.load(self._path).get_size())
        except (OSError, pygame.error) as error:
            self._held = None
            raise LogoError(f"{self._path}: {error}; is it a PNG that this box may read?") from error
        if max(self._held.size) > LARGEST:
            raise LogoError(f"{self._path} has {max(self._held.size)} pixels; make it {LARGEST} at most")
        return self._held
