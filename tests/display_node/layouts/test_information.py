"""Slides on a wall: which page is seen when, that nothing of a slide is lost, and that all of it can be read."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from display_node.layouts.information import FADE_SECONDS, Information, lay_out, next_change, see
from display_node.layouts.slide_pages import slide_pages
from display_node.panes import Pane
from display_node.slides.markdown import blocks
from display_node.slides.names import parted
from display_node.slides.slide import Image, Shown, Slide, Writing
from display_node.wall.known import Known
from display_node.wall.painter import Painter
from display_node.wall.shapes import Area, Layer, Panel, Picture, Shape, Text
from display_node.wall.words import Said
from firmware.messages.notices import Board, Office
from tests.display_node.layouts.sheets import SIZES, all_faults, page_of, words

PANE = Pane(layout="information", folder="/slides")
AREA = Area(67, 150, 1786, 800)
TITLE = "Judulpanjangsekaliyangtetapharusdapatdibacadilayarsempit"
LOW = 300  # below that the title would leave too little to the text, and stands on the first page only
EXAMPLE = Path(__file__).parents[3] / "display_node" / "slides" / "example"
Make = Callable[..., Known]

PARAGRAPH = "kata **tebal** dan kata biasa yang membuat paragraf ini panjang " * 6
LONG = f"""# Judul panjang sekali yang tetap harus dapat dibaca di layar sempit

{PARAGRAPH}

{PARAGRAPH}

## Bagian kedua

{"".join(f"{n}. butir dengan penjelasan yang cukup panjang untuk dua baris{chr(10)}" for n in range(1, 9))}
   - anak butir

| No | Layanan | Keterangan | Biaya |
|---:|---|---|---:|
{"".join(f"| {n} | Layanan ke-{n} | keterangan yang agak panjang | sesuai PP |{chr(10)}" for n in range(1, 16))}

