"""The walls of the gallery, as settings make them: every layout, some beside each other, some in other colours.

Beside them stands how a display would see and lay out a state with those settings, for the gallery and its tests alike.
"""

from functools import cache
from typing import Final

from msgspec import Struct

from display_node.panes import Pane
from display_node.settings import DisplaySettings, NightSettings, ScreenSettings, ThemeSettings
from display_node.sheet import sheet
from display_node.wall import wall
from display_node.wall.lettering import Measure
from display_node.wall.page import Page
from display_node.wall.shapes import Shape, Weight
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
LOGO: Final = "/etc/antrian/logo.png"
_BOX: Final = BoxSettings(name="display-1")
# What is not a layout of its own is shown on a day like any other and when things go wrong.
_SUCH_DAYS: Final = ("busy", "long-names", "two-calls", "offline", "manual", "evacuation", "night")


class View(Struct, frozen=True, kw_only=True):
    """A wall as settings make it.

    With `small` it is shown on 7 inches, too; `states` are those that it is shown in (none: all).
    """

    name: str
    title: str
    says: str
    panes: tuple[Pane, ...]
    small: bool = False
    group: str = "Walls"
    states: tuple[str, ...] = ()
    theme: ThemeSettings = ThemeSettings()

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
        title="Calls, information",
        says="Two panes; the calls have twice the room.",
        panes=(Pane(share=2, has_tiles=False), Pane(layout="information", folder=FOLDER)),
        group="Combined walls",
        states=_SUCH_DAYS,
    ),
    View(
        name="calls-hall",
        title="Calls, hall",
        says="The waiting times have a pane of their own instead of tiles.",
        panes=(Pane(share=2, has_tiles=False), Pane(layout="hall")),
        group="Combined walls",
        states=_SUCH_DAYS,
    ),
    View(
        name="counters-hall",
        title="Counters, hall",
        says="For a hall in which people sit before their counters.",
        panes=(Pane(layout="counters", share=2), Pane(layout="hall")),
        group="Combined walls",
        states=_SUCH_DAYS,
    ),
)
THEMED: Final = (
    View(
        name="bright",
        title="Bright",
        says="Dark on light for a hall full of sun, with the office's logo.",
        panes=(Pane(),),
        group="Themes",
        states=_SUCH_DAYS,
        theme=ThemeSettings(
            logo=LOGO,
            ground="#F3F5F9",
            panel="#FFFFFF",
            chip="#DDE4EF",
            ink="#0B1B33",
            soft="#3D4C66",
            value="#00544A",
            accent="#8C2A00",
            glow="#6E2000",
            brown="#FFE9DC",
            rule="#B5663F",
            paper="#0B1B33",
        ),
    ),
    View(
        name="forest",
        title="Forest",
        says="The colours of another house, with its logo.",
        panes=(Pane(),),
        group="Themes",
        states=_SUCH_DAYS,
        theme=ThemeSettings(
            logo=LOGO,
            ground="#06251B",
            panel="#0C3427",
            chip="#15503B",
            soft="#BFD8CC",
            value="#8FE3FF",
            accent="#FFD166",
            glow="#FFEBBF",
            brown="#332700",
            rule="#BFA253",
        ),
    ),
)


def views() -> tuple[View, ...]:
    """Return the walls that a display can show."""
    return tuple(view for view in (*VIEWS, *COMBINED, *THEMED) if view.is_there)


def states_of(view: View) -> tuple[State, ...]:
    """Return the states that a view is shown in."""
    return tuple(state for state in states() if not view.states or state.name in view.states)


@cache
def first_alike(view: View, state: str) -> str:
    """Return the first state that this view cannot be told from: its pictures are those of that state, too."""
    return next(each.name for each in states() if _seen(view, each.name) == _seen(view, state))


@cache
def _seen(view: View, state: str) -> tuple[object, object]:
    """Return what a view shows, and the colours of the hour."""
    found = next(each for each in states() if each.name == state)
    return wall.see(found.known, view.panes), page_of(found, view, FULL_HD, _by_letters).theme


def _by_letters(text: str, _weight: Weight, size: int) -> float:
    return len(text) * size / 2


def settings_of(view: View, size: Size) -> DisplaySettings:
    """Return the settings of a display of this size with that view: a television, or 7 inches read from a step away."""
    width, height = size
    screen = ScreenSettings(driver="dummy", width=width, height=height)
    if size == SEVEN_INCH:
        screen = ScreenSettings(driver="dummy", width=width, height=height, inches=7, viewing_meters=1.5)
    return DisplaySettings(box=_BOX, screen=screen, pane=view.panes, theme=view.theme, night=NightSettings())


def page_of(state: State, view: View, size: Size, measure: Measure) -> Page:
    """Return the page that a display lays this state out on: in the evening a dimmed one."""
    return sheet(settings_of(view, size), size, measure, state.known.now)


def shapes_of(state: State, view: View, page: Page) -> tuple[Shape, ...]:
    """Return what a display draws for a view in a state, at rest."""
    return wall.lay_out(wall.see(state.known, view.panes), page)
