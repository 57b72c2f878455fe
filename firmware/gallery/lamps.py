"""The lamp language as pictures: four seconds of every row, drawn by the function that lights the lamps.

Each picture is an SVG whose lamp lives: it takes its brightness from the same samples as the strip beside it.
"""

from pathlib import Path
from typing import Final

from button_node.lamp import FRAME_SECONDS, LANGUAGE, LampState, Phrase, Sight, brightness, state
from firmware.gallery.exhibits import Exhibit, Picture, Room

SECONDS: Final = 4.0
WIDTH, HEIGHT = 480, 96
_LEFT, _TOP, _TALL = 104, 16, 44
_GROUND, _DARK, _LIT, _SOFT = "#0b1b33", "#12284a", "#ffc845", "#b9c7dc"

# What a box knows when its lamp says so, at the beginning of a strip.
SIGHTS: Final = {
    LampState.READY: Sight(),
    LampState.SENT: Sight(is_pending=True),
    LampState.REFUSED: Sight(refused_at=0.0),
    LampState.OFFLINE: Sight(is_hub_silent=True),
    LampState.REMINDER: Sight(is_reminding=True),
    LampState.NO_PAPER: Sight(lacks_paper=True),
    LampState.COMING: Sight(is_helped=True),
    LampState.DARK: Sight(is_closed=True),
}


def hang(folder: Path) -> Room:
    """Draw every row of the language into the folder, and return the room."""
    (folder / "lamps").mkdir(parents=True, exist_ok=True)
    return Room(
        name="lamps",
        group="Lamps",
        title="The language of the lamps",
        says="Kiosk and counter speak the same. Each strip is four seconds long; the lamp beside it lives.",
        exhibits=tuple(_exhibit(row, folder) for row in LANGUAGE),
    )


def _exhibit(row: Phrase, folder: Path) -> Exhibit:
    path = f"lamps/{row.state.value.lower()}.svg"
    (folder / path).write_text(strip(SIGHTS[row.state]), encoding="utf-8")
    return Exhibit(
        title=row.seen.capitalize(),
        says=meaning(row),
        pictures=(Picture(path=path, width=WIDTH, height=HEIGHT),),
    )


def meaning(row: Phrase) -> str:
    """Return what a row means, where it means anything: once where kiosk and counter say the same."""
    if row.kiosk == row.counter:
        return f"{row.kiosk[0].upper()}{row.kiosk[1:]}."
    places = (("Kiosk", row.kiosk), ("Counter", row.counter))
    return " ".join(f"{place}: {means}." for place, means in places if means != "-")


def levels(sight: Sight) -> list[float]:
    """Return how bright the lamp is in each frame of the strip, 0 to 1."""
    return [brightness(sight, n * FRAME_SECONDS) for n in range(round(SECONDS / FRAME_SECONDS))]


def shown(sight: Sight) -> LampState:
    """Return what the lamp says when the strip begins."""
    return state(sight, 0.0)


def strip(sight: Sight) -> str:
    """Return the picture of one lamp: the lamp itself, then its brightness over four seconds."""
    found = levels(sight)
    frames = "".join(f"{100 * n / len(found):.2f}%{{opacity:{level:.2f}}}" for n, level in enumerate(found))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f"<style>@keyframes l{{{frames}}}.l{{animation:l {SECONDS:g}s steps(1,end) infinite}}"
        f"text{{font:500 13px Inter,system-ui,sans-serif;fill:{_SOFT}}}</style>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="{_GROUND}"/>'
        f'<circle cx="52" cy="{HEIGHT // 2}" r="27" fill="{_DARK}"/>'
        f'<circle class="l" cx="52" cy="{HEIGHT // 2}" r="22" fill="{_LIT}" opacity="{found[0]:.2f}"/>'
        f'<rect x="{_LEFT}" y="{_TOP}" width="{WIDTH - _LEFT - 20}" height="{_TALL}" rx="4" fill="{_DARK}"/>'
        f"{_bars(found)}{_seconds()}</svg>\n"
    )


def _bars(found: list[float]) -> str:
    """One bar a frame: as tall and as bright as the lamp, so that grey printing tells it, too."""
    wide = (WIDTH - _LEFT - 20) / len(found)
    return "".join(
        f'<rect x="{_LEFT + n * wide:.2f}" y="{_TOP + _TALL * (1 - level):.1f}" width="{wide + 0.05:.2f}" '
        f'height="{_TALL * level:.1f}" fill="{_LIT}" opacity="{0.35 + 0.65 * level:.2f}"/>'
        for n, level in enumerate(found)
        if level > 0
    )


def _seconds() -> str:
    room, whole = WIDTH - _LEFT - 20, round(SECONDS)
    anchors = ["start", *["middle"] * (whole - 1), "end"]
    return "".join(
        f'<text x="{_LEFT + room * n / whole:.0f}" y="{_TOP + _TALL + 22}" text-anchor="{anchor}">'
        f"{n}{' s' if n == whole else ''}</text>"
        for n, anchor in enumerate(anchors)
    )
