"""Which call has the large panel, and for how long: two calls in the same second each get their time.

A call keeps the panel for a least time, while others wait their turn in the order in which they were called. A recall
of the call in the panel begins its time again; one of a call that waits keeps its place. Who has come needs the panel
no longer and gives it up at once. Where more than `MOST_WAITING` would wait, those called first lose their turn: they
have been in the list, with arrow and colour, since they were called, and news that is late is no news. Nobody has
the panel by turn once all have had theirs; then it belongs to the newest call that stands.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from firmware.messages.notices import Board, Call, CallState

MOST_WAITING: Final = 3


class Pointing(Struct, frozen=True):
    """The call in the panel since `since` (boot clock), and those that wait for it, the next one first."""

    shown: Call | None = None
    since: float = 0.0
    waiting: tuple[Call, ...] = ()

    @property
    def position(self) -> int | None:
        """The journal position of the call in the panel."""
        return None if self.shown is None else self.shown.call


def heed(pointing: Pointing, calls: Sequence[Call], before: Board | None) -> Pointing:
    """Return the pointing after a board with these calls followed `before`; the calls of a first board are no news."""
    if before is None:
        return pointing
    known = {call.ticket for call in (pointing.shown, *pointing.waiting) if call is not None}
    fresh = [
        call
        for call in sorted(calls, key=lambda call: call.call)
        if call.call > before.position and call.state is CallState.CALLED and call.ticket not in known
    ]
    return replace(pointing, waiting=(*pointing.waiting, *fresh))


def turn(
    pointing: Pointing, calls: Sequence[Call], boot: float, least_seconds: float, *, is_free: bool = True
) -> Pointing:
    """Return the pointing at `boot`, while these calls stand on the board.

    Nobody gets the panel that is not free, because an offline number or manual mode has it.
    """
    by_ticket = {call.ticket: call for call in calls}
    standing = (by_ticket.get(call.ticket) for call in pointing.waiting)
    waiting = tuple(call for call in standing if call is not None and call.state is CallState.CALLED)
    shown, since = _still(pointing.shown, by_ticket), pointing.since
    if shown is not None and pointing.shown is not None and shown.call > pointing.shown.call:
        since = boot
    if waiting and is_free and _has_had_its_time(shown, boot - since, least_seconds):
        shown, since, waiting = waiting[0], boot, waiting[1:]
    return Pointing(shown, since, waiting[-MOST_WAITING:])


def next_turn(pointing: Pointing, least_seconds: float) -> float | None:
    """Return when, on the boot clock, the panel changes by time alone; None where it does not."""
    return pointing.since + least_seconds if pointing.waiting else None


def _still(shown: Call | None, by_ticket: dict[str, Call]) -> Call | None:
    held = None if shown is None else by_ticket.get(shown.ticket)
    return None if held is None or held.state is CallState.ENDED else held


def _has_had_its_time(shown: Call | None, seconds: float, least_seconds: float) -> bool:
    return shown is None or shown.state is not CallState.CALLED or seconds >= least_seconds
