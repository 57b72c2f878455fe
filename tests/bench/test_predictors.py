"""The baselines' formulas, on a queue small enough to do in the head."""

from datetime import date

import pytest

from firmware.messages.why import Standing
from firmware.queueing.events import AnyEvent, CounterOpened, DayOpened, TicketCalled, TicketFinished, TicketIssued
from firmware.queueing.evolve import evolve
from firmware.queueing.model import empty
from firmware.queueing.plan import CounterPlan, OfficePlan, ServicePlan
from tests.bench.predictors import Moment, Prediction, baselines

PLAN = OfficePlan(
    services=(ServicePlan(letter="A", name={"id": "Paspor"}, minutes=10),),
    counters=tuple(CounterPlan(number=n, serves=("A",)) for n in (1, 2, 3)),
)


def issued(n: int, at: float, *, is_priority: bool = False) -> tuple[AnyEvent, float]:
    """Somebody comes."""
    event = TicketIssued(
        ticket=f"t{n}",
        number=f"A{n:03d}",
        service="A",
        n=n,
        press=f"kiosk-1-{'5' * 16}-1-p{n}",
        priority=is_priority,
        kiosk="kiosk-1",
        since=at,
        is_since_exact=True,
    )
    return event, at


MORNING: list[tuple[AnyEvent, float]] = [
    (DayOpened(day=date(2027, 1, 4)), 0.0),
    (CounterOpened(counter=1), 0.0),
    (CounterOpened(counter=2), 0.0),
    *(issued(n, 60.0 * n) for n in (1, 2, 3, 4, 5)),
    (TicketCalled(ticket="t1", counter=1), 300.0),
    (TicketCalled(ticket="t2", counter=2), 360.0),
    (TicketFinished(ticket="t1", counter=1), 660.0),
    (TicketCalled(ticket="t3", counter=1), 660.0),
]
WALK_IN, PRIORITY = Standing.WALK_IN, Standing.PRIORITY


def told(name: str, standing: Standing = WALK_IN, events: list[tuple[AnyEvent, float]] = MORNING) -> float:
    """What a baseline tells somebody who comes at 15 minutes, in minutes."""
    queue, predictor = empty(PLAN), baselines()[name]
    for event, at in events:
        predictor.apply(queue, event, at)
        queue = evolve(queue, event, at)
    said = predictor.predict(Moment(queue=queue, at=900.0, minute=15), "A", standing)
    assert isinstance(said, Prediction)
    assert said.p90 is None
    return said.p50 / 60


@pytest.mark.parametrize(
    ("name", "minutes"),
    [
        ("naive_configured", 2 * 10 / 3),  # two wait, 10 minutes each, three counters in office.toml
        ("naive_open", 2 * 10 / 2),  # two counters are open
        ("queue_length", 3 * 6 / 2),  # the one helped took 6 minutes
        ("last_to_enter", 8),  # t3 came at 3 and was called at 11
        ("head_of_line", 11),  # t4 came at 4
    ],
)
def test_a_baseline_is_its_formula(name: str, minutes: float) -> None:
    """Two wait, two are helped, one has been helped."""
    assert told(name) == pytest.approx(minutes)


def test_a_class_without_a_line_is_told_the_last_wait_of_the_class() -> None:
    """Nobody of priority was ever called: nought is all that the history of its delays says."""
    assert told("head_of_line", PRIORITY) == told("last_to_enter", PRIORITY) == 0


@pytest.mark.parametrize("name", ["queue_length", "last_to_enter", "head_of_line"])
def test_nobody_waits_where_a_counter_is_free(name: str) -> None:
    """One was called, and the second counter has nobody."""
    assert told(name, events=[*MORNING[:4], (TicketCalled(ticket="t1", counter=1), 300.0)]) == 0
