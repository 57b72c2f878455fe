"""Draws the golden pictures and those of the READMEs anew: `python -m tests.gallery.redraw`.

Look at what has changed (`git diff --stat`, then the pictures) before you keep it.
"""

from pathlib import Path
from typing import Final

import pygame
from PIL import Image

from display_node.wall.fonts import find
from display_node.wall.painter import Painter
from firmware.gallery import slips
from tests.gallery import golden

ROOT: Final = Path(__file__).resolve().parents[2]
WALLS: Final = ROOT / "display_node" / "pictures"
SLIP: Final = ROOT / "printer_node" / "pictures" / "slip.png"
README_WIDTH: Final = 960
# Layout, state and size of each picture in a README.
SHOWN: Final = {
    "calls": ("busy", (1920, 1080)),
    "hall": ("busy", (1920, 1080)),
    "counters": ("busy", (1920, 1080)),
    "kiosk": ("busy", (1920, 1080)),
    "counter-sign": ("busy", (1920, 1080)),
}
README_PICTURES: Final = (*(WALLS / f"{layout}.png" for layout in SHOWN), SLIP)
_COLOURS: Final = 48


def main() -> None:
    """Draw every picture, and take away those of layouts and states that are no more."""
    painter = Painter(find())
    kept = [*_golden(painter), *_for_readmes(painter)]
    print(f"{len(kept)} pictures, {sum(path.stat().st_size for path in kept) / 1e6:.2f} MB")  # noqa: T201


def _golden(painter: Painter) -> list[Path]:
    golden.FOLDER.mkdir(exist_ok=True)
    paths = []
    for layout, state, size in golden.cases():
        drawn = golden.shapes(painter, golden.LAYOUTS[layout], golden.STATES[state], size)
        paths.append(golden.path(layout, state, size))
        golden.keep(golden.painted(painter, drawn, size), golden.words(drawn), paths[-1])
    for old in set(golden.FOLDER.glob("*.png")) - set(paths):
        old.unlink()
    return paths


def _for_readmes(painter: Painter) -> list[Path]:
    paths = [_wall(painter, layout, *SHOWN[layout]) for layout in SHOWN if layout in golden.LAYOUTS]
    SLIP.parent.mkdir(exist_ok=True)
    SLIP.write_bytes(slips.picture(slips.variants()[0], 80))
    with Image.open(SLIP) as paper:
        paper.quantize(8).save(SLIP, optimize=True)
    return [*paths, SLIP]


def _wall(painter: Painter, layout: str, state: str, size: golden.Size) -> Path:
    surface = pygame.Surface(size)
    painter.paint(surface, golden.shapes(painter, golden.LAYOUTS[layout], golden.STATES[state], size))
    picture = Image.frombytes("RGB", size, pygame.image.tobytes(surface, "RGB"))
    small = picture.resize((README_WIDTH, README_WIDTH * size[1] // size[0]), Image.Resampling.LANCZOS)
    WALLS.mkdir(exist_ok=True)
    path = WALLS / f"{layout}.png"
    small.quantize(_COLOURS, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


if __name__ == "__main__":
    main()
