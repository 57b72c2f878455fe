"""The time of day on the wall: by this box's clock or, where nobody set that, by the hub's; none where neither is sure.

A Pi that lost its power has a wrong clock until the network has set it, and people believe what hangs on a wall.
"""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firmware.messages.notices import ClockState, Problem
from firmware.node.box import Box

_TIMEZONE: Final = "Asia/Jakarta"


class TimeOfDay:
    """The time in the office's zone, which is Jakarta's until the office has told."""

    def __init__(self, box: Box) -> None:
        """Report a missing zone in the box's health."""
        self._box = box
        self._beat_heard_at = 0.0
        self._zone: ZoneInfo | None = None
        self.move(_TIMEZONE)

    def move(self, timezone: str) -> None:
        """Be in this zone, by its IANA name, from here on."""
        try:
            self._zone = ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            detail = f"no time zone {timezone!r}; is the Debian package tzdata installed?"
            self._box.report(Problem.CLOCK_UNTRUSTED, detail)
            self._zone = None

    def hear_beat(self) -> None:
        """Note that the box's latest beat has come in just now."""
        self._beat_heard_at = self._box.clock.boot()

    def now(self) -> datetime | None:
        """Return the time of day, aware, or None."""
        if self._zone is None:
            return None
        if self._box.clock.state() is not ClockState.UNTRUSTED:
            return self._box.clock.wall().astimezone(self._zone)
        beat = self._box.beat
        if beat is None or beat.clock is ClockState.UNTRUSTED:
            return None
        return (beat.at + timedelta(seconds=self._box.clock.boot() - self._beat_heard_at)).astimezone(self._zone)
