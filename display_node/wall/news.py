"""What is new on the wall: a board that came late is dropped, a new call draws the eye, and each call is told once."""

from display_node.wall.scene import Row, Scene
from display_node.wall.shapes import Shape, Text
from firmware.messages.notices import Board


def is_newer(board: Board, held: Board | None) -> bool:
    """Say whether a board tells at least as much as the one held; what is older came late and is dropped.

    Positions of two journals cannot be compared: a journal that the box believes is the newer one.
    """
    if held is None or board.journal != held.journal:
        return True
    return (board.epoch, board.position) >= (held.epoch, held.position)


def is_new_call(row: Row | None, before: Board | None) -> bool:
    """Say whether this call was made or repeated after the board `before`, so that eyes should be drawn to it.

    What the first board of a start shows is not news.
    """
    return row is not None and before is not None and row.call > before.position


def first_seen(seen: Scene, shapes: tuple[Shape, ...], known: frozenset[int]) -> tuple[list[Row], frozenset[int]]:
    """Return the calls whose number these shapes show and `known` does not hold, and what is known from now on."""
    drawn = {shape.call for shape in shapes if isinstance(shape, Text) and shape.call is not None}
    rows = [row for row in (seen.call, *seen.rows) if row is not None and row.call in drawn]
    kept = frozenset(row.call for row in (seen.call, *seen.rows) if row is not None) & known
    return [row for row in rows if row.call not in known], kept | drawn
