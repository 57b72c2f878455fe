"""Who goes next, and how many go before."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from firmware.messages.commands import CallTicket, MarkNoShow, Requeue
from firmware.messages.why import Standing
from firmware.queueing.calling_order import (
    ahead_of,
    credit,
    first_line,
    first_to_call,
    next_ticket,
    rank,
    standing_for,
    waiter,
    waiting_for,
    waiting_in,
)
from firmware.queueing.discipline import Discipline, OrderPlan, Shares
from firmware.queueing.plan import CounterPlan, OfficePlan

MINUTE = 60.0


def under(new_office: Any, *, counters: tuple[CounterPlan, ...] | None = None, **order: Any) -> Any:
    """Return an office with another order of calling."""
    plan: OfficePlan = new_office.PLAN
    return new_office(replace(plan, order=OrderPlan(**order), counters=counters or plan.counters))


def first_at(office: Any, seconds: float, ticket: str, counter: int = 1) -> str:
    """Return whom a counter would call so long after a ticket's wait began."""
    first = next_ticket(office.queue, counter, office.ticket(ticket).since + seconds)
    return first.id if first else ""


def test_a_minute_of_priority_counts_as_four(new_office: Any) -> None:
    """To the second: at 40 minutes a walk-in has as much as a priority of 10, and came first; a second later not."""
    office = under(new_office, priority_cap=None)
    walk_in = office.take()
    office.pass_time(30 * MINUTE - 1)
    urgent = office.take(priority=True)
    assert first_at(office, 40 * MINUTE, walk_in) == walk_in
    assert first_at(office, 40 * MINUTE + 1, walk_in) == urgent


def test_a_minute_of_an_appointment_counts_as_two(new_office: Any) -> None:
    """To the second, as with priority."""
    office = under(new_office)
    walk_in = office.take()
    office.pass_time(10 * MINUTE - 1)
    booked = office.check_in(0.0)
    assert first_at(office, 20 * MINUTE, walk_in) == walk_in
    assert first_at(office, 20 * MINUTE + 1, walk_in) == booked


def test_credits_are_whole_numbers_whatever_the_fractions_of_a_second(office: Any) -> None:
    """Two machines never disagree about who was first."""
    office.pass_time(0.7)
    office.take(age=0.31, priority=True)
    (one,) = waiting_in(office.queue, "A")
    assert {type(credit(one, int(office.time) + s)) for s in range(5)} == {int}
    assert credit(one, one.credit_from + 900) == 3_600
    assert credit(one, one.credit_from - 900) == 0


@pytest.mark.parametrize(("cap", "first"), [(900, "urgent"), (None, "walk_in")])
def test_a_priority_ticket_at_its_cap_is_next(new_office: Any, cap: int | None, first: str) -> None:
    """After 15 minutes, however much credit a walk-in of the morning has; and not a second before."""
    office = under(new_office, priority_cap=cap)
    people = {"walk_in": office.take()}
    office.pass_time(180 * MINUTE)
    people["urgent"] = office.take(priority=True)
    assert first_at(office, 15 * MINUTE - 1, people["urgent"]) == people["walk_in"]
    assert first_at(office, 15 * MINUTE, people["urgent"]) == people[first]


@pytest.mark.parametrize("late", [0.0, 20 * MINUTE])
def test_a_cap_of_appointments_counts_from_the_slot_or_a_later_arrival(new_office: Any, late: float) -> None:
    """Who comes late gains nothing by it."""
    office = under(new_office, booked_cap=1_800)
    walk_in = office.take()
    office.pass_time(180 * MINUTE)
    booked = office.check_in(-late)
    assert first_at(office, 30 * MINUTE - 1, booked) == walk_in
    assert first_at(office, 30 * MINUTE, booked) == booked


def test_who_is_early_gains_nothing_before_the_slot(new_office: Any) -> None:
    """Whoever comes meanwhile goes first; from the slot on each minute counts as two."""
    office = under(new_office)
    early = office.check_in(30 * MINUTE)
    office.pass_time(29 * MINUTE - 1)
    walk_in = office.take()
    assert first_at(office, 30 * MINUTE, early) == walk_in
    assert first_at(office, 31 * MINUTE - 1, early) == walk_in
    assert first_at(office, 31 * MINUTE, early) == early


@pytest.mark.parametrize("discipline", [Discipline.ACCUMULATING, Discipline.STRICT, Discipline.TURNS])
def test_of_two_who_are_early_the_earlier_slot_goes_first(new_office: Any, discipline: Discipline) -> None:
    """Before the slots and after them, so that nobody is overtaken when they begin."""
    office = under(new_office, discipline=discipline)
    later = office.check_in(60 * MINUTE)
    sooner = office.check_in(30 * MINUTE)
    assert {first_at(office, minutes * MINUTE, later) for minutes in (1, 29, 31, 61, 90)} == {sooner}


