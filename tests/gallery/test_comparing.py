"""A golden comparison sees what an eye would call wrong, and forgives what a font does."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from display_node.wall.painter import Painter
from display_node.wall.shapes import Panel, Shape, Text
from tests.gallery import golden
from tests.gallery.comparing import ONE_HAND, OTHER_HAND, Difference, compare, other_words
from tests.gallery.golden import LAYOUTS, STATES, Golden, Size, painted, shapes, words

LARGE: Size = (1280, 720)
HANDS = pytest.mark.parametrize("tolerance", [ONE_HAND, OTHER_HAND], ids=["one hand", "other hand"])


@pytest.fixture(scope="module")
def drawn(painter: Painter) -> tuple[Shape, ...]:
    """The calls of a busy office."""
    return shapes(painter, LAYOUTS["calls"], STATES["busy"], LARGE)


@pytest.fixture(scope="module")
def before(painter: Painter, drawn: tuple[Shape, ...], tmp_path_factory: pytest.TempPathFactory) -> Golden:
    """The same as a golden picture."""
    where = tmp_path_factory.mktemp("golden") / "busy.png"
    golden.keep(painted(painter, drawn, LARGE), words(drawn), where)
    return golden.kept(where)


def changed(drawn: tuple[Shape, ...], change: Callable[[Text], Text], text: str = "") -> tuple[Shape, ...]:
    """Return the shapes with one text changed, or all of them."""
    assert any(isinstance(shape, Text) and text in ("", shape.text) for shape in drawn)
    return tuple(change(shape) if isinstance(shape, Text) and text in ("", shape.text) else shape for shape in drawn)


def test_few_colours_make_no_difference(painter: Painter, drawn: tuple[Shape, ...], before: Golden) -> None:
    """A golden picture of a wall is like the wall."""
    assert golden.news(before, painted(painter, drawn, LARGE), words(drawn)) == ""


def test_every_word_one_pixel_off_is_another_hand(painter: Painter, drawn: tuple[Shape, ...], before: Golden) -> None:
    """That is what another version of a font does, and what one hand never does."""
    off = painted(painter, changed(drawn, lambda each: replace(each, x=each.x + 1, baseline=each.baseline + 1)), LARGE)
    assert golden.news(replace(before, hand="another"), off, words(drawn)) == ""
    assert golden.news(before, off, words(drawn)) != ""


@pytest.mark.parametrize("text", ["H 009", "Loket", "Simpan tiket Anda. Bila nomor terlewat, lapor petugas."])
def test_a_word_that_has_moved_is_seen(painter: Painter, drawn: tuple[Shape, ...], before: Golden, text: str) -> None:
    """Eight pixels of 720 lines: what an eye calls out of line."""
    moved = painted(painter, changed(drawn, lambda each: replace(each, x=each.x + 8), text), LARGE)
    assert "spot" in golden.news(before, moved, words(drawn))


@HANDS
def test_a_number_that_is_gone_is_seen(
    painter: Painter, drawn: tuple[Shape, ...], before: Golden, tolerance: Difference
) -> None:
    """Whoever draws, and whatever the words say."""
    for text in ("A 017", "H 009"):
        gone = tuple(shape for shape in drawn if not (isinstance(shape, Text) and shape.text == text))
        assert not compare(before.picture, painted(painter, gone, LARGE)).is_within(tolerance)


@HANDS
def test_a_colour_that_has_changed_is_seen(
    painter: Painter, drawn: tuple[Shape, ...], before: Golden, tolerance: Difference
) -> None:
    """A panel that is no longer amber says something else."""
    amber = next(shape for shape in drawn if isinstance(shape, Panel) and shape.colour == (0xFF, 0xC8, 0x45))
    other = tuple(replace(shape, colour=(0xE0, 0xE0, 0xE0)) if shape is amber else shape for shape in drawn)
    assert not compare(before.picture, painted(painter, other, LARGE)).is_within(tolerance)


def test_a_wrong_digit_is_named(drawn: tuple[Shape, ...]) -> None:
    """Each digit on the wall, the smallest too; the words that stood there are said with those that stand there."""
    said = words(drawn)
    assert other_words(said, said) == ""
    for text in {shape.text for shape in drawn if isinstance(shape, Text) and shape.text[-1:].isdigit()}:
        wrong = text[:-1] + str((int(text[-1]) + 1) % 10)
        assert f"is now {wrong.split()[-1]!r}" in other_words(said, words(changed(drawn, wording(wrong), text)))


def wording(text: str) -> Callable[[Text], Text]:
    """Return what puts these words into a text."""
    return lambda each: replace(each, text=text)


def test_a_failure_leaves_a_picture(before: Golden, tmp_path: Path) -> None:
    """Before, after and the difference stand beside each other, under the name of the golden picture."""
    where = golden.show(before, Image.new("RGB", before.picture.size), "calls-busy-landscape.png", tmp_path / "out")
    assert where == tmp_path / "out" / "calls-busy-landscape.png"
    with Image.open(where) as shown:
        assert shown.size == (before.picture.width * 3 + 32, before.picture.height)
