"""What a wall draws beforehand is what it will have to draw."""

from display_node.wall.rehearsal import rehearsals
from display_node.wall.scene import Mode, scene
from tests.display_node.conftest import office


def test_every_letter_digit_and_counter_is_rehearsed() -> None:
    """In the large panel, so that the first call finds all of them ready."""
    known = office(services=5, counters=12)
    rows = [seen.call for seen in rehearsals(scene(None, known, None, None), known) if seen.call]
    drawn = {sign for row in rows for sign in row.number} - {" "}
    assert drawn == set("ABCDE") | set("0123456789")
    assert {row.counter for row in rows} == {str(n) for n in range(1, 13)}


def test_a_rehearsal_is_a_call_with_a_list_of_all_kinds() -> None:
    """The list has its own sizes and inks."""
    known = office(services=1, counters=1)
    (seen, *_rest) = rehearsals(scene(None, known, None, None), known)
    assert seen.mode is Mode.CALL
    assert len({row.state for row in seen.rows}) == 3
