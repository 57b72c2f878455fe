"""Every wall: each layout, and some layouts beside each other, in each state and size.

A picture is what a display would flip onto its glass: seen, laid out and painted by the display's own code, then taken
off its screen as `antrian screenshot` does.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct
from PIL import Image

from display_node.panes import Pane
from display_node.settings import DisplaySettings, NightSettings, ScreenSettings
from display_node.sheet import sheet
from display_node.wall import wall
from display_node.wall.fonts import find
from display_node.wall.lettering import Measure
from display_node.wall.page import Page
from display_node.wall.screen import Screen
from display_node.wall.shapes import Shape, Weight
from firmware.gallery.exhibits import Exhibit, Picture, Room
from firmware.gallery.office import COUNTER, KIOSK
from firmware.gallery.slides import FOLDER
from firmware.gallery.states import State, states
from firmware.node.settings import BoxSettings

Size = tuple[int, int]

FULL_HD: Final[Size] = (1920, 1080)
PORTRAIT: Final[Size] = (1080, 1920)
SEVEN_INCH: Final[Size] = (800, 480)
FOUR_K: Final[Size] = (3840, 2160)
HD: Final[Size] = (1280, 720)
_THUMBNAIL: Final = 360
_QUICK: Final = 1
_BOX: Final = BoxSettings(name="display-1")


class View(Struct, frozen=True, kw_only=True):
    """A wall as settings make it: what stands on it, and the sizes it is shown in beside the two usual ones."""

    name: str
    title: str
    says: str
    panes: tuple[Pane, ...]
    small: bool = False
    is_combined: bool = False

    @property
    def is_there(self) -> bool:
        """Whether a display knows all its layouts."""
        return all(pane.layout in wall.LAYOUTS for pane in self.panes)


VIEWS: Final = (
    View(
        name="calls",
        title="Calls",
        says="One large current call, the recent ones with their counters, the services below.",
        panes=(Pane(),),
    ),
    View(
        name="counters",
        title="Counters",
        says="A tile for each counter.",
        panes=(Pane(layout="counters"),),
    ),
    View(
        name="hall",
        title="Hall",
        says="How many wait for each service, and for about how long.",
        panes=(Pane(layout="hall"),),
    ),
    View(
        name="counter-sign",
        title="Counter sign",
        says="A small screen over counter 3, for visitors and for its officer.",
        panes=(Pane(layout="counter-sign", counter=COUNTER),),
        small=True,
    ),
    View(
        name="kiosk",
        title="Kiosk",
        says="What to press, whether there is paper, and the number itself where there is none.",
        panes=(Pane(layout="kiosk", kiosk=KIOSK),),
        small=True,
    ),
    View(
        name="information",
        title="Information",
        says="Slides from a folder: what to bring, what it costs, when the office is open.",
        panes=(Pane(layout="information", folder=FOLDER),),
    ),
)
COMBINED: Final = (
    View(
        name="calls-information",
        title="Calls beside information",
        says="Two panes; the calls have twice the room.",
        panes=(Pane(share=2, has_tiles=False), Pane(layout="information", folder=FOLDER)),
        is_combined=True,
    ),
    View(
        name="calls-hall",
        title="Calls beside the hall",
        says="The waiting times have a pane of their own instead of tiles.",
        panes=(Pane(share=2, has_tiles=False), Pane(layout="hall")),
        is_combined=True,
    ),
    View(
        name="counters-hall",
        title="Counters beside the hall",
        says="For a hall in which people sit before their counters.",
        panes=(Pane(layout="counters", share=2), Pane(layout="hall")),
        is_combined=True,
    ),
)
# Combined walls are shown on a day like any other and when things go wrong.
_COMBINED_STATES: Final = frozenset({"busy", "two-calls", "offline", "manual", "evacuation", "long-names"})


class Job(Struct, frozen=True, kw_only=True):
    """One view in one size, in these states."""

    view: View
    size: Size
    states: tuple[str, ...]


def views() -> tuple[View, ...]:
    """Return the walls that a display can show."""
    return tuple(view for view in (*VIEWS, *COMBINED) if view.is_there)


def jobs() -> Iterator[Job]:
    """Yield all that is to be painted, in pieces that can be painted beside each other."""
    for view in views():
        names = tuple(dict.fromkeys(first_alike(view, state.name) for state in states_of(view)))
        for size in (FULL_HD, PORTRAIT, *((SEVEN_INCH,) if view.small else ())):
            yield Job(view=view, size=size, states=names)
        if not view.is_combined:
            yield Job(view=view, size=HD, states=("busy",))
            yield Job(view=view, size=FOUR_K, states=("busy",))


def states_of(view: View) -> tuple[State, ...]:
    """Return the states that a view is shown in."""
    return tuple(state for state in states() if not view.is_combined or state.name in _COMBINED_STATES)


@cache
def first_alike(view: View, state: str) -> str:
    """Return the first state that this view cannot be told from: its pictures are those of that state, too."""
    return next(each.name for each in states() if _seen(view, each.name) == _seen(view, state))


@cache
def _seen(view: View, state: str) -> tuple[object, object]:
    """Return what a view shows, and the colours of the hour."""
    found = next(each for each in states() if each.name == state)
    return wall.see(found.known, view.panes), page_of(found, FULL_HD, _by_letters).theme


def _by_letters(text: str, _weight: Weight, size: int) -> float:
    return len(text) * size / 2


def paint(job: Job, folder: Path) -> None:
    """Paint one job into the folder."""
    known = {state.name: state for state in states()}
    screen = Screen(settings_of(job.size).screen, find())
    for name in job.states:
        screen.open()
        screen.show(shapes_of(known[name], job.view, page_of(known[name], job.size, screen.measure)))
        _write(Image.frombytes("RGB", job.size, screen.pixels()), job, name, folder)
    screen.close()


def settings_of(size: Size) -> DisplaySettings:
    """Return the settings of a display of this size: a television, or 7 inches at arm's length and a little more."""
    width, height = size
    screen = ScreenSettings(driver="dummy", width=width, height=height)
    if size == SEVEN_INCH:
        screen = ScreenSettings(driver="dummy", width=width, height=height, inches=7, viewing_meters=1.5)
    return DisplaySettings(box=_BOX, screen=screen, night=NightSettings())


