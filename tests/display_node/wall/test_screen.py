"""Shapes become pixels, the pixels a PNG, and a screen that is not there a sentence."""

import io
import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pygame
import pytest

from display_node.panes import Pane
from display_node.settings import DisplaySettings, ScreenSettings
from display_node.wall.fonts import FOLDERS, find
from display_node.wall.known import Known
from display_node.wall.page import Page
from display_node.wall.painter import Painter
from display_node.wall.palette import PLAIN
from display_node.wall.screen import PICTURE_LIMIT, Screen, ScreenError, connected
from display_node.wall.shapes import Area, Panel, Stroke, Text, Weight
from display_node.wall.wall import Wall, lay_out, see
from firmware.messages.notices import Board, Call, Estimate, Office
from firmware.node.settings import SettingsError, load

DUMMY = ScreenSettings(driver="dummy", width=1280, height=720)
A_PAGE = Panel(Area(0, 0, 1280, 720), 0, PLAIN.ground)
A_PANEL = Panel(Area(100, 100, 400, 200), 24, PLAIN.accent)


def scene(board: Board, office: Office, now: datetime, silent: datetime | None) -> Wall:
    """Return a wall of calls."""
    return see(Known(board=board, office=office, now=now, silent_since=silent), [Pane()])


@pytest.fixture
def screen() -> Iterator[Screen]:
    """A screen in memory, open."""
    screen = Screen(DUMMY, find())
    screen.open()
    yield screen
    screen.close()


def picture(png: bytes) -> pygame.Surface:
    """Return the picture in a PNG."""
    return pygame.image.load(io.BytesIO(png), "wall.png")


def test_a_picture_of_the_wall_is_what_was_drawn(screen: Screen) -> None:
    """Panel inside, ground outside, the corner rounded off."""
    screen.show((A_PAGE, A_PANEL))
    seen = picture(screen.picture())
    assert seen.get_size() == screen.size == (1280, 720)
    assert tuple(seen.get_at((300, 200)))[:3] == PLAIN.accent
    assert tuple(seen.get_at((50, 50)))[:3] == PLAIN.ground
    assert tuple(seen.get_at((100, 100)))[:3] == PLAIN.ground
    assert tuple(seen.get_at((100, 200)))[:3] == tuple(seen.get_at((499, 299 - 24)))[:3] == PLAIN.accent


def test_round_corners_and_slanted_lines_have_no_steps(screen: Screen) -> None:
    """Colours between ink and ground lie along them."""
    screen.show((A_PANEL, Stroke(((700, 100), (800, 200)), 20, PLAIN.ink)))
    seen = picture(screen.picture())
    corner = {tuple(seen.get_at((x, y)))[:3] for x in range(100, 124) for y in range(100, 124)}
    line = {tuple(seen.get_at((x, 150)))[:3] for x in range(700, 800)}
    assert len(corner) > 5
    assert len(line) > 3
    assert PLAIN.ink in line


def test_a_turned_screen_is_laid_out_upright() -> None:
    """A television that hangs on its side is a portrait page, and a screenshot of it is upright."""
    screen = Screen(ScreenSettings(driver="dummy", width=1280, height=720, turned=90), find())
    screen.open()
    assert screen.size == (720, 1280)
    screen.show((Panel(Area(0, 0, 720, 1280), 0, PLAIN.ground), Panel(Area(0, 0, 720, 100), 0, PLAIN.accent)))
    glass = pygame.display.get_surface()
    assert glass is not None
    assert tuple(glass.get_at((1279, 300)))[:3] == PLAIN.accent
    assert tuple(glass.get_at((1000, 300)))[:3] == PLAIN.ground
    assert tuple(picture(screen.picture()).get_at((300, 50)))[:3] == PLAIN.accent
    screen.close()


def test_a_screen_that_is_not_there_says_what_to_check() -> None:
    """The error names the driver and the next thing to look at; it may be tried again."""
    screen = Screen(ScreenSettings(driver="wayland"), find())
    with pytest.raises(ScreenError, match=r"driver wayland: .*WAYLAND_DISPLAY"):
        screen.open()
    assert not screen.is_open
    with pytest.raises(ScreenError, match="not open"):
        screen.picture()
    with pytest.raises(ScreenError, match="not open"):
        screen.show(())


