"""Which key of a keypad is which contact of ours.

The kernel names a key by one name or by several (KEY_COFFEE and KEY_SCREENLOCK are one code) and repeats it while it
is held (value 2). A repeat is not an edge: the gesture's own clock knows how long a key is down.
"""

from collections.abc import Collection, Sequence
from typing import Final

from button_node.gesture import Edge

UP: Final = 0
DOWN: Final = 1


def edge(known: Collection[str], names: str | Sequence[str], value: int, at: float) -> Edge | None:
    """Return the edge that a key event means, or None for a repeat or a key that is no button.

    `names` and `value` are as evdev gives them (linux/input.h: 0 up, 1 down, 2 repeated).
    """
    spellings = (names,) if isinstance(names, str) else names
    contact = next((name for name in spellings if name in known), None)
    if contact is None or value not in (UP, DOWN):
        return None
    return Edge(contact=contact, is_down=value == DOWN, at=at)
