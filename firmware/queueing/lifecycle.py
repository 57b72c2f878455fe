"""The lifecycle of a ticket: which command is allowed in which state, and where it leads. The only such table.

`decide` asks it, the diagram in README.md is drawn from it, and a test walks every pair. `MOVES` is about the ticket
that a command names or finds. The commands in `FINISHING` also finish whoever is at the counter, by the row of
`Finish`: the five buttons of a counter have no "start serving", so a called person who is not marked absent counts as
served. Where the service has a next stage, whoever is finished waits for that one: FINISHED is the end of a visit.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from firmware.messages.answers import Reason
from firmware.messages.commands import (
    CallNext,
    CallTicket,
    CloseCounter,
    CloseDay,
    Command,
    Finish,
    MarkNoShow,
    Park,
    Recall,
    Requeue,
    StartServing,
    Transfer,
    Withdraw,
)
from firmware.queueing.model import Ticket, TicketState
from firmware.queueing.refusals import Refusal

_S = TicketState

MOVES: Final[Mapping[type[Command], Mapping[TicketState, TicketState]]] = MappingProxyType(
    {
        CallNext: {_S.WAITING: _S.CALLED},
        CallTicket: {_S.WAITING: _S.CALLED, _S.PARKED: _S.CALLED, _S.NO_SHOW: _S.CALLED},
        Recall: {_S.CALLED: _S.CALLED},
        StartServing: {_S.CALLED: _S.SERVING},
        Finish: {_S.CALLED: _S.FINISHED, _S.SERVING: _S.FINISHED},
        MarkNoShow: {_S.CALLED: _S.NO_SHOW},
        Park: {_S.CALLED: _S.PARKED, _S.SERVING: _S.PARKED},
        Requeue: {
            _S.CALLED: _S.WAITING,
            _S.SERVING: _S.WAITING,
            _S.PARKED: _S.WAITING,
            _S.NO_SHOW: _S.WAITING,
        },
        Transfer: {_S.CALLED: _S.WAITING, _S.SERVING: _S.WAITING},
        Withdraw: {
            _S.WAITING: _S.WITHDRAWN,
            _S.CALLED: _S.WITHDRAWN,
            _S.PARKED: _S.WITHDRAWN,
            _S.NO_SHOW: _S.WITHDRAWN,
        },
        CloseDay: {_S.WAITING: _S.CARRIED_OUT, _S.PARKED: _S.CARRIED_OUT},
    }
)

FINISHING: Final = (CallNext, CallTicket, CloseCounter, CloseDay)


def leads_to(command: type[Command], state: TicketState) -> TicketState | None:
    """Return the state that a command of this kind leads to, or None where it is not allowed."""
    return MOVES.get(command, {}).get(state)


def refuse_state(command: Command, ticket: Ticket) -> Refusal | None:
    """Return the refusal of a command that is not allowed for this ticket as it stands, or None."""
    if leads_to(type(command), ticket.state) is not None:
        return None
    allowed = ", ".join(MOVES[type(command)])
    return Refusal(
        Reason.NOT_IN_THIS_STATE, f"{ticket.number} is {ticket.state}; {type(command).__name__} needs {allowed}"
    )