Satukatayangterlalupanjanguntukbarisapapunjugasehinggaharusdipatahkandisuatutempatagartidakhilangdarilayar
"""


def slide(name: str, text: str) -> Slide:
    """Return a slide as it is read from a file of this name."""
    return Slide(*parted(name), Writing(blocks(text)))


def example() -> tuple[Slide, ...]:
    """Return the slides that ship."""
    return tuple(slide(path.name, path.read_text(encoding="utf-8")) for path in sorted(EXAMPLE.glob("*.md")))


@pytest.fixture
def shown(board: Callable[..., Board], office: Callable[..., Office]) -> Make:
    """What a display knows of these slides, so many seconds after they were first shown."""

    def make(*slides: Slide, after: float = 0.0, **more: Any) -> Known:
        held = office(languages=more.pop("languages", ("id", "en")))
        told = board(day=more.pop("day", date(2026, 11, 23)))
        return Known(board=told, office=held, slides={"/slides": Shown(slides, 100.0)}, boot=100.0 + after, **more)

    return make


def drawn(seen: Information, painter: Painter, area: Area = AREA) -> tuple[Shape, ...]:
    """Return the pane on a full-HD wall."""
    return tuple(lay_out(seen, page_of(painter, (1920, 1080)), area))


def test_each_page_is_seen_for_its_seconds(shown: Make, painter: Painter) -> None:
    """One after the other and then from the beginning."""
    slides = tuple(slide(f"{n}.md", f"# Judul {n}") for n in range(3))
    for after, number in ((0, 0), (14.9, 0), (15.5, 1), (31, 2), (46, 0), (15 * 100 + 1, 1)):
        assert words(drawn(see(shown(*slides, after=after), PANE), painter)) == f"Judul {number}"


def test_a_long_slide_takes_several_turns(shown: Make, painter: Painter) -> None:
    """And the next slide follows its last page, also in later rounds."""
    slides = (slide("1.md", LONG), slide("2.md", "# Berikutnya"))
    count = len(slide_pages(slides[0], page_of(painter, (1920, 1080)), AREA))
    assert count > 2
    for around in (0, 1, 7):
        turn = count + around * (count + 1)
        assert words(drawn(see(shown(*slides, after=15 * turn + 1), PANE), painter)) == "Berikutnya"


def test_a_new_page_fades_in(shown: Make, painter: Painter) -> None:
    """In 300 ms and without a step back; it covers the pane and nothing beside it, and then it is all there is."""
    slides = (slide("1.md", "# Satu"), slide("2.md", "# Dua"))
    opacities = []
    for n in range(1, 8):
        shapes = drawn(see(shown(*slides, after=15 + n * FADE_SECONDS / 8), PANE), painter)
        layer = shapes[-1]
        assert isinstance(layer, Layer)
        assert (layer.area, words(shapes), words(layer.shapes)) == (AREA, "Satu", "Dua")
        assert isinstance(layer.shapes[0], Panel)
        opacities.append(layer.opacity)
    assert opacities == sorted(opacities)
    assert 0 < opacities[0] < opacities[-1] < 1
    assert not any(isinstance(shape, Layer) for shape in drawn(see(shown(*slides, after=15.3), PANE), painter))


def test_the_wall_sleeps_between_pages(shown: Make) -> None:
    """The scene stays the same until the next turn, and the wall knows when that is."""
    slides = (slide("1.md", "# Satu"), slide("2.md", "# Dua"))
    assert see(shown(*slides, after=16.0), PANE) == see(shown(*slides, after=29.9), PANE)
    assert next_change(shown(*slides, after=16.0), PANE) == pytest.approx(14.0)
    assert next_change(shown(*slides, after=15.1), PANE) == pytest.approx(1 / 28)
    assert next_change(shown(*slides, after=0.1), PANE) == pytest.approx(14.9)
    assert next_change(shown(), PANE) is None


def test_one_page_alone_does_not_fade(shown: Make, painter: Painter) -> None:
    """There is nothing that it could fade from."""
    seen = see(shown(slide("1.md", "# Satu"), after=15.1), PANE)
    assert not any(isinstance(shape, Layer) for shape in drawn(seen, painter))


def test_languages_follow_the_office(shown: Make) -> None:
    """A pair comes one after the other in the office's order; a language that it does not speak is left out."""
    slides = tuple(slide(f"1.{language}.md", f"# {language}") for language in ("en", "id", "zh"))
    assert [each.language for each in see(shown(*slides), PANE).slides] == ["id", "en"]
    assert [each.language for each in see(shown(*slides, languages=("en",)), PANE).slides] == ["en"]


def test_a_wall_without_slides_greets(shown: Make, painter: Painter) -> None:
    """And asks people to take a number only where numbers are given."""
    seen = see(shown(), PANE)
    assert "Selamat datang" in words(drawn(seen, painter))
    assert "Silakan ambil nomor antrian" in seen.hint.first
    assert see(shown(day=None), PANE).hint == Said("")
    assert list(all_faults(shown(), painter, PANE)) == []


def test_nothing_of_a_long_slide_is_lost(painter: Painter) -> None:
    """All words are there in their order, the title on each page, the head of the table on each of its pages."""
    page = page_of(painter, (1920, 1080))
    long = slide("1.md", LONG)
    for area in (AREA, Area(67, 150, 600, 800), Area(67, 150, 880, 380), Area(67, 150, 420, 250)):
        pages = [[shape for shape in drawn if isinstance(shape, Text)] for drawn in slide_pages(long, page, area)]
        said = ["".join(text.text for text in texts).replace(" ", "") for texts in pages]
        assert said[0].startswith(TITLE)
        assert all(each.startswith(TITLE) for each in said) is (area.height > LOW)
        assert [each.endswith(f"{n}/{len(said)}") for n, each in enumerate(said, 1)] == [True] * len(said)
        whole = "".join(each.removeprefix(TITLE).removesuffix(f"{n}/{len(said)}") for n, each in enumerate(said, 1))
        for part in ("Bagiankedua", *(f"Layananke-{n}" for n in range(1, 16)), "anakbutir"):
            assert part in whole
        assert whole.count("katatebaldankatabiasa") == 12
        assert whole.endswith(LONG.rsplit(maxsplit=1)[-1])


