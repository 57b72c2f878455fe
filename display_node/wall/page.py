"""A page to lay out on: its size, its unit, its margins, and how a text is put on it.

All distances are given for a screen of 1080 lines and scaled by `unit`, so one set of figures serves a 720-line
monitor and a 4K television. Nothing is placed at the edges, because televisions cut them off.
"""

import math
from typing import Literal

from display_node.wall.burn_in import ROOM
from display_node.wall.lettering import Measure, fit, shorten, width
from display_node.wall.palette import PLAIN, Colour, Theme
from display_node.wall.shapes import CAP, Area, Text, Weight

GAP = 18
RADIUS = 24
SAFE = 0.035
_LONG, _SHORT = 1920, 1080


class Page:
    """The sheet of `width` x `height` pixels.

    `measure` gives the width of words. `letter` is the least em, in pixels, of a recent call and `least` that of
    anything at all (0: as large as looks well); both follow from how far away people stand. `safe_share` of the width
    and of the height stays empty at each edge. `moved` is how far all content stands from its place, for 1080 lines,
    and `light` the share of their luminance that pictures give.
    """

    def __init__(
        self,
        size: tuple[int, int],
        measure: Measure,
        letter: int = 0,
        least: int = 0,
        theme: Theme = PLAIN,
        *,
        safe_share: float = SAFE,
        moved: tuple[int, int] = (0, 0),
        light: float = 1.0,
    ) -> None:
        self.width, self.height = size
        self.measure = measure
        self.letter = letter
        self.least = least
        self.theme = theme
        self._safe_share = safe_share
        self._moved = moved
        self.light = light
        self.is_portrait = self.height > self.width
        across, down = (_SHORT, _LONG) if self.is_portrait else (_LONG, _SHORT)
        self.unit = min(self.width / across, self.height / down)

    def px(self, distance: float) -> int:
        """Return a distance given for 1080 lines in pixels of this page."""
        return round(distance * self.unit)

    def em(self, size: float) -> int:
        """Return the em of a text given for 1080 lines in pixels of this page, never under what can be read."""
        return max(self.px(size), self.least)

    @property
    def looks(self) -> tuple[object, ...]:
        """All that makes two pages look the same, whatever their words."""
        return (self.width, self.height, self.letter, self.least, self.theme, self._safe_share, self._moved, self.light)

    @property
    def safe(self) -> Area:
        """The part of the page that every television shows, less the room in which content moves against burn-in."""
        dx, dy = math.ceil(self.width * self._safe_share), math.ceil(self.height * self._safe_share)
        room = self.px(ROOM)
        shift_x, shift_y = (self.px(distance) for distance in self._moved)
        safe = Area(dx, dy, self.width - 2 * dx, self.height - 2 * dy).inset(room, room)
        return Area(safe.x + shift_x, safe.y + shift_y, safe.width, safe.height)

    def text(
        self,
        text: str,
        x: float,
        baseline: float,
        size: int,
        weight: Weight,
        ink: Colour,
        ground: Colour,
        *,
        align: Literal["left", "right", "centre"] = "left",
        room: float | None = None,
        smallest: float = 0.6,
        is_tabular: bool = False,
        call: int | None = None,
    ) -> Text:
        """Return a text whose left edge, right edge or middle is at `x`. All lengths are in pixels of this page.

        With `room` it is made smaller, down to the share `smallest` of its size, and then shortened, to fit.
        """
        if room is not None:
            least = min(size, max(self.least, round(size * smallest)))
            size = fit(self.measure, text, weight, size, least, room, is_tabular=is_tabular)
            if not is_tabular:
                text = shorten(self.measure, text, weight, size, room)
        wide = math.ceil(width(self.measure, text, weight, size, is_tabular=is_tabular))
        left = {"left": x, "right": x - wide, "centre": x - wide / 2}[align]
        return Text(
            text=text,
            x=round(left),
            baseline=round(baseline),
            width=wide,
            size=size,
            weight=weight,
            ink=ink,
            ground=ground,
            is_tabular=is_tabular,
            call=call,
        )


def cap(size: float) -> int:
    """Return the height of a capital letter or a digit of this em."""
    return round(size * CAP)


def centred(area: Area, size: float) -> float:
    """Return the baseline on which capitals of this em stand in the middle of an area's height."""
    return area.y + (area.height + cap(size)) / 2
