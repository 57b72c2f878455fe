"""Office time: seconds that never go back, whatever happens to the clock on the wall.

Every journaled event stores it. It goes on from the last journaled moment by the boot clock; across a reboot it goes on
by the time the machine has been up, or by the gap on the wall clock where that clock may be believed. A wrong wall
clock therefore changes nobody's place in line and nobody's wait.
"""

from datetime import date, datetime, timedelta

from msgspec import Struct


class Moment(Struct, frozen=True):
    """One moment on all clocks: office time and boot clock in seconds, the wall clock aware.

    `today` is the calendar's date in the office's zone and `midnight` the office time at which it began; both None
    while the wall clock is not believed. `is_steady` is false for a while after a believed clock has stepped: hours of
    the day are then not to be judged by it. `anchor` is the calendar as a believed clock last showed it while steady:
    a date and the office time at which it began (None: it never was).
    """

    office: float
    boot: float
    boot_id: str
    wall: datetime
    today: date | None = None
    midnight: float | None = None
    is_steady: bool = True
    anchor: tuple[date, float] | None = None

    @property
    def minute(self) -> int | None:
        """The minute of the day in the office's zone; None as `today` is, and while the clock is not steady."""
        return None if self.midnight is None or not self.is_steady else int((self.office - self.midnight) // 60)

    def midnight_of(self, day: date) -> float | None:
        """Return the office time at which a day begins, whatever the clock has done since it was steady; or None."""
        anchor = self.anchor
        if self.is_steady and self.today is not None and self.midnight is not None:
            anchor = self.today, self.midnight
        return None if anchor is None else anchor[1] + (day - anchor[0]).days * 86_400.0


def resume(last: Moment | None, *, boot: float, boot_id: str, wall: datetime, is_wall_trusted: bool) -> float:
    """Return what to add to the boot clock to get office time, going on from the last journaled moment.

    Without a last moment office time begins at zero.
    """
    if last is None:
        return -boot
    if last.boot_id == boot_id:
        return last.office - last.boot
    gap = (wall - last.wall).total_seconds() if is_wall_trusted else 0.0
    return last.office + max(boot, gap, 0.0) - boot


def wall_of(office: float, now: Moment) -> datetime:
    """Return the wall clock's time of a past office time, to the second, as the clock stands now."""
    return (now.wall - timedelta(seconds=now.office - office)).replace(microsecond=0)
