"""A record of the log is one line, whatever is told in it."""

import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.messages.text import is_clean
from firmware.node.log_line import LogLine


def record(message: str, *values: object, fault: bool = False) -> logging.LogRecord:
    """As a box makes it."""
    return logging.LogRecord(
        "display", logging.WARNING, __file__, 1, message, values, sys.exc_info() if fault else None
    )


@given(st.text(st.characters(exclude_categories=())))
def test_one_record_begins_one_line(text: str) -> None:
    """Nobody writes a record that the box has not written, and nothing moves a cursor."""
    first, *others = LogLine().format(record("slide %s: broken", text)).split("\n")
    assert first.startswith("WARNING display: slide ")
    assert all(line.startswith("    ") for line in others)
    assert all(is_clean(line) for line in (first, *others))


def test_a_forged_record_is_set_in() -> None:
    """It looks like what it is: a part of the line above."""
    said = LogLine().format(record("%s cannot be read", "a.png\nERROR hub: the journal is damaged\x1b[2J"))
    assert said == "WARNING display: a.png\n    ERROR hub: the journal is damaged[2J cannot be read"


def test_a_traceback_stays_and_is_set_in() -> None:
    """Its lines belong to the record, also where the fault's own words have several."""
    try:
        raise ValueError("one\nERROR hub: two")  # noqa: TRY301 - its traceback is what is tested
    except ValueError:
        said = LogLine().format(record("it failed", fault=True))
    assert said.splitlines()[0] == "WARNING display: it failed"
    assert "    Traceback (most recent call last):" in said.splitlines()
    assert said.splitlines()[-1] == "    ERROR hub: two"


@pytest.mark.parametrize("said", ["", " ", "\n"])
def test_nothing_said_is_a_line_too(said: str) -> None:
    """The level and the name stand there."""
    assert LogLine().format(record("%s", said)).startswith("WARNING display:")
