"""Numbers whose paper has not come out, and which of them the screen of their kiosk shows now.

A visitor has nothing else to hold, so each number is shown for `SHOWN_SECONDS` from when this display heard that it has
no paper. A paper that comes out after all takes its number away, but none before it could be read: `LEAST_SECONDS`.
Where several numbers stand there, the older ones give way to the newest `MOST`, again not before their least time. A
number that is too old when it is heard of is not shown: its visitor has gone to an officer, and whoever stands there
would take it for theirs.
"""

from datetime import datetime
from typing import Final

from msgspec import Struct

from firmware.messages.notices import KioskState, Paper, Unprinted

SHOWN_SECONDS: Final = 20.0
LEAST_SECONDS: Final = 6.0
OLDEST_SECONDS: Final = 120.0
MOST: Final = 4


class Heard(Struct, frozen=True):
    """A number, when it was `taken`, and `since` when (boot clock) it is heard of; `is_wanted` while it is told."""

    number: str
    taken: datetime
    since: float
    is_wanted: bool = True


class UnprintedNumbers(Struct, frozen=True):
    """All of one kiosk that have been heard of and are still told or shown, the newest first."""

    heard: tuple[Heard, ...] = ()


def hear(numbers: UnprintedNumbers, state: KioskState | None, boot: float, now: datetime | None) -> UnprintedNumbers:
    """Return the numbers after a board was heard at `boot`; `now` is the time of day, None where nobody is sure."""
    told = {(each.number, each.at): each for each in (state.unprinted if state else ()) if _lacks_paper(each, state)}
    kept = [_still(each, (each.number, each.taken) in told) for each in numbers.heard]
    held = {(each.number, each.taken) for each in kept}
    fresh = [Heard(number, at, _first(at, boot, now)) for number, at in told if (number, at) not in held]
    kept = [each for each in kept if each.is_wanted or boot - each.since < LEAST_SECONDS]
    return UnprintedNumbers(tuple(sorted([*kept, *fresh], key=lambda each: (each.since, each.taken), reverse=True)))


def shown(numbers: UnprintedNumbers, boot: float) -> tuple[str, ...]:
    """Return the numbers to show at `boot`, the newest first."""
    young = [each for each in numbers.heard if boot - each.since < SHOWN_SECONDS]
    seen = [each for n, each in enumerate(young) if boot - each.since < LEAST_SECONDS or (n < MOST and each.is_wanted)]
    return tuple(each.number for each in seen)


def next_change(numbers: UnprintedNumbers, boot: float) -> float | None:
    """Return in how many seconds `shown` may be another by time alone; None where it will not."""
    ends = [each.since + limit - boot for each in numbers.heard for limit in (LEAST_SECONDS, SHOWN_SECONDS)]
    return min((end for end in ends if end > 0), default=None)


def _lacks_paper(each: Unprinted, state: KioskState | None) -> bool:
    """The printer has said so, or has no paper; a number that is just being printed has one soon."""
    return each.is_failed or (state is not None and state.paper in (Paper.OUT, Paper.UNKNOWN))


def _still(each: Heard, is_wanted: bool) -> Heard:
    return Heard(each.number, each.taken, each.since, is_wanted)


def _first(taken: datetime, boot: float, now: datetime | None) -> float:
    """When a number counts as heard of: this moment, or so long ago that it is not shown."""
    is_old = now is not None and (now - taken).total_seconds() > OLDEST_SECONDS
    return boot - SHOWN_SECONDS if is_old else boot
