"""The small display of a counter, in a thread of its own: the buttons never wait for a wire.

A page is 1 KiB on I2C: 23 ms at 400 kHz, 92 ms at the 100 kHz that a Pi has by default, and up to a second where the
bus hangs; a lamp must answer in 50 ms. So only a changed page is drawn and written, by the thread, and the latest one
wins. The page is written again every few seconds: a display that was pulled out is found missing, one that lost its
power for a moment is woken, and no dot stays lit in one place. What cannot be reached is opened anew, for ever. A bus
that hangs for good holds the thread; who brings the pages notices that and says so.
"""

import logging
import threading
from collections.abc import Callable
from typing import Final

from button_node import small_picture
from button_node.small_glass import Glass
from button_node.small_page import SmallDisplayGone, SmallDisplayThere, SmallPage

REFRESH_SECONDS: Final = 10.0
REOPEN_SECONDS: Final = 5.0
WANDER_SECONDS: Final = 60.0
HANGING_SECONDS: Final = 10.0

log = logging.getLogger(__name__)


class SmallDisplay:
    """Draws and writes in its own thread; posts SmallDisplayThere and SmallDisplayGone."""

    def __init__(
        self,
        opener: Callable[[], Glass],
        post: Callable[[object], None],
        clock: Callable[[], float],
        *,
        refresh_seconds: float = REFRESH_SECONDS,
        reopen_seconds: float = REOPEN_SECONDS,
    ) -> None:
        """`opener` raises OSError where the display is not there; `clock` counts seconds."""
        self._open = opener
        self._post = post
        self._clock = clock
        self._refresh_seconds = refresh_seconds
        self._reopen_seconds = reopen_seconds
        self._page: SmallPage | None = None
        self._is_closed = False
        self._has_news = True
        self._busy_since: float | None = None
        self._is_hanging = False
        self._told = ""
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="small-display", daemon=True)

    def start(self) -> None:
        """Begin to show, for ever."""
        self._busy_since = self._clock()
        self._thread.start()

    def show(self, page: SmallPage | None) -> None:
        """Show this page from now on."""
        if page != self._page:
            with self._changed:
                self._page, self._has_news = page, True
                self._changed.notify()
        self._look_at_bus()

    def close(self) -> None:
        """Darken the display and let it go; does not wait long for a bus that hangs."""
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        self._thread.join(2.0)

    def _look_at_bus(self) -> None:
        """Say once that the thread has been busy with the bus for too long."""
        with self._changed:
            since = self._busy_since
            if since is not None and not self._is_hanging and self._clock() - since > HANGING_SECONDS:
                self._is_hanging = True
                self._post(SmallDisplayGone("the small display does not answer; look at its wires, restart the box"))

    def _run(self) -> None:
        while not self._is_closed:
            try:
                self._serve(self._open())
            except Exception as error:  # noqa: BLE001 - a thread that ends would leave a dark display untold
                self._lose(error)
                self._await(self._reopen_seconds, lambda: self._is_closed)

    def _lose(self, error: Exception) -> None:
        """Say that it cannot be reached; what nobody foresaw is in the log with its place, once."""
        detail = str(error)
        if not isinstance(error, OSError):
            detail = f"{type(error).__name__}: {error}; the log has more"
            if detail != self._told:
                log.error("the small display", exc_info=error)
        with self._changed:
            self._told, self._is_hanging, self._busy_since = detail, False, None
            self._post(SmallDisplayGone(detail))

    def _serve(self, glass: Glass) -> None:
        try:
            self._write(glass)
            self._post(SmallDisplayThere())
            while not self._is_closed:
                self._await(self._refresh_seconds, lambda: self._has_news or self._is_closed)
                self._write(glass)
        finally:
            glass.close()

    def _write(self, glass: Glass) -> None:
        with self._changed:
            page, self._has_news = self._page, False
        if page is None or self._is_closed:
            glass.darken()
        else:
            glass.light(small_picture.draw(page, int(self._clock() / WANDER_SECONDS)))

    def _await(self, seconds: float, is_it: Callable[[], bool]) -> None:
        with self._changed:
            if self._is_hanging:
                self._is_hanging = False
                self._post(SmallDisplayThere())
            self._busy_since = None
            self._changed.wait_for(is_it, timeout=seconds)
            self._busy_since = self._clock()
