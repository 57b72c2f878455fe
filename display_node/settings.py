"""What a display box is told about itself: `display.toml` in this folder is its manual."""

import math
from datetime import time
from typing import Annotated, Literal

from msgspec import Meta, Struct

from display_node.panes import Pane
from display_node.voice.settings import VoiceSettings
from display_node.wall.lettering import Measure
from display_node.wall.page import Page
from display_node.wall.palette import ENOUGH, PLAIN, Theme, from_hex, pale_pairs
from display_node.wall.shapes import CAP
from firmware.messages.names import Zone
from firmware.node.settings import BoxSettings

Driver = Literal["auto", "kmsdrm", "x11", "wayland", "dummy"]
Hex = Annotated[str, Meta(pattern=r"^#[0-9A-Fa-f]{6}\Z")]
_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z"
_SHOWING_NUMBERS = ("calls", "kiosk")
_MM_PER_INCH = 25.4
_EASILY = 20
_LEAST = 16
_COMING_CLOSER = 0.4
_LARGEST_LETTER = 5
_LARGEST_LEAST = 24


class ScreenSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The wall.

    `width` and `height` in pixels, both or none (none: as large as the screen). `turned` is how far the screen hangs
    turned, in degrees clockwise. `inches` and `viewing_meters` decide how large everything is written at least.
    A call has the large panel for at least `least_seconds`; with `show_priority` it says that it is one of the class.
    `safe_area` is the share of each edge, in percent, that stays empty because televisions cut it off.
    """

    driver: Driver = "auto"
    width: Annotated[int, Meta(ge=320, le=7680)] | None = None
    height: Annotated[int, Meta(ge=320, le=7680)] | None = None
    turned: Literal[0, 90, 180, 270] = 0
    inches: Annotated[float, Meta(ge=7, le=200)] = 43.0
    viewing_meters: Annotated[float, Meta(ge=0.5, le=40)] = 5.0
    least_seconds: Annotated[float, Meta(ge=1, le=30)] = 4.0
    show_priority: bool = True
    safe_area: Annotated[float, Meta(ge=0, le=10)] = 3.5

    def __post_init__(self) -> None:
        """Refuse half a size."""
        if (self.width is None) != (self.height is None):
            raise ValueError("give both width and height, or neither to fill the screen")
        if self.driver == "dummy" and self.width is None:
            raise ValueError('driver "dummy" has no screen to ask for its size: give width and height')

    def page(
        self,
        size: tuple[int, int],
        measure: Measure,
        theme: Theme = PLAIN,
        moved: tuple[int, int] = (0, 0),
        light: float = 1.0,
    ) -> Page:
        """Return the page to lay out on; `moved` is how far all of it stands from its place (`wall/burn_in.py`)."""
        letter, least, safe_share = self.letter(size), self.least(size), self.safe_area / 100
        return Page(size, measure, letter, least, theme, safe_share=safe_share, moved=moved, light=light)

    def letter(self, size: tuple[int, int]) -> int:
        """Return the em, in pixels on a wall of `size`, of a call that is read easily from `viewing_meters` away.

        A character is read easily at 20 minutes of arc (ISO 9241-303), which is 5.8 mm of capital height per metre;
        DIN 1450 gives about the same, a 200th to a 300th of the distance. Never more than a fifth of the shorter side.
        """
        return min(self._em(size, self.viewing_meters, _EASILY), min(size) // _LARGEST_LETTER)

    def least(self, size: tuple[int, int]) -> int:
        """Return the em, in pixels on a wall of `size`, under which nothing at all is written.

        Whoever wants to know more than numbers comes closer: 16 minutes of arc, the least of ISO 9241-303, from two
        fifths of `viewing_meters`. Never more than a 24th of the shorter side, for a screen that is too small for its
        hall still has to hold its words.
        """
        return min(self._em(size, self.viewing_meters * _COMING_CLOSER, _LEAST), min(size) // _LARGEST_LEAST)

    def _em(self, size: tuple[int, int], meters: float, minutes: int) -> int:
        """Return the em, in pixels, whose capitals are seen under so many minutes of arc."""
        pixels_per_mm = math.hypot(*size) / (self.inches * _MM_PER_INCH)
        return round(1000 * meters * math.tan(math.radians(minutes / 60)) * pixels_per_mm / CAP)


class ThemeSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Colours by their jobs (`wall/palette.py`), as "#RRGGBB", and a picture beside the office's name."""

    logo: Annotated[str, Meta(pattern=r"^/")] | None = None
    ground: Hex = "#0B1B33"
    panel: Hex = "#12284A"
    chip: Hex = "#1D3B69"
    ink: Hex = "#FFFFFF"
    soft: Hex = "#B9C7DC"
    value: Hex = "#5FE0C6"
    accent: Hex = "#FFC845"
    glow: Hex = "#FFE9B8"
    brown: Hex = "#3A2A00"
    rule: Hex = "#C29D41"
    paper: Hex = "#FFFFFF"

    def __post_init__(self) -> None:
        """Refuse colours in which somebody could not read."""
        pale = pale_pairs(self.colours)
        if pale:
            said = ", ".join(f"{ink} on {ground} has {math.floor(ratio * 10) / 10}:1" for ink, ground, ratio in pale)
            raise ValueError(f"words need a contrast of at least {ENOUGH:g}:1, but {said}")

    @property
    def colours(self) -> Theme:
        """The colours."""
        return Theme(**{role: from_hex(getattr(self, role)) for role in Theme.__struct_fields__})


class NightSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From `start` to `end`, in the office's time, the wall gives `level` of its light, or as much as words need."""

    start: Annotated[str, Meta(pattern=_TIME)] = "18:00"
    end: Annotated[str, Meta(pattern=_TIME)] = "06:00"
    level: Annotated[float, Meta(ge=0.1, le=1.0)] = 0.4

    @property
    def starts(self) -> time:
        """When the night begins."""
        return time.fromisoformat(self.start)

    @property
    def ends(self) -> time:
        """When it is day again."""
        return time.fromisoformat(self.end)


class NeighbourSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who on this Pi may tell the display something. `door` is the path of a Unix socket; None keeps it closed."""

    door: Annotated[str, Meta(pattern=r"^/")] | None = None


class DisplaySettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of a display box. `zone` is the part of the building whose calls are shown and spoken here.

    `pane` is what stands on the wall, from left to right or from top to bottom. Without `night` the wall never dims.
    """

    box: BoxSettings
    zone: Zone = "hall"
    pane: tuple[Pane, ...] = (Pane(),)
    screen: ScreenSettings = ScreenSettings()
    voice: VoiceSettings = VoiceSettings()
    theme: ThemeSettings = ThemeSettings()
    night: NightSettings | None = None
    neighbours: NeighbourSettings = NeighbourSettings()

    def __post_init__(self) -> None:
        """Refuse a door for numbers that no pane would show: an open door is a promise to a visitor."""
        if self.neighbours.door is not None and not any(pane.layout in _SHOWING_NUMBERS for pane in self.pane):
            raise ValueError(
                'door in [neighbours] needs a [[pane]] of layout "calls" or "kiosk" that shows its numbers'
            )
