"""Which files are slides, and in which order they come."""

import pytest

from display_node.slides.names import counted, in_order, is_meant, kind, parted
from display_node.slides.slide import Slide, Writing


def test_names_are_counted_as_people_do() -> None:
    """Two comes before ten, and a capital letter changes nothing."""
    names = ["10-jam", "2-Biaya", "1-syarat", "2-akta"]
    assert sorted(names, key=counted) == ["1-syarat", "2-akta", "2-Biaya", "10-jam"]


@pytest.mark.parametrize(
    ("name", "stem", "language"),
    [
        ("10-biaya.id.md", "10-biaya", "id"),
        ("10-biaya.md", "10-biaya", ""),
        ("jam.v2.png", "jam.v2", ""),
        ("peta.en.JPG", "peta", "en"),
        ("id.md", "id", ""),
        ("tanpa-akhir", "tanpa-akhir", ""),
    ],
)
def test_a_name_may_name_its_language(name: str, stem: str, language: str) -> None:
    """Two small letters before the ending."""
    assert parted(name) == (stem, language)


def test_a_name_may_be_put_aside() -> None:
    """By a point or a low line before it; the ending tells the kind."""
    assert [is_meant(name) for name in (".swp", "_old.md", "a.md")] == [False, False, True]
    assert [kind(name) for name in ("a.MD", "a.id.png", "a")] == ["md", "png", ""]


def test_a_slide_without_language_comes_before_its_pair() -> None:
    """It is for everybody."""
    slides = [Slide("a", language, Writing(())) for language in ("en", "id", "")]
    assert [slide.language for slide in in_order(slides, ("id", "en"))] == ["", "id", "en"]