def test_a_screen_can_be_taken_again(screen: Screen) -> None:
    """After it was lost and given back."""
    screen.close()
    assert screen.size == (0, 0)
    screen.open()
    screen.show((A_PAGE, A_PANEL))
    assert screen.is_open


def test_a_plug_that_changes_is_noticed(tmp_path: Path) -> None:
    """By the kernel's word on each plug; a desktop is left to look for itself."""
    plug = tmp_path / "card1-HDMI-A-1"
    plug.mkdir()
    (plug / "status").write_text("connected\n")
    (plug / "modes").write_text("1920x1080\n1280x720\n")
    hanging = connected("kmsdrm", tmp_path)
    assert hanging == ("card1-HDMI-A-1 1920x1080",)
    (plug / "modes").write_text("3840x2160\n")
    assert connected("kmsdrm", tmp_path) == ("card1-HDMI-A-1 3840x2160",)
    (plug / "status").write_text("disconnected\n")
    assert connected("kmsdrm", tmp_path) == ()
    assert connected("x11", tmp_path) == connected("kmsdrm", tmp_path / "nothing") == ()


def test_a_desktop_of_another_size_is_another_screen(screen: Screen) -> None:
    """It tells when its mode changes; a window that was only moved or told its own size again is no news."""
    event = pygame.event.Event(pygame.WINDOWSIZECHANGED, x=1280, y=720)
    for desktop, is_other in ((pygame.display.get_desktop_sizes(), False), ([(800, 600)], True)):
        screen._desktop = desktop
        pygame.event.post(event)
        assert not screen.is_asked_to_close()
        assert screen.has_changed() is is_other
    screen.open()
    assert not screen.has_changed()


def test_there_is_no_mouse_pointer_on_a_wall(screen: Screen) -> None:
    """From the moment the screen is taken."""
    assert screen.is_open
    assert not pygame.mouse.get_visible()


def test_letters_stay_inside_the_area_that_the_layout_claims(painter: Painter) -> None:
    """The layout's figures for ascent and descent hold for the real ink of every weight, large and small."""
    for weight in Weight:
        for size in (24, 300):
            for words in ("hlkbbgjpqy (ITAS/ITAP),", "H 0123456789", "< 5", "20–35′"):  # noqa: RUF001
                surface = pygame.Surface((size * len(words), size * 3))
                wide = round(painter.measure(words, weight, size))
                text = Text(
                    text=words,
                    x=size,
                    baseline=2 * size,
                    width=wide,
                    size=size,
                    weight=weight,
                    ink=PLAIN.ink,
                    ground=PLAIN.ground,
                )
                painter.paint(surface, (text,))
                mask = pygame.mask.from_threshold(surface, PLAIN.ink, (200, 200, 200))
                ink = mask.get_bounding_rects()
                left, right = min(rect.left for rect in ink), max(rect.right for rect in ink)
                top, bottom = min(rect.top for rect in ink), max(rect.bottom for rect in ink)
                slack = Area(text.area.x - 1, text.area.y - 1, text.area.width + 2, text.area.height + 2)
                assert slack.holds(Area(left, top, right - left, bottom - top)), (words, weight, size)


def test_a_4k_wall_fits_into_one_message(
    board: Callable[..., Board], office: Callable[..., Office], call: Callable[..., Call], now: datetime
) -> None:
    """The broker carries at most 1 MiB."""
    screen = Screen(ScreenSettings(driver="dummy", width=3840, height=2160), find())
    screen.open()
    told = board([call(90 + n, f"A{n:03d}", n + 1) for n in range(20)], services=20, estimate=Estimate(low=20, high=35))
    screen.show(lay_out(scene(told, office(20, 40), now, now), Page(screen.size, screen.measure), 0.5))
    assert 20_000 < len(screen.picture()) < PICTURE_LIMIT
    screen.close()


