"""Which visitors have begun to ask for an officer: what the chime for help is sounded for.

What the first board of a start tells is not news, and what an officer has answered already needs no chime.
"""

from firmware.messages.notices import Board, HelpCall


def new_help(board: Board, before: Board | None) -> tuple[HelpCall, ...]:
    """Return the unanswered help calls of a board that were not on the one before."""
    if before is None:
        return ()
    known = {each.call for each in before.help}
    return tuple(each for each in board.help if each.counter is None and each.call not in known)
