"""Whatever is told to a wall, it writes one line of letters that it has."""

import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from display_node.wall.fonts import find
from display_node.wall.legible import Legible
from display_node.wall.painter import Painter
from display_node.wall.shapes import Area, Panel, Text, Weight

PAGE = Panel(Area(0, 0, 400, 60), 0, (0, 0, 0))
INK = (255, 255, 255)


@pytest.fixture(scope="module")
def legible() -> Legible:
    """With the fonts of this machine."""
    return Legible(find())


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Paspor baru · 20–35 menit …", "Paspor baru · 20–35 menit …"),  # noqa: RUF001
        ("Loket\n1\tsini", "Loket 1 sini"),
        ("\x1b[31mMerah\x07\u202e\u200b", "[31mMerah"),
        ("护照 Paspor", "?? Paspor"),
        ("Hari 😀\ufe0f", "Hari ?"),
        ("\udc80a\ufffd", "?a?"),
    ],
)
def test_a_letter_that_the_font_lacks_is_a_question(legible: Legible, text: str, written: str) -> None:
    """No empty boxes, no line that breaks, no byte that nobody sees."""
    assert legible(text, Weight.BOLD, 40) == written


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=12))
def test_any_text_is_one_line_as_wide_as_it_was_measured(painter: Painter, text: str) -> None:
    """It is drawn on the row where it stands: nothing is written under it."""
    surface = pygame.Surface((400, 60), 0, 32)
    shape = Text(text=text, x=4, baseline=28, width=300, size=20, weight=Weight.BOLD, ink=INK, ground=(0, 0, 0))
    painter.paint(surface, (PAGE, shape))
    written = painter._letters(text, Weight.BOLD, 20, INK)
    assert written.get_height() == painter._letters("A", Weight.BOLD, 20, INK).get_height()
    assert abs(written.get_width() - painter.measure(text, Weight.BOLD, 20)) <= 1