def test_an_author_may_begin_a_page(painter: Painter) -> None:
    """Three hyphens do it, and such pages bear no count."""
    parted_ = slide("1.md", "# Judul\n\nsatu\n\n---\n\ndua")
    pages = slide_pages(parted_, page_of(painter, (1920, 1080)), AREA)
    assert [words(drawn) for drawn in pages] == ["Judul satu", "Judul dua"]


def test_a_short_slide_is_written_large(painter: Painter) -> None:
    """And a longer one smaller, before it takes a second page; the title keeps its size."""
    page = page_of(painter, (1920, 1080))
    short = slide_pages(slide("1.md", "# Judul\n\nsatu baris"), page, AREA)[0]
    longer = slide_pages(slide("2.md", "# Judul\n\n" + "satu baris saja\n\n" * 10), page, AREA)[0]
    sizes = [[shape.size for shape in shapes if isinstance(shape, Text)] for shapes in (short, longer)]
    assert sizes[0][0] == sizes[1][0]
    assert sizes[0][1] > sizes[1][1] >= 34


def test_a_picture_keeps_its_shape(painter: Painter) -> None:
    """As large as the pane allows, in its middle."""
    image = Slide("1", "", Image("/slides/1.png", 7, (400, 300)))
    ((picture,),) = slide_pages(image, page_of(painter, (1920, 1080)), AREA)
    assert isinstance(picture, Picture)
    assert (picture.path, picture.stamp) == ("/slides/1.png", 7)
    assert AREA.holds(picture.area)
    assert picture.area.height == AREA.height
    assert picture.area.width / picture.area.height == pytest.approx(4 / 3, rel=0.01)
    assert abs((picture.area.x - AREA.x) - (AREA.right - picture.area.right)) <= 1


def test_nothing_is_cut_or_touches_or_is_pale(shown: Make, painter: Painter) -> None:
    """Every page of the slides that ship and of a very long one, on every size of screen."""
    slides = (*example(), slide("50.md", LONG))
    for size in SIZES:
        count = sum(len(slide_pages(each, page_of(painter, size), AREA)) for each in slides)
        for turn in range(0, count + 12, 1 if size == SIZES[1] else 4):
            known = shown(*slides, after=15 * turn + 1)
            assert list(all_faults(known, painter, PANE, sizes=[size])) == []


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (800, 480)])
def test_slides_stand_beside_calls(shown: Make, painter: Painter, size: tuple[int, int]) -> None:
    """In half of a wall and in less."""
    slides = (*example(), slide("50.md", LONG))
    for turn in range(0, 30, 2):
        known = shown(*slides, after=15 * turn + 1)
        assert list(all_faults(known, painter, PANE, Pane(share=1.5), sizes=[size])) == []


def test_the_slides_that_ship_say_what_only_the_office_knows() -> None:
    """They come in two languages each, invent no figure, and mark what is to be filled in."""
    names = sorted(path.name for path in EXAMPLE.iterdir())
    stems = {parted(name)[0] for name in names}
    assert names == sorted(f"{stem}.{language}.md" for stem in stems for language in ("id", "en"))
    assert len(stems) == 4
    said = {name: (EXAMPLE / name).read_text(encoding="utf-8") for name in names}
    assert "Rp" not in "".join(said.values())
    for name in ("30-jam-layanan.id.md", "40-maklumat-pelayanan.id.md"):
        assert "[diisi kantor]" in said[name]
    assert all("<!--" in text for text in said.values())


def test_figures_stand_under_each_other(painter: Painter) -> None:
    """At one right edge, each digit as wide as any: in the columns of a wide pane and in the piles of a narrow one."""
    fees = slide("1.md", "# Biaya\n\n| Paspor | Tarif |\n|---|---:|\n| Biasa | Rp 111.000 |\n| Baru | Rp 650.000 |")
    page = page_of(painter, (1920, 1080))
    for area in (AREA, Area(67, 150, 420, 700)):
        (drawn,) = slide_pages(fees, page, area)
        figures = [shape for shape in drawn if isinstance(shape, Text) and shape.text.startswith("Rp")]
        assert len({round(figure.area.right) for figure in figures}) == 1
        assert len({figure.width for figure in figures}) == 1
