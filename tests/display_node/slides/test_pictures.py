"""The size of a picture by its first bytes."""

from pathlib import Path

import pygame
import pytest

from display_node.slides.pictures import bounded, picture_size


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_the_size_stands_in_the_first_bytes(tmp_path: Path, ending: str) -> None:
    """Of a PNG and of a JPEG as SDL writes them."""
    path = tmp_path / f"a.{ending}"
    pygame.image.save(pygame.Surface((321, 123)), path)
    assert picture_size(path.read_bytes()[:2048]) == (321, 123)


def test_what_is_no_picture_has_no_size() -> None:
    """Nor has one that was cut short, or that says it has none."""
    png = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR"
    for start in (b"", b"GIF89a", png, png + bytes(8), b"\xff\xd8", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\xff\xd8 text"):
        assert picture_size(start) is None


def test_padding_and_bare_markers_are_passed_over() -> None:
    """As the standard allows them before the frame header."""
    frame = b"\xff\xc2\x00\x11\x08" + (300).to_bytes(2) + (400).to_bytes(2) + bytes(9)
    assert picture_size(b"\xff\xd8\xff\xff\xe1\x00\x04ab\xff\x01" + frame) == (400, 300)


def test_a_large_picture_is_made_smaller_in_its_proportions() -> None:
    """And a small one is left alone."""
    assert bounded((4000, 3000), (1920, 1920)) == (1920, 1440)
    assert bounded((3000, 4000), (1920, 1920)) == (1440, 1920)
    assert bounded((640, 480), (1920, 1920)) == (640, 480)
    assert bounded((10000, 1), (1920, 1920)) == (1920, 1)
