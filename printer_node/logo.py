"""The office's logo as dots, read from a picture file: made once, and anew when the file has changed.

A logo never costs a slip. A file that is missing or cannot be read is told (`LOGO_FAILED`), and the paper comes without
it. Greys become black and white by error diffusion (Floyd and Steinberg), what is transparent is white. It is kept
small: half the roll's width or a fifth of it in height, because each square centimetre is 800 bytes on the wire.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct
from PIL import Image, ImageOps

from printer_node.elements import BYTE, Raster, Roll

LARGEST_PIXELS: Final = 4_000_000


class LogoSeen(Struct, frozen=True):
    """The logo has been looked at. `wrong` says what to check; empty, it is well."""

    wrong: str


class LogoError(Exception):
    """A picture that cannot be printed; says what to check."""


class Logo:
    """Keeps the dots of one file. `tell` hears how it is whenever that changes."""

    def __init__(self, path: str | None, roll: Roll, tell: Callable[[LogoSeen], None]) -> None:
        self._path = None if path is None else Path(path)
        self._roll = roll
        self._tell = tell
        self._stamp: tuple[int, int] | None = None
        self._seen = LogoSeen("")
        self._raster: Raster | None = None

    def raster(self) -> Raster | None:
        """Return the dots; None where there is no logo or none that can be printed."""
        if self._path is None:
            return None
        stamp = _stamp(self._path)
        if stamp is None or stamp != self._stamp:
            self._stamp = stamp
            self._read(self._path)
        return self._raster

    def _read(self, path: Path) -> None:
        try:
            self._raster, seen = read_logo(path, self._roll), LogoSeen("")
        except LogoError as error:
            self._raster, seen = None, LogoSeen(str(error))
        if seen != self._seen:
            self._seen = seen
            self._tell(seen)


def read_logo(path: Path, roll: Roll) -> Raster:
    """Return the picture in black and white, as large as a logo may be on this roll. Raises LogoError."""
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > LARGEST_PIXELS:
                raise LogoError(f"{path} has {picture.width} x {picture.height} pixels; save it smaller")
            raster = raster_of(picture, roll)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise LogoError(f"{path} cannot be read: {_plainly(error)}; is it a PNG?") from error
    return raster


def _plainly(error: Exception) -> str:
    return "there is no such file" if isinstance(error, FileNotFoundError) else type(error).__name__


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def raster_of(picture: Image.Image, roll: Roll) -> Raster:
    """Return any picture in black and white, as large as a logo may be on this roll."""
    ink = picture.convert("RGBA")
    shades = Image.alpha_composite(Image.new("RGBA", ink.size, "white"), ink).convert("L")
    fitted = ImageOps.contain(shades, (roll.dots // 2, roll.dots // 5), Image.Resampling.LANCZOS)
    width = -(-fitted.width // BYTE) * BYTE
    page = Image.new("L", (width, fitted.height))
    page.paste(ImageOps.invert(fitted), ((width - fitted.width) // 2, 0))
    return Raster(width, page.convert("1").tobytes())
