"""Which number of this Pi's kiosk the wall shows now."""

from collections.abc import Callable

from msgspec.structs import replace

from display_node.wall.offline_numbers import OfflineNumbers, arrive, turn, urge
from firmware.messages.notices import Mark, Slip

Make = Callable[..., Slip]


def shown(numbers: OfflineNumbers) -> str | None:
    """The number on the wall."""
    return numbers.shown.slip.number if numbers.shown else None


def after(numbers: OfflineNumbers, *times: float) -> list[str | None]:
    """What is shown at each of these times."""
    seen = []
    for now in times:
        numbers = turn(numbers, now)
        seen.append(shown(numbers))
    return seen


def test_a_number_is_shown_for_twenty_seconds(offline_slip: Make) -> None:
    """From its turn, which comes at once where nothing is shown."""
    numbers = arrive(OfflineNumbers(), offline_slip("A701"), 100.0)
    assert after(numbers, 100.0, 119.9, 120.0) == ["A701", "A701", None]


def test_the_next_number_takes_the_wall_after_six_seconds(offline_slip: Make) -> None:
    """Several in a row get at least six seconds each, in the order they came; the last has its twenty."""
    numbers = OfflineNumbers()
    for number in ("A701", "B702", "A703"):
        numbers = arrive(numbers, offline_slip(number), 100.0)
    times = (100.0, 105.9, 106.0, 111.9, 112.0, 131.9, 132.0)
    assert after(numbers, *times) == ["A701", "A701", "B702", "B702", "A703", "A703", None]


def test_a_number_that_comes_late_takes_over_at_once(offline_slip: Make) -> None:
    """The one before has had its six seconds."""
    numbers = turn(arrive(OfflineNumbers(), offline_slip("A701"), 100.0), 100.0)
    assert after(arrive(numbers, offline_slip("A702"), 110.0), 110.0) == ["A702"]


def test_an_old_slip_is_not_shown(offline_slip: Make) -> None:
    """Its visitor has gone to an officer; also where it grew old while others were shown."""
    assert after(arrive(OfflineNumbers(), offline_slip("A701", age=120.1), 100.0), 100.0) == [None]
    numbers = arrive(OfflineNumbers(), offline_slip("A701"), 100.0)
    numbers = turn(arrive(numbers, offline_slip("A702", age=116.0), 100.0), 100.0)
    assert after(numbers, 106.0) == ["A701"]
    assert after(numbers, 104.5, 106.0, 120.0) == ["A701", "A701", None]


def test_a_slip_that_is_told_again_is_not_shown_again(offline_slip: Make) -> None:
    """The button box may send it again after it lost the connection."""
    numbers = turn(arrive(OfflineNumbers(), offline_slip("A701"), 100.0), 100.0)
    assert arrive(numbers, offline_slip("A701"), 110.0) == numbers


def test_the_same_number_on_another_day_is_shown(offline_slip: Make) -> None:
    """A kiosk's range begins anew every day; another press is another visitor."""
    numbers = turn(arrive(OfflineNumbers(), offline_slip("A701"), 100.0), 100.0)
    tomorrow = replace(offline_slip("A701"), press="kiosk-1-0123456789abcdef-2-p1")
    assert after(arrive(turn(numbers, 200.0), tomorrow, 90_000.0), 90_000.0) == ["A701"]


def test_only_numbers_that_were_given_offline_are_shown(offline_slip: Make) -> None:
    """What the hub gives is printed."""
    assert arrive(OfflineNumbers(), offline_slip("A017", mark=Mark.NONE), 1.0) == OfflineNumbers()


def test_a_call_ends_a_number_after_its_six_seconds(offline_slip: Make) -> None:
    """The hub is back and somebody is called: the wall belongs to the call, but nobody is robbed of a glance."""
    numbers = urge(turn(arrive(OfflineNumbers(), offline_slip("A701"), 100.0), 100.0))
    assert after(numbers, 105.9, 106.0) == ["A701", None]
    assert urge(OfflineNumbers()) == OfflineNumbers()


def test_what_is_remembered_is_bounded(offline_slip: Make) -> None:
    """A long outage does not fill the memory."""
    numbers = OfflineNumbers()
    for n in range(700, 900):
        numbers = turn(arrive(numbers, offline_slip(f"A{n}"), n * 30.0), n * 30.0)
    assert len(numbers.known) == 64
    assert shown(numbers) == "A899"
