"""The glass: opens the screen that the settings name, shows shapes on it, and says in words what went wrong.

On a Pi without a desktop SDL draws through KMSDRM. Without desktop OpenGL on the image that gives a black screen and no
error unless the render driver is set to opengles2, so it always is. Nothing here waits; whoever calls decides when to
try again.
"""

import io
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

import pygame

from display_node.settings import ScreenSettings
from display_node.wall.fonts import Fonts
from display_node.wall.painter import Painter
from display_node.wall.shapes import Shape

PICTURE_LIMIT: Final = 1024 * 1024

_CHECK: Final = {
    "kmsdrm": "is the cable in, was the television on at boot, is the box's user in the groups video and render, "
    "are libgbm1, libegl1 and libgles2 installed?",
    "x11": "is an X server running and DISPLAY set for this user?",
    "wayland": "is a compositor running and WAYLAND_DISPLAY set for this user?",
    "dummy": "width and height must be given",
}

CONNECTORS: Final = Path("/sys/class/drm")


class ScreenError(Exception):
    """The screen cannot show anything now; the text says what to check."""


class Screen:
    """One full screen, or a picture in memory with driver "dummy"."""

    def __init__(self, settings: ScreenSettings, fonts: Fonts) -> None:
        """Prepare; nothing is opened yet."""
        self._settings = settings
        self._painter = Painter(fonts)
        self._surface: pygame.Surface | None = None
        self._canvas: pygame.Surface | None = None
        self._shown: tuple[Shape, ...] | None = None
        self._connected: tuple[str, ...] = ()
        self._desktop: list[tuple[int, int]] = []
        self._has_new_size = False
        self.measure = self._painter.measure

    def open(self) -> None:
        """Take the screen. Raises ScreenError."""
        driver = driver_of(self._settings)
        os.environ["SDL_VIDEODRIVER"] = driver
        if driver == "kmsdrm":
            os.environ.setdefault("SDL_RENDER_DRIVER", "opengles2")
        pygame.display.quit()
        try:
            pygame.display.init()
            size = (self._settings.width or 0, self._settings.height or 0)
            is_window = driver != "kmsdrm" and size != (0, 0)
            self._surface = pygame.display.set_mode(size, 0 if is_window else pygame.FULLSCREEN)
            pygame.display.set_caption("Antrian")
            pygame.mouse.set_visible(False)
        except pygame.error as error:
            self.close()
            raise ScreenError(f"driver {driver}: {error}; {_CHECK[driver]}") from error
        self._canvas, self._shown = self._surface, None
        self._connected, self._has_new_size = connected(driver), False
        self._desktop = pygame.display.get_desktop_sizes()
        if self._settings.turned:
            self._canvas = pygame.Surface(self._turned_size(self._surface.get_size()))

    @property
    def is_open(self) -> bool:
        """True while there is something to draw on."""
        return self._canvas is not None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels as people see them, (0, 0) while the screen is not open."""
        return (0, 0) if self._canvas is None else self._canvas.get_size()

    def show(self, shapes: tuple[Shape, ...]) -> None:
        """Draw and flip; when this returns the picture is on its way to the glass. Raises ScreenError."""
        if self._canvas is None or self._surface is None:
            raise ScreenError("the screen is not open")
        try:
            self._painter.paint(self._canvas, shapes, self._shown)
            self._shown = shapes
            if self._canvas is not self._surface:
                self._surface.blit(pygame.transform.rotate(self._canvas, -self._settings.turned), (0, 0))
            pygame.display.flip()
        except pygame.error as error:
            self.close()
            raise ScreenError(f"the screen was lost: {error}; is the cable in?") from error

    def keep_decoded(self, pictures: Mapping[tuple[str, int], pygame.Surface]) -> None:
        """Draw these pictures, by path and stamp, without reading their files."""
        self._painter.keep_decoded(pictures)

    def forget(self) -> None:
        """Draw everything the next time, whatever is on the glass."""
        self._shown = None

    def rehearse(self, shapes: tuple[Shape, ...]) -> None:
        """Draw where nobody sees it: what was drawn once is drawn quickly ever after."""
        if self._canvas is not None:
            self._painter.paint(pygame.Surface(self._canvas.get_size()), shapes)

    def has_changed(self) -> bool:
        """Say whether the glass is not the one that was opened: another screen, another size, or none any more."""
        return self._has_new_size or connected(driver_of(self._settings)) != self._connected

    def is_asked_to_close(self) -> bool:
        """Hear the window system out; True when somebody closed the window or pressed Escape."""
        if self._surface is None:
            return False
        has_window, is_asked = driver_of(self._settings) in ("x11", "wayland"), False
        for event in pygame.event.get(exclude=pygame.AUDIODEVICEREMOVED):  # the loudspeaker looks for these
            if event.type == pygame.QUIT or (event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE):
                is_asked = has_window
            elif event.type in (pygame.WINDOWSIZECHANGED, pygame.WINDOWDISPLAYCHANGED):
                self._has_new_size = pygame.display.get_desktop_sizes() != self._desktop
        return is_asked

    def picture(self) -> bytes:
        """Return what the wall shows now as a PNG under 1 MiB. Raises ScreenError while nothing is open."""
        if self._canvas is None:
            raise ScreenError("the screen is not open, so there is nothing to take a picture of")
        surface, png = self._canvas, b""
        while not png or len(png) > PICTURE_LIMIT:
            file = io.BytesIO()
            pygame.image.save(surface, file, "wall.png")
            png = file.getvalue()
            surface = pygame.transform.smoothscale_by(surface, 0.5)
        return png

    def pixels(self) -> bytes:
        """Return what the wall shows now, row by row, red, green and blue. Raises ScreenError while nothing is open."""
        if self._canvas is None:
            raise ScreenError("the screen is not open, so there is nothing to read from it")
        return pygame.image.tobytes(self._canvas, "RGB")

    def close(self) -> None:
        """Give the screen back; may be opened again."""
        self._surface = self._canvas = None
        pygame.display.quit()

    def _turned_size(self, size: tuple[int, int]) -> tuple[int, int]:
        return size if self._settings.turned == 180 else (size[1], size[0])  # noqa: PLR2004 - degrees


def driver_of(settings: ScreenSettings) -> str:
    """Return the SDL video driver to use: "auto" takes the desktop that is there, else the bare screen."""
    if settings.driver != "auto":
        return settings.driver
    if os.environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    return "x11" if os.environ.get("DISPLAY") else "kmsdrm"


def connected(driver: str, connectors: Path = CONNECTORS) -> tuple[str, ...]:
    """Return what a bare screen hangs on: each connected plug of the machine and its best mode, by the kernel's word.

    SDL looks only when it takes the screen and draws on happily after the cable was pulled. A desktop looks for itself.
    """
    if driver != "kmsdrm":
        return ()
    found = []
    for status in sorted(connectors.glob("card*-*/status")):
        with suppress(OSError):
            if status.read_text(encoding="ascii").strip() == "connected":
                best = status.with_name("modes").read_text(encoding="ascii").partition("\n")[0]
                found.append(f"{status.parent.name} {best}")
    return tuple(found)
