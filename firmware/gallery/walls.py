"""Every wall as pictures: each view in each state and size.

A picture is what a display would flip onto its glass: seen, laid out and painted by the display's own code, then read
off its screen.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image

from display_node.slides.slide import Image as Logo
from display_node.wall.fonts import find
from display_node.wall.logo import LogoFile
from display_node.wall.palette import from_hex
from display_node.wall.screen import Screen
from firmware.gallery.emblem import write_logo
from firmware.gallery.exhibits import Exhibit, Picture, Room
from firmware.gallery.states import State, states
from firmware.gallery.views import (
    FOUR_K,
    FULL_HD,
    HD,
    PORTRAIT,
    SEVEN_INCH,
    VIEWS,
    Size,
    View,
    first_alike,
    page_of,
    settings_of,
    shapes_of,
    states_of,
    views,
)

_THUMBNAIL: Final = 360
_QUICK: Final = 1


class Job(Struct, frozen=True, kw_only=True):
    """One view in one size, in these states."""

    view: View
    size: Size
    states: tuple[str, ...]


def jobs() -> Iterator[Job]:
    """Yield all that is to be painted, in pieces that can be painted beside each other."""
    for view in views():
        names = tuple(dict.fromkeys(first_alike(view, state.name) for state in states_of(view)))
        for size in (FULL_HD, PORTRAIT, *((SEVEN_INCH,) if view.small else ())):
            yield Job(view=view, size=size, states=names)
        if view in VIEWS:
            yield Job(view=view, size=HD, states=("busy",))
            yield Job(view=view, size=FOUR_K, states=("busy",))


def paint(job: Job, folder: Path) -> None:
    """Paint one job into the folder."""
    known = {state.name: state for state in states()}
    screen = Screen(settings_of(job.view, job.size).screen, find())
    with TemporaryDirectory() as name:
        logo = _logo(job.view, Path(name))
        for each in job.states:
            state = replace(known[each], known=replace(known[each].known, logo=logo))
            screen.open()
            screen.show(shapes_of(state, job.view, page_of(state, job.view, job.size, screen.measure)))
            _write(Image.frombytes("RGB", job.size, screen.pixels()), job, each, folder)
    screen.close()


def _logo(view: View, folder: Path) -> Logo | None:
    """Return what a display finds where its theme names a logo."""
    if view.theme.logo is None:
        return None
    write_logo(folder / "logo.png", from_hex(view.theme.ink))
    return LogoFile(str(folder / "logo.png")).look()


def hang(folder: Path) -> tuple[Room, ...]:
    """Return the rooms of walls whose pictures have been painted into the folder."""
    return tuple(_room(view, folder) for view in views())


def _write(picture: Image.Image, job: Job, state: str, folder: Path) -> None:
    path = folder / _path(job.view, state, job.size)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, compress_level=_QUICK)
    if job.size in (FULL_HD, PORTRAIT):
        picture.reduce(min(job.size) // _THUMBNAIL).save(path.with_suffix(".webp"), quality=92, method=2)


def _path(view: View, state: str, size: Size) -> str:
    return f"walls/{view.name}/{state}-{size[0]}x{size[1]}.png"


def _room(view: View, folder: Path) -> Room:
    alike: dict[str, list[State]] = {}
    for state in states_of(view):
        alike.setdefault(first_alike(view, state.name), []).append(state)
    return Room(
        name=view.name,
        group=view.group,
        title=view.title,
        says=view.says,
        exhibits=tuple(_exhibit(view, first, others, folder) for first, *others in alike.values()),
    )


def _exhibit(view: View, state: State, others: Sequence[State], folder: Path) -> Exhibit:
    """Return the pictures of a state, which are those of the others, too."""
    sizes = (FULL_HD, PORTRAIT, SEVEN_INCH, HD, FOUR_K)
    pictures = tuple(_picture(view, state.name, size) for size in sizes)
    return Exhibit(
        title=_titled(state),
        says=state.says,
        pictures=tuple(picture for picture in pictures if (folder / picture.path).exists()),
        alike=tuple(_titled(other) for other in others),
    )


def _titled(state: State) -> str:
    return state.name.replace("-", " ").capitalize()


def _picture(view: View, state: str, size: Size) -> Picture:
    path = _path(view, state, size)
    has_thumbnail = size in (FULL_HD, PORTRAIT)
    return Picture(
        path=path,
        width=size[0],
        height=size[1],
        thumbnail=path.replace(".png", ".webp") if has_thumbnail else "",
    )
