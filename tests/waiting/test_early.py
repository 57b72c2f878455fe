"""Who has booked and comes before the slot: how long from this moment on, not from the slot."""

from typing import Any

import pytest

from firmware.messages.why import Standing
from firmware.queueing.discipline import Discipline, OrderPlan
from firmware.waiting.record import Arrival
from tests.waiting.office import OPENED, Day, a_plan, a_record

MINUTE = 60.0
EIGHT = int(OPENED // 60)
ABOUT = pytest.approx


def told_early(day: Day, minute: int, **fields: Any) -> int | None:
    """The raw P50 of somebody who has booked for a minute of the day and comes now."""
    slots = [("A", minute)]
    estimates = day.forecaster.estimate(day.time, day.time / 60, booked=slots, only=slots, **fields)
    found = None if estimates is None else estimates.early.get(slots[0])
    return None if found is None else found.raw_p50


def queued(day: Day, count: int) -> None:
    """One is called at once, the others wait."""
    tickets = [day.comes() for _ in range(count)]
    day.calls(tickets[0])


def test_in_an_empty_office_nobody_waits_for_the_slot(day: Any) -> None:
    """The counter is free and nobody has more credit."""
    assert told_early(day, EIGHT + 30) == ABOUT(0, abs=5)


def test_who_waits_has_credit_and_goes_first_until_the_slot(day: Any) -> None:
    """Six wait, ten minutes each: behind all who came at eight until the slot, then with twice their credit."""
    queued(day, 7)
    day.time += MINUTE
    assert day.wait(standing=Standing.BOOKED) == ABOUT(9 * MINUTE, abs=5)
    assert told_early(day, EIGHT + 20) == ABOUT(49 * MINUTE, abs=5)
    assert told_early(day, EIGHT + 50) == ABOUT(69 * MINUTE, abs=5)


def test_first_come_first_served_knows_no_slot() -> None:
    """One is helped; one booked for 09.00 came before one booked for 08.10: the order of the fingers."""
    day = Day(plan := a_plan("A", order=OrderPlan(discipline=Discipline.FIRST_COME)), a_record(plan))
    queued(day, 1)
    for slot in (60, 10):
        day.comes(slot=OPENED + slot * MINUTE)
        day.time += 1
    for ahead in (5, 50):
        assert told_early(day, EIGHT + ahead) == ABOUT(30 * MINUTE, abs=5)


def test_a_later_slot_is_called_no_earlier(day: Any) -> None:
    """Whatever the line."""
    queued(day, 9)
    waits = [told_early(day, EIGHT + ahead) for ahead in (5, 15, 30, 45, 60)]
    assert waits == sorted(waits, key=lambda wait: wait or 0)


def test_walk_ins_of_the_time_before_the_slot_overtake() -> None:
    """Yesterday six came from eight to half past: some of them come before somebody booked for then."""
    plan = a_plan("A")
    arrivals = tuple(Arrival(service="A", standing=Standing.WALK_IN, at=OPENED + 300.0 * n) for n in range(6))
    waits = []
    for came in ((), arrivals):
        day = Day(plan, a_record(plan, midnight=0.0, arrivals=came))
        queued(day, 4)
        waits.append(told_early(day, EIGHT + 30) or 0)
    assert waits[1] > waits[0] + 8 * MINUTE


def test_only_the_slots_of_the_next_hour_are_told(day: Any) -> None:
    """Who comes earlier than that hears nothing; who is not early is told as any newcomer."""
    slots = [("A", EIGHT + ahead) for ahead in (-10, 0, 60, 61, 60)]
    estimates = day.forecaster.estimate(day.time, day.time / 60, booked=slots)
    assert list(estimates.early) == [("A", EIGHT + 60)]


def test_those_early_change_nobodys_wait(day: Any) -> None:
    """Everybody else is told the same, whether somebody may come early or not."""
    queued(day, 5)
    both = [day.forecaster.estimate(day.time, EIGHT, booked=slots).waits for slots in ([], [("H", EIGHT + 30)])]
    assert both[0] == both[1]


def test_on_the_first_day_the_flow_tells_them() -> None:
    """Behind everybody, or as a newcomer from the slot on, whichever is sooner."""
    day = Day(a_plan("A", order=OrderPlan(discipline=Discipline.STRICT)))
    queued(day, 5)
    # Forty minutes of those who wait, and half of ten.
    assert told_early(day, EIGHT + 50) == ABOUT(45 * MINUTE, abs=5)
    assert told_early(day, EIGHT + 20) == ABOUT(25 * MINUTE, abs=5)


def test_the_range_is_rounded_as_any(day: Any) -> None:
    """Outwards to five minutes."""
    queued(day, 7)
    slots = [("A", EIGHT + 20)]
    estimates = day.forecaster.estimate(day.time, EIGHT, booked=slots)
    told = day.forecaster.tell_early(estimates)[slots[0]]
    assert (told.low % 5, told.high % 5, told.low * 60 <= told.p50) == (0, 0, True)
