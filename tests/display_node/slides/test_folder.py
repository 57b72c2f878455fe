"""A folder of slides on a disk: what is read, what is refused, and when it is read again."""

import os
import random
from pathlib import Path

import pygame
import pytest

from display_node.slides import folder as folders
from display_node.slides.folder import Folder, Look
from display_node.slides.slide import Image, Writing
from firmware.messages.notices import Problem, Trouble
from firmware.node.troubles import that_fit


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The folder of a test."""
    return Folder(tmp_path)


def look(folder: Folder) -> Look:
    """Look until what has changed has settled, and return what there is then."""
    first = folder.look()
    second = folder.look() or first
    assert second is not None
    return second


def picture(path: Path, size: tuple[int, int] = (64, 48)) -> None:
    """Save a picture."""
    pygame.image.save(pygame.Surface(size), path)


def said(told: Look) -> list[str]:
    """Return the first words of each text."""
    writings = (slide.content for slide in told.slides if isinstance(slide.content, Writing))
    return [writing.blocks[0].runs[0].text for writing in writings]  # type: ignore[union-attr]


def test_texts_and_pictures_are_slides(folder: Folder, tmp_path: Path) -> None:
    """A picture comes with its pixels; what is put aside and what is a folder is not looked at."""
    (tmp_path / "1.id.md").write_text("# Satu")
    picture(tmp_path / "2.PNG")
    picture(tmp_path / "3.jpg")
    (tmp_path / "_draft.md").write_text("# Belum")
    (tmp_path / "more").mkdir()
    told = look(folder)
    assert [(slide.stem, slide.language) for slide in told.slides] == [("1", "id"), ("2", ""), ("3", "")]
    assert told.troubles == ()
    image = told.slides[1].content
    assert isinstance(image, Image)
    assert told.pictures[(image.path, image.stamp)].get_size() == image.size == (64, 48)


def test_nothing_is_told_twice(folder: Folder, tmp_path: Path) -> None:
    """A look that finds what the last one found tells nothing."""
    (tmp_path / "1.md").write_text("# Satu")
    assert folder.look() is not None
    assert folder.look() is None


def test_a_changed_file_is_read_again_once_it_has_settled(folder: Folder, tmp_path: Path) -> None:
    """While it is being written the old slide stays; a new one waits likewise; one that goes is gone at once."""
    path = tmp_path / "1.md"
    path.write_text("# Satu")
    assert said(look(folder)) == ["Satu"]
    path.write_text("# Du")
    assert folder.look() is None
    path.write_text("# Dua")
    assert folder.look() is None
    (settled,) = (told for told in (folder.look(), folder.look()) if told)
    assert said(settled) == ["Dua"]
    path.unlink()
    (tmp_path / "2.md").write_text("# Tiga")
    gone = folder.look()
    assert gone is not None
    assert gone.slides == ()


def test_a_broken_file_costs_only_itself(folder: Folder, tmp_path: Path) -> None:
    """Each is named with what to do; the others are shown, and once it is mended nothing is wrong."""
    (tmp_path / "1.md").write_text("# Satu")
    (tmp_path / "2.md").write_bytes(b"# Caf\xe9")
    (tmp_path / "3.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (9).to_bytes(4) * 2 + b"and no more")
    (tmp_path / "4.jpg").write_bytes(b"text")
    (tmp_path / "5.pdf").write_bytes(b"%PDF")
    (tmp_path / "6.md").write_text("<!-- kosong -->")
    told = look(folder)
    assert said(told) == ["Satu"]
    assert [trouble.partition(": ")[0] for trouble in told.troubles] == [
        str(tmp_path / name) for name in ("2.md", "3.png", "4.jpg", "5.pdf", "6.md")
    ]
    for trouble, words in zip(
        told.troubles, ("UTF-8", "save it again", "neither PNG", "*.png", "nothing"), strict=True
    ):
        assert words in trouble
    for name in ("3.png", "4.jpg", "5.pdf", "6.md"):
        (tmp_path / name).unlink()
    (tmp_path / "2.md").write_text("# Café")
    folder.look()
    mended = folder.look()
    assert mended is not None
    assert (said(mended), mended.troubles) == (["Satu", "Café"], ())


def test_what_is_too_large_is_refused_before_it_is_decoded(folder: Folder, tmp_path: Path) -> None:
    """A long text, a file of many bytes, and a small file that says it has a billion pixels."""
    (tmp_path / "1.md").write_text("kata " * 20_000)
    with (tmp_path / "2.png").open("wb") as file:
        file.truncate(folders.LARGEST_FILE + 1)
    header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (40_000).to_bytes(4) * 2
    (tmp_path / "3.png").write_bytes(header)
    told = look(folder)
    assert told.slides == ()
    assert ["divide it" in told.troubles[0], "save it smaller" in told.troubles[1], "40000" in told.troubles[2]] == [
        True,
        True,
        True,
    ]


def test_a_picture_is_no_larger_than_a_wall_needs(tmp_path: Path) -> None:
    """Its memory is counted, and what is beyond the limit is refused until there is room."""
    picture(tmp_path / "1.png", (400, 10))
    told = look(Folder(tmp_path, (200, 200)))
    assert told.slides[0].content.size == (200, 5)  # type: ignore[union-attr]
    folder = Folder(tmp_path, memory=100_000)
    for n in range(2, 5):
        picture(tmp_path / f"{n}.png", (100, 90))
    told = look(folder)
    assert [slide.stem for slide in told.slides] == ["1", "2", "3"]
    assert told.troubles == (f"{tmp_path / '4.png'}: too many pictures; keep fewer, or smaller ones",)
    (tmp_path / "2.png").unlink()
    told = look(folder)
    assert [slide.stem for slide in told.slides] == ["1", "3", "4"]
    assert told.troubles == ()


def test_a_folder_without_slides_says_what_to_do(tmp_path: Path) -> None:
    """One that is not there, one that is empty, and one that has come."""
    folder = Folder(tmp_path / "slides")
    missing = look(folder)
    assert "create the folder, not under /home" in missing.troubles[0]
    (tmp_path / "slides").mkdir()
    assert "holds no slides" in look(folder).troubles[0]
    (tmp_path / "slides" / "1.md").write_text("# Satu")
    folder.look()
    told = folder.look()
    assert told is not None
    assert (said(told), told.troubles) == (["Satu"], ())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(folder: Folder, tmp_path: Path) -> None:
    """With the question whether the box's user may read it."""
    path = tmp_path / "1.md"
    path.write_text("# Satu")
    path.chmod(0)
    assert "may the box's user read it?" in look(folder).troubles[0]


