"""Where the letters come from: a Debian package, never a file in this repository.

Inter has an optical size for large text (InterDisplay) and one for small; DejaVu Sans stands in where Inter is not
installed. A wall without any font cannot speak, so that is said at start, with the package to install.
"""

from pathlib import Path
from typing import Final

from msgspec import Struct

from display_node.wall.shapes import Weight
from firmware.node.settings import SettingsError

FOLDERS: Final = (
    Path("/usr/share/fonts/opentype/inter"),
    Path("/usr/share/fonts/truetype/inter"),
    Path("/usr/share/fonts/truetype/dejavu"),
)
LARGE: Final = 60
_STYLES: Final = {
    Weight.MEDIUM: ("Medium", "DejaVuSans.ttf"),
    Weight.SEMIBOLD: ("SemiBold", "DejaVuSans-Bold.ttf"),
    Weight.BOLD: ("Bold", "DejaVuSans-Bold.ttf"),
    Weight.EXTRABOLD: ("ExtraBold", "DejaVuSans-Bold.ttf"),
}


class Fonts(Struct, frozen=True):
    """The font file of each weight, for small text and for large."""

    small: dict[Weight, Path]
    large: dict[Weight, Path]

    def path(self, weight: Weight, size: int) -> Path:
        """Return the file to draw text of this em with."""
        return (self.large if size >= LARGE else self.small)[weight]


def find(folders: tuple[Path, ...] = FOLDERS) -> Fonts:
    """Return the fonts of this machine. Raises SettingsError naming the package to install."""
    small, large = {}, {}
    for weight, (style, stand_in) in _STYLES.items():
        plain = _first(folders, f"Inter-{style}.otf", f"Inter-{style}.ttf", stand_in)
        small[weight] = plain
        large[weight] = _first(folders, f"InterDisplay-{style}.otf", f"InterDisplay-{style}.ttf", str(plain))
    return Fonts(small, large)


def _first(folders: tuple[Path, ...], *names: str) -> Path:
    for name in names:
        for folder in folders:
            if (folder / name).is_file():
                return folder / name
    raise SettingsError("no font for the wall: install the Debian package fonts-inter (or fonts-dejavu-core)")
