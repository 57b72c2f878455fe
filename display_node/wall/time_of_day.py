"""The time of day on the wall: by this box's clock or, where nobody set that, by the hub's; none where neither is sure.

A Pi that lost its power has a wrong clock until the network has set it, and people believe what hangs on a wall. The
voice asks for the same time in its own thread: whatever one question needs is read once.
"""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from firmware.messages.notices import Beat, ClockState, Problem
from firmware.node.box import Box
from firmware.node.zone import zone_of

_TIMEZONE: Final = "Asia/Jakarta"


class TimeOfDay:
    """The time in the office's zone, which is Jakarta's until the office has told."""

    def __init__(self, box: Box) -> None:
        """Report a missing zone in the box's health."""
        self._box = box
        self._heard: tuple[Beat, float] | None = None
        self._zone: ZoneInfo | None = None
        self.move(_TIMEZONE)

    def move(self, timezone: str) -> None:
        """Be in this zone, by its IANA name, from here on."""
        self._zone = zone_of(timezone)
        if self._zone is None:
            detail = f"no time zone {timezone!r}; is the Debian package tzdata installed?"
            self._box.report(Problem.CLOCK_UNTRUSTED, detail)

    def hear_beat(self) -> None:
        """Note that the box's latest beat has come in just now."""
        if self._box.beat is not None:
            self._heard = self._box.beat, self._box.clock.boot()

    def now(self) -> datetime | None:
        """Return the time of day, aware, or None. Any thread may ask."""
        zone, heard, clock = self._zone, self._heard, self._box.clock
        if zone is None:
            return None
        if clock.state() is not ClockState.UNTRUSTED:
            return clock.wall().astimezone(zone)
        if heard is None or heard[0].clock is ClockState.UNTRUSTED:
            return None
        beat, heard_at = heard
        return (beat.at + timedelta(seconds=clock.boot() - heard_at)).astimezone(zone)
