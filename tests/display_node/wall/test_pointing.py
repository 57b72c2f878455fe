"""Which call has the large panel, and for how long."""

from collections.abc import Callable, Sequence

import pytest

from display_node.wall.pointing import MOST_WAITING, Pointing, heed, next_turn, turn
from firmware.messages.notices import Board, Call

Make = Callable[..., Board]
MakeCall = Callable[..., Call]
LEAST = 4.0


@pytest.fixture
def before(board: Make) -> Board:
    """A board of position 100."""
    return board()


def at(pointing: Pointing, calls: Sequence[Call], boot: float) -> Pointing:
    """Return the pointing at `boot`, with the panel free."""
    return turn(pointing, calls, boot, LEAST)


def test_two_calls_of_one_moment_each_have_their_time(call: MakeCall, before: Board) -> None:
    """In the order in which they were called; the second stays when it has had its own."""
    calls = (call(102, "F002", 1), call(101, "A017", 3))
    first = at(heed(Pointing(), calls, before), calls, 10.0)
    assert (first.position, next_turn(first, LEAST)) == (101, 14.0)
    assert at(first, calls, 13.9) == first
    second = at(first, calls, 14.0)
    assert (second.position, second.since, next_turn(second, LEAST)) == (102, 14.0, None)
    assert at(second, calls, 99.0) == second


def test_a_call_that_comes_alone_has_the_panel_at_once(call: MakeCall, board: Make, before: Board) -> None:
    """Nobody waits behind a call that has had its time."""
    old = (call(101, "A017", 3),)
    shown = at(heed(Pointing(), old, before), old, 10.0)
    both = (call(110, "F002", 1), *old)
    assert at(heed(shown, both, board(position=105)), both, 14.0).position == 110


def test_a_call_within_another_s_time_waits_for_the_rest_of_it(call: MakeCall, board: Make, before: Board) -> None:
    """One second after the first, it waits three."""
    old = (call(101, "A017", 3),)
    shown = at(heed(Pointing(), old, before), old, 10.0)
    both = (call(110, "F002", 1), *old)
    waiting = at(heed(shown, both, board(position=105)), both, 11.0)
    assert (waiting.position, next_turn(waiting, LEAST)) == (101, 14.0)
    assert at(waiting, both, 14.0).position == 110


def test_who_has_come_gives_the_panel_up(call: MakeCall, before: Board) -> None:
    """Before the least time, but only to somebody who waits for it."""
    calls = (call(102, "F002", 1), call(101, "A017", 3))
    first = at(heed(Pointing(), calls, before), calls, 10.0)
    come = (calls[0], call(101, "A017", 3, "SERVING"))
    assert at(first, come, 11.0).position == 102
    alone = at(Pointing(calls[1], 10.0), (come[1],), 30.0)
    assert alone.position == 101


def test_who_has_come_before_its_turn_needs_none(call: MakeCall, before: Board) -> None:
    """Nor does a call that has left the board."""
    calls = (call(103, "K004", 2), call(102, "F002", 1), call(101, "A017", 3))
    first = at(heed(Pointing(), calls, before), calls, 10.0)
    now = (call(102, "F002", 1, "SERVING"), call(101, "A017", 3))
    assert at(first, now, 14.0).position == 101
    assert at(first, now, 14.0).waiting == ()


def test_a_recall_begins_its_time_again(call: MakeCall, before: Board, board: Make) -> None:
    """In the panel at once, with a new pulse; a call that waits keeps its place in the row."""
    calls = (call(103, "K004", 2), call(102, "F002", 1), call(101, "A017", 3))
    first = at(heed(Pointing(), calls, before), calls, 10.0)
    again = (call(104, "A017", 3, recalls=1), *calls[:2])
    recalled = at(heed(first, again, board(position=103)), again, 12.0)
    assert (recalled.position, recalled.since) == (104, 12.0)
    later = (call(105, "F002", 1, recalls=1), again[0], calls[0])
    waiting = at(heed(recalled, later, board(position=104)), later, 13.0)
    assert [each.call for each in waiting.waiting] == [105, 103]
    assert at(waiting, later, 16.0).position == 105


def test_a_call_that_had_the_panel_is_recalled_into_it(call: MakeCall, board: Make, before: Board) -> None:
    """Also long after another has had it."""
    calls = (call(102, "F002", 1), call(101, "A017", 3))
    shown = at(at(heed(Pointing(), calls, before), calls, 10.0), calls, 14.0)
    again = (call(120, "A017", 3, recalls=1), calls[0])
    assert at(heed(shown, again, board(position=110)), again, 60.0).position == 120


def test_more_than_can_be_shown_in_time_leave_the_oldest_out(call: MakeCall, before: Board) -> None:
    """They are in the list since they were called; the newest has the panel within twelve seconds more."""
    calls = tuple(call(101 + n, f"A{n:03d}", n + 1) for n in range(8))
    pointing = at(heed(Pointing(), calls, before), calls, 0.0)
    assert pointing.position == 101
    assert [each.call for each in pointing.waiting] == [106, 107, 108]
    assert len(pointing.waiting) == MOST_WAITING
    for n, position in enumerate((106, 107, 108), start=1):
        pointing = at(pointing, calls, n * LEAST)
        assert pointing.position == position


def test_nobody_has_a_panel_that_is_not_free(call: MakeCall, before: Board) -> None:
    """A call waits while an offline number has it, and has its whole time afterwards."""
    calls = (call(101, "A017", 3),)
    covered = turn(heed(Pointing(), calls, before), calls, 10.0, LEAST, is_free=False)
    assert covered.position is None
    shown = at(covered, calls, 16.0)
    assert (shown.position, shown.since) == (101, 16.0)


def test_what_a_first_board_shows_is_no_news(call: MakeCall) -> None:
    """Nobody was called just now, only the display has started."""
    assert heed(Pointing(), (call(101, "A017", 3),), None) == Pointing()


def test_an_ended_call_leaves_the_panel(call: MakeCall) -> None:
    """What stands then is the newest that stands."""
    shown = Pointing(call(101, "A017", 3), 10.0)
    assert at(shown, (call(101, "A017", 3, "ENDED"),), 11.0).position is None