@pytest.mark.parametrize(
    ("late", "standing"), [(-3_600, "BOOKED"), (0, "BOOKED"), (1_800, "BOOKED"), (1_801, "WALK_IN")]
)
def test_half_an_hour_after_the_slot_an_appointment_is_a_walk_in(late: float, standing: str) -> None:
    """Half an hour itself is in time, and early is always."""
    assert standing_for(OrderPlan(), is_priority=False, since=5_000.0 + late, slot=5_000.0) == standing


def test_priority_with_an_appointment_is_priority(new_office: Any) -> None:
    """It counts from the arrival, early or late."""
    office = under(new_office)
    both = office.check_in(60 * MINUTE, priority=True)
    (one,) = waiting_in(office.queue, "A")
    assert (one.standing, one.credit_from) == (Standing.PRIORITY, int(office.ticket(both).since))


def test_strictly_the_class_goes_first_however_long_others_have_waited(new_office: Any) -> None:
    """Priority, then appointments from their slot on, then everybody else; within a class the longest wait."""
    office = under(new_office, discipline=Discipline.STRICT)
    walk_in = office.take()
    early = office.check_in(60 * MINUTE)
    office.pass_time(40 * MINUTE)
    booked, urgent, second = office.check_in(0.0), office.take(priority=True), office.take()
    assert office.calls(5) == [urgent, booked, walk_in, second, early]


def test_first_come_first_served_asks_for_nothing_but_the_wait(new_office: Any) -> None:
    """Neither for a class nor for an appointment."""
    office = under(new_office, discipline=Discipline.FIRST_COME)
    people = [office.take(), office.check_in(60 * MINUTE), office.take("F", priority=True), office.take()]
    assert office.calls(4) == people


PREFERRING = tuple(
    CounterPlan(number=number, serves=("F", "A"), prefers_strictly=number == 2, box=f"counter-{number}")
    for number in (1, 2)
)


def test_of_two_with_equal_credit_the_service_that_the_counter_likes_goes_first(new_office: Any) -> None:
    """The order of `serves` parts equals and nothing else."""
    office = under(new_office, counters=PREFERRING)
    first = office.take("A")
    same = office.take("F", node="kiosk-2", age=1.0)
    assert first_at(office, 60.0, first) == same
    office.take("F")
    assert office.calls(2) == [same, first]


def test_a_counter_that_prefers_strictly_takes_its_first_service_while_anybody_waits_for_it(new_office: Any) -> None:
    """But for who has reached a cap or has come back."""
    office = under(new_office, counters=PREFERRING)
    capped = office.take("A", priority=True)
    old = office.take("A")
    missed = office.take("F", age=20.0)
    assert office.call(2) == missed
    office.does(MarkNoShow, counter=2)
    young = office.take("F")
    assert first_at(office, 15 * MINUTE - 1, capped, counter=2) == young
    assert first_at(office, 15 * MINUTE, capped, counter=2) == capped
    office.does(Requeue, counter=2, ticket=missed)
    assert office.calls(4, counter=2) == [young, missed, capped, old]


def test_the_idle_counter_with_the_fewest_calls_takes_a_newcomer() -> None:
    """Then the one that likes the service most, then the lowest number; none where nobody serves it."""
    counters = (
        CounterPlan(number=3, serves=("A",)),
        CounterPlan(number=2, serves=("F", "A")),
        CounterPlan(number=1, serves=("A", "F")),
    )
    assert first_to_call(counters, {1: 4, 2: 3, 3: 4}, "A") == 2
    assert first_to_call(counters, {}, "A") == 1
    assert first_to_call(counters, {}, "F") == 2
    assert first_to_call(counters[:1], {}, "F") is None


def test_two_priorities_go_in_the_order_of_their_wait(office: Any) -> None:
    """Priority is a class with a line of its own."""
    later = office.take("A", priority=True)
    earlier = office.take("F", node="kiosk-2", priority=True, age=20.0)
    assert office.calls(2) == [earlier, later]


def test_two_people_of_one_moment_go_in_the_order_of_issue(office: Any) -> None:
    """The journal's position breaks the tie."""
    first = office.take("A")
    second = office.take("A", node="kiosk-2", age=1.0)
    assert office.ticket(first).since == office.ticket(second).since
    assert office.calls(2) == [first, second]


def test_a_counter_without_lines_has_nobody_next(office: Any) -> None:
    """Nor has one that the plan does not know."""
    office.take("H")
    assert next_ticket(office.queue, 1, office.time) is None
    assert next_ticket(office.queue, 9, office.time) is None
    assert waiting_for(office.queue, 9) == 0


def test_a_counter_counts_all_whom_it_could_call(office: Any) -> None:
    """For its small display."""
    for service in "AAFH":
        office.take(service)
    assert [waiting_for(office.queue, counter) for counter in (1, 2, 3)] == [3, 2, 2]


