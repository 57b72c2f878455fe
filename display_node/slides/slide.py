"""What a slide is made of, before anybody thinks of its size.

A Markdown text is a row of *blocks*, a block a row of *runs* of one weight. A picture is its file, its size in pixels
and the stamp of that file. `Shown` is what a wall has of one folder: all its slides, and since when they are shown.
"""

from msgspec import Struct


class Run(Struct, frozen=True):
    """Words of one weight."""

    text: str
    is_bold: bool = False


Runs = tuple[Run, ...]


class Heading(Struct, frozen=True):
    """A title; `level` 1 is that of the slide."""

    level: int
    runs: Runs


class Paragraph(Struct, frozen=True):
    """Running text; `is_quiet` for what is said beside the matter (a quotation in Markdown)."""

    runs: Runs
    is_quiet: bool = False


class Item(Struct, frozen=True):
    """One point of a list, `depth` 0 for the outermost; `marker` is "1." and so on, or "" for a dot."""

    runs: Runs
    marker: str = ""
    depth: int = 0


class Table(Struct, frozen=True):
    """Rows of cells, all of one length; `head` is empty where there is none. `is_right` for columns of figures."""

    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    is_right: tuple[bool, ...]


class Break(Struct, frozen=True):
    """What follows stands on a page of its own (`---` in Markdown)."""


Block = Heading | Paragraph | Item | Table | Break


class Writing(Struct, frozen=True):
    """What a Markdown file says."""

    blocks: tuple[Block, ...]


class Image(Struct, frozen=True):
    """A picture file of `size` pixels; `stamp` changes whenever the file does."""

    path: str
    stamp: int
    size: tuple[int, int]


class Slide(Struct, frozen=True):
    """One file of the folder: its name without language and ending, its language ("": it names none), what it shows."""

    stem: str
    language: str
    content: Writing | Image


class Shown(Struct, frozen=True):
    """All slides of a folder in their order, shown from `since` on (seconds of the boot clock)."""

    slides: tuple[Slide, ...] = ()
    since: float = 0.0
