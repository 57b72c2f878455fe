"""Whether the paper of a number is out."""

from datetime import UTC, datetime

import pytest

from button_node.papers import Awaited, Coming, Told, awaited, change_at, coming, is_out, told
from firmware.messages.answers import Accepted
from firmware.messages.notices import Board, KioskState, Paper, Unprinted

JOURNAL = "00000000000000aa"
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MINE = Awaited(number="A017", epoch=2, position=40, since=100.0)
WAITING = Unprinted(number="A017", at=AT)
FAILED = Unprinted(number="A017", at=AT, is_failed=True)
OTHER = Unprinted(number="A016", at=AT, is_failed=True)


def board(*unprinted: Unprinted, epoch: int = 2, position: int = 40, paper: Paper = Paper.OK) -> Told:
    """Return what a board says of the kiosk."""
    return Told(kiosk=KioskState(name="kiosk-1", paper=paper, unprinted=unprinted), epoch=epoch, position=position)


@pytest.mark.parametrize(
    ("known", "now", "expected"),
    [
        (board(WAITING), 101.0, Coming.PRINTING),
        (board(OTHER, WAITING), 101.0, Coming.PRINTING),
        (board(FAILED), 101.0, Coming.MISSING),
        (board(), 100.0, Coming.OVER),
        (board(OTHER), 100.0, Coming.OVER),
        (board(position=39), 101.0, Coming.PRINTING),
        (board(epoch=1, position=99), 101.0, Coming.PRINTING),
        (board(epoch=3, position=1), 101.0, Coming.OVER),
        (board(WAITING), 110.0, Coming.MISSING),
        (board(position=39), 110.0, Coming.MISSING),
        (board(FAILED), 130.0, Coming.OVER),
        (None, 100.0, Coming.OVER),
    ],
)
def test_what_is_known_of_a_paper(known: Told | None, now: float, expected: Coming) -> None:
    """A board of before the answer says nothing, one without the number that it is out, and no paper is for ever."""
    assert coming(MINE, known, now) is expected


def test_time_alone_changes_it_twice() -> None:
    """When the visitor is sent to the screen, and when nobody stands there any more."""
    assert (change_at(MINE, 100.0), change_at(MINE, 110.0)) == (110.0, 130.0)


def test_only_an_answer_with_a_number_is_awaited() -> None:
    """Not every command of a kiosk asks for one."""
    answer = Accepted(key="kiosk-1-9f2c66d01b7e4a35-1-1", journal=JOURNAL, epoch=2, position=40, number="A017")
    assert awaited(answer, 100.0) == MINE
    assert awaited(Accepted(key=answer.key, journal=JOURNAL, epoch=2, position=40), 100.0) is None


def test_a_kiosk_reads_its_own_line_of_the_board() -> None:
    """And knows nothing where the hub does not tell of it."""
    kiosks = (KioskState(name="kiosk-2", paper=Paper.OUT), KioskState(name="kiosk-1", paper=Paper.OK))
    whole = Board(journal=JOURNAL, epoch=2, position=40, day=None, calls=(), lines=(), kiosks=kiosks)
    assert told(whole, "kiosk-1") == board()
    assert told(whole, "kiosk-3") is None


@pytest.mark.parametrize("paper", Paper)
def test_only_a_printer_that_says_so_is_without_paper(paper: Paper) -> None:
    """One that is not there may still print."""
    assert is_out(board(paper=paper)) == (paper is Paper.OUT)
    assert not is_out(None)
