"""Why a call was made stands in the journal, with the figures by which it was decided."""

from typing import Any

import pytest
from msgspec.structs import replace

from firmware.messages.commands import CallNext, CallTicket, MarkNoShow, Park, Requeue
from firmware.messages.why import Rule, Standing, Why
from firmware.queueing.discipline import Discipline, OrderPlan
from firmware.queueing.plan import CounterPlan


def why_of(office: Any, counter: int = 1) -> Why:
    """Call the next person and return why it was this one."""
    called = office.does(CallNext, counter=counter)[-1]
    assert isinstance(called.why, Why)
    return called.why


def under(new_office: Any, discipline: Discipline) -> Any:
    """Return an office with another discipline."""
    return new_office(replace(new_office.PLAN, order=OrderPlan(discipline=discipline)))


def test_a_call_by_credit_tells_both_sums(office: Any) -> None:
    """Enough to reckon it again: the wait, the rate, the credit, and those of who came second."""
    office.take()
    office.pass_time(1_199.0)
    office.take("F", priority=True)
    office.pass_time(499.0)
    assert why_of(office) == Why(
        rule=Rule.CREDIT,
        standing=Standing.PRIORITY,
        waited=500,
        credit=2_000,
        rate=4,
        choices=2,
        next_number="A001",
        next_standing=Standing.WALK_IN,
        next_credit=1_700,
    )


def test_a_call_of_who_stands_alone_names_no_second(office: Any) -> None:
    """One person, one choice."""
    office.take()
    why = why_of(office)
    assert (why.choices, why.next_number, why.next_standing, why.next_credit) == (1, None, None, None)


def test_a_call_at_the_cap_says_so(office: Any) -> None:
    """The credit is told too, and may be the smaller one."""
    office.take()
    office.pass_time(7_200.0)
    office.take(priority=True)
    office.pass_time(899.0)
    why = why_of(office)
    assert (why.rule, why.waited, why.credit, why.next_credit) == (Rule.CAP, 900, 3_600, 8_101)


def test_an_appointment_tells_how_long_ago_its_slot_was(office: Any) -> None:
    """Credit began there; early it is a negative figure and no credit."""
    office.check_in(600.0)
    early = why_of(office)
    assert (early.standing, early.slot, early.credit) == (Standing.BOOKED, -599, 0)
    office.check_in(-600.0)
    office.pass_time(59.0)
    late = why_of(office)
    assert (late.slot, late.waited, late.credit) == (660, 60, 120)


@pytest.mark.parametrize(
    ("discipline", "rule"),
    [(Discipline.STRICT, Rule.CLASS), (Discipline.TURNS, Rule.TURN), (Discipline.FIRST_COME, Rule.FIRST_COME)],
)
def test_each_discipline_has_its_own_reason(new_office: Any, discipline: Discipline, rule: Rule) -> None:
    """As it was at the call, whatever the settings say by the evening."""
    office = under(new_office, discipline)
    office.take()
    assert why_of(office).rule is rule


def test_a_counter_that_prefers_a_service_says_so(new_office: Any) -> None:
    """Whoever of another service has waited longer hears the true reason; where it did not decide, nothing is said."""
    counters = (CounterPlan(number=1, serves=("F", "A"), prefers_strictly=True, box="counter-1"),)
    office = new_office(replace(new_office.PLAN, counters=counters))
    office.take("A")
    office.pass_time(300.0)
    office.take("F")
    office.take("F")
    assert [why_of(office).is_preferred for _ in range(3)] == [False, True, False]


@pytest.mark.parametrize("discipline", [Discipline.STRICT, Discipline.TURNS])
def test_who_is_early_is_told_by_the_slots(new_office: Any, discipline: Discipline) -> None:
    """Both of the one called and of the second: before the slot they count among the walk-ins."""
    office = under(new_office, discipline)
    office.check_in(3_600.0)
    office.take()
    first, second = why_of(office), why_of(office)
    assert (first.standing, first.next_standing, first.next_slot) == (Standing.WALK_IN, Standing.BOOKED, -3_598)
    assert (second.standing, second.slot, second.next_slot) == (Standing.BOOKED, -3_597, None)


def test_a_second_who_has_just_come_back_is_told_as_such(new_office: Any) -> None:
    """A class that would go first does not, until others have gone."""
    office = under(new_office, Discipline.STRICT)
    missed = office.take(priority=True)
    office.call(1)
    office.take()
    office.does(MarkNoShow, counter=1)
    office.does(Requeue, counter=1, ticket=missed)
    why = why_of(office)
    assert (why.standing, why.next_standing, why.next_is_behind) == (Standing.WALK_IN, Standing.PRIORITY, True)


@pytest.mark.parametrize("others", [0, 1])
def test_who_has_come_back_is_called_for_that(office: Any, others: int) -> None:
    """Also where nobody else was there to go first."""
    missed = office.take()
    office.call(1)
    waiting = [office.take() for _ in range(others)]
    office.does(MarkNoShow, counter=1)
    office.does(Requeue, counter=1, ticket=missed)
    assert office.calls(others) == waiting
    why = why_of(office)
    assert (why.rule, why.choices) == (Rule.COME_BACK, 1)


def test_a_call_by_name_tells_who_was_the_first_of_the_others(office: Any) -> None:
    """Out of order, and journaled as such."""
    first, named = office.take(), office.take()
    office.take("F")
    called = office.does(CallTicket, counter=1, ticket=named)[-1]
    assert (called.why.rule, called.why.next_number, called.why.choices) == (Rule.NAMED, "A001", 3)
    assert office.call(1) == first


def test_a_parked_person_is_called_by_name(office: Any) -> None:
    """The wait is the whole one; they are one more whom the counter could have called."""
    office.take()
    office.call(1)
    office.does(Park, counter=1)
    office.take()
    office.pass_time(300.0)
    why = office.does(CallTicket, counter=1, ticket="2026-11-23-A001")[-1].why
    assert (why.rule, why.choices, why.next_number) == (Rule.NAMED, 2, "A002")
    assert why.waited == 304
