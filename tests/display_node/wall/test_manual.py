"""When officers call by hand, and when the voice says so."""

from collections.abc import Callable
from datetime import date

from msgspec.structs import replace

from display_node.wall.manual import Silence, heed, is_due, is_manual
from firmware.messages.notices import Board

Make = Callable[..., Board]
TODAY = date(2026, 11, 23)


def test_a_hub_that_is_back_within_seconds_does_not_change_the_wall(board: Make) -> None:
    """The box has noticed three seconds of silence; five more are needed."""
    silence = heed(Silence(), 100.0, is_silent=True)
    assert heed(silence, 104.0, is_silent=True) == silence
    assert not is_manual(silence, board(), 104.9)
    assert is_manual(silence, board(), 105.0)
    assert not is_manual(heed(silence, 106.0, is_silent=False), board(), 106.0)


def test_a_closed_office_calls_nobody_by_hand(board: Make) -> None:
    """Hub and display may be on all night, one of them silent."""
    assert not is_manual(Silence(since=0.0), board(day=None), 9_000.0)


def test_a_display_that_starts_before_its_hub_waits_longer() -> None:
    """After a power cut all boxes start together, and the hub is not the quickest."""
    assert not is_manual(Silence(since=0.0), None, 59.0)
    assert is_manual(Silence(since=0.0), None, 60.0)


def test_the_voice_says_it_once_and_then_every_five_minutes(board: Make) -> None:
    """From the beginning of manual mode, not of the silence."""
    silence = Silence(since=100.0)
    assert not is_due(silence, board(), 104.0, TODAY)
    assert is_due(silence, board(), 105.0, TODAY)
    silence = replace(silence, said_at=105.0)
    assert not is_due(silence, board(), 404.9, TODAY)
    assert is_due(silence, board(), 405.0, TODAY)


def test_a_hub_that_comes_and_goes_is_not_said_more_than_once_a_minute(board: Make) -> None:
    """The hall is spared; a silence after that is news again."""
    silence = replace(Silence(since=100.0), said_at=105.0)
    silence = heed(heed(silence, 110.0, is_silent=False), 120.0, is_silent=True)
    assert is_manual(silence, board(), 130.0)
    assert not is_due(silence, board(), 164.9, TODAY)
    assert is_due(silence, board(), 165.0, TODAY)


def test_the_voice_is_silent_on_a_day_that_is_not_the_boards(board: Make) -> None:
    """A display that was left on does not speak through the night; without a clock nobody knows, and it speaks."""
    silence = Silence(since=100.0)
    assert not is_due(silence, board(), 500.0, date(2026, 11, 24))
    assert is_due(silence, board(), 500.0, None)
    assert not is_due(silence, None, 500.0, TODAY)
