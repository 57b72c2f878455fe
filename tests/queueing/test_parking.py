"""Set aside, but not without limit, and no place is lost."""

from typing import Any

from msgspec.structs import replace

from firmware.messages.answers import Reason
from firmware.messages.commands import CallTicket, Park, Requeue, Withdraw
from firmware.queueing.discipline import ParkPlan


def test_a_counter_sets_aside_as_many_as_the_plan_allows(new_office: Any) -> None:
    """Each counter for itself; whoever goes on makes room."""
    office = new_office(replace(new_office.PLAN, park=ParkPlan(limit=2)))
    people = [office.take() for _ in range(6)]
    for _ in range(2):
        office.call(1)
        office.does(Park, counter=1)
    office.call(1)
    assert office.refuses(Park, counter=1) == Reason.PARK_FULL
    office.call(2)
    office.does(Park, counter=2)
    office.does(CallTicket, counter=1, ticket=people[0])
    office.does(Park, counter=1)
    assert office.queue.counters[1].parked == (people[0], people[1])


def test_a_limit_of_nobody_allows_nobody(new_office: Any) -> None:
    """An office may choose so."""
    office = new_office(replace(new_office.PLAN, park=ParkPlan(limit=0)))
    office.take()
    office.call(1)
    assert office.refuses(Park, counter=1) == Reason.PARK_FULL


def test_who_is_set_aside_is_known_since_when(office: Any) -> None:
    """The counter is reminded by it; who goes on is reminded of no more."""
    people = [office.take() for _ in range(3)]
    for _ in people:
        office.call(1)
        office.does(Park, counter=1)
        assert office.ticket(office.queue.counters[1].parked[0]).set_aside_at == office.time
    office.does(Requeue, counter=1, ticket=people[0])
    office.does(CallTicket, counter=1, ticket=people[1])
    office.does(Withdraw, ticket=people[2])
    assert {office.ticket(one).set_aside_at for one in people} == {None}


def test_who_was_set_aside_and_sent_back_stands_where_the_wait_puts_them(office: Any) -> None:
    """They have missed nothing."""
    parked = office.take()
    office.call(1)
    office.does(Park, counter=1)
    other = office.take()
    office.does(Requeue, counter=1, ticket=parked)
    assert office.calls(2) == [parked, other]
