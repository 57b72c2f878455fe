"""A simulated workday: the shipped rules play it, it is repeatable, and everybody in it has an end."""

import itertools
from collections import Counter

import pytest
from msgspec.structs import replace

from firmware.queueing.events import DayClosed, DayOpened, TicketCalled, TicketIssued
from firmware.queueing.evolve import fold
from firmware.queueing.model import ENDED, TicketState, empty
from firmware.simulation.hall.offices import four_services
from firmware.simulation.hall.workday import Hall, Workday, play

OFFICE = four_services()


@pytest.fixture(scope="module")
def day() -> Workday:
    """One day of the office of four services."""
    return play(OFFICE, seed=7)


def test_the_same_seed_plays_the_same_day(day: Workday) -> None:
    """Event for event and second for second; another seed or another number plays another day."""
    assert play(OFFICE, seed=7) == day
    assert play(OFFICE, seed=8).rows != day.rows
    assert len(play(OFFICE, seed=7, number=1).rows) != len(day.rows)


def test_the_rows_add_up_to_the_queue(day: Workday) -> None:
    """Replay equals state, as it must of a journal: the rows are rising in position and in time."""
    assert fold(empty(OFFICE.plan), [(row.event, row.at) for row in day.rows]) == day.queue
    assert [row.position for row in day.rows] == list(range(1, len(day.rows) + 1))
    assert [row.at for row in day.rows] == sorted(row.at for row in day.rows)
    assert isinstance(day.rows[0].event, DayOpened)
    assert isinstance(day.rows[-1].event, DayClosed)


def test_everybody_has_an_end(day: Workday) -> None:
    """Issued = finished + missed + carried out: nobody is left waiting, called or parked in a closed day."""
    states = Counter(ticket.state for ticket in day.queue.tickets.values())
    assert states.total() == sum(isinstance(row.event, TicketIssued) for row in day.rows)
    assert set(states) <= ENDED | {TicketState.NO_SHOW}
    assert states[TicketState.FINISHED] > 200


def test_a_bench_is_asked_at_every_issue() -> None:
    """`on_issue` gets the live queue with the ticket in its line, at the office time of the press."""
    seen: list[str] = []
    played = play(
        OFFICE,
        seed=3,
        on_issue=lambda queue, ticket, now: (
            seen.append(ticket.id)
            if ticket.id in queue.lines[ticket.service] and now.office_time == ticket.since
            else None
        ),
    )
    assert seen == list(played.queue.tickets)


def test_each_step_goes_from_queue_to_queue() -> None:
    """What one command leaves is what the next one finds."""
    steps = list(Hall(OFFICE, seed=5).steps())
    assert all(one.queue is other.before for one, other in itertools.pairwise(steps))


def test_days_of_one_seed_can_be_played_in_any_order_and_read_as_one_journal(day: Workday) -> None:
    """Dates, office times and positions rise from day to day, and weekends are left out."""
    days = [day, *(play(OFFICE, seed=7, number=number) for number in (1, 5))]
    assert [one.day.isoformat() for one in days] == ["2027-01-04", "2027-01-05", "2027-01-11"]
    rows = [row for one in days for row in one.rows]
    assert [row.position for row in rows] == sorted(row.position for row in rows)
    assert [row.at for row in rows] == sorted(row.at for row in rows)


def test_a_counter_that_stays_shut_calls_nobody() -> None:
    """The plan names it, the officer never comes."""
    officers = tuple(replace(one, stays_away=one.counter == 2) for one in OFFICE.officers)
    shut = play(replace(OFFICE, officers=officers), seed=7)
    assert shut.queue.counters[2].calls == 0
    assert {row.event.counter for row in shut.rows if isinstance(row.event, TicketCalled)} == {1, 3, 4, 5, 6}
