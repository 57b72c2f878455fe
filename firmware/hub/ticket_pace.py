"""A kiosk that is given more tickets than people can press for: an alarm, and no refusal. Pure.

A box in wrong hands fills the line with ghosts at a pace that the door permits, and a printer out of paper would not
tell of it. Where a kiosk gets more than so many tickets in a minute the technician reads its name; whoever is there can
see at once whether it is a crowd. It is over when a minute had no more than half of that. What a kiosk gave by itself
while the hub was silent comes all at once afterwards, and does not count.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from firmware.messages.notices import Problem, Trouble
from firmware.queueing.events import AnyEvent, TicketIssued

WINDOW_SECONDS: Final = 60


class Pace(Struct, frozen=True):
    """The tickets of one kiosk in the latest minute, as (second of the boot clock, how many)."""

    seconds: tuple[tuple[int, int], ...] = ()
    is_fast: bool = False

    @property
    def count(self) -> int:
        """How many tickets the minute had."""
        return sum(count for _, count in self.seconds)


def given(pace: Pace, limit: int, now: float, count: int = 1) -> Pace:
    """Return the pace after `count` more tickets (0: after time alone); it is too fast beyond `limit` a minute."""
    second, counts = int(now), dict(pace.seconds)
    counts[second] = counts.get(second, 0) + count
    recent = tuple((at, many) for at, many in counts.items() if many and second - at < WINDOW_SECONDS)
    many = sum(count for _, count in recent)
    return replace(pace, seconds=recent, is_fast=many > (limit / 2 if pace.is_fast else limit))


class TicketPaces:
    """The pace of every kiosk that is given tickets. `limit` is for a minute."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._paces: dict[str, Pace] = {}

    def hear(self, events: Iterable[AnyEvent], now: float) -> list[str]:
        """Count the tickets among the events and let time pass; return what begins and ends, as lines for the log."""
        fast = self._fast()
        for event in events:
            if isinstance(event, TicketIssued) and event.kiosk is not None:
                pace = self._paces.get(event.kiosk, Pace())
                self._paces[event.kiosk] = given(pace, self._limit, now)
        self._paces = {kiosk: given(pace, self._limit, now, 0) for kiosk, pace in self._paces.items()}
        begun, ended = sorted(self._fast() - fast), sorted(fast - self._fast())
        return [
            *(f"{one} takes over {self._limit} tickets a minute: is a crowd there, or nobody?" for one in begun),
            *(f"{one} takes tickets no faster than people press again" for one in ended),
        ]

    def troubles(self) -> tuple[Trouble, ...]:
        """Return the alarm for each kiosk that is too fast."""
        return tuple(
            Trouble(problem=Problem.MANY_TICKETS, detail=f"{kiosk}: {self._paces[kiosk].count:,} a minute")
            for kiosk in sorted(self._fast())
        )

    def _fast(self) -> set[str]:
        return {kiosk for kiosk, pace in self._paces.items() if pace.is_fast}
