"""Every pair of a state and a command: it moves as the table says, or it is refused and nothing changes."""

from collections.abc import Callable
from typing import Any

import pytest

from firmware.messages.commands import (
    CallNext,
    CallTicket,
    CloseCounter,
    CloseDay,
    Command,
    CounterCommand,
    Finish,
    MarkNoShow,
    Park,
    Recall,
    Requeue,
    StartServing,
    TakeTicket,
    Transfer,
    Withdraw,
)
from firmware.queueing.lifecycle import FINISHING, MOVES, leads_to
from firmware.queueing.model import AT_COUNTER, ENDED, TicketState
from firmware.queueing.refusals import Refusal

S = TicketState

REACHED_BY: dict[TicketState, list[type[Command]]] = {
    S.WAITING: [],
    S.CALLED: [CallNext],
    S.SERVING: [CallNext, StartServing],
    S.PARKED: [CallNext, Park],
    S.NO_SHOW: [CallNext, MarkNoShow],
    S.FINISHED: [CallNext, Finish],
    S.WITHDRAWN: [Withdraw],
    S.CARRIED_OUT: [CloseDay],
}

PAIRS = [(state, kind) for state in TicketState for kind in (*MOVES, CloseCounter)]


def aimed_at(office: Any, kind: type[Command], ticket: str) -> dict[str, Any]:
    """Return the fields that aim a command of counter 1 at one ticket."""
    fields: dict[str, Any] = {"counter": 1} if issubclass(kind, CounterCommand) else {}
    if kind in (CallTicket, Withdraw) or (kind is Requeue and office.at(1) != ticket):
        fields["ticket"] = ticket
    if kind is Transfer:
        fields["service"] = "F"
    if kind is CloseDay:
        fields["day"] = office.DAY
    return fields


@pytest.fixture
def standing(office: Any) -> Callable[[TicketState], str]:
    """Return a ticket in the state asked for, brought there by commands; there is no other in the office."""

    def bring(state: TicketState) -> str:
        ticket = str(office.take())
        for kind in REACHED_BY[state]:
            office.does(kind, **aimed_at(office, kind, ticket))
        assert office.ticket(ticket).state is state
        return ticket

    return bring


@pytest.mark.parametrize(("state", "kind"), PAIRS)
def test_a_command_moves_a_ticket_as_the_table_says_or_is_refused(
    office: Any, standing: Callable[[TicketState], str], state: TicketState, kind: type[Command]
) -> None:
    """The ticket ends in the table's state; where the table has none, the ticket stays exactly as it was."""
    ticket = standing(state)
    before = office.ticket(ticket)
    finishes = kind in FINISHING and kind is not CallTicket and state in AT_COUNTER
    expected = leads_to(Finish, state) if finishes else leads_to(kind, state)
    decision = office.asks(kind, **aimed_at(office, kind, ticket))
    if expected is None:
        assert (
            isinstance(decision, Refusal) or kind is CloseCounter or (kind is CloseDay and state in {*ENDED, S.NO_SHOW})
        )
        assert office.ticket(ticket) == before
    else:
        assert not isinstance(decision, Refusal)
        assert office.ticket(ticket).state is expected


def test_the_table_says_what_the_trade_expects() -> None:
    """The moves as people know them, so that a slip of the pen in the table is seen."""
    moves = {(kind.__name__, state): to for kind, row in MOVES.items() for state, to in row.items()}
    assert moves == {
        ("CallNext", S.WAITING): S.CALLED,
        ("CallTicket", S.WAITING): S.CALLED,
        ("CallTicket", S.PARKED): S.CALLED,
        ("CallTicket", S.NO_SHOW): S.CALLED,
        ("Recall", S.CALLED): S.CALLED,
        ("StartServing", S.CALLED): S.SERVING,
        ("Finish", S.CALLED): S.FINISHED,
        ("Finish", S.SERVING): S.FINISHED,
        ("MarkNoShow", S.CALLED): S.NO_SHOW,
        ("Park", S.CALLED): S.PARKED,
        ("Park", S.SERVING): S.PARKED,
        ("Requeue", S.CALLED): S.WAITING,
        ("Requeue", S.SERVING): S.WAITING,
        ("Requeue", S.PARKED): S.WAITING,
        ("Requeue", S.NO_SHOW): S.WAITING,
        ("Transfer", S.CALLED): S.WAITING,
        ("Transfer", S.SERVING): S.WAITING,
        ("Withdraw", S.WAITING): S.WITHDRAWN,
        ("Withdraw", S.CALLED): S.WITHDRAWN,
        ("Withdraw", S.PARKED): S.WITHDRAWN,
        ("Withdraw", S.NO_SHOW): S.WITHDRAWN,
        ("CloseDay", S.WAITING): S.CARRIED_OUT,
        ("CloseDay", S.PARKED): S.CARRIED_OUT,
    }


def test_no_command_leads_out_of_an_end() -> None:
    """Finished, withdrawn and carried out are for ever, and every other state has a way on."""
    starts = {state for row in MOVES.values() for state in row}
    assert starts == set(TicketState) - ENDED


@pytest.mark.parametrize("kind", [CallNext, CallTicket, CloseCounter, CloseDay])
def test_these_commands_finish_the_one_before(office: Any, kind: type[Command]) -> None:
    """A person at the counter is finished when the counter goes on or closes."""
    before, other = office.take(), office.take()
    office.call(1)
    office.does(kind, **aimed_at(office, kind, other))
    assert office.ticket(before).state is TicketState.FINISHED


def test_a_ticket_begins_by_waiting(office: Any) -> None:
    """There is no other way in."""
    (issued,) = office.does(TakeTicket, service="A")
    assert office.ticket(issued.ticket).state is TicketState.WAITING
    assert TakeTicket not in MOVES


def test_recall_is_the_only_move_that_stays() -> None:
    """Every other command changes the state."""
    assert [kind for kind, row in MOVES.items() if any(state is to for state, to in row.items())] == [Recall]
