"""How a wall dims at night."""

from datetime import time

import pytest
from msgspec.structs import asdict, replace

from display_node.wall.night import dimmed, is_night
from display_node.wall.palette import ENOUGH, PLAIN, contrast, luminance, pale_pairs

LIGHT = replace(
    PLAIN,
    ground=(0xFF, 0xFF, 0xFF),
    panel=(0xF2, 0xF4, 0xF8),
    chip=(0xE6, 0xEA, 0xF2),
    ink=(0x00, 0x00, 0x00),
    soft=(0x33, 0x3A, 0x44),
    value=(0x00, 0x40, 0x38),
    accent=(0x0B, 0x1B, 0x33),
    glow=(0x12, 0x28, 0x4A),
    brown=(0xFF, 0xF0, 0xD0),
    paper=(0x0B, 0x1B, 0x33),
)


@pytest.mark.parametrize("level", [0.1, 0.4, 0.7, 1.0])
def test_nothing_gets_pale_at_night(level: float) -> None:
    """However dim, words keep 7:1; a theme of dark words on light grounds too."""
    for theme in (PLAIN, LIGHT):
        assert pale_pairs(theme) == []
        assert pale_pairs(dimmed(theme, level)) == []


def test_every_colour_gives_less_light_at_night() -> None:
    """The white sheet dims to about the level; no colour gets lighter."""
    night = dimmed(PLAIN, 0.4)
    for role, colour in asdict(night).items():
        assert luminance(colour) <= luminance(getattr(PLAIN, role)) + 1e-9, role
    assert luminance(night.paper) < 0.45
    assert luminance(night.accent) < 0.62
    assert contrast(night.ink, night.ground) >= ENOUGH


def test_a_full_level_is_the_day() -> None:
    """Nothing is changed by it."""
    assert dimmed(PLAIN, 1.0) == PLAIN


def test_a_theme_that_cannot_be_read_by_day_is_not_made_worse() -> None:
    """It is refused at start; here it comes back as it is."""
    pale = replace(PLAIN, soft=PLAIN.panel)
    assert dimmed(pale, 0.4) == pale


@pytest.mark.parametrize(
    ("now", "start", "end", "is_dark"),
    [
        ("18:00", "18:00", "06:00", True),
        ("05:59", "18:00", "06:00", True),
        ("06:00", "18:00", "06:00", False),
        ("12:00", "18:00", "06:00", False),
        ("13:00", "12:00", "14:00", True),
        ("14:00", "12:00", "14:00", False),
    ],
)
def test_a_night_may_last_over_midnight(now: str, start: str, end: str, *, is_dark: bool) -> None:
    """Its first minute is in it, its last is not."""
    assert is_night(*(time.fromisoformat(each) for each in (now, start, end))) is is_dark
