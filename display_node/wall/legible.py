"""What of a text a wall can write: one line of letters that its font has.

A wall without a letter would draw an empty box in its place, and a line break or a control byte another one. Whatever
is told to it, it writes words: a letter that the font lacks is a question mark, and what nobody can see is left out.
"""

import unicodedata
from functools import lru_cache
from typing import Final

import pygame.freetype

from display_node.wall.fonts import Fonts
from display_node.wall.shapes import Weight
from firmware.messages.text import visible

# Every font of a wall has the letters of Latin up to here (Latin Extended-A).
_COMMON: Final = "\u017f"
_ANY_SIZE: Final = 20
_MARK: Final = "?"


class Legible:
    """Knows which letters the fonts have."""

    def __init__(self, fonts: Fonts) -> None:
        """Prepare; a font is asked for its letters when one beyond the common ones is to be written."""
        pygame.freetype.init()
        self._fonts = fonts
        self._asked = lru_cache(16)(self._ask)
        self._letter = lru_cache(2048)(self._written)

    def __call__(self, text: str, weight: Weight, size: int) -> str:
        """Return the text as it is written in this weight at this em."""
        seen = visible(text)
        if not seen or max(seen) <= _COMMON:
            return seen
        return "".join(self._letter(letter, weight, size) for letter in seen)

    def _written(self, letter: str, weight: Weight, size: int) -> str:
        if letter <= _COMMON or self._asked(str(self._fonts.path(weight, size))).get_metrics(letter)[0] is not None:
            return letter
        if letter.isspace():
            return " "
        return "" if unicodedata.category(letter).startswith("M") else _MARK

    def _ask(self, path: str) -> pygame.freetype.Font:
        return pygame.freetype.Font(path, _ANY_SIZE)
