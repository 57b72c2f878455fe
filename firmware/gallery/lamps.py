"""The lamp language as pictures: four seconds of every row, drawn by the function that lights the lamps.

Each picture is an SVG whose lamp lives: it takes its brightness from the same samples as the strip beside it.
"""

from pathlib import Path
from typing import Final

from button_node.lamp import LANGUAGE, LampState, Phrase, Sight, brightness, state
from firmware.gallery.exhibits import Exhibit, Picture, Room

SECONDS: Final = 4.0
WIDTH, HEIGHT = 480, 96
_LEFT, _TOP, _WIDE, _TALL = 104, 16, 356, 44
_SAMPLE: Final = 0.02
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
        title="Language",
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
    """Return how bright the lamp is every 20 ms of the strip, 0 to 1."""
    return [brightness(sight, n * _SAMPLE) for n in range(round(SECONDS / _SAMPLE))]


def shown(sight: Sight) -> LampState:
    """Return what the lamp says when the strip begins."""
    return state(sight, 0.0)


def strip(sight: Sight) -> str:
    """Return the picture of one lamp: the lamp itself, then its brightness over four seconds."""
    found = levels(sight)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f"<style>@keyframes l{{{_frames(found)}}}.l{{animation:l {SECONDS:g}s steps(1,end) infinite}}"
        f"text{{font:500 13px Inter,system-ui,sans-serif;fill:{_SOFT}}}</style>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="{_GROUND}"/>'
        f'<circle cx="52" cy="{HEIGHT // 2}" r="27" fill="{_DARK}"/>'
        f'<circle class="l" cx="52" cy="{HEIGHT // 2}" r="22" fill="{_LIT}" opacity="{found[0]:.2f}"/>'
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_WIDE}" height="{_TALL}" rx="4" fill="{_DARK}"/>'
        f'<path d="{_curve(found)}" fill="{_LIT}"/>{_seconds()}</svg>\n'
    )


def _frames(found: list[float]) -> str:
    """The frames of the living lamp; one that changes nothing is left out."""
    changes = [n for n, level in enumerate(found) if n == 0 or level != found[n - 1]]
    return "".join(f"{100 * n / len(found):.2f}%{{opacity:{found[n]:.2f}}}" for n in changes)


def _curve(found: list[float]) -> str:
    """The brightness as an area: grey printing tells it, too."""
    foot, wide = _TOP + _TALL, _WIDE / len(found)
    tops = " ".join(f"V{foot - _TALL * level:.1f}H{_LEFT + (n + 1) * wide:.1f}" for n, level in enumerate(found))
    return f"M{_LEFT} {foot} {tops} V{foot}Z"


def _seconds() -> str:
    whole = round(SECONDS)
    anchors = ["start", *["middle"] * (whole - 1), "end"]
    return "".join(
        f'<text x="{_LEFT + _WIDE * n / whole:.0f}" y="{_TOP + _TALL + 22}" text-anchor="{anchor}">'
        f"{n}{' s' if n == whole else ''}</text>"
        for n, anchor in enumerate(anchors)
    )