def test_noise_never_breaks_the_reader(folder: Folder, tmp_path: Path) -> None:
    """Whatever bytes a file holds, it is a slide or a trouble."""
    noise = random.Random(5)
    for n, ending in enumerate(["md", "png", "jpg"] * 4):
        start = {"png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x09\0\0\0\x09", "jpg": b"\xff\xd8"}.get(ending, b"")
        (tmp_path / f"{n}.{ending}").write_bytes(start + noise.randbytes(400))
    told = look(folder)
    assert len(told.slides) + len(told.troubles) == 12


def test_a_name_of_any_bytes_is_told_in_health(folder: Folder, tmp_path: Path) -> None:
    """A stick from another system brings names that are no UTF-8; what cannot be shown of them is a trouble as any."""
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.pdf")).write_bytes(b"%PDF")
    except OSError:
        pytest.skip("this file system refuses such a name")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_text("# Kopi")
    picture(tmp_path / "2.png")
    (tmp_path / "2.png").rename(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.png"))
    told = look(folder)
    assert said(told) == ["Kopi"]
    troubles = that_fit(Trouble(problem=Problem.SLIDES_FAILED, detail=each) for each in told.troubles)
    assert [trouble.detail.removeprefix(f"{tmp_path}/").partition(",")[0] for trouble in troubles] == [
        "caf?.pdf: is no slide: save it as *.md",
        "caf?.png: has a name that is not UTF-8: rename it",
    ]


def test_a_file_with_a_surprise_costs_only_itself(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong with one, the others are shown and it is named."""
    (tmp_path / "1.md").write_text("# Satu")
    picture(tmp_path / "2.png")
    monkeypatch.setattr(folders, "picture_size", _fail)
    told = look(folder)
    assert said(told) == ["Satu"]
    assert told.troubles == (f"{tmp_path / '2.png'}: cannot be shown (IndexError: a surprise): save it again",)
    assert "2.png" in caplog.text


def _fail(_start: bytes) -> None:
    raise IndexError("a surprise")
