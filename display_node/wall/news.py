"""What is new on the wall: a notice that came late is dropped, and each call is told once."""

from display_node.wall.shapes import Shape, Text
from firmware.messages.notices import Call, Notice


def is_newer(notice: Notice, held: Notice | None) -> bool:
    """Say whether a notice tells at least as much as the one of its kind held; what is older came late and is dropped.

    Positions of two journals cannot be compared: a journal that the box believes is the newer one.
    """
    if held is None or notice.journal != held.journal:
        return True
    return (notice.epoch, notice.position) >= (held.epoch, held.position)


def first_seen(
    calls: tuple[Call, ...], shapes: tuple[Shape, ...], known: frozenset[int]
) -> tuple[list[Call], frozenset[int]]:
    """Return those calls whose number these shapes show and `known` does not hold, and what is known from now on."""
    drawn = {shape.call for shape in shapes if isinstance(shape, Text) and shape.call is not None}
    seen = [call for call in calls if call.call in drawn]
    kept = frozenset(call.call for call in calls) & known
    return [call for call in seen if call.call not in known], kept | {call.call for call in seen}
