"""A kiosk's own numbers, for while the hub is silent: a fixed range that is nobody else's, counted on its own disk.

Fixed ranges need no agreement, so they cannot collide. They go back to the beginning only when the hub has given the
range to this store for a business day; a number that was given is never given again before.
"""

from datetime import date
from typing import Final

from msgspec import Struct, json
from msgspec.structs import replace

NOTE: Final = "own-numbers"


class OwnNumbers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The range `low` to `high` (inclusive), and the last figure given per service.

    `day` is the business day for which the hub gave the range (None: a technician did, by hand). `is_ours` is false
    once the hub has said that it is another store's: nothing is given then, but what was given stays known.
    """

    low: int
    high: int
    day: date | None = None
    last: dict[str, int] = {}
    is_ours: bool = True


def give(own: OwnNumbers, service: str) -> tuple[int, OwnNumbers] | None:
    """Return the next figure for a service and what is left then, or None: the range is exhausted, or not ours."""
    figure = own.last.get(service, own.low - 1) + 1
    if not own.is_ours or figure > own.high:
        return None
    return figure, replace(own, last={**own.last, service: figure})


def pack(own: OwnNumbers) -> bytes:
    """Return it as it is kept in the outbox's note."""
    return json.encode(own)


def unpack(note: bytes) -> OwnNumbers:
    """Return what was kept. Raises msgspec.DecodeError for anything else."""
    return json.decode(note, type=OwnNumbers)
