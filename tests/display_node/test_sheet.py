"""The page as settings, hour and the walk against burn-in make it."""

from datetime import datetime

import pytest

from display_node.settings import DisplaySettings, NightSettings, ScreenSettings, ThemeSettings
from display_node.sheet import sheet
from display_node.wall.burn_in import STEP_SECONDS
from display_node.wall.page import Page
from display_node.wall.palette import PLAIN
from display_node.wall.shapes import CAP, Weight
from firmware.node.settings import BoxSettings

HD = (1920, 1080)
BOX = BoxSettings(name="display-1")


def even(text: str, _weight: Weight, size: int) -> float:
    """Measure with letters of half an em."""
    return len(text) * size / 2


def page(now: datetime | None = None, boot: float | None = None, **tables: object) -> Page:
    """Return the page of a display with these tables."""
    return sheet(DisplaySettings(box=BOX, **tables), HD, even, now, boot)  # type: ignore[arg-type]


def test_a_page_has_the_colours_that_the_settings_choose() -> None:
    """Those that are not named stay as they ship."""
    theme = page(theme=ThemeSettings(value="#80FFE8")).theme
    assert (theme.value, theme.ink) == ((0x80, 0xFF, 0xE8), PLAIN.ink)
    assert page().theme == PLAIN


def test_a_page_dims_in_the_hours_of_the_night(now: datetime) -> None:
    """It is day while nobody vouches for the time."""
    night = NightSettings(start="09:00", end="10:00", level=0.5)
    assert page(now, night=night).theme != PLAIN
    assert page(now, night=night).light == 0.5
    assert page(None, night=night).theme == page(now, night=NightSettings()).theme == PLAIN


def test_a_page_walks_and_keeps_its_edges(now: datetime) -> None:
    """The safe area moves by two pixels every three minutes; the settings say how wide the edges are."""
    first, second = page(now, 0.0), page(now, STEP_SECONDS)
    assert (first.looks == second.looks, second.safe.x - first.safe.x) == (False, 2)
    assert first.safe.width == second.safe.width
    assert page(screen=ScreenSettings(safe_area=0)).safe.width == 1920 - 2 * 4
    assert page(screen=ScreenSettings(safe_area=10)).safe.width == 1920 - 2 * (192 + 4)


@pytest.mark.parametrize("meters", [2.0, 5.0, 10.0])
def test_letters_are_as_large_as_the_standard_asks(meters: float) -> None:
    """20 minutes of arc for calls from there, 16 for all else from two fifths of the way (ISO 9241-303)."""
    found = page(screen=ScreenSettings(viewing_meters=meters))
    pixels_per_mm = (1920**2 + 1080**2) ** 0.5 / (43 * 25.4)
    assert found.letter * CAP / pixels_per_mm == pytest.approx(5.82 * meters, rel=0.02)
    least = min(4.65 * 0.4 * meters, 1080 / 24 * CAP / pixels_per_mm)
    assert found.least * CAP / pixels_per_mm == pytest.approx(least, rel=0.04)


def test_a_screen_too_small_for_its_hall_still_holds_words() -> None:
    """Nobody reads a 7-inch screen from fifteen metres; whoever comes closer finds something to read."""
    far = ScreenSettings(inches=7, viewing_meters=15)
    assert (far.letter((800, 480)), far.least((800, 480))) == (96, 20)
