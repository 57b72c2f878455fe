"""From when until when: what a wrong clock may not do."""

from datetime import UTC, datetime, timedelta

import pytest

from firmware.authority.validity import BEGIN, MADE, ClockError, end_of, list_begins

NOW = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)


def test_everything_begins_before_any_clock_of_a_pi() -> None:
    """A Pi without network and battery believes at worst the day its system was built, which is later."""
    assert BEGIN.year == 2020
    assert BEGIN < MADE


def test_a_certificate_lasts_ten_years() -> None:
    """To the second: X.509 knows no smaller part (RFC 5280, 4.1.2.5)."""
    end = end_of(NOW)
    assert end.microsecond == 0
    assert (end.year, end.month) == (2036, 11)
    assert abs(end - NOW.replace(year=2036)) <= timedelta(days=1)


def test_a_clock_before_this_program_signs_nothing() -> None:
    """Ten years on from 2021 would be over too soon, and nobody would know why."""
    with pytest.raises(ClockError, match="says 2025-12-31; set it first: sudo date -s"):
        end_of(MADE - timedelta(seconds=1))
    assert end_of(MADE) > MADE


def test_of_two_lists_the_one_with_the_higher_number_begins_later() -> None:
    """OpenSSL goes by the beginning; both are in the past even for a clock that was never set."""
    begins = [list_begins(number) for number in (1, 2, 3_000)]
    assert begins == sorted(begins)
    assert len(set(begins)) == 3
    assert begins[-1] < BEGIN + timedelta(days=1)
