"""Shapes to pixels, on any pygame surface, screen or not.

pygame draws round corners and thick lines with steps; here both are drawn four times too large and scaled down once,
then kept. Letters are kept too, so that a breathing panel costs a few fills and copies a frame.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final

import pygame

from display_node.wall.damage import damage, extent
from display_node.wall.fonts import Fonts
from display_node.wall.kept import Kept
from display_node.wall.legible import Legible
from display_node.wall.lettering import cells
from display_node.wall.palette import Colour
from display_node.wall.shapes import Area, Layer, Panel, Picture, Shape, Stroke, Text, Weight, moved

_FINE: Final = 4
_KEPT: Final = 600
_GAMMA: Final = 2.2
_TRUE_COLOUR: Final = 24
# All panes together cover the largest wall, 3840 x 2160, once with what fades in and once with what was there before.
_WALL_BYTES: Final = 3840 * 2160 * 4
_LAYERS_ROOM: Final = _WALL_BYTES * 5 // 4
_PICTURES_ROOM: Final = _WALL_BYTES * 9 // 4


class Painter:
    """Owns the fonts: measures words and draws shapes."""

    def __init__(self, fonts: Fonts) -> None:
        """Prepare; no screen is needed."""
        pygame.font.init()
        self._fonts = fonts
        self._legible = Legible(fonts)
        self._font = lru_cache(128)(self._load)
        self.measure = lru_cache(4096)(self._measure)
        self._letters = lru_cache(_KEPT)(self._render)
        self._disc = lru_cache(256)(_disc)
        self._strokes = lru_cache(32)(_stroke)
        self._pictures = Kept[tuple[object, ...], pygame.Surface | None](_PICTURES_ROOM, _weight)
        self._layers = Kept[tuple[object, ...], pygame.Surface](_LAYERS_ROOM, _weight)
        self._decoded: Mapping[tuple[str, int], pygame.Surface] = {}

    def keep_decoded(self, pictures: Mapping[tuple[str, int], pygame.Surface]) -> None:
        """Take pictures that were decoded elsewhere, by path and stamp, instead of those taken before."""
        self._decoded = pictures

    def paint(
        self, surface: pygame.Surface, shapes: tuple[Shape, ...], before: tuple[Shape, ...] | None = None
    ) -> None:
        """Draw the shapes in order, the first over the whole page; only what differs where it shows `before`."""
        area = Area(0, 0, *surface.get_size()) if before is None else damage(before, shapes)
        if area is None:
            return
        surface.set_clip(pygame.Rect(area.x, area.y, area.width, area.height))
        for shape in shapes:
            if extent(shape).touches(area):
                self._draw(surface, shape)
        surface.set_clip(None)

    def _draw(self, surface: pygame.Surface, shape: Shape) -> None:
        match shape:
            case Panel():
                self._panel(surface, shape)
            case Text():
                self._text(surface, shape)
            case Stroke():
                picture, x, y = self._strokes(shape)
                surface.blit(picture, (x, y))
            case Picture():
                size = (shape.area.width, shape.area.height)
                key = (shape.path, shape.stamp, size, shape.light)
                scaled = self._pictures.get(key, lambda: self._picture(shape))
                if scaled is not None:
                    surface.blit(scaled, (shape.area.x, shape.area.y))
            case Layer(area, shapes, opacity):
                layer = self._layers.get((area, shapes), lambda: self._layer(area, shapes))
                layer.set_alpha(round(255 * opacity))
                surface.blit(layer, (area.x, area.y))

    def _load(self, weight: Weight, size: int) -> pygame.font.Font:
        return pygame.font.Font(self._fonts.path(weight, size), size)

    def _measure(self, text: str, weight: Weight, size: int) -> float:
        return float(self._font(weight, size).size(self._legible(text, weight, size))[0])

    def _render(self, text: str, weight: Weight, size: int, ink: Colour) -> pygame.Surface:
        return self._font(weight, size).render(self._legible(text, weight, size), antialias=True, color=ink)

    def _text(self, surface: pygame.Surface, text: Text) -> None:
        top = text.baseline - self._font(text.weight, text.size).get_ascent()
        pieces = [(text.text, 0.0)]
        if text.is_tabular:
            pieces = cells(self.measure, text.text, text.weight, text.size)
        for piece, dx in pieces:
            if piece.strip():
                surface.blit(self._letters(piece, text.weight, text.size, text.ink), (text.x + round(dx), top))

    def _panel(self, surface: pygame.Surface, panel: Panel) -> None:
        area = panel.area
        radius = max(0, min(panel.radius, area.width // 2, area.height // 2))
        rect = pygame.Rect(area.x, area.y, area.width, area.height)
        if radius == 0:
            surface.fill(panel.colour, rect)
            return
        surface.fill(panel.colour, rect.inflate(-2 * radius, 0))
        surface.fill(panel.colour, rect.inflate(0, -2 * radius))
        disc = self._disc(radius, panel.colour)
        for dx, x in ((0, rect.left), (radius, rect.right - radius)):
            for dy, y in ((0, rect.top), (radius, rect.bottom - radius)):
                surface.blit(disc, (x, y), (dx, dy, radius, radius))

    def _layer(self, area: Area, shapes: tuple[Shape, ...]) -> pygame.Surface:
        """The shapes of a layer, drawn once for all frames of a fade."""
        layer = pygame.Surface((area.width, area.height))
        for shape in shapes:
            self._draw(layer, moved(shape, -area.x, -area.y))
        return layer

    def _picture(self, picture: Picture) -> pygame.Surface | None:
        """The picture at its size on the wall, scaled once; None where its file has gone or is no picture."""
        loaded = self._decoded.get((picture.path, picture.stamp))
        try:
            return _lit(_scaled(loaded or pygame.image.load(picture.path), picture), picture.light)
        except (OSError, pygame.error):
            return None


def _weight(picture: pygame.Surface | None) -> int:
    """The bytes of its pixels."""
    return 0 if picture is None else picture.get_pitch() * picture.get_height()


def _lit(scaled: pygame.Surface, light: float) -> pygame.Surface:
    """The picture at that share of its luminance."""
    if light < 1:
        channel = round(255 * light ** (1 / _GAMMA))
        scaled.fill((channel, channel, channel, 255), special_flags=pygame.BLEND_RGBA_MULT)
    return scaled


def _scaled(loaded: pygame.Surface, picture: Picture) -> pygame.Surface:
    """The picture as large as its area; one of few colours gets all of them first, because scaling mixes colours."""
    if loaded.get_bitsize() < _TRUE_COLOUR:
        fine = pygame.Surface(loaded.get_size(), pygame.SRCALPHA)
        fine.blit(loaded, (0, 0))
        loaded = fine
    return pygame.transform.smoothscale(loaded, (picture.area.width, picture.area.height))


def _disc(radius: int, colour: Colour) -> pygame.Surface:
    """A disc with smooth edges; its quarters are the corners of panels."""
    fine = pygame.Surface((2 * radius * _FINE, 2 * radius * _FINE), pygame.SRCALPHA)
    fine.fill((*colour, 0))
    pygame.draw.circle(fine, (*colour, 255), (radius * _FINE, radius * _FINE), radius * _FINE)
    return pygame.transform.smoothscale(fine, (2 * radius, 2 * radius))


def _stroke(stroke: Stroke) -> tuple[pygame.Surface, int, int]:
    """A line with round ends and corners, and where its upper left corner belongs."""
    half = stroke.thickness / 2
    left = min(x for x, _ in stroke.points) - stroke.thickness
    top = min(y for _, y in stroke.points) - stroke.thickness
    wide = max(x for x, _ in stroke.points) + stroke.thickness - left
    tall = max(y for _, y in stroke.points) + stroke.thickness - top
    fine = pygame.Surface((wide * _FINE, tall * _FINE), pygame.SRCALPHA)
    fine.fill((*stroke.colour, 0))
    points = [pygame.Vector2((x - left) * _FINE, (y - top) * _FINE) for x, y in stroke.points]
    for point in points:
        pygame.draw.circle(fine, stroke.colour, point, half * _FINE)
    for start, end in pairwise(points):
        side = (end - start).normalize().rotate(90) * half * _FINE
        pygame.draw.polygon(fine, stroke.colour, (start + side, end + side, end - side, start - side))
    return pygame.transform.smoothscale(fine, (wide, tall)), left, top
