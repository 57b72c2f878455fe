"""The slides of all panes of a wall, as the display's loop has them: what was read, since when, and what is wrong."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pygame

from display_node.panes import Pane
from display_node.slides.folder import Look
from display_node.slides.reader import Reader
from display_node.slides.slide import Shown
from firmware.messages.notices import Problem
from firmware.node.box import Box

_HANGS: Final = "{folder} does not answer: is its disk or network share there? The slides stay as they are"


class Slideshow:
    """Reads the folders that panes name. `keep` takes all decoded pictures whenever they change."""

    def __init__(
        self,
        panes: Sequence[Pane],
        box: Box,
        keep: Callable[[Mapping[tuple[str, int], pygame.Surface]], None],
    ) -> None:
        """Prepare; nothing is read yet."""
        self._box = box
        self._keep = keep
        folders = dict.fromkeys(pane.folder for pane in panes if pane.folder is not None)
        self._readers = [Reader(folder, box.post, box.clock) for folder in folders]
        self._looks: dict[str, Look] = {}
        self.shown: dict[str, Shown] = {}

    def start(self) -> None:
        """Begin to read."""
        for reader in self._readers:
            reader.start()

    def take(self, look: Look) -> None:
        """Show what a reader has seen, from its first slide on, and tell what is wrong with it."""
        before = self._looks.get(look.folder)
        self._looks[look.folder] = look
        if before is None or before.slides != look.slides:
            self.shown = {**self.shown, look.folder: Shown(look.slides, self._box.clock.boot())}
            self._keep({key: picture for each in self._looks.values() for key, picture in each.pictures.items()})
        for trouble in before.troubles if before else ():
            if trouble not in look.troubles:
                self._box.report(Problem.SLIDES_FAILED, trouble, wrong=False)
        for trouble in look.troubles:
            self._box.report(Problem.SLIDES_FAILED, trouble)

    def heed(self) -> None:
        """Notice a folder that does not answer; to be called now and then."""
        for reader in self._readers:
            detail = _HANGS.format(folder=reader.folder)
            self._box.report(Problem.SLIDES_FAILED, detail, wrong=reader.is_hanging)

    def close(self) -> None:
        """Stop reading."""
        for reader in self._readers:
            reader.close()
