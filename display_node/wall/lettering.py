"""How wide words are, and how they are made to fit.

The width of a word comes from `measure`, handed in by whoever owns the fonts, so that layouts can be tested without a
screen. Inter's digits are proportional: in tabular text each digit is therefore set into a cell as wide as the widest
one, and a clock or a column of numbers does not jump.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from display_node.wall.shapes import Weight

Measure = Callable[[str, Weight, int], float]

_DIGITS: Final = "0123456789"
_ELLIPSIS: Final = "…"


def cells(measure: Measure, text: str, weight: Weight, size: int) -> list[tuple[str, float]]:
    """Return each character of a tabular text with the distance of its left edge from the start of the text."""
    cell = _cell(measure, weight, size)
    placed, x = [], 0.0
    for character in text:
        natural = measure(character, weight, size)
        advance = cell if character in _DIGITS else natural
        placed.append((character, x + (advance - natural) / 2))
        x += advance
    return placed


def width(measure: Measure, text: str, weight: Weight, size: int, *, is_tabular: bool = False) -> float:
    """Return how many pixels wide a text is."""
    return _tabular_width(measure, text, weight, size) if is_tabular else measure(text, weight, size)


@lru_cache(4096)
def _tabular_width(measure: Measure, text: str, weight: Weight, size: int) -> float:
    cell = _cell(measure, weight, size)
    return sum(cell if character in _DIGITS else measure(character, weight, size) for character in text)


@lru_cache(512)
def _cell(measure: Measure, weight: Weight, size: int) -> float:
    """The widest digit: what each of them takes in tabular text."""
    return max(measure(digit, weight, size) for digit in _DIGITS)


def fit(
    measure: Measure, text: str, weight: Weight, largest: int, smallest: int, room: float, *, is_tabular: bool = False
) -> int:
    """Return the largest size, not under `smallest`, at which the text takes at most `room` pixels."""
    size = largest
    while size > smallest and width(measure, text, weight, size, is_tabular=is_tabular) > room:
        guess = int(size * room / width(measure, text, weight, size, is_tabular=is_tabular))
        size = max(smallest, min(size - 1, guess + 1))
    return size


def shorten(measure: Measure, text: str, weight: Weight, size: int, room: float) -> str:
    """Return the text, or as much of its beginning as fits followed by an ellipsis."""
    if measure(text, weight, size) <= room:
        return text
    kept = text
    while kept and measure(kept.rstrip() + _ELLIPSIS, weight, size) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,-/(") + _ELLIPSIS if kept else ""


def wrap_evenly(measure: Measure, text: str, weight: Weight, size: int, room: float, lines: int) -> list[str]:
    """Return the text broken as `wrap` does, into lines of much the same length: no word stands alone in the last."""
    broken = wrap(measure, text, weight, size, room, lines)
    while len(broken) > 1:
        widest = max(measure(line, weight, size) for line in broken)
        if widest < 1:  # there is no room for a letter, and none to save
            break
        narrower = wrap(measure, text, weight, size, widest - 1, lines + 1)
        if len(narrower) > len(broken) or any(line.endswith(_ELLIPSIS) for line in narrower):
            break
        broken = narrower
    return broken


def wrap(measure: Measure, text: str, weight: Weight, size: int, room: float, lines: int) -> list[str]:
    """Return the text broken between words into at most `lines` lines; what does not fit ends in an ellipsis."""
    broken: list[str] = []
    words = text.split()
    while words and len(broken) < lines - 1:
        line = words.pop(0)
        while words and measure(f"{line} {words[0]}", weight, size) <= room:
            line = f"{line} {words.pop(0)}"
        broken.append(shorten(measure, line, weight, size, room))
    return [*broken, shorten(measure, " ".join(words), weight, size, room)] if words else broken
