"""Running text of two weights, broken between words: what a slide is written with.

A word is never cut off: one that is wider than a line is broken where the line ends. A line break that the author has
set begins a new line.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from display_node.slides.slide import Run, Runs
from display_node.wall.lettering import Measure, width
from display_node.wall.page import Page
from display_node.wall.palette import Colour
from display_node.wall.shapes import Text, Weight

_LONELY: Final = 0.25
_SHARES: Final = (0.92, 0.84, 0.76, 0.68, 0.6)


class Pen(Struct, frozen=True):
    """How words are written: their em in pixels, plain and bold weight, ink and ground; figures of one width or not."""

    size: int
    plain: Weight
    bold: Weight
    ink: Colour
    ground: Colour
    is_tabular: bool = False

    def weight(self, run: Run) -> Weight:
        """Return the weight of a run."""
        return self.bold if run.is_bold else self.plain


Word = tuple[Run, ...]
"""What stands between two spaces; of several runs where its weight changes."""


def lines(runs: Runs, pen: Pen, measure: Measure, room: float) -> list[Runs]:
    """Return the words in lines of at most `room` pixels, each as runs whose spaces are in place.

    Where one word would stand alone in the last line, the lines before it are made a little shorter.
    """
    broken = _broken(runs, pen, measure, room)
    for share in _SHARES if len(broken) > 1 else ():
        if wide(broken[-1], pen, measure) >= room * _LONELY:
            break
        narrower = _broken(runs, pen, measure, room * share)
        if len(narrower) > len(broken):
            break
        broken = narrower
    return broken


def _broken(runs: Runs, pen: Pen, measure: Measure, room: float) -> list[Runs]:
    broken, space, used = list[list[Word]](), math.ceil(measure(" ", pen.plain, pen.size)), 0
    for given in _given_lines(runs):
        broken.append([])
        for word in given:
            for piece in _pieces(word, pen, measure, room):
                used += space + wide(piece, pen, measure)
                if broken[-1] and used > room:
                    broken.append([])
                if not broken[-1]:
                    used = wide(piece, pen, measure)
                broken[-1].append(piece)
    return [_joined(line) for line in broken if line]


def wide(runs: Runs, pen: Pen, measure: Measure) -> int:
    """Return how many pixels a line takes."""
    return sum(_wide(run.text, pen.weight(run), pen, measure) for run in runs)


def _wide(text: str, weight: Weight, pen: Pen, measure: Measure) -> int:
    return math.ceil(width(measure, text, weight, pen.size, is_tabular=pen.is_tabular))


def longest_word(runs: Runs, pen: Pen, measure: Measure) -> int:
    """Return how many pixels the widest single word takes; 0 without one."""
    words = [word for line in _given_lines(runs) for word in line]
    return max((wide(word, pen, measure) for word in words), default=0)


def line_texts(line: Runs, pen: Pen, page: Page, x: float, baseline: float) -> list[Text]:
    """Return a line from `x` on."""
    texts = list[Text]()
    for run in line:
        weight, words = pen.weight(run), run.text.strip(" ")
        wide = _wide(run.text, weight, pen, page.measure)
        indent = wide - width(page.measure, run.text.lstrip(" "), weight, pen.size, is_tabular=pen.is_tabular)
        if words:
            left, is_tabular = x + indent, pen.is_tabular
            texts.append(page.text(words, left, baseline, pen.size, weight, pen.ink, pen.ground, is_tabular=is_tabular))
        x += wide
    return texts


def _given_lines(runs: Runs) -> Iterator[list[Word]]:
    """The words of each line that the author has begun."""
    line, word = list[Word](), list[Run]()
    for run in runs:
        for n, part in enumerate(run.text.replace("\n", " \n ").split(" ")):
            if n and word:
                line.append(tuple(word))
                word = []
            if part == "\n":
                yield line
                line = []
            elif part:
                word.append(Run(part, run.is_bold))
    yield [*line, tuple(word)] if word else line


def _pieces(word: Word, pen: Pen, measure: Measure, room: float) -> list[Word]:
    """The word whole where it fits a line, else in pieces that do."""
    if wide(word, pen, measure) <= room:
        return [word]
    pieces = list[Word]()
    for run in word:
        rest = run.text
        while rest:
            count = next(
                (n for n in range(len(rest), 1, -1) if wide((Run(rest[:n], run.is_bold),), pen, measure) <= room), 1
            )
            pieces.append((Run(rest[:count], run.is_bold),))
            rest = rest[count:]
    return pieces


def _joined(words: Sequence[Word]) -> Runs:
    """The words with single spaces between them, neighbours of one weight in one run."""
    runs = list[Run]()
    for n, word in enumerate(words):
        for m, run in enumerate(word):
            text = f" {run.text}" if n and not m else run.text
            if runs and runs[-1].is_bold == run.is_bold:
                runs[-1] = Run(runs[-1].text + text, run.is_bold)
            else:
                runs.append(Run(text, run.is_bold))
    return tuple(runs)
