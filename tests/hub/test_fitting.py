"""What a board leaves out where there is no room for it."""

from datetime import UTC, date, datetime

import pytest

from firmware.hub.fitting import barest, fitting
from firmware.messages.codec import LIMIT, encode
from firmware.messages.notices import Board, Call, CallState, HelpCall, KioskState, Paper, Unprinted

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def board(counters: int, kiosks: int, ended: int = 8) -> Board:
    """A noon at which every counter calls, eight calls have just ended, and no kiosk has paper."""
    states = [CallState.CALLED] * counters + [CallState.ENDED] * ended
    names = [f"kiosk-{n + 1}" for n in range(kiosks)]
    unprinted = (Unprinted(number="A1017", at=AT, is_failed=True),) * 4
    return Board(
        journal="0123456789abcdef",
        epoch=1,
        position=99_999,
        day=date(2026, 11, 23),
        calls=tuple(
            Call(
                call=99_999,
                ticket="2026-11-23-A1017",
                number="A1017",
                counter=1 + n % 99,
                state=state,
                at=AT,
                recalls=2,
                service="V",
                is_priority=True,
            )
            for n, state in enumerate(states)
        ),
        lines=(),
        kiosks=tuple(KioskState(name=name, paper=Paper.OUT, unprinted=unprinted) for name in names),
        help=tuple(HelpCall(call=99_999, kiosk=name, at=AT) for name in names),
    )


@pytest.mark.parametrize(("counters", "kiosks"), [(1, 1), (6, 2), (21, 10), (24, 4), (40, 2), (40, 16), (20, 30)])
def test_a_board_of_any_office_fits(counters: int, kiosks: int) -> None:
    """And no call that stands is ever left out."""
    told = fitting(board(counters, kiosks))
    assert len(encode(told)) <= LIMIT
    assert sum(call.state is CallState.CALLED for call in told.calls) == counters


def test_a_board_with_room_is_told_whole() -> None:
    """Nothing is left out for an office that might become busy."""
    assert fitting(board(6, 2)) == board(6, 2)


def test_what_people_can_do_without_goes_first() -> None:
    """Ended calls before the class of the others, those before the numbers without a paper, kiosks and help last."""
    full = board(40, 3)
    assert len(full.calls) > len(fitting(full).calls) == 40
    assert fitting(full).kiosks
    crowded = fitting(board(40, 16))
    assert {call.is_priority for call in crowded.calls} == {False}
    assert barest(full).help == ()
