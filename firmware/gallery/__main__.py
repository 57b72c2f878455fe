"""Renders all that people see, hear and hold into a folder: `python -m firmware.gallery [--out FOLDER]`.

Walls and sentences are made beside each other, one process for each core. What is in the folder is the same each time.
"""

import argparse
import os
import shutil
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from firmware.gallery import lamps, sentences, slips, small, walls
from firmware.gallery.page import page

OUT: Final = Path("out/gallery")


def main() -> None:
    """Render, and tell what and how long it took."""
    parser = argparse.ArgumentParser(prog="python -m firmware.gallery", description="What people see, hear and hold.")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FOLDER", help="where it goes; emptied before")
    folder = parser.parse_args().out
    began = time.monotonic()
    render(folder)
    files = sum(1 for path in folder.rglob("*") if path.is_file())
    print(f"{files} files in {time.monotonic() - began:.1f} s: open {folder / 'index.html'}")


def render(folder: Path) -> None:
    """Make the whole gallery in this folder, which is emptied before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        painted = [workers.submit(walls.paint, job, folder) for job in walls.jobs()]
        voice = workers.submit(sentences.hang, folder)
        paper = workers.submit(slips.hang, folder)
        lit = (lamps.hang(folder), *small.hang(folder))
        for each in painted:
            each.result()
        rooms = (*walls.hang(folder), *paper.result(), *voice.result(), *lit)
    (folder / "index.html").write_text(page(rooms), encoding="utf-8")


if __name__ == "__main__":
    main()
