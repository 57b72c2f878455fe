"""The predictors: ours, and what others show and the literature proposes, each with its formula.

All are asked at the same moment, just before a ticket is issued, and see the same queue; each then sees every event.
The literature: Ibrahim and Whitt, "Real-time delay estimation based on delay history", M&SOM 11 (2009) 397-415, and
"Wait-time predictors for customer service systems with time-varying demand and capacity", OR 59 (2011) 1106-1118. Only
`fluid` and `ours` have an interval, and both are calibrated by the same rule on the same days gone by.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from time import thread_time
from types import MappingProxyType
from typing import Final, Protocol

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from firmware.messages.why import Standing
from firmware.queueing.calling_order import standing_of
from firmware.queueing.events import AnyEvent, StageFinished, TicketCalled, TicketFinished, TicketIssued, Told
from firmware.queueing.model import Queue, waiting_count
from firmware.queueing.plan import OfficePlan
from firmware.waiting.forecaster import Forecaster
from firmware.waiting.record import DayRecord

Records = Sequence[DayRecord]
Slot = tuple[str, int]
"""An appointment: the service and the minute of the day."""

RECENT: Final = 20
RUNS: Final = 40
SEED: Final = 7


class Moment(Struct, frozen=True, kw_only=True):
    """What is known just before a ticket: queue, office time, minute of the day, who has booked and not come.

    `early` is the slot of somebody who comes before it (None: who does not).
    """

    queue: Queue
    at: float
    minute: float
    booked: tuple[Slot, ...] = ()
    early: Slot | None = None


class Prediction(Struct, frozen=True):
    """The wait to the first call, in seconds: the middle, and what nine in ten do not exceed (None: not told)."""

    p50: float
    p90: float | None = None


class Predictor(Protocol):
    """What is asked before each ticket, and told every event."""

    def predict(self, moment: Moment, service: str, standing: Standing) -> Prediction | None:
        """Return the wait of somebody who comes at this moment, or None: silence."""

    def apply(self, before: Queue, event: AnyEvent, at: float) -> None:
        """Take in an event of office time `at`; `before` is the queue that it finds."""

    def close_day(self) -> None:
        """End the day, and learn from it."""


class Stateless:
    """A formula of the queue alone."""

    def apply(self, before: Queue, event: AnyEvent, at: float) -> None:
        """See nothing."""

    def close_day(self) -> None:
        """Learn nothing."""


class NaiveConfigured(Stateless):
    """What others show: people waiting x configured mean / counters that the settings let serve it."""

    def predict(self, moment: Moment, service: str, standing: Standing) -> Prediction:
        """Return the product, whatever the class."""
        del standing
        return Prediction(_naive(moment.queue, service, _able(moment.queue, service)))


class NaiveOpen(Stateless):
    """The same with the counters that are open; with the configured ones where none is."""

    def predict(self, moment: Moment, service: str, standing: Standing) -> Prediction:
        """Return the product, whatever the class."""
        del standing
        return Prediction(_naive(moment.queue, service, _open(moment.queue, service)))


class QueueLength:
    """QL (Ibrahim and Whitt 2009): (people waiting + 1) x recent mean service time / open counters.

    Nobody waits where a counter of the service is free. Recent are the last 20 of the service, of this day or the days
    before; the configured mean until there are any.
    """

    def __init__(self) -> None:
        self._recent: dict[str, deque[float]] = {}

    def predict(self, moment: Moment, service: str, standing: Standing) -> Prediction:
        """Return the product, whatever the class."""
        del standing
        queue = moment.queue
        ahead = waiting_count(queue, service)
        if not ahead and _is_any_free(queue, service):
            return Prediction(0.0)
        recent = self._recent.get(service)
        mean = fmean(recent) if recent else _configured(queue, service)
        return Prediction((ahead + 1) * mean / _open(queue, service))

    def apply(self, before: Queue, event: AnyEvent, at: float) -> None:
        """Learn how long somebody was helped."""
        if isinstance(event, TicketFinished | StageFinished):
            ticket = before.tickets[event.ticket]
            recent = self._recent.setdefault(ticket.service, deque(maxlen=RECENT))
            recent.append(at - (ticket.called_at or at))

    def close_day(self) -> None:
        """Go on with the same figures tomorrow."""


class LastToEnter:
    """LES (Ibrahim and Whitt 2009): the wait of the last one called of the same service and class.

    0 where a counter of the service is free and nobody waits, or before anybody was called.
    """

    def __init__(self) -> None:
        self._last: dict[tuple[str, Standing], float] = {}

    def predict(self, moment: Moment, service: str, standing: Standing) -> Prediction:
        """Return what the last one waited."""
        if not waiting_count(moment.queue, service) and _is_any_free(moment.queue, service):
            return Prediction(0.0)
        return Prediction(self._last.get((service, standing), 0.0))

    def apply(self, before: Queue, event: AnyEvent, at: float) -> None:
        """Learn how long the one called has waited."""
        if isinstance(event, TicketCalled):
            ticket = before.tickets[event.ticket]
            if not ticket.calls:
                self._last[ticket.service, standing_of(before.plan.order, ticket)] = at - ticket.since

    def close_day(self) -> None:
        """Forget the day: yesterday's last wait says nothing about this morning."""
        self._last.clear()


