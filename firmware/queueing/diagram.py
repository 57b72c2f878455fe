"""The lifecycle as a picture and as a table, drawn for README.md from the one table there is.

The README holds them between two marks. A test compares, and `python tests/queueing/redraw_readme.py` draws them anew.
"""

from collections.abc import Iterator
from typing import Final

from firmware.messages.commands import Command, Finish, TakeTicket
from firmware.queueing.lifecycle import FINISHING, MOVES, leads_to
from firmware.queueing.model import ENDED, TicketState

BEGIN: Final = "<!-- drawn from lifecycle.py -->"
END: Final = "<!-- end of what is drawn -->"


def redrawn(readme: str) -> str:
    """Return the text of a README with the part between the marks drawn anew. Raises ValueError without the marks."""
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the README needs the marks {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n\n{state_diagram()}\n\n{move_table()}\n\n{END}{after}"


def state_diagram() -> str:
    """Return the states and moves of a ticket as a Mermaid `stateDiagram-v2` in a Markdown block."""
    moves = [f"    {state} --> {to} : {', '.join(words)}" for (state, to), words in _edges().items()]
    ends = [f"    {state} --> [*]" for state in TicketState if state in ENDED]
    start = f"    [*] --> {TicketState.WAITING} : {TakeTicket.__name__}"
    return "\n".join(["```mermaid", "stateDiagram-v2", start, *moves, *ends, "```"])


def move_table() -> str:
    """Return the moves as a Markdown table: a row a command, a column a state; brackets are about the one before."""
    states = [state for state in TicketState if state not in ENDED]
    head = ["| command | " + " | ".join(states) + " |", "|---" * (len(states) + 1) + "|"]
    return "\n".join(head + [_row(command, states) for command in _commands()])


def _row(command: type[Command], states: list[TicketState]) -> str:
    return f"| `{command.__name__}` | " + " | ".join(_cell(command, state) for state in states) + " |"


def _cell(command: type[Command], state: TicketState) -> str:
    direct = leads_to(command, state)
    before = leads_to(Finish, state) if command in FINISHING else None
    return str(direct) if direct else f"({before})" if before else "-"


def _edges() -> dict[tuple[TicketState, TicketState], list[str]]:
    edges: dict[tuple[TicketState, TicketState], list[str]] = {}
    for command, state, to in _arrows():
        edges.setdefault((state, to), []).append(command.__name__)
    return edges


def _arrows() -> Iterator[tuple[type[Command], TicketState, TicketState]]:
    for state in TicketState:
        for command in _commands():
            to = leads_to(command, state) or (leads_to(Finish, state) if command in FINISHING else None)
            if to:
                yield command, state, to


def _commands() -> list[type[Command]]:
    return [*MOVES, *(command for command in FINISHING if command not in MOVES)]
