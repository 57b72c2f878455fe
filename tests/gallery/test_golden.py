"""The walls look as they did when somebody last looked at them."""

import re
from pathlib import Path

import pytest

from display_node.wall.painter import Painter
from tests.gallery import golden
from tests.gallery.golden import LAYOUTS, STATES, Size, kept, painted, shapes, words
from tests.gallery.redraw import README_PICTURES

CASES = list(golden.cases())
NAMES = [golden.path(*case).stem for case in CASES]


@pytest.mark.parametrize(("layout", "state", "size"), CASES, ids=NAMES)
def test_a_wall_looks_as_it_did(painter: Painter, layout: str, state: str, size: Size) -> None:
    """But for what another version of the fonts explains; `python -m tests.gallery.redraw` keeps a wanted change."""
    where = golden.path(layout, state, size)
    assert where.exists(), f"there is no {where.name}: python -m tests.gallery.redraw"
    before, drawn = kept(where), shapes(painter, LAYOUTS[layout], STATES[state], size)
    after = painted(painter, drawn, size)
    news = golden.news(before, after, words(drawn))
    assert not news, f"{news}; see {golden.show(before, after, where.name)} (before, after, difference)"


def test_no_picture_is_of_a_state_that_is_no_more() -> None:
    """What was renamed or is told from no other state has left no file."""
    assert {path.stem for path in golden.FOLDER.glob("*.png")} <= set(NAMES)


def test_all_pictures_together_are_small() -> None:
    """A repository is cloned to a Pi: each is under 28 kB, and all are under 2.5 MB."""
    sizes = [path.stat().st_size for path in golden.FOLDER.glob("*.png")]
    assert max(sizes) < 28_000
    assert sum(sizes) < 2_500_000


def test_the_first_page_shows_what_people_see() -> None:
    """Pictures of walls and of a slip, each of which is there."""
    root = Path(__file__).parents[2]
    shown = re.findall(
        r"(?:\]\(|src=\")([a-z_]+/pictures/[a-z-]+\.png)", (root / "README.md").read_text(encoding="utf-8")
    )
    assert len(shown) >= 4
    assert {path for path in shown if not (root / path).exists()} == set()


@pytest.mark.parametrize("path", README_PICTURES, ids=lambda path: path.name)
def test_a_readme_shows_its_picture(path: Path) -> None:
    """It is there, small, and named at the top of the folder's README."""
    readme = path.parents[1] / "README.md"
    assert path.stat().st_size < 60_000
    assert f"pictures/{path.name}" in readme.read_text(encoding="utf-8")[:3000]
