"""Wall clocks that are wrong: libfaketime in the hub and in a kiosk, their offset in a file that is read each second.

Only the wall clock is turned. The boot clock and the monotonic clock are left alone, as on a Pi whose time is set by
the network; `lies_only_on_the_wall` proves that for this machine. The office always opens at nine in the morning, so
that no step crosses midnight by accident.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from firmware.demo.supervisor import environment

TURNED: Final = ("hub", "kiosk-1")
_ZONE: Final = ZoneInfo("Asia/Jakarta")
_OPENS_AT: Final = 9
_SEEN: Final = "time.CLOCK_REALTIME, time.CLOCK_MONOTONIC, time.CLOCK_BOOTTIME"
_LOOK: Final = f"import time; time.sleep(0.01); print(*map(time.clock_gettime, ({_SEEN})))"
# libfaketime 0.9.10 turns the absolute time that Python's sleep gives to clock_nanosleep(CLOCK_MONOTONIC), and the
# kernel refuses it. Every other wait is left as it is.
_SLEEP: Final = """\
import select, time
time.sleep = lambda seconds: select.select((), (), (), seconds) and None
"""
_LEFT: Final = ("faketime_shm_*", "sem.faketime_sem_*")


def find_library() -> Path | None:
    """Return Debian's libfaketime, or None where it is not installed."""
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)


class Clocks:
    """The wall clocks of the processes in TURNED. `close` takes the files away."""

    def __init__(self, library: Path) -> None:
        self._library = library
        self._folder = Path(tempfile.mkdtemp(prefix="antrian-clocks-"))
        now = datetime.now(UTC).astimezone(_ZONE)
        self._base = (now.replace(hour=_OPENS_AT, minute=0, second=0) - now).total_seconds()
        (self._folder / "sitecustomize.py").write_text(_SLEEP, encoding="ascii")
        for name in TURNED:
            self.turn(name, 0.0)

    def environment(self, name: str) -> dict[str, str]:
        """Return the environment in which a process sees our clock; empty for one that sees the machine's."""
        if name not in TURNED:
            return {}
        return {
            "PYTHONPATH": os.pathsep.join((str(self._folder), environment()["PYTHONPATH"])),
            "LD_PRELOAD": str(self._library),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_CACHE_DURATION": "1",
            # Its mending of timed waits is for an older libc; here it lets Python's threads wake each other for ever.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
            "FAKETIME_TIMESTAMP_FILE": str(self._folder / name),
        }

    def turn(self, name: str, seconds: float) -> None:
        """Let the clock be wrong by so much; the process sees it within a second."""
        unfinished = self._folder / f"{name}.new"
        unfinished.write_text(f"{round(self._base + seconds):+d}\n", encoding="ascii")
        unfinished.replace(self._folder / name)

    def lies_only_on_the_wall(self) -> bool:
        """Say whether the wall clock is turned here and the two clocks that never step are not."""
        self.turn(TURNED[0], 86_400.0)
        try:
            turned, straight = (_clocks({**os.environ, **more}) for more in (self.environment(TURNED[0]), {}))
        finally:
            self.turn(TURNED[0], 0.0)
        wall, *others = (abs(mine - theirs) for mine, theirs in zip(turned, straight, strict=True))
        return wall > 3_600 and max(others) < 60

    def close(self) -> None:
        """Remove our files, and what killed processes have left of libfaketime's."""
        shutil.rmtree(self._folder, ignore_errors=True)
        for pattern in _LEFT:
            for left in Path("/dev/shm").glob(pattern):  # noqa: S108 - where libfaketime puts them
                if not Path("/proc", left.name.rpartition("_")[2]).exists():
                    left.unlink(missing_ok=True)


def _clocks(env: dict[str, str]) -> list[float]:
    done = subprocess.run(
        [sys.executable, "-c", _LOOK], env=env, capture_output=True, text=True, check=True, timeout=30
    )
    return [float(word) for word in done.stdout.split()]
