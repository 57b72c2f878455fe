"""The office of the gallery is one that a hub could tell of."""

import msgspec
import pytest

from display_node.layouts.kiosk_scene import see
from firmware.gallery.states import State, states
from firmware.gallery.views import VIEWS
from firmware.messages.notices import Board, CallState, CounterState, Office

STATES = {state.name: state for state in states()}


def test_every_state_has_a_name_of_its_own() -> None:
    """Names are parts of file names."""
    assert len(STATES) == len(states())
    assert all(name.replace("-", "").isalnum() and name.islower() for name in STATES)


def test_a_kiosk_says_why_it_gives_no_paper() -> None:
    """Its printer does not answer, or it has none."""
    view = next(view for view in VIEWS if view.name == "kiosk")
    for name, said in (
        ("paper-unknown", "Printer tidak menjawab: nomor Anda tampil di layar ini"),
        ("paperless", "Nomor Anda tampil di layar ini"),
    ):
        scene = see(STATES[name].known, view.panes[0])
        assert [notice.said.first for notice in scene.notices] == [said]


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_state_could_cross_the_broker(state: State) -> None:
    """Numbers, names and times have the form that the messages ask for."""
    known = state.known
    for told, kind in (
        (known.board, Board),
        (known.office, Office),
        *((each, CounterState) for each in known.counters.values()),
    ):
        if told is not None:
            assert msgspec.json.decode(msgspec.json.encode(told), type=kind) == told


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_walls_and_counters_agree(state: State) -> None:
    """Whom the board calls to a counter is whom the counter's own box knows, and nobody is at two counters."""
    board = state.known.board
    here = [call for call in board.calls if call.state is not CallState.ENDED] if board else []
    assert {(call.counter, call.ticket) for call in here} == {
        (counter, told.ticket.ticket) for counter, told in state.known.counters.items() if told.ticket
    }
    assert len({call.ticket for call in here}) == len({call.call for call in here}) == len(here)
