"""Estimates: what somebody who came at this moment would wait, per service and class. Seconds, whole."""

from collections.abc import Mapping

from msgspec import Struct

from firmware.messages.why import Standing
from firmware.queueing.events import Method

Probe = tuple[str, Standing]
"""Somebody who might come now: the service and the class."""
Slot = tuple[str, int]
"""Somebody booked who might come now, early: the service and the minute of the day of the appointment."""


class Wait(Struct, frozen=True, kw_only=True):
    """One forecast: half of such people wait `p50` or less, nine in ten `p90` or less; raw as before calibration."""

    p50: int
    p90: int
    raw_p50: int
    raw_p90: int


class Estimates(Struct, frozen=True, kw_only=True):
    """All forecasts of one moment: `at` is office time, `position` the journal's when they were made.

    `early` are the waits, from this moment on, of those who have booked and come before their slot.
    """

    at: float
    position: int
    method: Method
    waits: Mapping[Probe, Wait]
    early: Mapping[Slot, Wait] = {}
