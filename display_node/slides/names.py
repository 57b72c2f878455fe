"""Which files of a folder are slides, and in which order they are shown.

Names decide: "2-biaya.md" comes before "10-jam.md", as people count. `name.id.md` and `name.en.md` are one slide in two
languages, shown one after the other in the office's order, because each is then written as large as a hall needs; a
language that the office does not speak is left out. A name that begins with "." or "_" is put aside.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from display_node.slides.slide import Slide

TEXTS: Final = frozenset({"md"})
PICTURES: Final = frozenset({"png", "jpg", "jpeg"})

_LANGUAGE: Final = re.compile("[a-z]{2}")
_DIGITS: Final = re.compile("([0-9]+)")


def is_meant(name: str) -> bool:
    """Say whether a file of this name is meant to be shown."""
    return not name.startswith((".", "_"))


def kind(name: str) -> str:
    """Return the ending of a name in lower case, "" where it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def parted(name: str) -> tuple[str, str]:
    """Return the stem of a file's name and the language it names, or ""."""
    stem = name.rpartition(".")[0] or name
    head, _, language = stem.rpartition(".")
    return (head, language) if head and _LANGUAGE.fullmatch(language) else (stem, "")


def counted(name: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts names as people do, numbers by their value and letters of either case alike."""
    parts = _DIGITS.split(name.casefold())
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts if part)


def in_order(slides: Iterable[Slide], languages: Sequence[str]) -> tuple[Slide, ...]:
    """Return the slides that speak one of the languages or name none, in the order in which they are shown."""
    spoken = [slide for slide in slides if not slide.language or slide.language in languages]
    return tuple(sorted(spoken, key=lambda slide: (counted(slide.stem), _place(slide.language, languages))))


def _place(language: str, languages: Sequence[str]) -> int:
    return languages.index(language) if language else -1
