"""When officers call by hand, because the hub has been silent too long, and when the voice says so.

A hub that was killed and is back within seconds must not make the wall change its face, so a wall that shows an open
day waits `MANUAL_SECONDS` after the box has noticed the silence (3 s without a beat: 8 s in all). A wall that has no
board yet may only have started before its hub and waits longer. A closed office calls nobody by hand. The voice says it
when manual mode begins and every five minutes, at most once a minute where the hub comes and goes, and never on a day
that is not the board's own: a display that is left on must not speak into the night after.
"""

from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from firmware.messages.notices import Board

MANUAL_SECONDS: Final = 5.0
NO_BOARD_SECONDS: Final = 60.0
REPEAT_SECONDS: Final = 300.0
LEAST_SECONDS: Final = 60.0


class Silence(Struct, frozen=True):
    """Since when the hub is silent, and when the voice last said so; both on the boot clock, None for not (yet)."""

    since: float | None = None
    said_at: float | None = None


def heed(silence: Silence, now: float, *, is_silent: bool) -> Silence:
    """Return the silence at `now`, as the box hears it."""
    if not is_silent:
        return replace(silence, since=None)
    return silence if silence.since is not None else replace(silence, since=now)


def is_manual(silence: Silence, board: Board | None, now: float) -> bool:
    """Say whether officers call by hand at `now`."""
    if silence.since is None:
        return False
    if board is None:
        return now - silence.since >= NO_BOARD_SECONDS
    return board.day is not None and now - silence.since >= MANUAL_SECONDS


def is_due(silence: Silence, board: Board | None, now: float, today: date | None) -> bool:
    """Say whether the voice should tell it at `now`; `today` is None where nobody vouches for the date."""
    if board is None or not is_manual(silence, board, now) or today not in (None, board.day):
        return False
    if silence.said_at is None or silence.since is None:
        return True
    pause = REPEAT_SECONDS if silence.said_at >= silence.since else LEAST_SECONDS
    return now - silence.said_at >= pause
