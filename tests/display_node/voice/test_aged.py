"""How old a call is when it can be spoken."""

from collections.abc import Callable

from display_node.voice.aged import aged
from firmware.messages.notices import Announcement

Say = Callable[..., Announcement]


def test_a_call_is_too_old_after_its_limit(announcement: Say) -> None:
    """Its age is office time since it was called; at the limit it is still said."""
    call = announcement(1, "A001", 1, age_limit=20.0)
    assert [(each.age, each.is_too_old) for time in (0.0, 20.0, 20.1) for each in aged([call], time)] == [
        (0.0, False),
        (20.0, False),
        (20.1, True),
    ]


def test_a_call_after_the_last_beat_is_new(announcement: Say) -> None:
    """Office time is guessed between two beats; nothing is younger than new."""
    (each,) = aged([announcement(1, "A001", 1)], -0.3)
    assert (each.age, each.is_too_old) == (0.0, False)


def test_calls_keep_their_order(announcement: Say) -> None:
    """They are said as they were heard."""
    calls = [announcement(n, f"A00{n}", n) for n in (1, 2, 3)]
    assert [each.announcement for each in aged(calls, 1.0)] == calls
