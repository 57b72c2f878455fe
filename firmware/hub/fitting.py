"""A board that fits into one message, whatever happens at noon. Pure.

An office is refused at its start only if the calls that stand, the waiting and the open counters do not fit. What
people can do without is left out in the minute in which there is no room for it: first the calls that have ended, then
service and class of the others, then the numbers without a paper but for the newest, then kiosks and help.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from firmware.messages.codec import fits
from firmware.messages.notices import Board, CallState


def fitting(board: Board) -> Board:
    """Return as much of the board as one message holds; the barest of all where not even that fits."""
    lighter = board
    for lighter in _lighter(board):
        if fits(lighter):
            break
    return lighter


def barest(board: Board) -> Board:
    """Return what of a board is told in any case."""
    *_, last = _lighter(board)
    return last


def _lighter(board: Board) -> Iterator[Board]:
    yield board
    standing = tuple(call for call in board.calls if call.state is not CallState.ENDED)
    yield (board := replace(board, calls=standing))
    yield (board := replace(board, calls=tuple(replace(one, service=None, is_priority=False) for one in standing)))
    kiosks = tuple(replace(kiosk, unprinted=kiosk.unprinted[:1]) for kiosk in board.kiosks)
    yield (board := replace(board, kiosks=kiosks))
    yield replace(board, kiosks=(), help=())
