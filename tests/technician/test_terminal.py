"""What a box says of itself is shown to a technician and never obeyed by the terminal."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table
from rich.text import Text

from firmware.messages.names import Role
from firmware.technician import terminal
from firmware.technician.cli_hall import said_by_slip
from firmware.technician.pages import nodes_page
from firmware.technician.report import BoxRow
from firmware.technician.terminal import Terminal, lines

CLIPBOARD = "\x1b]52;c;cm0gLXJm\x07"
LINK = "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\"


def shown(renderable: object) -> str:
    """What a terminal without colours gets."""
    file = io.StringIO()
    Terminal(file=file, width=200, color_system=None).print(renderable)
    return file.getvalue()


@pytest.mark.parametrize("said", [CLIPBOARD, LINK, "\x9b31m", "\x1b[2J\x1b[H", "\u202egnorw", "a\rb"])
def test_a_terminal_takes_no_orders_from_a_box(said: str) -> None:
    """Neither in a table, nor in a sentence, nor in a line of its own."""
    table = Table()
    table.add_column("Box")
    table.add_row(said)
    for renderable in (said, Text(said), table):
        assert not set(shown(renderable)) & set("\x1b\x07\x9b\u202e\r")


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_whatever_a_box_says_the_terminal_gets_words(said: str) -> None:
    """Lines stay lines."""
    assert all(letter == "\n" or letter.isprintable() or not letter.isascii() for letter in shown(said))
    assert lines(f"a\n{said}\nb").startswith("a\n")


def test_a_version_colours_nothing() -> None:
    """Rich takes [red] for a colour and :bomb: for a picture, unless it is told that this is text."""
    row = BoxRow(
        name="kiosk-1",
        role=str(Role.KIOSK),
        presence="ONLINE",
        version="[red]0.5.0[/red] :bomb: [link=https://evil.example]x[/link]",
        heard=1.0,
        outbox=0,
        paper=None,
        temperature=None,
        troubles=("[blink]look[/blink]",),
    )
    page = shown(nodes_page([row]))
    assert "[red]0.5.0[/red] :bomb: [link=https://evil.example]x[/link]" in page
    assert "kiosk-1: [blink]look[/blink]" in page


def test_styles_of_our_own_still_colour() -> None:
    """Only words are cleaned."""
    file = io.StringIO()
    Terminal(file=file, force_terminal=True, color_system="standard").print(Text("well", style="green"))
    assert file.getvalue() == "\x1b[32mwell\x1b[0m\n"


@pytest.mark.parametrize(
    ("scanned", "said"),
    [
        ("2026-11-23-A017 7K2QMX", "2026-11-23-A017 7K2QMX"),
        ("https://antri.example/t/2026-11-23-A017-7K2QMX\r\n", "2026-11-23-A017-7K2QMX"),
        ("a017 · 7k2qmx", "A017 · 7K2QMX"),
        ("A017", "A017"),
        ("Siti Aminah 2026-11-23-A017", "2026-11-23-A017"),
        ("3201156708900002", ""),
        ("A1234567", ""),
        ("Siti Aminah", ""),
        ("081234567890", ""),
        ("\x1b[2J", ""),
    ],
)
def test_of_what_was_scanned_only_the_slips_words_are_asked(scanned: str, said: str) -> None:
    """Whoever scans a passport by mistake has sent nothing of it."""
    assert said_by_slip(scanned) == said


def test_nobody_passes_by_the_door() -> None:
    """Whoever prints with Rich in this package prints on this terminal."""
    folder = Path(terminal.__file__).parent
    sources = {path.name: path.read_text(encoding="utf-8") for path in folder.rglob("*.py")}
    assert [name for name, text in sources.items() if "rich.console import Console" in text] == ["terminal.py"]
