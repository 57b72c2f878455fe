"""A small office whose journal is written by hand, a line an event."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from firmware.messages.why import Standing
from firmware.queueing.events import (
    AnyEvent,
    CounterClosed,
    CounterOpened,
    DayClosed,
    DayOpened,
    NoShowMarked,
    TicketCalled,
    TicketFinished,
    TicketIssued,
)
from firmware.queueing.plan import CounterPlan, OfficePlan, ServicePlan
from firmware.waiting.forecaster import Forecaster
from firmware.waiting.record import DayRecord, Gap, Help

DAY = date(2026, 11, 23)
OPENED = 8 * 3600.0


def a_plan(*serves: str, then: Mapping[str, str] | None = None, **fields: Any) -> OfficePlan:
    """An office with a counter for each word of service letters; ten minutes each. `then` are next stages."""
    letters = sorted({letter for word in serves for letter in word})
    return OfficePlan(
        services=tuple(
            ServicePlan(letter=letter, name={"id": letter}, minutes=10, then=(then or {}).get(letter))
            for letter in letters
        ),
        counters=tuple(CounterPlan(number=n, serves=tuple(word)) for n, word in enumerate(serves, 1)),
        **fields,
    )


def a_record(plan: OfficePlan, seconds: float = 600.0, count: int = 2000, **fields: Any) -> DayRecord:
    """A day on which every help took as long as every other, and nobody paused or missed a call."""
    numbers = [counter.number for counter in plan.counters]
    letters = [service.letter for service in plan.services]
    helps = tuple(
        Help(service=letter, counter=number, at=OPENED, seconds=seconds)
        for letter in letters
        for number in numbers
        for _ in range(count // len(numbers))
    )
    gaps = tuple(Gap(counter=1, at=OPENED, seconds=0.0, is_idle=n % 2 == 0) for n in range(4 * count))
    base: dict[str, Any] = {"day": date(2026, 11, 22), "opened_at": OPENED, "closed_at": OPENED + 8 * 3600.0}
    return DayRecord(**{**base, "helps": helps, "gaps": gaps, **fields})


class Day:
    """A forecaster on an open day. Office time is seconds since midnight; all counters open unless told."""

    def __init__(self, plan: OfficePlan, *history: DayRecord, seed: int = 7, is_open: bool = True) -> None:
        """Open the day at eight."""
        self.plan, self.time = plan, OPENED
        self.rows: list[tuple[AnyEvent, float]] = []
        self.forecaster = Forecaster(plan, history, seed)
        self._n = 0
        self.tickets: list[str] = []
        self.happens(DayOpened(day=DAY))
        for counter in plan.counters if is_open else ():
            self.happens(CounterOpened(counter=counter.number))

    def happens(self, event: AnyEvent, after: float = 0.0) -> None:
        """Let an event happen some seconds later."""
        self.time += after
        self.rows.append((event, self.time))
        self.forecaster.apply(event, self.time)

    def comes(self, service: str = "A", *, priority: bool = False, slot: float | None = None, **fields: Any) -> str:
        """Let somebody take a ticket."""
        self._n += 1
        number = f"{service}{self._n:03d}"
        self.happens(
            TicketIssued(
                ticket=f"{DAY}-{number}",
                number=number,
                service=service,
                n=self._n,
                press=f"kiosk-1-0123456789abcdef-1-p{self._n}",
                priority=priority,
                kiosk="kiosk-1",
                since=self.time,
                is_since_exact=True,
                appointment=None if slot is None else f"B{self._n}",
                slot=slot,
                **fields,
            )
        )
        self.tickets.append(f"{DAY}-{number}")
        return self.tickets[-1]

    @property
    def first(self) -> str:
        """The first ticket of the day."""
        return self.tickets[0]

    def ticket(self, n: int) -> str:
        """The n-th ticket of the day."""
        return self.tickets[n - 1]

    def calls(self, ticket: str, counter: int = 1, after: float = 0.0) -> None:
        """Let a counter call somebody."""
        self.happens(TicketCalled(ticket=ticket, counter=counter), after)

    def finishes(self, ticket: str, counter: int = 1, after: float = 0.0) -> None:
        """Let a counter finish somebody."""
        self.happens(TicketFinished(ticket=ticket, counter=counter), after)

    def misses(self, ticket: str, counter: int = 1, after: float = 0.0) -> None:
        """Let nobody come to a call."""
        self.happens(NoShowMarked(ticket=ticket, counter=counter), after)

    def closes(self, counter: int = 1, after: float = 0.0) -> None:
        """Let a counter close."""
        self.happens(CounterClosed(counter=counter), after)

    def ends(self) -> None:
        """Let the day end."""
        self.happens(DayClosed(day=DAY))

    def wait(self, service: str = "A", standing: Standing = Standing.WALK_IN, **fields: Any) -> float | None:
        """The raw P50 of a newcomer, seconds."""
        estimates = self.forecaster.estimate(self.time, self.time / 60, **fields)
        found = None if estimates is None else estimates.waits.get((service, standing))
        return None if found is None else found.raw_p50
