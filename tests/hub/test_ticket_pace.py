"""A kiosk that takes more tickets than people can press for is named, and nothing is refused."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.hub.door import Limits
from firmware.hub.ticket_pace import WINDOW_SECONDS, Pace, given
from firmware.messages.notices import Problem
from tests.hub.bench import take
from tests.hub.test_day_by_hours import MONDAY, Office

LIMIT = Limits().tickets_a_minute


def after(times: list[float], pace: Pace | None = None) -> Pace:
    """The pace after a ticket at each of these times."""
    pace = pace or Pace()
    for at in times:
        pace = given(pace, LIMIT, at)
    return pace


def test_one_ticket_a_second_is_a_busy_morning() -> None:
    """Hour after hour, and a coach full of people besides."""
    assert not after([float(second) for second in range(3_600)]).is_fast
    assert not after([100.0 + n / 10 for n in range(LIMIT)]).is_fast


def test_what_nobody_can_press_is_too_fast_at_the_first_ticket_beyond() -> None:
    """Nineteen a second is named within four seconds, and costs a minute of figures however long it goes on."""
    pace = after([n / 19 for n in range(LIMIT + 1)])
    assert pace.is_fast
    pace = after([4.0 + n / 19 for n in range(19 * 300)], pace)
    assert 18 * WINDOW_SECONDS < pace.count <= 19 * WINDOW_SECONDS
    assert len(pace.seconds) <= WINDOW_SECONDS


def test_it_is_over_when_a_minute_has_half_of_that() -> None:
    """So an alarm at the limit does not come and go."""
    pace = after([n / 10 for n in range(LIMIT + 1)])
    assert given(pace, LIMIT, 20.0, 0).is_fast
    assert after([6.0 + n * 1.5 for n in range(100)], pace).is_fast
    assert not after([6.0 + n * 2.5 for n in range(100)], pace).is_fast
    assert not given(pace, LIMIT, 2.0 * WINDOW_SECONDS, 0).is_fast


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A hub at nine on a Monday, the day open."""
    made = Office(tmp_path)
    made.until(MONDAY, 9)
    yield made
    made.stop()


def test_the_hub_names_the_kiosk_and_serves_it_on(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    """One line at the beginning and one at the end; every press has its ticket."""
    caplog.set_level(logging.WARNING)
    for n in range(1, LIMIT + 11):
        office.clock.seconds += 0.1
        office.says("kiosk-1", take(n))
    assert len(office.hub.queue.tickets) == LIMIT + 10
    (trouble,) = (one for one in office.hub._troubles(office.clock.seconds) if one.problem is Problem.MANY_TICKETS)
    assert trouble.detail == f"kiosk-1: {LIMIT + 10} a minute"
    office.clock.seconds += 61.0
    office.hub.step(0.0)
    assert Problem.MANY_TICKETS not in {one.problem for one in office.hub._troubles(office.clock.seconds)}
    lines = [line for line in caplog.messages if line.startswith("kiosk-1 takes")]
    assert [line.partition(":")[0] for line in lines] == [
        f"kiosk-1 takes over {LIMIT} tickets a minute",
        "kiosk-1 takes tickets no faster than people press again",
    ]
