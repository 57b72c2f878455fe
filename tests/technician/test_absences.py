"""When nobody is at a counter is typed as people write it."""

import pytest

from firmware.technician.absences import absences_of, said_of, with_more


def test_breaks_and_early_closes_are_minutes_of_the_day() -> None:
    """In the order of the day, whatever the order on the line."""
    assert absences_of(["14:00-", "12.15-12.45"]) == ((735, 765), (840, 1440))
    assert absences_of(["-9:30"]) == ((0, 570),)
    assert absences_of([]) == ()


@pytest.mark.parametrize("word", ["lunch", "12:15", "-", "12:61-13:00", "25:00-26:00", "14:00-13:00", "12:00-12:00"])
def test_what_is_no_absence_is_said(word: str) -> None:
    """With the word as it was typed."""
    with pytest.raises(ValueError, match=f"^'{word}' (is no absence|ends before)"):
        absences_of([word])


def test_a_counter_has_only_so_many() -> None:
    """As many as a command can carry."""
    with pytest.raises(ValueError, match="9 absences"):
        absences_of([f"{hour}:00-{hour}:10" for hour in range(9)])


def test_absences_are_read_back() -> None:
    """As the clock on the wall writes them."""
    assert said_of(((735, 765), (840, 1440))) == "12.15-12.45, from 14.00"
    assert said_of([[0, 570]]) == "until 09.30"
    assert said_of(()) == "none"


def test_an_absence_comes_on_top_of_those_that_stand() -> None:
    """Those that meet are one; said twice is said once."""
    lunch, early = (720, 780), (900, 1440)
    assert with_more((lunch,), (early,)) == with_more((lunch, early), (early,)) == (lunch, early)
    assert with_more((lunch,), ((780, 800),)) == ((720, 800),)
    with pytest.raises(ValueError, match="9 absences"):
        with_more([(60 * hour, 60 * hour + 10) for hour in range(8)], (early,))
