"""What is new on the wall."""

from collections.abc import Callable

from display_node.wall.news import first_seen, is_newer
from display_node.wall.shapes import Text, Weight
from firmware.messages.notices import Board, Call

Make = Callable[..., Board]
MakeCall = Callable[..., Call]


def test_an_older_board_is_dropped(board: Make) -> None:
    """By epoch, then position; the same again is taken, and another journal cannot be compared."""
    held = board(epoch=2, position=50)
    assert is_newer(board(epoch=2, position=50), held)
    assert is_newer(board(epoch=3, position=50), held)
    assert not is_newer(board(epoch=2, position=49), held)
    assert not is_newer(board(epoch=1, position=90), held)
    assert is_newer(board(epoch=1, position=1, journal="f" * 16), held)
    assert is_newer(board(), None)


def test_a_call_is_told_once_and_only_when_its_number_is_drawn(call: MakeCall) -> None:
    """A number that finds no row is not "shown"; a recall has a position of its own and is told again."""
    seen = (call(90, "A017", 3), call(80, "H009", 1))
    rows, known = first_seen(seen, (_number(90),), frozenset())
    assert [(row.number, row.call) for row in rows] == [("A017", 90)]
    rows, known = first_seen(seen, (_number(90), _number(80)), known)
    assert [row.call for row in rows] == [80]
    assert first_seen(seen, (_number(90), _number(80)), known) == ([], frozenset({80, 90}))
    assert first_seen((), (), known) == ([], frozenset())


def _number(position: int) -> Text:
    ink, ground = (0, 0, 0), (255, 255, 255)
    return Text(text="x", x=0, baseline=9, width=9, size=9, weight=Weight.BOLD, ink=ink, ground=ground, call=position)
