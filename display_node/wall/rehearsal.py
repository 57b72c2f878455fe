"""Calls that nobody made, drawn where nobody sees them, so that the first real one need not wait for its letters.

Rendering large letters for the first time takes a Pi a tenth of a second or more. What a wall of this office will show
is known beforehand: its letters, ten digits, its counters, in the panel and in the list.
"""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from display_node.wall.scene import Mode, Row, Scene
from firmware.messages.notices import CallState, Office

_DIGITS: Final = ("012", "345", "678", "901")
_LISTED: Final = (CallState.CALLED, CallState.SERVING, CallState.ENDED)


def rehearsals(seen: Scene, office: Office) -> Iterator[Scene]:
    """Yield scenes like `seen` that together hold every letter, digit and counter of the office."""
    if not office.services or not office.counters:
        return
    letters = [service.letter for service in office.services]
    numbers = [f"{letter} {_DIGITS[0]}" for letter in letters] + [f"{letters[0]} {digits}" for digits in _DIGITS[1:]]
    counters = [str(counter.number) for counter in office.counters]
    for n in range(max(len(numbers), len(counters))):
        row = Row(0, numbers[n % len(numbers)], counters[n % len(counters)], CallState.CALLED)
        rows = tuple(replace(row, state=state) for state in _LISTED)
        yield replace(seen, mode=Mode.CALL, call=row, rows=rows)
