"""What a paper is made of: how text is broken, and how wide things are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer_node.elements import Bar, Number, Raster, balanced, plain


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("Paspor baru", 16, ("Paspor baru",)),
        ("Simpan tiket ini. Bila terlewat, lapor", 36, ("Simpan tiket ini.", "Bila terlewat, lapor")),
        ("Penggantian paspor hilang atau rusak", 16, ("Penggantian", "paspor hilang", "atau rusak")),
    ],
)
def test_lines_are_as_few_as_fit_and_as_even_as_can_be(text: str, columns: int, lines: tuple[str, ...]) -> None:
    """No single word is left alone where it could have company."""
    assert balanced(text, columns) == lines


@given(st.text("abc de", max_size=80), st.integers(4, 48))
def test_breaking_loses_no_letter_and_never_runs_over(text: str, columns: int) -> None:
    """Whatever the words, and even a word longer than the line."""
    lines = balanced(text, columns)
    assert all(len(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_bar_fills_its_columns_with_the_text_in_the_middle() -> None:
    """At double size too: the margins are of single width, so that an odd text is not off by a letter."""
    assert Bar("CETAK ULANG", 2, 32).margins == (5, 5)
    assert Bar("CETAK ULANG", 2, 32).dots == 32 * 12


def test_the_width_of_a_number_counts_its_gap_and_its_spacing() -> None:
    """Spacing stands between digits only."""
    assert Number(letter="A", digits="017", width=8, height=8, gap=64, spacing=5).dots == 4 * 96 + 2 * 40 + 64


def test_the_height_of_a_raster_follows_from_its_data() -> None:
    """Whole bytes a row."""
    assert Raster(16, bytes(6)).height == 3


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Caf\u00e9 \u2013 \u201cjam\u201d \u8b77\u7167", 'Cafe - "jam" ??'),
        ("Tunggu\u2026", "Tunggu..."),
        ("Kantor\tImigrasi\u00a0Lampung", "Kantor Imigrasi Lampung"),
        ("\x1b@\x1dV\x00", "@ V"),
    ],
)
def test_a_text_becomes_what_every_printer_can_print(text: str, printed: str) -> None:
    """Accents go, long dashes shorten; what would be a command to the printer is a question mark."""
    assert plain(text) == printed
