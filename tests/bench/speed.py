"""Speed: milliseconds of one ticket's estimate as the bench had them, and of a whole board while 300 people wait.

They are the processor's own, so that what else runs on the machine does not count. Tickets are those of the base pack.
A board is every service and class at once, and those who have booked and may come early, with everybody who waits
played forward. It is timed on a queue that was issued and called by the shipped rules: the office opened, each counter
has somebody, and nobody has left.
"""

from collections.abc import Iterator, Sequence
from statistics import median, quantiles
from time import thread_time
from typing import Any, Final

from firmware.queueing.events import AnyEvent, CounterOpened, DayOpened, TicketCalled, TicketIssued
from firmware.queueing.plan import OfficePlan
from firmware.simulation.hall import dates
from firmware.simulation.hall.offices import four_services
from firmware.waiting.forecaster import Forecaster
from tests.bench.predictors import SEED, Records

WAITING: Final = 300
DAY: Final = 400
OPENS: Final = 7 * 60 + 30
MINUTE: Final = 9 * 60
SLOTS: Final = (0, 30, 60, 90, 120)
PLACES: Final = 2
REPEATS: Final = 5


def measured(ticket_ms: Sequence[float], history: Records, runs: int) -> dict[str, Any]:
    """Return the figures of eta.json under `speed`, in milliseconds."""
    return {
        "ticket_ms_median": round(median(ticket_ms), 3) if ticket_ms else None,
        "ticket_ms_p95": round(quantiles(ticket_ms, n=20)[-1], 3) if len(ticket_ms) > 1 else None,
        "board_ms": round(median(board_ms(history, runs)), 1),
        "board_waiting": WAITING,
    }


def board_ms(history: Records, runs: int) -> list[float]:
    """Return how long a whole board takes, several times."""
    plan, midnight = four_services().plan, dates.midnight_of(dates.business_day(DAY))
    forecaster = Forecaster(plan, history, SEED)
    for event, at in crowded(plan, midnight):
        forecaster.apply(event, at)
    booked = [(one.letter, MINUTE + ahead) for one in plan.services for ahead in SLOTS for _ in range(PLACES)]
    took = []
    for _ in range(REPEATS):
        begun = thread_time()
        estimates = forecaster.estimate(midnight + MINUTE * 60, MINUTE, booked=booked, runs=runs)
        assert estimates is not None, "an office with open counters has an estimate"
        forecaster.tell(estimates)
        took.append(1000 * (thread_time() - begun))
    return took


def crowded(plan: OfficePlan, midnight: float) -> Iterator[tuple[AnyEvent, float]]:
    """Yield what leads to a full hall, each with its office time: one ticket in ten has priority."""
    opens, letters = midnight + OPENS * 60, [service.letter for service in plan.services]
    people = WAITING + len(plan.counters)
    yield DayOpened(day=dates.business_day(DAY)), opens - 600
    for counter in plan.counters:
        yield CounterOpened(counter=counter.number), opens
    for n in range(people):
        at = opens + n * (MINUTE - OPENS) * 60 / people
        yield _issued(letters[n % len(letters)], n, at), at
    for n, counter in enumerate(plan.counters):
        ticket = n * len(letters) + letters.index(counter.serves[0])
        yield TicketCalled(ticket=f"t{ticket}", counter=counter.number), midnight + (MINUTE - 1) * 60


def _issued(service: str, n: int, at: float) -> TicketIssued:
    return TicketIssued(
        ticket=f"t{n}",
        number=f"{service}{n + 1:03d}",
        service=service,
        n=n + 1,
        press=f"kiosk-1-{'5' * 16}-1-p{n + 1}",
        priority=n % 10 == 0,
        kiosk="kiosk-1",
        since=at,
        is_since_exact=True,
    )