def test_people_ahead_are_those_who_would_be_called_before(office: Any) -> None:
    """A slip says how many of the same line go first, as things stand: credit of the moment."""
    tickets = [office.take("A"), office.take("A"), office.take("F"), office.take("A", priority=True)]
    assert [ahead_of(office.queue, office.ticket(ticket), office.time) for ticket in tickets] == [0, 1, 0, 2]
    office.pass_time(30.0)
    assert [ahead_of(office.queue, office.ticket(ticket), office.time) for ticket in tickets] == [1, 2, 0, 0]


def test_somebody_who_has_been_called_is_no_longer_ahead(office: Any) -> None:
    """Only those who wait are counted."""
    office.take("A")
    second = office.take("A")
    office.call(1)
    assert ahead_of(office.queue, office.ticket(second), office.time) == 0


ARRIVALS = st.lists(
    st.tuples(st.integers(0, 2_000), st.booleans(), st.none() | st.integers(-1_800, 3_600)), min_size=2, max_size=12
)
PLANS = st.builds(
    OrderPlan,
    discipline=st.sampled_from(Discipline),
    rates=st.builds(Shares, priority=st.integers(1, 9), booked=st.integers(1, 9), walk_in=st.integers(1, 9)),
    priority_cap=st.none() | st.integers(0, 1_200),
    booked_cap=st.none() | st.integers(0, 1_200),
)


@settings(max_examples=60, deadline=None)
@given(ARRIVALS, PLANS, st.lists(st.integers(3_000, 9_000), min_size=2, max_size=6))
def test_nobody_overtakes_within_a_class_while_time_passes(
    new_office: Any, arrivals: list[Any], order: OrderPlan, moments: list[int]
) -> None:
    """Whatever the discipline, its rates and caps: two of one class stand in the same order at every moment."""
    office = new_office()
    for gap, is_priority, slot in arrivals:
        office.pass_time(gap / 10)
        office.take(priority=is_priority) if slot is None else office.check_in(float(slot), priority=is_priority)
    people = [waiter(order, ticket) for ticket in office.queue.tickets.values()]
    for standing in Standing:
        own = [one for one in people if one.standing is standing]
        orders = {
            tuple(one.id for one in sorted(own, key=lambda one: rank(order, {}, one, now))) for now in sorted(moments)
        }
        assert len(orders) <= 1


@settings(max_examples=60, deadline=None)
@given(ARRIVALS, PLANS, st.booleans(), st.integers(0, 9_000), st.data())
def test_the_quick_way_to_the_first_of_several_lines_leads_to_the_same_person(
    new_office: Any, arrivals: list[Any], order: OrderPlan, is_strict: bool, now: int, data: Any
) -> None:
    """The estimate plays thousands of calls by it: a line each for service and class, and for who has come back."""
    office = new_office()
    for gap, is_priority, slot in arrivals:
        office.pass_time(gap / 10)
        service = data.draw(st.sampled_from("AF"))
        office.take(service, priority=is_priority) if slot is None else office.check_in(float(slot), service)
    behind = st.none() | st.none() | st.integers(0, 1)
    people = [waiter(order, ticket, data.draw(behind)) for ticket in office.queue.tickets.values()]
    lines = [
        sorted(
            (one for one in people if one.service == service and (one.behind, one.standing) in kinds),
            key=lambda one: rank(order, {}, one, now),
            reverse=True,
        )
        for service in "AF"
        for kinds in [{(None, standing)} for standing in Standing] + [{(0, s) for s in Standing}]
    ]
    places = [(k // 4 if is_strict else 0, k // 4) for k in range(8)]
    k = first_line(order, {}, lines, range(8), places, now)
    ranks = {
        rank(order, {}, line[-1], now, place): line[-1].id for line, place in zip(lines, places, strict=True) if line
    }
    assert (lines[k][-1].id if k >= 0 else None) == (ranks[min(ranks)] if ranks else None)


@pytest.mark.parametrize("step", [-7_200.0, 3_600.0, 86_400.0])
def test_a_step_of_the_wall_clock_changes_no_wait_and_no_order(new_office: Any, step: float) -> None:
    """Waits are office time: a clock that is set at ten o'clock moves nobody."""

    def morning(step: float) -> Any:
        office = new_office()
        office.today, office.midnight, office.minute = office.DAY, -30_000.0, 517
        office.take()
        office.check_in(60.0)
        office.midnight, office.minute = office.midnight - step, 517 + int(step // 60)
        office.take(priority=True)
        late = office.take("F", node="kiosk-2", age=20.0)
        office.calls(2)
        office.does(CallTicket, counter=2, node="technician-1", ticket=office.take())
        assert office.ticket(late).since == office.ticket(late).issued_at - 20.0
        return office

    assert morning(step).journal == morning(0.0).journal
