"""What a morning leaves in its folder: pictures of slips and walls, spoken calls, `summary.json`.

Only what an earlier morning made is removed at the start, so that a folder given by mistake keeps what is in it.
"""

import shutil
from pathlib import Path
from typing import Final

import msgspec

from firmware.demo import boxes
from firmware.demo.account import Evidence, Summary, Window
from firmware.demo.evidence import papers_of, read_presses
from firmware.demo.office import PRESSES, DemoOffice

OFFICE: Final = "office"
_MADE: Final = ("slip-*.png", "board-*.png", "call-*.wav", "summary.json")


class LeavingsError(Exception):
    """The folder for the results holds something that is not ours."""


def clear(folder: Path) -> Path:
    """Remove what an earlier morning left; returns the folder for the office's own files, which is not there yet.

    Raises LeavingsError for an `office` that no morning made.
    """
    office = folder / OFFICE
    if office.exists() and not (office / PRESSES).exists():
        raise LeavingsError(f"{office} is not from a demo; take another folder with --out, or move it away")
    folder.mkdir(parents=True, exist_ok=True)
    for pattern in _MADE:
        for path in folder.glob(pattern):
            path.unlink()
    if office.exists():
        shutil.rmtree(office)
    return office


def gather(office: DemoOffice, windows: tuple[Window, ...]) -> Evidence:
    """Return all that was seen from outside in this office."""
    return Evidence(
        presses=read_presses(office.press_log.path),
        papers=tuple(paper for kiosk, name in boxes.KIOSKS.items() for paper in papers_of(kiosk, office.papers(name))),
        shown=tuple(shown for display in boxes.ZONES for shown in office.shown(display)),
        spoken=tuple(spoken for display in boxes.ZONES for spoken in office.spoken(display)),
        accepted=office.accepted(),
        windows=windows,
    )


def leave_summary(folder: Path, summary: Summary) -> None:
    """Write `summary.json`."""
    text = msgspec.json.format(msgspec.json.encode(summary), indent=2)
    (folder / "summary.json").write_bytes(text + b"\n")


def leave_boards(folder: Path, pictures: dict[str, bytes]) -> None:
    """Write `board-<display>-<when>.png`."""
    for name, picture in pictures.items():
        (folder / f"board-{name}.png").write_bytes(picture)


def leave_slips(folder: Path, office: DemoOffice) -> None:
    """Copy every paper to `slip-<number>.png`; a torn one and a reprint say so in their names.

    The virtual printers draw behind the printing, so this is called when they have ended.
    """
    for printer in boxes.KIOSKS.values():
        for line in office.papers(printer):
            torn, marked = "" if line.is_complete else "-torn", "-reprint" if line.is_marked else ""
            name = f"slip-{line.number or printer}{torn}{marked}.png"
            shutil.copyfile(office.folder / "papers" / printer / line.picture, folder / name)


def leave_calls(folder: Path, office: DemoOffice) -> None:
    """Copy every sentence to `call-<display>-<n>.wav`."""
    for display in boxes.ZONES:
        for path in sorted(office.sentences(display).glob("call-*.wav")):
            shutil.copyfile(path, folder / f"call-{display}-{path.stem.removeprefix('call-')}.wav")
