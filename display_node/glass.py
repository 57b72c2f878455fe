"""Brings what is known to the screen, draws only what has changed, and keeps a picture on it whatever happens.

A screen that is lost is reported and taken again every two seconds. A layout that fails is reported and its wall
replaced by the plain one of calls; where that fails too the last good picture stays. Nobody in the hall ever reads an
error.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from display_node.panes import Pane
from display_node.settings import DisplaySettings
from display_node.sheet import sheet
from display_node.wall import wall
from display_node.wall.known import Known
from display_node.wall.news import first_seen
from display_node.wall.page import Page
from display_node.wall.rehearsal import rehearsals
from display_node.wall.screen import Screen, ScreenError
from display_node.wall.shapes import Shape
from firmware.messages.notices import Call, Problem
from firmware.node.box import Box

REOPEN_SECONDS: Final = 2.0
LOOK_SECONDS: Final = 1.0
PLAIN_PANES: Final = (Pane(has_tiles=False),)

log = logging.getLogger(__name__)


class Glass:
    """The screen of a display. `is_seen` hears of a picture every second, and of a lost one at once."""

    def __init__(self, settings: DisplaySettings, box: Box, screen: Screen, is_seen: Callable[[bool], None]) -> None:
        """Hold the parts; nothing is opened or shown yet."""
        self._settings = settings
        self._box = box
        self._screen = screen
        self._is_seen = is_seen
        self._drawn: object = None
        self._told: frozenset[int] = frozenset()
        self._reopen_at = 0.0
        self._look_at = 0.0
        self._rehearsals: Iterator[Known] = iter(())
        self._faults: dict[str, str] = {}
        self.is_rehearsing = False
        self.is_breathing = False

    @property
    def is_open(self) -> bool:
        """True while there is a picture."""
        return self._screen.is_open

    @property
    def reopens_in(self) -> float:
        """Seconds until a lost screen is tried again."""
        return max(0.0, self._reopen_at - self._box.clock.boot())

    def show(self, known: Known, calls: tuple[Call, ...], brightness: float) -> None:
        """Bring the wall up to date, if it is not; `calls` are those that are logged once they are seen."""
        self._look_at_plug()
        if not self._screen.is_open and not self._reopen():
            return
        page = sheet(self._settings, self._screen.size, self._screen.measure, known.now, self._box.clock.boot())
        for panes in (self._settings.pane, PLAIN_PANES):
            if self._has_shown(known, panes, page, calls, brightness):
                break

    def _look_at_plug(self) -> None:
        """Give a screen back that is not the one which was taken: pulled out, plugged in again, of another size.

        Of one that is, say that it still shows its picture.
        """
        boot = self._box.clock.boot()
        if not self._screen.is_open or boot < self._look_at:
            return
        self._look_at = boot + LOOK_SECONDS
        if self._screen.has_changed():
            log.info("the screen has changed and is taken anew")
            self._screen.close()
        else:
            self._is_seen(True)

    def plan_rehearsals(self, known: Known) -> None:
        """Draw beforehand, while there is nothing else to do, what a wall of this office will show."""
        self._rehearsals, self.is_rehearsing = rehearsals(known), True

    def rehearse(self) -> None:
        """Draw one call that nobody made where nobody sees it."""
        if not self.is_rehearsing or not self._screen.is_open:
            return
        known = next(self._rehearsals, None)
        self.is_rehearsing = known is not None
        if known is None:
            return
        page = sheet(self._settings, self._screen.size, self._screen.measure, known.now, self._box.clock.boot())
        try:
            self._screen.rehearse(wall.lay_out(wall.see(known, self._settings.pane), page))
        except Exception:
            log.exception("a wall cannot be drawn beforehand")
            self.is_rehearsing = False

    def _has_shown(
        self, known: Known, panes: Sequence[Pane], page: Page, calls: tuple[Call, ...], brightness: float
    ) -> bool:
        """Show these panes; False where that is not possible and others should be tried."""
        try:
            seen = wall.see(known, panes)
            self.is_breathing = wall.breathes(seen)
            brightness = brightness if self.is_breathing else 0.0
            if (seen, page.looks, brightness) == self._drawn:
                return True
            shapes = wall.lay_out(seen, page, brightness)
            self._screen.show(shapes)
        except ScreenError as error:
            self.lose(error)
            return True
        except Exception as error:  # noqa: BLE001 - whatever a layout does, the hall keeps a picture
            self._note_fault(panes, error)
            return False
        self._drawn = (seen, page.looks, brightness)
        if panes is self._settings.pane:
            self._clear_faults()
        self._tell(calls, shapes)
        return True

    def _note_fault(self, panes: Sequence[Pane], error: Exception) -> None:
        names = "+".join(pane.layout for pane in panes)
        detail = f"layout {names}: {type(error).__name__}: {error}; the log has more, the wall shows plain calls"
        if self._faults.get(names) != detail:
            log.error("the layout %s cannot be drawn", names, exc_info=error)
            self._clear_faults()
            self._faults[names] = detail
            self._box.report(Problem.SCREEN_FAILED, detail)

    def _clear_faults(self) -> None:
        for detail in self._faults.values():
            self._box.report(Problem.SCREEN_FAILED, detail, wrong=False)
        self._faults = {}

    def _tell(self, calls: tuple[Call, ...], shapes: tuple[Shape, ...]) -> None:
        """Log each call that this flip showed for the first time."""
        at = self._box.clock.boot()
        seen, self._told = first_seen(calls, shapes, self._told)
        for call in seen:
            log.info("shown number=%s counter=%d call=%d at=%.6f", call.number, call.counter, call.call, at)

    def _reopen(self) -> bool:
        if self._box.clock.boot() < self._reopen_at:
            return False
        try:
            self._screen.open()
        except ScreenError as error:
            self.lose(error)
            return False
        self._box.clear(Problem.SCREEN_FAILED)
        self._drawn, self._faults = None, {}
        self._is_seen(True)
        return True

    def lose(self, error: ScreenError) -> None:
        """Say that there is no picture, and try again later."""
        self._is_seen(False)
        self._box.report(Problem.SCREEN_FAILED, str(error))
        self._reopen_at = self._box.clock.boot() + REOPEN_SECONDS
