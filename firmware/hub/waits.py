"""What somebody who came at this moment would be told of the wait: the latest estimate, while it may be believed. Pure.

Estimates are made elsewhere and come when they come. Here the latest one lies ready, so that a slip waits for none. One
that is old, of another day, or made while nobody knows the time of day is silence: nothing is better than something
wrong.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from firmware.hub.office_time import Moment
from firmware.messages.why import Standing
from firmware.queueing.events import Told
from firmware.queueing.model import Queue
from firmware.queueing.now import Booking
from firmware.queueing.plan import OfficePlan

AGE_LIMIT: Final = 120.0

Ready = Mapping[tuple[str, Standing], Told]
Slots = tuple[tuple[str, int], ...]
"""Appointments of today, each a service and the minute of its slot."""


class Task(Struct, frozen=True, kw_only=True):
    """What an estimator is for: the `journal` (a path) of an office, and how often it plays the day forward at most.

    With 0 `runs` it computes a flow instead. `zone` is the office's, by its IANA name.
    """

    journal: str
    plan: OfficePlan
    zone: str
    runs: int


class Ask(Struct, frozen=True, kw_only=True):
    """What an estimator is asked: the waits at office time `now`, which is the `minute` of the day of `today`.

    `booked` are today's appointments of those who have not come.
    """

    now: float
    minute: float
    today: date
    booked: Slots = ()


class Forecast(Struct, frozen=True, kw_only=True):
    """What would be told to somebody of one class who wants one service."""

    service: str
    standing: Standing
    told: Told


class EarlyForecast(Struct, frozen=True, kw_only=True):
    """What would be told to somebody who has booked this service for this minute of the day, and came now, early."""

    service: str
    minute: int
    told: Told


class Estimated(Struct, frozen=True, kw_only=True):
    """What an estimator says of the business day `day` (None: nothing) at office time `at`; it took `seconds`."""

    day: date | None
    at: float
    forecasts: tuple[Forecast, ...] = ()
    early: tuple[EarlyForecast, ...] = ()
    seconds: float = 0.0


class Waits:
    """The latest estimate."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._at = 0.0
        self._ready: Ready = {}
        self._early: Mapping[tuple[str, int], Told] = {}

    def hear(self, said: Estimated) -> bool:
        """Take a newer one, and say whether it tells another range than the one before."""
        before = self._ready
        self._day, self._at = said.day, said.at
        self._ready = {(one.service, one.standing): one.told for one in said.forecasts}
        self._early = {(one.service, one.minute): one.told for one in said.early}
        return _ranges(self._ready) != _ranges(before)

    def ready(self, queue: Queue, now: Moment) -> Ready:
        """Return what may be told now; nothing where nothing is known."""
        return self._ready if self._may_be_believed(queue, now) else {}

    def early(self, queue: Queue, now: Moment, booking: Booking | None) -> Told | None:
        """Return what may be told to somebody who comes before the slot; None where nothing is known."""
        if booking is None or now.midnight is None or not self._may_be_believed(queue, now):
            return None
        return self._early.get((booking.service, round((booking.slot - now.midnight) / 60.0)))

    def _may_be_believed(self, queue: Queue, now: Moment) -> bool:
        is_of_today = now.minute is not None and queue.day is not None and queue.day == self._day == now.today
        return is_of_today and now.office - self._at <= AGE_LIMIT


def _ranges(ready: Ready) -> dict[tuple[str, Standing], tuple[int, int]]:
    return {probe: (told.low, told.high) for probe, told in ready.items()}


def ask_at(now: Moment, booked: Callable[[], Slots]) -> Ask | None:
    """Return what to ask at this moment; None while the time of day is not believed, or not steady."""
    if now.minute is None or now.today is None or now.midnight is None:
        return None
    return Ask(now=now.office, minute=(now.office - now.midnight) / 60.0, today=now.today, booked=booked())
