"""Records: what one business day taught about waiting. Small values that a forecast of the days after is made of.

A record is made of the journal's events alone, so it can be made again from any journal that is still there. Moments
are office time, durations seconds. Nobody is named in it.
"""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from firmware.messages.commands import Absence
from firmware.messages.why import Standing
from firmware.queueing.events import Method


class Help(Struct, frozen=True, kw_only=True, gc=False):
    """Somebody was called to a counter at `at` and gone after `seconds`; where `is_no_show`, nobody came.

    `is_extra`: called by name from aside and not from a line, or for the second time after a transfer.
    """

    service: str
    counter: int
    at: float
    seconds: float
    is_no_show: bool = False
    is_extra: bool = False


class Gap(Struct, frozen=True, kw_only=True, gc=False):
    """A counter called `seconds` after `at`, when it could have: it was free, or somebody came (`is_idle`)."""

    counter: int
    at: float
    seconds: float
    is_idle: bool


class Closure(Struct, frozen=True, kw_only=True, gc=False):
    """A counter was closed from `at` on, for `seconds` at least; it `is_over` where it opened again the same day.

    `is_morning`: it had not been open that day.
    """

    counter: int
    at: float
    seconds: float
    is_over: bool
    is_morning: bool


class Arrival(Struct, frozen=True, kw_only=True, gc=False):
    """Somebody came at `at`, `late` seconds after the appointment (negative: before it; None: without one)."""

    service: str
    standing: Standing
    at: float
    late: float | None = None


class Outcome(Struct, frozen=True, kw_only=True, gc=False):
    """What somebody was told before calibration, and how long it really took to the first call."""

    service: str
    standing: Standing
    method: Method
    raw_p50: int
    raw_p90: int
    real: float


class DayRecord(Struct, frozen=True, kw_only=True):
    """All that a day taught. `midnight` is the office time at which the day's calendar began (None: not known).

    `absences` are the published ones of the counters, `misses` how many calls nobody came to, `come_backs` after how
    many seconds some of those came back, and `booked_absent` how many of those who had booked never came, as far as
    anybody was told who had.
    """

    day: date
    opened_at: float
    closed_at: float
    midnight: float | None = None
    helps: tuple[Help, ...] = ()
    gaps: tuple[Gap, ...] = ()
    closures: tuple[Closure, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    absences: Mapping[int, tuple[Absence, ...]] = {}
    misses: int = 0
    come_backs: tuple[float, ...] = ()
    booked_absent: int = 0
