"""The page to lay out on, as the settings, the hour and the walk against burn-in make it."""

from datetime import datetime

from display_node.settings import DisplaySettings
from display_node.wall import burn_in
from display_node.wall.lettering import Measure
from display_node.wall.night import dimmed, is_night
from display_node.wall.page import Page


def sheet(
    settings: DisplaySettings,
    size: tuple[int, int],
    measure: Measure,
    now: datetime | None = None,
    boot: float | None = None,
) -> Page:
    """Return the page of a screen of `size`; without `boot` it stands at its place, without `now` it is day."""
    theme, night, light = settings.theme.colours, settings.night, 1.0
    if now is not None and night is not None and is_night(now.time(), night.starts, night.ends):
        theme, light = dimmed(theme, night.level), night.level
    return settings.screen.page(size, measure, theme, (0, 0) if boot is None else burn_in.moved(boot), light)
