"""What a small display is made of: an SSD1306 on I2C through luma, or a file where there is none.

luma remembers every display that it ever opened until the process ends, 300 KiB each; so a missing one is found by a
single command before luma hears of it. Whatever luma says of a missing display becomes an OSError that says what to
check.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

from PIL import Image

from button_node import small_picture
from button_node.settings import SmallDisplaySettings

PNG: Final = "small-display.png"
_NOTHING: Final = 0xE3  # the SSD1306's command that does nothing


class Glass(Protocol):
    """A display of one bit a dot. Both raise OSError where it cannot be reached."""

    def light(self, picture: Image.Image) -> None:
        """Show a picture, and light the display where it was dark."""
        ...

    def darken(self) -> None:
        """Show nothing."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class PngGlass:
    """The display that is a file, for a bench without one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def light(self, picture: Image.Image) -> None:
        """Draw it into the file, which is there whole or not at all."""
        whole = self._path.with_suffix(".part")
        picture.save(whole, format="PNG")
        whole.replace(self._path)

    def darken(self) -> None:
        """Draw a black picture."""
        self.light(small_picture.blank())

    def close(self) -> None:
        """Leave the last picture."""


class Ssd1306Glass:
    """An SSD1306. `wire` is luma's I2C, `make` makes luma's device on it."""

    def __init__(self, wire: Any, make: Callable[[Any], Any], contrast: int) -> None:
        """Begin with a dark display. Raises OSError."""
        self._contrast = contrast
        self._wire = wire
        try:
            with _asked():
                wire.command(_NOTHING)
                self._device = make(wire)
        except OSError:
            wire.cleanup()
            raise

    def light(self, picture: Image.Image) -> None:
        """Wake the display, which is not seen where it is awake, and write the picture."""
        say = self._device._const  # noqa: SLF001 - where luma names the commands
        with _asked():
            # What a display that lost its power for a moment has forgotten.
            self._device.command(say.CHARGEPUMP, 0x14, say.MEMORYMODE, 0x00, say.SETSEGMENTREMAP, say.COMSCANDEC)
            self._device.contrast(self._contrast)
            self._device.display(picture)
            self._device.show()

    def darken(self) -> None:
        """Switch the glass off: nothing is lit, and nothing burns in."""
        with _asked():
            self._device.hide()

    def close(self) -> None:
        """Give the bus back."""
        self._wire.cleanup()


def opener_of(settings: SmallDisplaySettings, folder: Path) -> Callable[[], Glass]:
    """Return what opens the display; it raises OSError, with what to check. `folder` is the state folder."""

    def opened() -> Glass:
        small_picture.check_fonts()
        return PngGlass(folder / PNG) if settings.driver == "png" else _open_ssd1306(settings)

    return opened


def _open_ssd1306(settings: SmallDisplaySettings) -> Ssd1306Glass:
    try:
        from luma.core.interface.serial import i2c  # noqa: PLC0415 - only where there is a display
        from luma.oled.device import ssd1306  # noqa: PLC0415
    except ImportError as error:
        raise OSError("no luma.oled here: install the extra 'oled', or delete [small_display]") from error
    with _asked():
        wire = i2c(port=settings.port, address=settings.address)
    return Ssd1306Glass(wire, lambda on: ssd1306(on, rotate=settings.rotate), settings.contrast)


@contextmanager
def _asked() -> Iterator[None]:
    from luma.core.error import Error  # noqa: PLC0415

    try:
        yield
    except (Error, OSError) as error:
        raise OSError(
            f"{error}; is the small display plugged in, I2C switched on (raspi-config), the address right "
            "(i2cdetect -y 1), and the user in the group i2c?"
        ) from error
