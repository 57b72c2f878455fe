"""Whether the paper of a number is out, for the lamp of the button that asked for it.

The board tells which numbers of a kiosk have no paper. A board from before the hub's answer cannot know the number, so
it says nothing about it. A paper that has not come after `PRINTING_SECONDS` is taken for one that does not come, and
after `LOOK_SECONDS` nobody stands there any more: no lamp is lit for ever. Times are seconds of the boot clock.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from firmware.messages.answers import Accepted
from firmware.messages.notices import Board, KioskState, Paper

PRINTING_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 30.0


class Awaited(Struct, frozen=True, kw_only=True):
    """A number that the hub gave at `epoch` and `position`, which the box heard at `since`."""

    number: str
    epoch: int
    position: int
    since: float


class Told(Struct, frozen=True, kw_only=True):
    """What the latest board says of this kiosk, and of when it is."""

    kiosk: KioskState
    epoch: int
    position: int


class Coming(StrEnum):
    """What is known of a paper."""

    PRINTING = "PRINTING"
    MISSING = "MISSING"
    OVER = "OVER"


def awaited(answer: Accepted, now: float) -> Awaited | None:
    """Return the number that the answer gives, or None."""
    if answer.number is None:
        return None
    return Awaited(number=answer.number, epoch=answer.epoch, position=answer.position, since=now)


def told(board: Board, kiosk: str) -> Told | None:
    """Return what the board says of the kiosk of this name; None where it does not know it."""
    state = next((one for one in board.kiosks if one.name == kiosk), None)
    return None if state is None else Told(kiosk=state, epoch=board.epoch, position=board.position)


def is_out(board: Told | None) -> bool:
    """Say whether the kiosk's printer says that it has no paper."""
    return board is not None and board.kiosk.paper is Paper.OUT


def coming(one: Awaited, board: Told | None, now: float) -> Coming:
    """Return what is known of the paper of this number."""
    waited = now - one.since
    if board is None or waited >= LOOK_SECONDS:
        return Coming.OVER
    if (board.epoch, board.position) >= (one.epoch, one.position):
        unprinted = next((number for number in board.kiosk.unprinted if number.number == one.number), None)
        if unprinted is None:
            return Coming.OVER
        if unprinted.is_failed:
            return Coming.MISSING
    return Coming.PRINTING if waited < PRINTING_SECONDS else Coming.MISSING


def change_at(one: Awaited, now: float) -> float:
    """Return when time alone changes what is known of a paper that is awaited at `now`."""
    is_printing = now < one.since + PRINTING_SECONDS
    return one.since + (PRINTING_SECONDS if is_printing else LOOK_SECONDS)
