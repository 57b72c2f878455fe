"""Now: what a rule may know of the moment of a command, given as an argument."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from firmware.messages.why import Standing
from firmware.queueing.events import Told


class Booking(Struct, frozen=True, kw_only=True):
    """An appointment of this business day: its service, and its slot in office time."""

    service: str
    slot: float


class Now(Struct, frozen=True, kw_only=True):
    """`office_time` in seconds, never going back; `node` is the box that sent the command.

    `today` is the calendar's date in the office's zone and `midnight` the office time at which it began; both None
    while the wall clock is not to be believed. `owned_on` is the earlier business day on which the command's press got
    its ticket (None: on none).

    `minute` is the minute of the day in the office's zone, None as `today` is. `booking` is the appointment that the
    command names (None: it names none that is known), `waits` what somebody who came now would be told of the wait, by
    service and class (empty: nothing is known), and `early` what somebody is told who comes before the slot of
    `booking` (None: nothing is known).
    """

    office_time: float
    node: str
    today: date | None = None
    midnight: float | None = None
    owned_on: date | None = None
    minute: int | None = None
    booking: Booking | None = None
    waits: Mapping[tuple[str, Standing], Told] = {}
    early: Told | None = None
