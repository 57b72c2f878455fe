"""What to bring, as a list with a box before each thing, to be ticked with a pen.

The lines are one block, centred as a whole: all are filled up to the same length. Where both languages name as many
things, the second stands under the first without a box of its own, because it is the same thing; else each language
has its own list.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from printer_node.elements import Element, Line, Roll, Space, balanced, wrapped
from printer_node.words import Words

BOX: Final = "[ ] "
INDENT: Final = " " * len(BOX)
NARROWEST: Final = 32


def checklist(bring: Mapping[str, tuple[str, ...]], languages: tuple[Words, ...], roll: Roll) -> list[Element]:
    """Return the list in each of the languages that has one; nothing where none has."""
    told = [words for words in languages if bring.get(words.language)]
    if len({len(bring[words.language]) for words in told}) == 1:
        things = zip(*(bring[words.language] for words in told), strict=True)
        return [*(line for words in told for line in wrapped(words.bring, roll)), Space(8), *_block(things, roll)]
    elements: list[Element] = []
    for words in told:
        alone = ((thing,) for thing in bring[words.language])
        elements += [*([Space(16)] if elements else []), *wrapped(words.bring, roll), Space(8), *_block(alone, roll)]
    return elements


def _block(things: Iterable[tuple[str, ...]], roll: Roll) -> list[Element]:
    """Each thing is told in one or more languages and has one box; a little white parts it from the next."""
    items = [_boxed(thing, roll) for thing in things]
    longest = max((len(line) for item in items for line in item), default=0)
    elements: list[Element] = []
    for item in items:
        elements += [*([Space(8)] if elements else []), *(Line(text=line.ljust(longest)) for line in item)]
    return elements


def _boxed(thing: tuple[str, ...], roll: Roll) -> list[str]:
    lines = [part for text in thing for part in balanced(text, _measure(roll) - len(BOX))]
    return [f"{INDENT if index else BOX}{line}" for index, line in enumerate(lines)]


def _measure(roll: Roll) -> int:
    """How long a line may be: on wide paper a little less than the width, so that the block has white around it."""
    return max(NARROWEST, roll.columns * 5 // 6)
