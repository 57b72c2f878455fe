"""Layers and pictures on a surface; what else is drawn is looked at through the screen."""

from pathlib import Path

import pygame
import pytest

from display_node.wall.damage import damage
from display_node.wall.fonts import find
from display_node.wall.painter import Painter
from display_node.wall.palette import PLAIN
from display_node.wall.shapes import Area, Layer, Panel, Picture, Shape, Stroke, Text, Weight, moved

PAGE = Panel(Area(0, 0, 100, 60), 0, PLAIN.ground)
AREA = Area(20, 10, 40, 30)
WHITE = Panel(Area(20, 10, 40, 30), 0, (255, 255, 255))


@pytest.fixture
def surface() -> pygame.Surface:
    """A small page."""
    return pygame.Surface((100, 60))


def test_a_layer_lets_through_what_is_below(surface: pygame.Surface) -> None:
    """As much as its opacity leaves, and nothing outside its area."""
    painter, black = Painter(find()), Panel(Area(0, 0, 100, 60), 0, (0, 0, 0))
    painter.paint(surface, (black, Layer(AREA, (WHITE,), 0.5)))
    assert 126 <= surface.get_at((40, 20))[0] <= 129
    assert surface.get_at((19, 20))[0] == surface.get_at((40, 41))[0] == 0
    painter.paint(surface, (black, Layer(AREA, (WHITE,), 1.0)))
    assert surface.get_at((40, 20))[0] == 255


def test_a_layer_that_comes_further_changes_its_area_only() -> None:
    """A call that breathes in another pane is not drawn anew for it."""
    one, other = (Layer(AREA, (WHITE,), opacity) for opacity in (0.3, 0.4))
    assert damage((PAGE, one), (PAGE, other)) == AREA


def test_shapes_move_whole() -> None:
    """Each kind with all that it is made of."""
    text = Text(text="A", x=1, baseline=2, width=3, size=4, weight=Weight.BOLD, ink=(0, 0, 0), ground=(255, 255, 255))
    stroke = Stroke(((1, 2), (3, 4)), 1, (0, 0, 0))
    layer = Layer(AREA, (WHITE, text, stroke), 0.5)
    there = moved(layer, 5, 7)
    assert isinstance(there, Layer)
    assert there.area == Area(25, 17, 40, 30)
    assert there.shapes == (moved(WHITE, 5, 7), moved(text, 5, 7), Stroke(((6, 9), (8, 11)), 1, (0, 0, 0)))
    assert moved(there, -5, -7) == layer


def test_a_decoded_picture_is_drawn_without_its_file(surface: pygame.Surface) -> None:
    """By its path and stamp; one that nobody decoded and nobody has leaves its place empty."""
    painter, red = Painter(find()), pygame.Surface((8, 6), 0, 32)
    red.fill((255, 0, 0))
    painter.keep_decoded({("/nowhere.png", 1): red})
    painter.paint(surface, (PAGE, Picture(AREA, "/nowhere.png", 1)))
    assert tuple(surface.get_at((40, 20)))[:3] == (255, 0, 0)
    painter.paint(surface, (PAGE, Picture(AREA, "/nowhere.png", 2)))
    assert tuple(surface.get_at((40, 20)))[:3] == PLAIN.ground


def test_a_picture_of_few_colours_is_drawn(surface: pygame.Surface, tmp_path: Path) -> None:
    """A PNG with a palette, as drawing programs save it."""
    small = pygame.Surface((10, 10), 0, 8)
    small.set_palette([(0, 0, 255)] * 256)
    pygame.image.save(small, tmp_path / "a.png")
    Painter(find()).paint(surface, (PAGE, Picture(AREA, str(tmp_path / "a.png"), 1)))
    assert tuple(surface.get_at((40, 20)))[:3] == (0, 0, 255)


def test_six_panes_that_fade_scale_no_picture_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has the picture before and the one that comes; every frame draws them all, and their light costs nothing."""
    painter, surface = Painter(find()), pygame.Surface((600, 60))
    picture = pygame.Surface((8, 6), 0, 32)
    painter.keep_decoded({(f"/{n}.png", 1): picture for n in range(12)})
    scaled, scale = list[object](), pygame.transform.smoothscale
    monkeypatch.setattr(pygame.transform, "smoothscale", lambda *what: scaled.append(what) or scale(*what))
    for opacity in (0.2, 0.4, 0.6):
        shapes: list[Shape] = [Panel(Area(0, 0, 600, 60), 0, PLAIN.ground)]
        for n in range(6):
            area = Area(100 * n, 0, 90, 50)
            shapes.append(Picture(area, f"/{n}.png", 1))
            shapes.append(Layer(area, (Panel(area, 0, PLAIN.ground), Picture(area, f"/{n + 6}.png", 1)), opacity))
        painter.paint(surface, tuple(shapes))
    assert len(scaled) == 12
    # What has come stands there from now on: the same picture at the same size, though no longer in a layer.
    painter.paint(surface, (PAGE, *(Picture(Area(100 * n, 0, 90, 50), f"/{n + 6}.png", 1) for n in range(6))))
    assert len(scaled) == 12
