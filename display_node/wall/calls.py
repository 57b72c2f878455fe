"""Which calls a wall is concerned with: those of its zone, those that stand, and the one that is large."""

from firmware.messages.notices import Board, Call, CallState, Office


def calls_here(board: Board | None, office: Office | None, zone: str | None) -> tuple[Call, ...]:
    """Return the calls that belong on a wall of `zone` (None: all), the newest first, as the board has them."""
    return () if board is None else tuple(call for call in board.calls if is_heard_in(call.counter, office, zone))


def is_heard_in(counter: int, office: Office | None, zone: str | None) -> bool:
    """Say whether calls of a counter belong into a zone.

    A counter that names zones is heard in those only; one that is not known is heard everywhere.
    """
    if office is None or zone is None:
        return True
    zones = next((info.zones for info in office.counters if info.number == counter), ())
    return not zones or zone in zones


def standing(calls: tuple[Call, ...]) -> Call | None:
    """Return the newest call that has not ended, by the journal position of its latest call or recall."""
    return max((call for call in calls if call.state is not CallState.ENDED), key=lambda call: call.call, default=None)


def pointed(calls: tuple[Call, ...], position: int | None) -> Call | None:
    """Return the call for the large panel: the one at that journal position, else the newest that stands."""
    return next((call for call in calls if call.call == position), None) or standing(calls)


def called(board: Board) -> frozenset[str]:
    """Return the tickets that are called and not yet there."""
    return frozenset(call.ticket for call in board.calls if call.state is CallState.CALLED)
