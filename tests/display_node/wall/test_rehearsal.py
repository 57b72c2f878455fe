"""What a wall draws beforehand is what it will have to draw."""

from display_node.wall.known import Known
from display_node.wall.rehearsal import rehearsals
from tests.display_node.conftest import board, office


def test_every_letter_digit_and_counter_is_rehearsed() -> None:
    """So that the first call finds all of them ready."""
    played = [known.board for known in rehearsals(Known(office=office(services=5, counters=12)))]
    calls = [board.calls[0] for board in played if board is not None]
    assert {sign for call in calls for sign in call.number} == set("ABCDE") | set("0123456789")
    assert {call.counter for call in calls} == set(range(1, 13))


def test_a_rehearsal_is_a_call_with_a_list_of_all_kinds() -> None:
    """The list has its own sizes and inks; what the board says beside its calls stays."""
    held = board(waiting=12)
    (known, *_rest) = rehearsals(Known(office=office(services=1, counters=1), board=held, is_manual=True))
    assert known.board is not None
    assert len({call.state for call in known.board.calls[1:]}) == 3
    assert (known.board.lines, known.is_manual) == (held.lines, False)


def test_nothing_is_rehearsed_for_an_office_that_calls_nobody() -> None:
    """Without services or counters there is no call; without an office nothing is known of them."""
    for nobody in (None, office(services=0), office(counters=0)):
        assert list(rehearsals(Known(office=nobody))) == []
