"""Three clocks and how far each may be believed.

Durations come from the boot clock, which never steps; only what people read comes from the wall clock. A Pi has no
battery for its clock, so after a power cut the wall clock is *untrusted* until the network has set it (TRUSTED) or a
real-time clock has kept it (HOLDOVER).
"""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, Protocol

from firmware.messages.notices import ClockState

ClockSetting = Literal["system", "trusted"]

_SYNCHRONIZED: Final = Path("/run/systemd/timesync/synchronized")
# Holds 1 when the kernel set its clock from a real-time clock at boot; one without a battery is there all the same.
_REAL_TIME_CLOCK: Final = Path("/sys/class/rtc/rtc0/hctosys")
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class Clock(Protocol):
    """Time as a box may ask for it; a test hands in its own."""

    boot_id: str

    def boot(self) -> float:
        """Return seconds since the machine started, counting sleep; never steps (CLOCK_BOOTTIME)."""
        ...

    def wall(self) -> datetime:
        """Return the time of day, aware, in UTC; may step at any moment."""
        ...

    def state(self) -> ClockState:
        """Return how far `wall` may be believed."""
        ...


class SystemClock:
    """The clocks of this machine. With setting "trusted" the wall clock is believed without asking."""

    def __init__(self, setting: ClockSetting = "system") -> None:
        self._setting = setting
        self.boot_id = _BOOT_ID.read_text().strip()

    def boot(self) -> float:
        """Return seconds since the machine started, counting sleep."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def wall(self) -> datetime:
        """Return the time of day, aware, in UTC."""
        return datetime.now(UTC)

    def state(self) -> ClockState:
        """Return TRUSTED once the network has set the clock, HOLDOVER while a real-time clock keeps it."""
        if self._setting == "trusted" or _SYNCHRONIZED.exists():
            return ClockState.TRUSTED
        return ClockState.HOLDOVER if _is_kept_by_battery() else ClockState.UNTRUSTED


def _is_kept_by_battery() -> bool:
    try:
        return _REAL_TIME_CLOCK.read_text().strip() == "1"
    except OSError:
        return False
