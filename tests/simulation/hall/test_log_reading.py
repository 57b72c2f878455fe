"""Reading a log: what an office wrote down, and what of it cannot be true."""

import pytest

from firmware.simulation.hall.log_reading import read

HEAD = "issue,call,finish,service,counter\n"


def test_a_row_is_a_wait_and_what_came_of_it() -> None:
    """Times are seconds of the day; priority and slot are optional columns, in any order and case."""
    entries, refused = read(
        "Date,Counter,Service,Issue,Call,Finish,Priority,Slot\n2026-11-23,3,A,08:00:10,08:05,08:15:30,ya,08:00\n"
    )
    assert refused == []
    (entry,) = entries
    assert entry.day.isoformat() == "2026-11-23"
    assert (entry.issue, entry.call, entry.finish, entry.slot) == (28_810, 29_100, 29_730, 28_800)
    assert (entry.counter, entry.priority, entry.line) == (3, True, 2)


def test_a_moment_may_bear_its_date() -> None:
    """ISO moments need no date column."""
    entries, refused = read(HEAD + "2026-11-23T08:00:00,2026-11-23 08:01:00,,A,1\n")
    assert refused == []
    assert entries[0].day.isoformat() == "2026-11-23"
    assert (entries[0].call, entries[0].finish) == (28_860, None)


def test_whoever_was_never_called_has_no_counter() -> None:
    """An empty call is a person who left or was carried out."""
    entries, refused = read(HEAD + "08:00,,,A,\n")
    assert refused == []
    assert (entries[0].call, entries[0].counter) == (None, None)


def test_a_log_without_its_columns_is_refused_whole() -> None:
    """The first line says what every other one means."""
    entries, refused = read("issue,call,service,counter\n08:00,08:01,A,1\n")
    assert entries == []
    assert refused[0].line == 1
    assert "no column finish" in refused[0].what


@pytest.mark.parametrize(
    ("row", "advice"),
    [
        (",08:01,08:02,A,1", "issue is empty"),
        ("8 o'clock,08:01,08:02,A,1", "write it like 08:01:30"),
        ("08:00,07:59,08:02,A,1", "called before the slip was issued"),
        ("08:00,08:05,08:04,A,1", "finished before the call"),
        ("08:00,,08:04,A,1", "finish without a call"),
        ("08:00,08:01,08:04,,1", "write its letter or its name"),
        ("08:00,08:01,08:04,A,", "a number from 1 to 99"),
        ("08:00,08:01,08:04,A,desk", "a number from 1 to 99"),
        ("2026-11-23T08:00,2026-11-24T08:01,,A,1", "on another day than the issue"),
    ],
)
def test_a_row_that_cannot_be_true_is_refused_with_its_line(row: str, advice: str) -> None:
    """The others are kept."""
    entries, refused = read(f"{HEAD}08:00,08:01,08:04,A,1\n{row}\n09:00,09:01,09:04,A,1\n")
    assert [entry.line for entry in entries] == [2, 4]
    assert [one.line for one in refused] == [3]
    assert advice in refused[0].what


def test_an_empty_line_is_no_row() -> None:
    """Spreadsheets leave them at the end."""
    assert read(HEAD + "\n,,,,\n") == ([], [])
