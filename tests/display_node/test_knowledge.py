"""What a display has heard, and what follows from it by time alone."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from display_node.knowledge import Knowledge
from firmware.messages.notices import Board, Call, CounterState, KioskState, Office, Paper, Slip, Unprinted
from tests.display_node.conftest import CALLED_AT, JOURNAL

Make = Callable[..., Board]
MakeCall = Callable[..., Call]


@pytest.fixture
def knowledge() -> Knowledge:
    """Of a display in the hall; a call keeps the panel for four seconds."""
    return Knowledge("hall", "display-1", 4.0)


def test_a_display_knows_nothing_at_first(knowledge: Knowledge) -> None:
    """Its own name, and what time it is."""
    known = knowledge.known(7.0, CALLED_AT, None, is_manual=False)
    assert (known.board, known.office, known.box, known.boot) == (None, None, "display-1", 7.0)
    assert knowledge.next_change(7.0) is None


def test_late_notices_change_nothing(knowledge: Knowledge, board: Make) -> None:
    """Neither a board nor a counter goes back."""
    newer = board(position=20)
    assert knowledge.take_board(newer, 0.0, None)
    assert not knowledge.take_board(board(position=19), 0.0, None)
    for position, waiting in ((20, 5), (19, 4)):
        knowledge.take_counter(state(position, waiting))
    known = knowledge.known(0.0, None, None, is_manual=False)
    assert known.board == newer
    assert known.counters[3].waiting == 5


def state(position: int, waiting: int) -> CounterState:
    """Return what counter 3 does."""
    return CounterState(
        journal=JOURNAL,
        epoch=1,
        position=position,
        counter=3,
        is_open=True,
        ticket=None,
        is_serving=False,
        waiting=waiting,
    )


def test_only_calls_of_its_own_zone_get_the_panel(
    knowledge: Knowledge, board: Make, call: MakeCall, office: Callable[..., Office]
) -> None:
    """A call elsewhere neither waits for it nor makes it glow."""
    knowledge.take_office(office(zones=("lounge",)))
    knowledge.take_board(board(), 0.0, None)
    knowledge.take_board(board([call(101, "A017", 3)], position=101), 1.0, None)
    knowledge.turn(1.0, is_manual=False)
    assert (knowledge.calls, knowledge.pulse_age(1.0)) == ((), None)


def test_it_says_when_the_next_call_has_its_turn(knowledge: Knowledge, board: Make, call: MakeCall) -> None:
    """So that the loop can sleep until then."""
    knowledge.take_board(board(), 0.0, None)
    calls = [call(102, "F002", 1), call(101, "A017", 3)]
    knowledge.take_board(board(calls, position=102), 10.0, None)
    knowledge.turn(10.0, is_manual=False)
    assert (knowledge.pulse_age(10.5), knowledge.next_change(11.0)) == (0.5, 3.0)
    knowledge.turn(14.0, is_manual=False)
    known = knowledge.known(14.0, None, None, is_manual=False)
    assert (known.pointed, knowledge.next_change(14.0)) == (102, None)


def test_a_call_ends_the_time_of_an_offline_number(
    knowledge: Knowledge, board: Make, call: MakeCall, offline_slip: Callable[..., Slip]
) -> None:
    """After six seconds in place of twenty; the call has its whole time then."""
    slip = offline_slip("A701")
    knowledge.take_board(board(), 0.0, None)
    knowledge.take_offline(slip, 10.0)
    assert knowledge.turn(10.0, is_manual=False) == slip
    knowledge.take_board(board([call(101, "A017", 3)], position=101), 11.0, None)
    assert knowledge.turn(15.9, is_manual=False) is None
    assert knowledge.known(15.9, None, None, is_manual=False).offline == slip
    knowledge.turn(16.0, is_manual=False)
    known = knowledge.known(16.0, None, None, is_manual=False)
    assert (known.offline, known.pointed, knowledge.pulse_age(16.0)) == (None, 101, 0.0)


def test_numbers_without_paper_are_kept_for_their_kiosk(knowledge: Knowledge, board: Make) -> None:
    """And the loop is told when they change by time alone."""
    kiosk = KioskState(name="kiosk-1", paper=Paper.OUT, unprinted=(Unprinted(number="A701", at=CALLED_AT),))
    knowledge.take_board(replace(board(), kiosks=(kiosk,)), 10.0, CALLED_AT)
    assert knowledge.known(10.0, CALLED_AT, None, is_manual=False).unprinted == {"kiosk-1": ("A701",)}
    assert knowledge.next_change(10.0) == 6.0


def test_a_class_that_is_not_wanted_is_forgotten_at_once(board: Make, call: MakeCall) -> None:
    """No layout can show what nobody knows."""
    knowledge = Knowledge("hall", "display-1", 4.0, shows_priority=False)
    knowledge.take_board(board([replace(call(90, "A017", 3), is_priority=True)]), 0.0, None)
    assert [each.is_priority for each in knowledge.calls] == [False]
