"""The small display's pictures, dot by dot."""

from itertools import pairwise

import pytest
from PIL import Image

from button_node.small_page import EMPTY, SmallPage
from button_node.small_picture import HEIGHT, WIDTH, blank, draw

PLAIN = SmallPage(number="A 017", service="A", waiting="12 menunggu", foot=("14 mnt",), is_urgent=False)
NUMBERS = ("A 017", "W 888", "F 1003", "M 9999", "I 111")


def page(number: str = "A 017", foot: tuple[str, ...] = (), *, is_urgent: bool = False) -> SmallPage:
    """Return a page."""
    return SmallPage(number=number, service="A", waiting="118 menunggu", foot=foot, is_urgent=is_urgent)


def rows(picture: Image.Image, top: int, bottom: int) -> tuple[int, int, int, int] | None:
    """Return the box of what is lit between two rows."""
    return picture.crop((0, top, WIDTH, bottom)).getbbox()


def test_a_picture_has_the_size_of_the_glass() -> None:
    """128 x 64 dots of one bit."""
    for picture in (draw(PLAIN), blank()):
        assert (picture.mode, picture.size) == ("1", (128, 64))
    assert blank().getbbox() is None


def test_a_number_is_as_large_as_the_glass_allows() -> None:
    """Nearly half its height, or its whole width; whole, and in the middle."""
    for number in NUMBERS:
        box = rows(draw(page(number)), 15, 51)
        assert box is not None
        left, top, right, bottom = box
        assert left >= 1
        assert right <= WIDTH - 1
        assert abs(left - (WIDTH - right)) <= 4, number
        assert bottom - top >= 28 or right - left >= WIDTH - 12, number


def test_nothing_of_the_number_touches_the_other_lines() -> None:
    """One row at least is dark between them, with the longest of each."""
    for number in (*NUMBERS, EMPTY):
        picture = draw(page(number, ("Bantuan: pintu masuk",)))
        assert any(rows(picture, row, row + 1) is None for row in range(12, 18)), number
        assert any(rows(picture, row, row + 1) is None for row in range(47, 53)), number


@pytest.mark.parametrize("word", ["Prioritas", "Janji", "disisihkan", "tahap", "Bantuan", "Terputus", "Disisihkan"])
def test_no_letter_of_the_foot_touches_the_next(word: str) -> None:
    """Letters of one dot's width that touch are read as another: "ri" as "n"."""
    foot = draw(page(foot=(word,))).crop((0, 52, WIDTH, HEIGHT))
    lit = [foot.crop((x, 0, x + 1, foot.height)).getbbox() is not None for x in range(WIDTH)]
    assert sum(here and not before for before, here in pairwise(lit)) == len(word)


def test_what_asks_for_something_is_in_reverse() -> None:
    """A lit bar with dark letters is seen without reading."""
    lit = (
        draw(page(foot=("Bantuan: pintu masuk",), is_urgent=True))
        .crop((0, 52, WIDTH, HEIGHT))
        .convert("L")
        .histogram()[255]
    )
    unlit = draw(page(foot=("Bantuan: pintu masuk",))).crop((0, 52, WIDTH, HEIGHT)).convert("L").histogram()[255]
    assert lit > WIDTH * 12 / 2 > unlit


def test_what_does_not_fit_is_left_out_by_parts_and_a_single_part_is_cut() -> None:
    """Nothing runs off the glass."""
    two = draw(page(foot=("Prioritas", "tahap 2/3", "disisihkan 3", "114 mnt")))
    assert two.tobytes() == draw(page(foot=("Prioritas", "tahap 2/3"))).tobytes()
    box = rows(draw(page(foot=("Bantuan: lantai dua dekat tangga utama",))), 52, HEIGHT)
    assert box is not None
    assert box[0] >= 1
    assert box[2] <= WIDTH - 1


def test_the_picture_wanders_by_a_dot() -> None:
    """Four places, then the first again; what is shown stays the same."""
    places = [draw(PLAIN, wander) for wander in range(5)]
    assert len({picture.tobytes() for picture in places}) == 4
    assert places[4].tobytes() == places[0].tobytes()
    assert places[2].crop((1, 1, WIDTH, HEIGHT)).tobytes() == places[0].crop((0, 0, WIDTH - 1, HEIGHT - 1)).tobytes()
