"""Numbers that the kiosk on the same Pi gives while the hub is silent, and which of them the wall shows now.

A kiosk without a printer has nothing but this wall to tell a visitor the number, so each one has the wall for
`SHOWN_SECONDS`, or for `LEAST_SECONDS` where another number or a call waits for the place. A slip that is too old when
its turn comes is not shown: its visitor has gone to an officer, and whoever stands there would take it for theirs.
"""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from firmware.messages.notices import Mark, Slip

SHOWN_SECONDS: Final = 20.0
LEAST_SECONDS: Final = 6.0
OLDEST_SECONDS: Final = 120.0
REMEMBERED: Final = 64


class OfflineNumber(Struct, frozen=True):
    """A slip and when its number was taken, on this box's boot clock."""

    slip: Slip
    taken_at: float


class OfflineNumbers(Struct, frozen=True, kw_only=True):
    """The number on the wall since `since` (boot clock), those that wait, and the presses that have been here.

    Not the ids: a kiosk begins its range anew every day, and with it the ids of its slips.
    """

    shown: OfflineNumber | None = None
    since: float = 0.0
    is_urged: bool = False
    waiting: tuple[OfflineNumber, ...] = ()
    known: tuple[str, ...] = ()


def arrive(numbers: OfflineNumbers, slip: Slip, now: float) -> OfflineNumbers:
    """Return the numbers after a neighbour sent a slip; one that is told again or was not given offline is dropped."""
    if slip.mark is not Mark.OFFLINE or slip.press in numbers.known:
        return numbers
    arrived = OfflineNumber(slip, now - slip.age)
    known = (*numbers.known, slip.press)[-REMEMBERED:]
    return replace(numbers, waiting=(*numbers.waiting, arrived), known=known)


def urge(numbers: OfflineNumbers) -> OfflineNumbers:
    """Return the numbers after a call was made: the number on the wall keeps its least time only."""
    return replace(numbers, is_urged=numbers.shown is not None)


def turn(numbers: OfflineNumbers, now: float) -> OfflineNumbers:
    """Return the numbers at `now`: what has had its time goes, what waits and is not too old comes."""
    waiting = tuple(each for each in numbers.waiting if now - each.taken_at <= OLDEST_SECONDS)
    seconds = LEAST_SECONDS if waiting or numbers.is_urged else SHOWN_SECONDS
    if numbers.shown is None and not waiting:
        return replace(numbers, waiting=())
    if numbers.shown is not None and now - numbers.since < seconds:
        return replace(numbers, waiting=waiting)
    shown, waiting = (waiting[0], waiting[1:]) if waiting else (None, ())
    return replace(numbers, shown=shown, waiting=waiting, since=now, is_urged=False)
