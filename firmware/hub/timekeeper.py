"""The hub's sense of time: office time from the boot clock, and how far the wall clock may be believed.

A wall clock that is earlier than what is already journaled is wrong, whatever it says of itself.
"""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from firmware.hub.office_time import Moment, resume
from firmware.messages.notices import ClockState
from firmware.node.clock import Clock

BACKWARDS_TOLERANCE: Final = timedelta(minutes=1)


class Timekeeper:
    """Gives the present moment on all clocks, going on from the last journaled one."""

    def __init__(self, clock: Clock, timezone: ZoneInfo, last: Moment | None) -> None:
        self._clock = clock
        self._timezone = timezone
        self._latest_wall = last.wall if last else None
        self._offset = resume(
            last,
            boot=clock.boot(),
            boot_id=clock.boot_id,
            wall=clock.wall(),
            is_wall_trusted=self.state() is not ClockState.UNTRUSTED,
        )

    def now(self) -> Moment:
        """Return this moment; its office time is rounded to the millisecond that is journaled."""
        boot, wall = self._clock.boot(), self._clock.wall()
        office = round(boot + self._offset, 3)
        if self.state() is ClockState.UNTRUSTED:
            return Moment(office, boot, self._clock.boot_id, wall)
        local = wall.astimezone(self._timezone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        since_midnight = (local - midnight).total_seconds()
        return Moment(office, boot, self._clock.boot_id, wall, local.date(), office - since_midnight)

    def boot(self) -> float:
        """Return the boot clock, in seconds."""
        return self._clock.boot()

    def state(self) -> ClockState:
        """Return how far the wall clock may be believed."""
        if self._latest_wall is not None and self._clock.wall() < self._latest_wall - BACKWARDS_TOLERANCE:
            return ClockState.UNTRUSTED
        return self._clock.state()
