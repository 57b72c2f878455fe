"""Numbers without a paper: who sees theirs, and for how long."""

from datetime import UTC, datetime, timedelta

from display_node.wall.unprinted_numbers import (
    LEAST_SECONDS,
    MOST,
    OLDEST_SECONDS,
    SHOWN_SECONDS,
    UnprintedNumbers,
    hear,
    next_change,
    shown,
)
from firmware.messages.notices import KioskState, Paper, Unprinted

AT = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)


def state(*numbers: str, paper: Paper = Paper.OUT, is_failed: bool = False) -> KioskState:
    """Return a kiosk whose papers with these numbers have not come out."""
    unprinted = tuple(Unprinted(number=number, at=AT, is_failed=is_failed) for number in numbers)
    return KioskState(name="kiosk-1", paper=paper, unprinted=unprinted)


def heard(*numbers: str, boot: float = 100.0, before: UnprintedNumbers | None = None) -> UnprintedNumbers:
    """Return the numbers after a board with these."""
    return hear(before or UnprintedNumbers(), state(*numbers), boot, AT)


def test_a_number_without_paper_is_shown_for_a_while() -> None:
    """Twenty seconds from when it is heard of; hearing it again does not begin anew."""
    numbers = heard("A017")
    again = heard("A017", boot=110.0, before=numbers)
    assert shown(again, 119.9) == ("A017",)
    assert shown(again, 100.0 + SHOWN_SECONDS) == ()
    assert heard("A017", boot=130.0, before=again).heard[0].since == 100.0


def test_a_number_that_is_being_printed_is_not_shown() -> None:
    """It is as soon as the printer says that it failed, or has no paper; little paper is enough paper."""
    for paper, is_failed, is_shown in (
        (Paper.OK, False, False),
        (Paper.NEAR_END, False, False),
        (Paper.OK, True, True),
        (Paper.OUT, False, True),
        (Paper.UNKNOWN, False, True),
    ):
        numbers = hear(UnprintedNumbers(), state("A017", paper=paper, is_failed=is_failed), 100.0, AT)
        assert bool(shown(numbers, 100.0)) is is_shown


def test_a_paper_that_comes_out_takes_the_number_away_but_not_at_once() -> None:
    """Who has begun to read may finish."""
    printed = hear(heard("A017"), state(paper=Paper.OK), 101.0, AT)
    assert shown(printed, 100.0 + LEAST_SECONDS - 0.1) == ("A017",)
    assert shown(printed, 100.0 + LEAST_SECONDS) == ()
    assert hear(printed, state(paper=Paper.OK), 107.0, AT).heard == ()


def test_several_share_the_screen_and_none_goes_before_its_least_time() -> None:
    """The newest first; beyond four the oldest give way once they have been readable for six seconds."""
    numbers = UnprintedNumbers()
    for n in range(6):
        numbers = heard(*(f"A{m:03d}" for m in range(n + 1)), boot=100.0 + n, before=numbers)
    assert shown(numbers, 105.5) == ("A005", "A004", "A003", "A002", "A001", "A000")
    assert shown(numbers, 107.0) == ("A005", "A004", "A003", "A002")
    assert len(shown(numbers, 107.0)) == MOST
    for n in range(6):
        seen = [boot / 10 for boot in range(1000, 1400) if f"A{n:03d}" in shown(numbers, boot / 10)]
        assert max(seen) - min(100.0 + n, *seen) >= LEAST_SECONDS - 0.2


def test_an_old_number_is_not_shown() -> None:
    """Its visitor has gone; where nobody knows the time it is shown rather than not."""
    later = AT + timedelta(seconds=OLDEST_SECONDS + 1)
    assert shown(hear(UnprintedNumbers(), state("A017"), 5.0, later), 5.0) == ()
    assert shown(hear(UnprintedNumbers(), state("A017"), 5.0, None), 5.0) == ("A017",)


def test_the_wall_knows_when_to_look_again() -> None:
    """At the end of the least time and of the whole; not at all without a number."""
    assert next_change(UnprintedNumbers(), 100.0) is None
    assert next_change(heard("A017"), 100.0) == LEAST_SECONDS
    assert next_change(heard("A017"), 107.0) == SHOWN_SECONDS - 7
    assert next_change(heard("A017"), 121.0) is None


def test_a_kiosk_that_is_told_no_more_has_no_numbers() -> None:
    """A hub that drops a kiosk drops its numbers."""
    assert hear(heard("A017"), None, 110.0, AT).heard == ()
