"""Which calls a wall is concerned with."""

from collections.abc import Callable

from display_node.wall.calls import called, calls_here, pointed, standing
from firmware.messages.notices import Board, Call, Office

Make = Callable[..., Board]
MakeCall = Callable[..., Call]
MakeOffice = Callable[..., Office]


def test_the_big_call_is_the_newest_that_stands(call: MakeCall) -> None:
    """A newer call that has ended is history, and a recall makes an old one the newest."""
    calls = (call(90, "A018", 3, "ENDED"), call(80, "H009", 1, "SERVING"), call(70, "K004", 2))
    assert standing(calls) == calls[1]
    assert standing((*calls, call(95, "F001", 4, recalls=1))) == call(95, "F001", 4, recalls=1)
    assert standing(calls[:1]) is None


def test_a_call_that_has_its_time_is_the_big_one(call: MakeCall) -> None:
    """Until it has left the board."""
    calls = (call(90, "A018", 3), call(80, "H009", 1))
    assert pointed(calls, 80) == calls[1]
    assert pointed(calls, None) == pointed(calls, 70) == calls[0]


def test_a_wall_has_the_calls_of_its_own_zone(board: Make, office: MakeOffice, call: MakeCall) -> None:
    """A counter that names no zone is heard everywhere, and so is everything before the office is known."""
    told = board([call(90, "A017", 3)])
    assert calls_here(told, office(zones=("hall",)), "hall") == told.calls
    assert calls_here(told, office(zones=("lounge",)), "hall") == ()
    assert calls_here(told, office(zones=()), "hall") == told.calls
    assert calls_here(told, None, "hall") == told.calls
    assert calls_here(told, office(zones=("lounge",)), None) == told.calls
    assert calls_here(None, office(), "hall") == ()


def test_only_those_called_and_not_yet_there_are_spoken_for(board: Make, call: MakeCall) -> None:
    """The voice drops a waiting sentence when its ticket has left this set."""
    calls = [call(90, "A017", 3), call(80, "H009", 1, "SERVING"), call(70, "F001", 4, "ENDED")]
    assert called(board(calls)) == {"2026-11-23-A017"}
