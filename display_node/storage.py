"""What the disk of a display refuses, in the box's health until the same thing succeeds.

Each part that writes has a word of its own there, so that what one has done well does not hide what another cannot do.
"""

from collections.abc import Callable

from firmware.messages.notices import Problem
from firmware.node.box import Box
from firmware.node.files import StateError


class Storage:
    """Does what may fail, and tells once what has failed and once that it is well again."""

    def __init__(self, box: Box) -> None:
        """Nothing is wrong yet."""
        self._box = box
        self._wrong: dict[str, str] = {}

    def attempt(self, part: str, act: Callable[[], None]) -> None:
        """Do it; a StateError is what is wrong with this part from now on, and without one nothing is."""
        try:
            act()
        except StateError as error:
            self._note(part, str(error))
        else:
            self._note(part, "")

    def _note(self, part: str, wrong: str) -> None:
        told, self._wrong[part] = self._wrong.get(part, ""), wrong
        if told and told != wrong:
            self._box.report(Problem.STORAGE, told, wrong=False)
        if wrong:
            self._box.report(Problem.STORAGE, wrong)
