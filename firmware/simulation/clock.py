"""The clocks of a simulated Pi: a boot clock that runs a little fast or slow, a wall clock that may lie and step."""

from datetime import UTC, datetime, timedelta
from typing import Final

from firmware.messages.notices import ClockState
from firmware.simulation.timeline import Timeline

MORNING: Final = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LATE_EVENING: Final = datetime(2026, 11, 23, 16, 59, 25, tzinfo=UTC)
BUILD_DATE: Final = datetime(2026, 3, 1, tzinfo=UTC)


class SimulatedClock:
    """`begin` is the time of day at which the simulation begins, `drift` how fast the boot clock runs.

    `error` is what the wall clock is off by, in seconds.
    """

    def __init__(self, timeline: Timeline, name: str, begin: datetime, drift: float) -> None:
        self._timeline = timeline
        self._begin = begin
        self._name = name
        self._drift = drift
        self._boots = 0
        self.error = 0.0
        self.trust = ClockState.TRUSTED
        self.boot_id = ""
        self.reboot()

    def reboot(self) -> None:
        """Begin the boot clock anew."""
        self._boots += 1
        self.boot_id = f"{self._name}-{self._boots}"
        self._booted_at = self._timeline.now

    def lose(self) -> None:
        """The battery that is not there did not keep the time: the build date, and nobody vouches for it."""
        self.trust = ClockState.UNTRUSTED
        self.error = (BUILD_DATE - self._begin).total_seconds() - self._timeline.now

    def set(self) -> None:
        """The network sets the clock."""
        self.trust = ClockState.TRUSTED
        self.error = 0.0

    def boot(self) -> float:
        """Return seconds since the Pi started."""
        return (self._timeline.now - self._booted_at) * self._drift + 1.0

    def due(self, boot: float) -> float:
        """Return the simulated time at which the boot clock shows this."""
        return self._booted_at + (boot - 1.0) / self._drift

    def wall(self) -> datetime:
        """Return the time of day as this Pi believes it."""
        return self._begin + timedelta(seconds=self._timeline.now + self.error)

    def state(self) -> ClockState:
        """Return how far `wall` may be believed."""
        return self.trust
