"""The last door before a technician's terminal: what boxes say is shown as words, never obeyed.

A terminal takes orders from text (OSC 52 writes the clipboard, CSI moves the cursor), and Rich takes `[red]` for a
colour. Both are for this program alone to say: markup is off, and what nobody can see is left out of every line.
"""

from collections.abc import Iterable
from typing import Any, TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from firmware.messages.text import visible


class Terminal(Console):
    """A console that only its own styles can colour."""

    def __init__(self, **options: Any) -> None:
        """Take the options of Rich's console."""
        super().__init__(markup=False, emoji=False, **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Return the segments of what is to be shown, their words clean."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(lines(segment.text), segment.style)


def say(text: str, file: TextIO | None = None) -> None:
    """Print the text, each of its lines clean; to stdout unless told."""
    print(lines(text), file=file)


def lines(text: str) -> str:
    """Return the text with its lines as they are and each of them clean."""
    return "\n".join(visible(line) for line in text.split("\n"))
