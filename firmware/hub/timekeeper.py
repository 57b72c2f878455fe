"""The hub's sense of time: office time from the boot clock, and how far the wall clock may be believed.

A wall clock that is earlier than what is already journaled is wrong, whatever it says of itself. One that steps while
it is believed was wrong before or is wrong afterwards, and nobody knows which: for an hour it tells no time of day.
"""

import logging
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from firmware.hub.office_time import Moment, resume
from firmware.messages.notices import ClockState
from firmware.node.clock import Clock

BACKWARDS_TOLERANCE: Final = timedelta(minutes=1)
STEP_SECONDS: Final = 60.0
STEADY_SECONDS: Final = 3600.0

log = logging.getLogger(__name__)


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
        self._believed: tuple[ClockState, float] | None = None
        self._stepped: tuple[float, float] | None = None
        self._anchor: tuple[date, float] | None = None

    def now(self) -> Moment:
        """Return this moment; its office time is rounded to the millisecond that is journaled."""
        boot, wall = self._clock.boot(), self._clock.wall()
        office = round(boot + self._offset, 3)
        state = self.state()
        self._watch(state, boot, wall)
        if state is ClockState.UNTRUSTED:
            return Moment(office, boot, self._clock.boot_id, wall, anchor=self._anchor)
        local = wall.astimezone(self._timezone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        since_midnight = (local - midnight).total_seconds()
        begun, is_steady = office - since_midnight, self._stepped is None
        if is_steady:
            self._anchor = local.date(), begun
        return Moment(office, boot, self._clock.boot_id, wall, local.date(), begun, is_steady, self._anchor)

    def _watch(self, state: ClockState, boot: float, wall: datetime) -> None:
        """Notice a step of a clock that is as much believed as before; one that is first believed may step."""
        ahead = wall.timestamp() - boot
        before = self._believed
        if before is None or before[0] is not state:
            self._believed, self._stepped = (state, ahead), None
        elif abs(ahead - before[1]) <= STEP_SECONDS:
            # It drifts, or is back where it was.
            self._believed, self._stepped = (state, ahead), None
        elif self._stepped is None or abs(ahead - self._stepped[1]) > STEP_SECONDS:
            self._stepped = boot, ahead
            if state is not ClockState.UNTRUSTED:
                log.warning("the wall clock stepped by %.0f s; is it right?", ahead - before[1])
        elif boot - self._stepped[0] >= STEADY_SECONDS:
            self._believed, self._stepped = (state, ahead), None

    def boot(self) -> float:
        """Return the boot clock, in seconds."""
        return self._clock.boot()

    def state(self) -> ClockState:
        """Return how far the wall clock may be believed."""
        if self._latest_wall is not None and self._clock.wall() < self._latest_wall - BACKWARDS_TOLERANCE:
            return ClockState.UNTRUSTED
        return self._clock.state()
