"""When the chime for help is sounded."""

from collections.abc import Callable
from datetime import UTC, datetime

from msgspec.structs import replace

from display_node.voice.asking import new_help
from firmware.messages.notices import Board, HelpCall

AT = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)
FIRST, SECOND = (HelpCall(call=n, kiosk="kiosk-1", at=AT) for n in (101, 105))
ANSWERED = replace(SECOND, counter=3)

MakeBoard = Callable[..., Board]


def test_each_request_is_news_once(board: MakeBoard) -> None:
    """On the board that tells it first, and on no board after it; the same kiosk may ask again."""
    empty, one = board(), replace(board(), help=(FIRST,))
    assert new_help(one, empty) == (FIRST,)
    assert new_help(one, one) == ()
    assert new_help(replace(one, help=(FIRST, SECOND)), one) == (SECOND,)


def test_what_the_first_board_tells_or_an_officer_answered_is_no_news(board: MakeBoard) -> None:
    """A display that starts, and a request that was answered before this board was made."""
    assert new_help(replace(board(), help=(FIRST,)), None) == ()
    assert new_help(replace(board(), help=(ANSWERED,)), board()) == ()
    assert new_help(replace(board(), help=(ANSWERED,)), replace(board(), help=(SECOND,))) == ()