class HeadOfLine:
    """HOL (Ibrahim and Whitt 2009): how long the first in line of the same service and class has waited so far.

    As `LastToEnter` where nobody of the class is in line.
    """

    def __init__(self) -> None:
        self._last = LastToEnter()

    def predict(self, moment: Moment, service: str, standing: Standing) -> Prediction:
        """Return what the first in line has waited."""
        queue, order = moment.queue, moment.queue.plan.order
        line = (queue.tickets[one] for one in queue.lines.get(service, ()))
        head = next((one for one in line if standing_of(order, one) is standing), None)
        if head is None:
            return self._last.predict(moment, service, standing)
        return Prediction(max(0.0, moment.at - head.since))

    def apply(self, before: Queue, event: AnyEvent, at: float) -> None:
        """Learn what `LastToEnter` does."""
        self._last.apply(before, event, at)

    def close_day(self) -> None:
        """Forget what `LastToEnter` does."""
        self._last.close_day()


class Product:
    """The product's own estimate: with runs the rollout of the calling order, without (0) the fluid by counter pool.

    Fluid: the work waiting ahead in the pool of counters that share services, over the speed of those there. It is the
    product's fallback, with the same history and calibrated by the same rule as the rollout. What was told goes into
    the event of the issue, as the hub does it, so that the days to come are calibrated by it.
    """

    def __init__(self, plan: OfficePlan, history: Records, runs: int) -> None:
        self._forecaster = Forecaster(plan, history, SEED)
        self._runs = runs
        self._told: Told | None = None
        self.records = list(history)
        self.seconds: list[float] = []

    def predict(self, moment: Moment, service: str, standing: Standing) -> Prediction | None:
        """Return what the product would tell, taking the processor's time that it needs."""
        begun = thread_time()
        forecaster, early = self._forecaster, moment.early
        only = {(service, standing) if early is None else early}
        estimates = forecaster.estimate(moment.at, moment.minute, booked=moment.booked, runs=self._runs, only=only)
        told = None
        if estimates is not None and early is not None:
            told = forecaster.tell_early(estimates).get(early)
        elif estimates is not None:
            told = forecaster.tell(estimates).get((service, standing))
        self.seconds.append(thread_time() - begun)
        self._told = told
        return None if told is None else Prediction(told.p50, told.p90)

    def apply(self, before: Queue, event: AnyEvent, at: float) -> None:
        """Pass the event on."""
        del before
        if isinstance(event, TicketIssued):
            event, self._told = replace(event, told=self._told), None
        self._forecaster.apply(event, at)

    def close_day(self) -> None:
        """Let the day become history."""
        self.records.append(self._forecaster.close_day())


BASELINES: Final[Mapping[str, Callable[[], Predictor]]] = MappingProxyType(
    {
        "naive_configured": NaiveConfigured,
        "naive_open": NaiveOpen,
        "queue_length": QueueLength,
        "last_to_enter": LastToEnter,
        "head_of_line": HeadOfLine,
    }
)
PREDICTORS: Final = (*BASELINES, "fluid", "ours")


def baselines() -> dict[str, Predictor]:
    """Return all others, on their first day."""
    return {name: make() for name, make in BASELINES.items()}


class Schooled(Struct, frozen=True, kw_only=True):
    """What is known of the days before: to the product's estimates their records, with what each told then."""

    fluid: Records = ()
    ours: Records = ()
    others: Mapping[str, Predictor] = msgspec.field(default_factory=baselines)


def fluid_and_ours(plan: OfficePlan, known: Schooled, runs: int) -> dict[str, Product]:
    """Return the product's two."""
    return {"fluid": Product(plan, known.fluid, 0), "ours": Product(plan, known.ours, runs)}


def _naive(queue: Queue, service: str, counters: int) -> float:
    return waiting_count(queue, service) * _configured(queue, service) / counters


def _configured(queue: Queue, service: str) -> float:
    plan = queue.plan.service(service)
    return plan.minutes * 60.0 if plan else 0.0


def _able(queue: Queue, service: str) -> int:
    return max(1, sum(service in counter.serves for counter in queue.plan.counters))


def _open(queue: Queue, service: str) -> int:
    able = sum(service in plan.serves and queue.counters[plan.number].is_open for plan in queue.plan.counters)
    return able or _able(queue, service)


def _is_any_free(queue: Queue, service: str) -> bool:
    counters = ((plan, queue.counters[plan.number]) for plan in queue.plan.counters if service in plan.serves)
    return any(counter.is_open and counter.ticket is None for _, counter in counters)
