"""What a small display is made of: luma's own SSD1306 on a played wire, and the file."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from luma.core.error import DeviceNotFoundError
from luma.oled.device import ssd1306
from PIL import Image

from button_node.settings import SmallDisplaySettings
from button_node.small_glass import PNG, Ssd1306Glass, opener_of
from button_node.small_page import SmallPage
from button_node.small_picture import draw

PICTURE = draw(SmallPage(number="A 017", service="A", waiting="3 menunggu", foot=(), is_urgent=False))


class PlayedWire:
    """An I2C wire as luma sees one, with the memory of a display at its end."""

    def __init__(self) -> None:
        self.is_there = True
        self.is_open = True
        self.is_lit = False
        self.memory = b""
        self.commands: list[int] = []

    def command(self, *words: int) -> None:
        """Take commands, as one display does that is plugged in."""
        self._reach()
        self.commands.extend(words)
        if words in ((0xAE,), (0xAF,)):
            self.is_lit = words == (0xAF,)

    def data(self, data: list[int]) -> None:
        """Take a whole picture."""
        self._reach()
        self.memory = bytes(data)

    def cleanup(self) -> None:
        """Be given back."""
        self.is_open = False

    def _reach(self) -> None:
        if not self.is_there:
            raise DeviceNotFoundError("I2C device not found on address: 0x3C")


@pytest.fixture(autouse=True)
def lumas_age() -> Iterator[None]:
    """Let luma ask Pillow for dots in a way that Pillow 14 will not know."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Image.Image.getdata", DeprecationWarning)
        yield


def pages_of(picture: Image.Image) -> bytes:
    """Return a picture as the SSD1306 keeps it: eight rows in a byte, the uppermost in its lowest bit."""
    return bytes(
        sum(1 << bit for bit in range(8) if picture.getpixel((x, page * 8 + bit)))
        for page in range(8)
        for x in range(128)
    )


def test_the_picture_is_on_the_glass_dot_by_dot() -> None:
    """As the data sheet lays the memory out."""
    wire = PlayedWire()
    glass = Ssd1306Glass(wire, ssd1306, 90)
    glass.light(PICTURE)
    assert wire.memory == pages_of(PICTURE)
    assert wire.is_lit
    assert (0x81, 90) in zip(wire.commands, wire.commands[1:], strict=False)
    glass.close()
    assert not wire.is_open


def test_a_dark_glass_is_switched_off() -> None:
    """Not merely black: the charge pump rests, and what is lit again comes back whole."""
    wire = PlayedWire()
    glass = Ssd1306Glass(wire, ssd1306, 90)
    glass.darken()
    assert not wire.is_lit
    glass.light(PICTURE)
    assert wire.is_lit
    glass.close()


def test_a_missing_display_says_what_to_check_and_luma_does_not_hear_of_it() -> None:
    """It is asked for again every few seconds; luma would remember each of them."""
    wire, made = PlayedWire(), []
    wire.is_there = False
    with pytest.raises(OSError, match="0x3C; is the small display plugged in"):
        Ssd1306Glass(wire, made.append, 90)
    assert made == []
    assert not wire.is_open


def test_a_display_that_is_pulled_out_says_what_to_check() -> None:
    """While it is lit and while it is dark."""
    wire = PlayedWire()
    glass = Ssd1306Glass(wire, ssd1306, 90)
    wire.is_there = False
    for act in (lambda: glass.light(PICTURE), glass.darken):
        with pytest.raises(OSError, match="group i2c"):
            act()
    glass.close()


def test_a_machine_without_i2c_says_what_to_check(tmp_path: Path) -> None:
    """The bus is a file of the kernel's, and may not be there."""
    with pytest.raises(OSError, match="I2C switched on"):
        opener_of(SmallDisplaySettings(port=99), tmp_path)()


def test_the_file_shows_what_the_glass_would(tmp_path: Path) -> None:
    """Chosen by settings; nobody ever reads half a picture."""
    glass = opener_of(SmallDisplaySettings(driver="png"), tmp_path)()
    glass.light(PICTURE)
    with Image.open(tmp_path / PNG) as shown:
        assert shown.tobytes() == PICTURE.tobytes()
    glass.darken()
    with Image.open(tmp_path / PNG) as shown:
        assert shown.getbbox() is None
    glass.close()
    assert [path.name for path in tmp_path.iterdir()] == [PNG]
