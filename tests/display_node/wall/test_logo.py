"""The office's logo."""

import os
from pathlib import Path

import pygame
import pytest

from display_node.slides.slide import Image
from display_node.wall.frame import Frame
from display_node.wall.header import header_height, header_shapes
from display_node.wall.logo import LARGEST, LARGEST_FILE, LogoError, LogoFile
from display_node.wall.page import Page
from display_node.wall.painter import Painter
from display_node.wall.palette import luminance
from display_node.wall.shapes import Area, Layer, Picture, Text, in_light
from display_node.wall.words import Said


def paint(path: Path, size: tuple[int, int]) -> None:
    """Write a PNG of that size."""
    surface = pygame.Surface(size)
    surface.fill((200, 40, 40))
    pygame.image.save(surface, path)


def test_a_logo_is_read_when_it_changes(tmp_path: Path) -> None:
    """A new file of the same name is a new picture; without a setting there is none and nothing is wrong."""
    path = tmp_path / "logo.png"
    file = LogoFile(str(path))
    paint(path, (40, 20))
    first = file.look()
    assert first is not None
    assert (first.size, file.look()) == ((40, 20), first)
    paint(path, (60, 20))
    os.utime(path, ns=(1, 1))
    second = file.look()
    assert second is not None
    assert (second.size, second.stamp) == ((60, 20), 1)
    assert LogoFile(None).look() is None


def test_a_logo_that_cannot_be_shown_is_told_by_its_name(tmp_path: Path) -> None:
    """Missing, broken or far too large; it is back when the file is well again."""
    path = tmp_path / "logo.png"
    file = LogoFile(str(path))
    with pytest.raises(LogoError, match=r"logo\.png.*PNG"):
        file.look()
    path.write_bytes(b"no picture")
    with pytest.raises(LogoError, match=r"logo\.png"):
        file.look()
    paint(path, (LARGEST + 1, 1))
    os.utime(path, ns=(2, 2))
    with pytest.raises(LogoError, match="make it"):
        file.look()
    paint(path, (40, 20))
    os.utime(path, ns=(3, 3))
    assert file.look() is not None


@pytest.mark.parametrize("shape", [(40, 40), (400, 40), (40, 400), (800, 40)])
@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (800, 480)])
def test_a_logo_is_never_larger_than_the_name_s_line(
    painter: Painter, shape: tuple[int, int], size: tuple[int, int]
) -> None:
    """Nor does it push the name out; it keeps its proportions."""
    page = Page(size, painter.measure, 40, 18)
    frame = Frame(
        title="Kantor Imigrasi Lampung Tengah",
        date="Senin, 23 November 2026",
        clock="09.41",
        zone="WIB",
        footer=Said(""),
        mark=None,
        logo=Image("/logo.png", 1, shape),
    )
    area = Area(page.safe.x, page.safe.y, page.safe.width, header_height(page))
    shapes = header_shapes(frame, page, area)
    logo = next(each for each in shapes if isinstance(each, Picture))
    name = next(each for each in shapes if isinstance(each, Text) and each.text.startswith("Kantor"))
    assert area.holds(logo.area)
    assert logo.area.height <= page.px(62)
    assert logo.area.right < name.x
    assert not any(logo.area.touches(each.area) for each in shapes if isinstance(each, Text))
    assert abs(logo.area.width / logo.area.height - shape[0] / shape[1]) <= 0.1 * shape[0] / shape[1] + 0.1


def test_a_picture_that_has_gone_leaves_its_place_empty(painter: Painter, tmp_path: Path) -> None:
    """Between two looks at the file the wall is drawn all the same."""
    surface = pygame.Surface((100, 100))
    painter.paint(surface, (Picture(Area(0, 0, 50, 50), str(tmp_path / "gone.png"), 1),))
    assert tuple(surface.get_at((10, 10)))[:3] == (0, 0, 0)


def test_a_picture_dims_with_the_wall(painter: Painter, tmp_path: Path) -> None:
    """White at two fifths of its light is the grey that eyes measure so; also in a layer that fades in."""
    path = tmp_path / "white.png"
    white = pygame.Surface((10, 10))
    white.fill((255, 255, 255))
    pygame.image.save(white, path)
    shape = Picture(Area(0, 0, 50, 50), str(path), 1)
    surface = pygame.Surface((100, 100))
    for dim in (in_light(shape, 0.4), in_light(Layer(Area(0, 0, 50, 50), (shape,), 1.0), 0.4)):
        painter.paint(surface, (dim,))
        red, green, blue = tuple(surface.get_at((10, 10)))[:3]
        assert abs(luminance((red, green, blue)) - 0.4) < 0.03


def test_a_monstrous_logo_is_refused_before_it_is_decoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that says it has four hundred million pixels, and one of many bytes: neither takes the memory."""
    monkeypatch.setattr(pygame.image, "load", _refuse)
    path = tmp_path / "logo.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (20_000).to_bytes(4) * 2 + bytes(100))
    with pytest.raises(LogoError, match=rf"logo\.png has 20000 pixels; make it {LARGEST} at most"):
        LogoFile(str(path)).look()
    with path.open("r+b") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(LogoError, match=r"logo\.png has 8 MiB"):
        LogoFile(str(path)).look()


def test_a_logo_that_failed_is_not_read_again_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else has become of it; reading it every few seconds would only hold up the wall."""
    path = tmp_path / "logo.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (20).to_bytes(4) * 2 + b"and no more")
    file = LogoFile(str(path))
    with pytest.raises(LogoError) as first:
        file.look()
    with monkeypatch.context() as unread:
        unread.setattr(pygame.image, "load", _refuse)
        with pytest.raises(LogoError) as second:
            file.look()
    assert str(second.value) == str(first.value)
    paint(path, (40, 20))
    assert file.look() is not None


def test_a_logo_that_could_not_be_opened_is_tried_again(tmp_path: Path) -> None:
    """Leave to read a file changes nothing that a look could notice."""
    path = tmp_path / "logo.png"
    path.mkdir()
    file = LogoFile(str(path))
    for _ in range(2):
        with pytest.raises(LogoError, match="not under /home"):
            file.look()


def _refuse(_path: Path) -> pygame.Surface:
    raise AssertionError("decoded")