def test_a_picture_that_is_too_large_is_sent_smaller(screen: Screen) -> None:
    """Better half the pixels than no picture: this one is noise, which PNG cannot pack."""
    glass = pygame.display.get_surface()
    assert glass is not None
    glass.blit(pygame.image.frombytes(random.Random(1).randbytes(1280 * 720 * 3), (1280, 720), "RGB"), (0, 0))
    png = screen.picture()
    assert len(png) < PICTURE_LIMIT
    assert picture(png).get_size() == (640, 360)


def test_fonts_are_found_or_their_package_is_named(tmp_path: Path) -> None:
    """Inter first, DejaVu in its place, else the sentence that helps."""
    assert find().path(Weight.EXTRABOLD, 300).name.startswith(("InterDisplay-ExtraBold", "DejaVuSans-Bold"))
    (tmp_path / "DejaVuSans.ttf").touch()
    (tmp_path / "DejaVuSans-Bold.ttf").touch()
    assert find((tmp_path,)).path(Weight.SEMIBOLD, 300) == tmp_path / "DejaVuSans-Bold.ttf"
    with pytest.raises(SettingsError, match="fonts-inter"):
        find((tmp_path / "nothing",))


@pytest.mark.skipif(not FOLDERS[2].is_dir(), reason="fonts-dejavu-core is not installed")
def test_the_stand_in_font_fits_too(
    board: Callable[..., Board], office: Callable[..., Office], call: Callable[..., Call], now: datetime
) -> None:
    """DejaVu is a fifth wider than Inter; the call stays inside its panel."""
    painter = Painter(find(FOLDERS[2:]))
    page = Page((1920, 1080), painter.measure)
    shapes = lay_out(scene(board([call(90, "A1017", 12)]), office(), now, None), page)
    assert all(page.safe.holds(shape.area) for shape in shapes if isinstance(shape, Text))


def test_the_shipped_settings_say_the_defaults() -> None:
    """`display.toml` is the manual: what it shows is what holds without it."""
    from importlib.resources import files  # noqa: PLC0415 - used here only

    shipped = Path(str(files("display_node") / "display.toml"))
    settings = load(shipped, DisplaySettings)
    assert (settings.screen, settings.zone) == (ScreenSettings(), "hall")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("driver = 'dummy'", "give width and height"),
        ("width = 1920", "both width and height"),
        ("turned = 45", "turned"),
        ("drivr = 'x11'", "did you mean 'driver'"),
        ("safe_area = 12", "safe_area"),
        ("[theme]\nsoft = '#556677'", r"soft on ground has 2\.9:1, soft on panel has 2\.4:1"),
        ("[theme]\nink = 'white'", "ink"),
        ("[night]\nlevel = 0.0", "level"),
        ("[[pane]]\nlayout = 'hall'\n[neighbours]\ndoor = '/run/door'", "shows its numbers"),
        ("[night]\nstart = '24:00'", "start"),
    ],
)
def test_settings_that_cannot_work_are_refused(tmp_path: Path, table: str, told: str) -> None:
    """At start, with a sentence that names the key."""
    path = tmp_path / "display.toml"
    path.write_text(f"[box]\nname = 'display-1'\n[screen]\n{table}\n")
    with pytest.raises(SettingsError, match=told):
        load(path, DisplaySettings)


def test_panels_of_no_size_are_drawn_as_nothing(screen: Screen) -> None:
    """A layout on an absurdly small screen does not bring the wall down."""
    screen.show((A_PAGE, Panel(Area(5, 5, 0, 0), 24, PLAIN.panel)))
    assert tuple(picture(screen.picture()).get_at((5, 5)))[:3] == PLAIN.ground


def test_a_full_redraw_takes_a_quarter_of_a_frame(
    board: Callable[..., Board], office: Callable[..., Office], call: Callable[..., Call], now: datetime
) -> None:
    """Layout and painting of a full wall at 1080p: under 8 ms on a desk machine once the letters are known."""
    wall = Screen(ScreenSettings(driver="dummy", width=1920, height=1080), find())
    wall.open()
    told = board([call(90 + n, f"A{n:03d}", n + 1) for n in range(6)], estimate=Estimate(low=20, high=35))
    seen, page = scene(told, office(), now, now), Page(wall.size, wall.measure)
    took = []
    for n in range(30):
        begun = time.perf_counter()
        wall.show(lay_out(seen, page, n / 30))
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.008
    wall.close()