def page_of(state: State, size: Size, measure: Measure) -> Page:
    """Return the page that a display lays this state out on: in the evening a dimmed one."""
    return sheet(settings_of(size), size, measure, state.known.now)


def shapes_of(state: State, view: View, page: Page) -> tuple[Shape, ...]:
    """Return what a display draws for a view in a state, at rest."""
    return wall.lay_out(wall.see(state.known, view.panes), page)


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
    return Room(
        name=view.name,
        group="Combined walls" if view.is_combined else "Walls",
        title=view.title,
        says=view.says,
        exhibits=tuple(_exhibit(view, state, folder) for state in states_of(view)),
    )


def _exhibit(view: View, state: State, folder: Path) -> Exhibit:
    sizes = (FULL_HD, PORTRAIT, SEVEN_INCH, HD, FOUR_K)
    pictures = tuple(_picture(view, first_alike(view, state.name), size) for size in sizes)
    return Exhibit(
        title=state.name.replace("-", " ").capitalize(),
        says=state.says,
        pictures=tuple(picture for picture in pictures if (folder / picture.path).exists()),
    )


def _picture(view: View, state: str, size: Size) -> Picture:
    path = _path(view, state, size)
    has_thumbnail = size in (FULL_HD, PORTRAIT)
    return Picture(
        path=path,
        width=size[0],
        height=size[1],
        thumbnail=path.replace(".png", ".webp") if has_thumbnail else "",
    )
