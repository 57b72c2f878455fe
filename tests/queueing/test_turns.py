"""Weighted turns: each class its share, smoothly, and nobody for ever last."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from firmware.messages.commands import CallTicket, MarkNoShow, Requeue
from firmware.messages.why import Standing
from firmware.queueing.calling_order import turns_after
from firmware.queueing.discipline import STANDINGS, Discipline, OrderPlan, Shares
from firmware.queueing.evolve import fold
from firmware.queueing.model import empty
from firmware.queueing.plan import CounterPlan

TURNS = OrderPlan(discipline=Discipline.TURNS)


@pytest.fixture
def in_turns(new_office: Any) -> Any:
    """An office where priority has four turns in seven, appointments two and walk-ins one."""
    return new_office(replace(new_office.PLAN, order=TURNS))


def classes(office: Any, tickets: list[str]) -> str:
    """Return the classes of tickets by their first letters."""
    return "".join(
        "P" if office.ticket(one).priority else "W" if office.ticket(one).slot is None else "B" for one in tickets
    )


def full_hall(office: Any, count: int = 14) -> None:
    """Let so many of each class wait, all of them there in time."""
    for _ in range(count):
        office.take()
    for _ in range(count):
        office.check_in(0.0)
        office.take(priority=True)


def test_each_class_gets_its_turns_spread_evenly(in_turns: Any) -> None:
    """Four, two and one of seven, in every seven, and never a block of one class."""
    full_hall(in_turns)
    called = classes(in_turns, in_turns.calls(14))
    assert called == "PBPWPBP" * 2


def test_a_class_alone_takes_every_turn_and_owes_nothing_for_it(in_turns: Any) -> None:
    """Whoever comes later finds the turns as they were."""
    for _ in range(9):
        in_turns.take()
    in_turns.calls(9)
    assert set(in_turns.queue.turns.values()) == {0}
    full_hall(in_turns, 7)
    assert classes(in_turns, in_turns.calls(7)) == "PBPWPBP"


def test_within_a_class_the_turn_is_of_who_came_first(in_turns: Any) -> None:
    """Over all services of the counter."""
    later, earlier = in_turns.take("A"), in_turns.take("F", node="kiosk-2", age=20.0)
    assert in_turns.calls(2) == [earlier, later]


def test_who_is_early_takes_no_turn_of_the_appointments(in_turns: Any) -> None:
    """Before the slot they wait behind the walk-ins."""
    early = in_turns.check_in(3_600.0)
    walk_ins = [in_turns.take() for _ in range(4)]
    assert in_turns.calls(5) == [*walk_ins, early]
    assert set(in_turns.queue.turns.values()) == {0}


def test_a_call_by_name_is_nobodys_turn(in_turns: Any) -> None:
    """An officer's word costs the class nothing."""
    full_hall(in_turns)
    named = in_turns.take()
    before = in_turns.queue.turns
    in_turns.does(CallTicket, counter=1, ticket=named)
    assert in_turns.queue.turns == before
    assert classes(in_turns, in_turns.calls(7)) == "PBPWPBP"


def test_who_has_come_back_pays_no_second_turn(in_turns: Any) -> None:
    """The call that was missed was one."""
    full_hall(in_turns, 7)
    missed = in_turns.call(1)
    in_turns.does(MarkNoShow, counter=1)
    in_turns.does(Requeue, counter=1, ticket=missed)
    second, back = in_turns.calls(2)
    assert (classes(in_turns, [missed, second]), back) == ("PB", missed)
    assert classes(in_turns, in_turns.calls(5)) == "PWPBP"


COUNTERS = (
    CounterPlan(number=1, serves=("A", "F")),
    CounterPlan(number=2, serves=("F",)),
    CounterPlan(number=3, serves=("H", "A"), prefers_strictly=True),
)
SHARES = st.builds(Shares, priority=st.integers(1, 6), booked=st.integers(1, 6), walk_in=st.integers(1, 6))


@settings(max_examples=40, deadline=None)
@given(SHARES, st.lists(st.tuples(st.sampled_from("AFH"), st.integers(0, 2), st.integers(1, 3)), max_size=60))
def test_no_class_saves_up_turns_and_a_restart_forgets_none(
    new_office: Any, shares: Shares, morning: list[tuple[str, int, int]]
) -> None:
    """Counters with other services call side by side: what a class has in hand stays within two rounds."""
    order = OrderPlan(discipline=Discipline.TURNS, turns=shares)
    office = new_office(replace(new_office.PLAN, order=order, counters=COUNTERS))
    for service, who, counter in morning:
        office.check_in(0.0, service) if who == 2 else office.take(service, priority=who == 1)
        if office.time % 3:
            office.asks_next(counter)
    in_hand = office.queue.turns
    assert sum(in_hand.values()) == 0
    assert max(map(abs, in_hand.values()), default=0) <= 2 * sum(order.turns.of(one) for one in STANDINGS)
    is_same = fold(empty(office.queue.plan), office.journal) == office.queue
    assert is_same


@given(SHARES, st.lists(st.sets(st.sampled_from(Standing), min_size=1), max_size=80))
def test_whoever_waits_all_the_time_is_called_in_every_round(shares: Shares, rounds: list[set[Standing]]) -> None:
    """Nobody starves: two rounds of calls hold one of a class that always has somebody waiting."""
    order, turns, dry = OrderPlan(turns=shares), dict[Standing, int](), 0
    for others in rounds:
        there = others | {Standing.WALK_IN}
        called = max(sorted(there), key=lambda one: turns.get(one, 0) + shares.of(one))
        turns = turns_after(order, turns, there, called)
        dry = 0 if called is Standing.WALK_IN else dry + 1
        assert dry <= 2 * (shares.priority + shares.booked + shares.walk_in)
