"""What officers and visitors do on a simulated day: breaks, absences, stages, parking, moving on, skipping."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from firmware.messages.why import Rule
from firmware.queueing.discipline import NoShowPlan, ParkPlan
from firmware.queueing.events import (
    CounterClosed,
    CounterOpened,
    CounterPlanned,
    NoShowMarked,
    StageFinished,
    TicketCalled,
    TicketFinished,
    TicketParked,
    TicketRecalled,
    TicketRequeued,
    TicketTransferred,
)
from firmware.queueing.model import TicketState
from firmware.queueing.plan import CounterPlan, OfficePlan, ServicePlan
from firmware.simulation.hall import figures
from firmware.simulation.hall.playing import Step
from firmware.simulation.hall.scenario import Demand, Lateness, Missing, Officer, Scenario, ServiceTime
from firmware.simulation.hall.workday import Hall, Workday, play

NOBODY_MISSES = Missing(chance=0.0)
STEADY = (4.0,) * 12


def service(letter: str, then: str | None = None) -> ServicePlan:
    """A service of five minutes."""
    return ServicePlan(letter=letter, name={"id": letter}, minutes=5, then=then)


def demand(letter: str, **more: object) -> Demand:
    """Eight walk-ins an hour, each helped for about five minutes."""
    return replace(Demand(service=letter, per_half_hour=STEADY, time=ServiceTime(minutes=5.0)), **more)


ONE = Scenario(
    name="one counter",
    plan=OfficePlan(services=(service("A"),), counters=(CounterPlan(number=1, serves=("A",)),)),
    demands=(demand("A"),),
    officers=(),
    missing=NOBODY_MISSES,
)


def moments(day: Workday, kind: type[object]) -> list[float]:
    """When events of a kind happened, in minutes of the day."""
    return [(row.at - day.midnight) / 60 for row in day.rows if isinstance(row.event, kind)]


def test_an_officer_never_idles_while_somebody_waits() -> None:
    """Between two commands at least a reaction apart, an open counter without a guest has nobody to call."""
    steps = list(Hall(ONE, seed=1).steps())
    for one, other in pairwise(steps):
        is_free = one.queue.counters[1].is_open and one.queue.counters[1].ticket is None
        if is_free and one.queue.lines["A"]:
            assert other.at - one.at <= ONE.reaction_seconds


def test_a_planned_absence_begins_when_the_person_there_is_done() -> None:
    """The counter closes within a service of its beginning and opens at its end."""
    plan = replace(ONE.plan, counters=(CounterPlan(number=1, serves=("A",), absences=((720, 780),)),))
    day = play(replace(ONE, plan=plan), seed=1)
    closed, opened = moments(day, CounterClosed)[0], moments(day, CounterOpened)[1]
    assert 720 <= closed < 750
    assert opened == 780
    assert not [minute for minute in moments(day, TicketCalled) if closed < minute < 780]


def test_a_hidden_break_leaves_the_counter_open_and_calls_nobody() -> None:
    """The hub sees an open counter; its longest silence while people wait is a break."""
    tired = replace(ONE, officers=(Officer(counter=1, breaks_per_hour=0.5, break_minutes=(20.0, 20.0)),))
    gaps = [longest_idle(list(Hall(one, seed=2).steps())) for one in (ONE, tired)]
    assert gaps[0] < 1
    assert 19 < gaps[1] <= 41


def longest_idle(steps: list[Step]) -> float:
    """The minutes for which an open counter stood free at most while somebody waited, until it called."""
    idle = [0.0]
    for step in steps:
        counter, line = step.before.counters[1], step.before.lines.get("A", ())
        if counter.is_open and counter.ticket is None and line and step.queue.counters[1].ticket is not None:
            oldest = min(step.before.tickets[one].since for one in line)
            idle.append(step.at - max(oldest, counter.free_at or 0.0))
    return max(idle) / 60


def test_an_announced_late_opening_is_planned_and_kept() -> None:
    """`PlanCounter` at the beginning of the day; the counter opens as said."""
    late = Lateness(chance=1.0, low=20.0, high=20.0, announced=1.0)
    day = play(replace(ONE, officers=(Officer(counter=1, late=late),)), seed=1)
    assert [row.event.absences for row in day.rows if isinstance(row.event, CounterPlanned)] == [((450, 470),)]
    assert moments(day, CounterOpened) == [470]


def test_an_early_close_that_nobody_announced_is_not_planned() -> None:
    """Who still waits is carried out."""
    early = Lateness(chance=1.0, low=200.0, high=200.0, announced=0.0)
    day = play(replace(ONE, officers=(Officer(counter=1, early=early),)), seed=1)
    assert moments(day, CounterPlanned) == []
    assert 760 <= moments(day, CounterClosed)[0] < 790
    assert TicketState.CARRIED_OUT in {ticket.state for ticket in day.queue.tickets.values()}


def test_a_visit_goes_through_its_stages_with_one_number() -> None:
    """Verification, photo, payment: everybody waits three times, and the visit ends at the last."""
    plan = OfficePlan(
        services=(service("A", "F"), service("F", "H"), service("H")),
        counters=(CounterPlan(number=1, serves=("A",)), CounterPlan(number=2, serves=("F", "H"))),
    )
    demands = (demand("A", time=ServiceTime(minutes=2.0)), *(demand(one, per_half_hour=()) for one in "FH"))
    day = play(replace(ONE, plan=plan, demands=demands, closes=20 * 60), seed=1)
    count = len(day.queue.tickets)
    assert len(moments(day, StageFinished)) == 2 * count
    assert len(moments(day, TicketFinished)) == count
    assert len(moments(day, TicketCalled)) == 3 * count


def test_somebody_parked_comes_back_to_a_counter_by_name() -> None:
    """Set aside in the middle, called by name when back, finished once."""
    day = play(replace(ONE, demands=(demand("A", parks=0.3),)), seed=1)
    parked = len(moments(day, TicketParked))
    assert parked > 10
    assert figures.rules([day])[Rule.NAMED] == parked
    assert len(moments(day, TicketFinished)) == len(day.queue.tickets)


def test_whoever_cannot_be_parked_any_more_is_helped_at_once() -> None:
    """The rule refuses a second one; the officer goes on with the person who is there."""
    plan = replace(ONE.plan, park=ParkPlan(limit=1))
    steps = list(Hall(replace(ONE, plan=plan, demands=(demand("A", parks=0.9),)), seed=1).steps())
    assert max(len(step.queue.counters[1].parked) for step in steps) == 1
    assert {ticket.state for ticket in steps[-1].queue.tickets.values()} == {TicketState.FINISHED}


def test_somebody_sent_on_waits_for_the_other_service() -> None:
    """`Transfer`, and the other counter helps."""
    plan = OfficePlan(
        services=(service("A"), service("F")),
        counters=(CounterPlan(number=1, serves=("A",)), CounterPlan(number=2, serves=("F",))),
    )
    demands = (demand("A", transfers=0.2, transfers_to="F"), demand("F", per_half_hour=()))
    day = play(replace(ONE, plan=plan, demands=demands), seed=1)
    sent_on = len(moments(day, TicketTransferred))
    assert sent_on > 5
    assert day.queue.counters[2].calls == sent_on


def test_whoever_does_not_come_is_called_as_often_as_the_plan_says() -> None:
    """Three calls, then absent; half come back and are helped."""
    plan = replace(ONE.plan, no_show=NoShowPlan(calls=3, gap=20))
    missing = Missing(chance=0.3, again=0.0, comes_back=1.0, low=3.0, high=10.0, patience_seconds=10.0)
    day = play(replace(ONE, plan=plan, missing=missing), seed=1)
    absent = len(moments(day, NoShowMarked))
    assert absent > 10
    assert len(moments(day, TicketRecalled)) == 2 * absent
    assert len(moments(day, TicketRequeued)) == absent
    assert {ticket.state for ticket in day.queue.tickets.values()} == {TicketState.FINISHED}


def test_whoever_misses_twice_is_not_helped() -> None:
    """The second absence closes the ticket; the report at the counter is refused and nothing breaks."""
    missing = Missing(chance=1.0, again=1.0, comes_back=1.0, low=3.0, high=5.0)
    day = play(replace(ONE, missing=missing), seed=1)
    assert {ticket.state for ticket in day.queue.tickets.values()} == {TicketState.NO_SHOW}
    assert {ticket.no_shows for ticket in day.queue.tickets.values()} == {2}


def test_an_officer_who_skips_calls_by_name() -> None:
    """Only while several wait, about as often as was said."""
    busy = replace(ONE, demands=(demand("A", per_half_hour=(9.0,) * 12),), closes=20 * 60)
    day = play(replace(busy, officers=(Officer(counter=1, skips=0.25),)), seed=1)
    rules = figures.rules([day])
    assert 0.1 < rules[Rule.NAMED] / rules.total() < 0.4


def test_nobody_gets_a_ticket_beyond_the_quota() -> None:
    """The rule refuses, and the day counts who was turned away."""
    plan = replace(ONE.plan, services=(replace(service("A"), quota=10),))
    day = play(replace(ONE, plan=plan), seed=1)
    assert len(day.queue.tickets) == 10
    assert day.turned_away > 10


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_speed_is_people_helped(speed: float) -> None:
    """Half the speed is busy twice as long for the same people, walking left out."""
    still = replace(ONE, walk_seconds=(0.0, 0.0), closes=24 * 60 - 1)
    usual, other = play(still, seed=1), play(replace(still, officers=(Officer(counter=1, speed=speed),)), seed=1)
    assert figures.work([other])[1].busy == pytest.approx(figures.work([usual])[1].busy / speed, rel=1e-6)
