"""Calls that nobody made, drawn where nobody sees them, so that the first real one need not wait for its letters.

Rendering large letters for the first time takes a Pi a tenth of a second or more. What a wall of this office will show
is known beforehand: its letters, ten digits, its counters, in the panel and in the list.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from display_node.wall.known import Known
from firmware.messages.notices import Board, Call, CallState, Line, Office

_DIGITS: Final = ("012", "345", "678", "901")
_STATES: Final = (CallState.CALLED, CallState.CALLED, CallState.SERVING, CallState.ENDED)
_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)


def rehearsals(known: Known) -> Iterator[Known]:
    """Yield what a display would know if calls were made that together hold all letters, digits and counters."""
    office = known.office
    if office is None or not office.services or not office.counters:
        return
    letters = [service.letter for service in office.services]
    numbers = [letter + _DIGITS[0] for letter in letters] + [letters[0] + digits for digits in _DIGITS[1:]]
    counters = [counter.number for counter in office.counters]
    for n in range(max(len(numbers), len(counters))):
        board = _board(office, known.board, numbers[n % len(numbers)], counters[n % len(counters)])
        yield replace(
            known,
            board=board,
            pointed=None,
            offline=None,
            is_manual=False,
            is_evacuating=False,
            silent_since=None,
            zone=None,
        )


def _board(office: Office, held: Board | None, number: str, counter: int) -> Board:
    """A board with one call that stands in the large panel and the same in every state of the list."""
    calls = tuple(
        Call(
            call=len(_STATES) - n,
            ticket=f"{_AT.date()}-{number}",
            number=number,
            counter=counter,
            state=state,
            at=_AT,
        )
        for n, state in enumerate(_STATES)
    )
    if held is not None:
        return replace(held, calls=calls)
    lines = tuple(Line(service=service.letter, waiting=0) for service in office.services)
    return Board(
        journal=office.journal,
        epoch=office.epoch,
        position=office.position,
        day=_AT.date(),
        calls=calls,
        lines=lines,
    )
