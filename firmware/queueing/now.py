"""Now: what a rule may know of the moment of a command, given as an argument."""

from datetime import date

from msgspec import Struct


class Now(Struct, frozen=True, kw_only=True):
    """`office_time` in seconds, never going back; `node` is the box that sent the command.

    `today` is the calendar's date in the office's zone and `midnight` the office time at which it began; both None
    while the wall clock is not to be believed. `owned_on` is the earlier business day on which the command's press got
    its ticket (None: on none).
    """

    office_time: float
    node: str
    today: date | None = None
    midnight: float | None = None
    owned_on: date | None = None
