"""The walls look as they did when somebody last looked at them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from display_node.wall.painter import Painter
from display_node.wall.shapes import Shape, Text
from tests.gallery import golden
from tests.gallery.golden import LAYOUTS, OUT, STATES, Size, compare, kept, other_words, painted, shapes, words

CASES = list(golden.cases())
NAMES = [golden.path(*case).stem for case in CASES]
LARGE: Size = (1280, 720)


@pytest.mark.parametrize(("layout", "state", "size"), CASES, ids=NAMES)
def test_a_wall_looks_as_it_did(painter: Painter, layout: str, state: str, size: Size) -> None:
    """But for what another version of the fonts explains; `python -m tests.gallery.redraw` keeps a wanted change."""
    where = golden.path(layout, state, size)
    assert where.exists(), f"there is no {where.name}: python -m tests.gallery.redraw"
    drawn = shapes(painter, LAYOUTS[layout], STATES[state], size)
    before, said = kept(where)
    after = painted(painter, drawn, size)
    difference, news = compare(before, after), other_words(said, words(drawn))
    if news or not difference.is_small:
        OUT.mkdir(parents=True, exist_ok=True)
        golden.side_by_side(before, after).save(OUT / where.name)
    assert not news, f"{news}; see {OUT / where.name} (before, after, difference)"
    assert difference.is_small, f"{difference}; see {OUT / where.name} (before, after, difference)"


def test_no_picture_is_of_a_state_that_is_no_more() -> None:
    """What was renamed or is told from no other state has left no file."""
    assert {path.stem for path in golden.FOLDER.glob("*.png")} <= set(NAMES)


def test_all_pictures_together_are_small() -> None:
    """A repository is cloned to a Pi: each is under 25 kB, and all are under 2.5 MB."""
    sizes = [path.stat().st_size for path in golden.FOLDER.glob("*.png")]
    assert max(sizes) < 25_000
    assert sum(sizes) < 2_500_000


def changed(drawn: tuple[Shape, ...], change: Callable[[Text], Text], text: str) -> tuple[Shape, ...]:
    """Return the shapes with one text changed."""
    assert any(isinstance(shape, Text) and shape.text == text for shape in drawn)
    return tuple(change(shape) if isinstance(shape, Text) and shape.text == text else shape for shape in drawn)


@pytest.fixture(scope="module")
def drawn(painter: Painter) -> tuple[Shape, ...]:
    """The calls of a busy office."""
    return shapes(painter, LAYOUTS["calls"], STATES["busy"], LARGE)


@pytest.fixture(scope="module")
def before(painter: Painter, drawn: tuple[Shape, ...], tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    """The same as a golden picture."""
    where = tmp_path_factory.mktemp("golden") / "busy.png"
    golden.keep(painted(painter, drawn, LARGE), words(drawn), where)
    return kept(where)[0]


def test_few_colours_make_no_difference(painter: Painter, drawn: tuple[Shape, ...], before: Image.Image) -> None:
    """A golden picture of a wall is like the wall."""
    difference = compare(before, painted(painter, drawn, LARGE))
    assert difference.mean < 1
    assert difference.share < 0.0005


def test_every_word_one_pixel_off_is_no_difference(
    painter: Painter, drawn: tuple[Shape, ...], before: Image.Image
) -> None:
    """That is what another version of a font does."""
    off = tuple(
        replace(shape, x=shape.x + 1, baseline=shape.baseline + 1) if isinstance(shape, Text) else shape
        for shape in drawn
    )
    assert compare(before, painted(painter, off, LARGE)).is_small


@pytest.mark.parametrize("text", ["A 017", "H 009", "Loket"])
def test_a_word_that_has_moved_is_seen(
    painter: Painter, drawn: tuple[Shape, ...], before: Image.Image, text: str
) -> None:
    """Eight pixels of 720 lines: what an eye calls out of line."""
    moved = changed(drawn, lambda each: replace(each, x=each.x + 8), text)
    assert not compare(before, painted(painter, moved, LARGE)).is_small


@pytest.mark.parametrize("text", ["A 017", "H 009"])
def test_a_word_that_is_gone_is_seen(
    painter: Painter, drawn: tuple[Shape, ...], before: Image.Image, text: str
) -> None:
    """Also where its words alone would still be counted."""
    gone = tuple(shape for shape in drawn if not (isinstance(shape, Text) and shape.text == text))
    assert not compare(before, painted(painter, gone, LARGE)).is_small


def test_a_wrong_digit_is_named(drawn: tuple[Shape, ...]) -> None:
    """Each digit on the wall, the smallest too; the words that stood there are said with those that stand there."""
    said = words(drawn)
    assert other_words(said, said) == ""
    for text in {shape.text for shape in drawn if isinstance(shape, Text) and shape.text[-1:].isdigit()}:
        wrong = text[:-1] + str((int(text[-1]) + 1) % 10)
        news = other_words(said, words(changed(drawn, wrong_one(wrong), text)))
        assert f"is now {wrong.split()[-1]!r}" in news


def wrong_one(text: str) -> Callable[[Text], Text]:
    """Return what puts these words into a text."""
    return lambda each: replace(each, text=text)


def test_a_colour_that_has_changed_is_seen(painter: Painter, drawn: tuple[Shape, ...], before: Image.Image) -> None:
    """A panel that is no longer amber says something else."""
    accent = next(shape for shape in drawn if getattr(shape, "colour", None) == (0xFF, 0xC8, 0x45))
    other = tuple(replace(shape, colour=(0xE0, 0xE0, 0xE0)) if shape is accent else shape for shape in drawn)
    assert not compare(before, painted(painter, other, LARGE)).is_small


def test_a_failure_is_shown(before: Image.Image) -> None:
    """Before, after and the difference stand beside each other."""
    shown = golden.side_by_side(before, Image.new("RGB", before.size))
    assert shown.size == (before.width * 3 + 32, before.height)
    assert Path(OUT).parts[0] == "out"
