"""Figures: what a played day comes to. Waits are minutes from the finger to the first call, as the journal scores them.

A day is read from its journal alone, so the figures of a simulated day, of an outside log and of a real office are the
same figures.
"""

from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import ceil

from msgspec import Struct

from firmware.messages.why import Rule, Standing
from firmware.queueing.calling_order import standing_of
from firmware.queueing.events import (
    CounterClosed,
    CounterOpened,
    DayScored,
    LeftCounter,
    Score,
    StageFinished,
    TicketCalled,
    TicketCarriedOut,
    TicketIssued,
    TicketRequeued,
    TicketTransferred,
    TicketWithdrawn,
)
from firmware.queueing.model import Queue, Ticket
from firmware.simulation.hall.workday import Workday

HALF_HOUR = 1800.0
_JOINS = TicketIssued | StageFinished | TicketRequeued | TicketTransferred


class Wait(Struct, frozen=True):
    """One person's wait for the first call: the service and class of the slip, and minutes."""

    service: str
    standing: Standing
    minutes: float


class Summary(Struct, frozen=True, kw_only=True):
    """Many waits in five figures. Minutes; zeros where nobody waited."""

    count: int
    mean: float = 0.0
    p50: float = 0.0
    p90: float = 0.0
    longest: float = 0.0


class Work(Struct, kw_only=True):
    """What a counter did: its calls, and the seconds it was open and had somebody (from the call on)."""

    calls: int = 0
    open: float = 0.0
    busy: float = 0.0


def waits(queue: Queue) -> list[Wait]:
    """Return the waits of all who were called, in the order of issue."""
    return [
        Wait(ticket.labels[0][0], standing_of(queue.plan.order, ticket), wait_of(ticket))
        for ticket in queue.tickets.values()
        if ticket.first_called_at is not None
    ]


def wait_of(ticket: Ticket) -> float:
    """Return the minutes from the finger to the first call; 0.0 where there was none."""
    return 0.0 if ticket.first_called_at is None else max(0.0, ticket.first_called_at - ticket.arrived_at) / 60


def summary(minutes: Iterable[float]) -> Summary:
    """Return many waits in five figures."""
    ordered = sorted(minutes)
    if not ordered:
        return Summary(count=0)
    return Summary(
        count=len(ordered),
        mean=sum(ordered) / len(ordered),
        p50=percentile(ordered, 0.5),
        p90=percentile(ordered, 0.9),
        longest=ordered[-1],
    )


def percentile(ordered: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share does not exceed (nearest rank). Raises IndexError for none."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def happened(days: Iterable[Workday]) -> Tally[str]:
    """Return how often each kind of event happened, by its name."""
    return Tally(type(row.event).__name__ for day in days for row in day.rows)


def came_back(days: Iterable[Workday]) -> int:
    """Return how many reported after a missed call."""
    return sum(isinstance(row.event, TicketRequeued) and row.event.behind > 0 for day in days for row in day.rows)


def rules(days: Iterable[Workday]) -> Tally[Rule]:
    """Return what decided how many calls."""
    return Tally(
        row.event.why.rule
        for day in days
        for row in day.rows
        if isinstance(row.event, TicketCalled) and row.event.why is not None
    )


def scores(days: Iterable[Workday]) -> list[Score]:
    """Return how true the estimates on the slips were, per day, service and class."""
    return [score for day in days for row in day.rows if isinstance(row.event, DayScored) for score in row.event.scores]


def work(days: Iterable[Workday]) -> dict[int, Work]:
    """Return what each counter of the plan did."""
    done: dict[int, Work] = {}
    for day in days:
        done |= {plan.number: Work() for plan in day.scenario.plan.counters if plan.number not in done}
        _add_work(day, done)
    return dict(sorted(done.items()))


def waiting_each_half_hour(days: Sequence[Workday]) -> list[tuple[int, float]]:
    """Return the minutes of the day at which a half hour begins, and how many waited on average of it and the days."""
    seconds: dict[int, float] = defaultdict(float)
    for day in days:
        _add_waiting(day, seconds)
    if not seconds:
        return []
    halves = range(min(seconds), max(seconds) + 1)
    return [(half * 30, seconds[half] / HALF_HOUR / len(days)) for half in halves]


def _add_work(day: Workday, done: dict[int, Work]) -> None:
    opened: dict[int, float] = {}
    called: dict[str, tuple[int, float]] = {}
    for row in day.rows:
        match row.event:
            case CounterOpened(counter=counter):
                opened[counter] = row.at
            case CounterClosed(counter=counter):
                done[counter].open += row.at - opened.pop(counter, row.at)
            case TicketCalled(counter=counter, ticket=ticket):
                done[counter].calls += 1
                called[ticket] = counter, row.at
            case event if isinstance(event, LeftCounter) and event.ticket in called:
                counter, at = called.pop(event.ticket)
                done[counter].busy += row.at - at
            case _:
                pass


def _add_waiting(day: Workday, seconds: dict[int, float]) -> None:
    waiting: set[str] = set()
    before = day.midnight
    for row in day.rows:
        if waiting:
            _spread(before - day.midnight, row.at - day.midnight, len(waiting), seconds)
        before = row.at
        if isinstance(row.event, _JOINS):
            waiting.add(row.event.ticket)
        elif isinstance(row.event, TicketCalled | TicketCarriedOut | TicketWithdrawn):
            waiting.discard(row.event.ticket)


def _spread(begin: float, end: float, waiting: int, seconds: dict[int, float]) -> None:
    while begin < end:
        half = int(begin // HALF_HOUR)
        until = min(end, (half + 1) * HALF_HOUR)
        seconds[half] += waiting * (until - begin)
        begin = until
