"""The page shows every exhibit and needs nothing but the folder it lies in."""

import pytest

from firmware.gallery.exhibits import Exhibit, Picture, Room, Sound
from firmware.gallery.page import links, page

WALL = Picture(path="walls/a.png", width=1920, height=1080, thumbnail="walls/a.webp")
SMALL = Picture(path="walls/a-small.png", width=800, height=480)
SOUND = Sound(path="voice/a.wav", seconds=8.1, wave="<svg></svg>")


def room(*exhibits: Exhibit, group: str = "Walls") -> Room:
    """Return a room with these exhibits."""
    return Room(name="a", group=group, title="Calls & more", says="What it is", exhibits=exhibits)


@pytest.fixture
def whole() -> str:
    """A page with a wall and a sentence."""
    wall = Exhibit(title="Busy", says="A 017 < counter 3", pictures=(WALL, SMALL))
    return page((room(wall), room(Exhibit(title="Call", says="Nomor", sound=SOUND), group="Voice")))


def test_every_file_is_linked_and_lies_in_the_folder(whole: str) -> None:
    """The folder can be copied anywhere."""
    assert set(links(whole)) == {"walls/a.png", "walls/a.webp", "walls/a-small.png", "voice/a.wav"}


def test_nothing_comes_from_elsewhere(whole: str) -> None:
    """Neither a script nor a style nor a font."""
    assert "://" not in whole
    assert "<script" not in whole
    assert "@import" not in whole


def test_words_are_no_markup(whole: str) -> None:
    """What a state says may hold any sign."""
    assert "A 017 &lt; counter 3" in whole
    assert "Calls &amp; more" in whole


def test_the_only_size_is_not_offered_as_a_choice() -> None:
    """A slip has one picture, which is its own thumbnail."""
    alone = page((room(Exhibit(title="Slip", says="A paper", pictures=(SMALL,)), group="Slips"),))
    assert list(links(alone)).count("walls/a-small.png") == 2


def test_what_looks_the_same_is_named() -> None:
    """Once, instead of the same picture again."""
    told = page((room(Exhibit(title="Busy", says="Calls", pictures=(WALL,), alike=("Recall", "Two calls"))),))
    assert "Looks the same: recall, two calls." in told
