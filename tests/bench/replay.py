"""Replay: days that have happened, read again event by event, with every predictor asked before each ticket.

The real wait is from the ticket to the first call, also of those who came before their slot. Left out and counted are
tickets that were never called.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from firmware.messages.why import Standing
from firmware.queueing.calling_order import standing_for
from firmware.queueing.events import AnyEvent, TicketIssued
from firmware.queueing.evolve import evolve
from firmware.queueing.model import Queue, empty
from firmware.queueing.plan import OfficePlan
from tests.bench.measures import Sample
from tests.bench.predictors import Moment, Prediction, Predictor, Slot


class Log(Struct, frozen=True, kw_only=True):
    """A day that has happened: its events with their office time.

    `booked` is who had booked, by service and minute of the day, `midnight` the office time at which the date began,
    `position` the journal's before the first event.
    """

    number: int
    midnight: float
    events: tuple[tuple[AnyEvent, float], ...]
    booked: tuple[Slot, ...] = ()
    position: int = 0


class Asked(Struct, frozen=True, kw_only=True):
    """A ticket with what each predictor said of it (None: silence)."""

    ticket: str
    standing: Standing
    service: str
    at: float
    load: int
    said: Mapping[str, Prediction | None]


class Replayed(Struct, frozen=True, kw_only=True):
    """What came of some days: samples per predictor, and how many tickets were left out and why."""

    samples: Mapping[str, list[Sample]]
    tickets: int
    never_called: int
    before_slot: int
    silent: Mapping[str, int]


def replay(plan: OfficePlan, days: Iterable[Log], predictors: Mapping[str, Predictor]) -> Replayed:
    """Return how the predictors did on days in their order; each day is closed before the next begins."""
    samples: dict[str, list[Sample]] = {name: [] for name in predictors}
    silent = dict.fromkeys(predictors, 0)
    tickets = never_called = before_slot = 0
    for day in days:
        queue, asked, early = _play(plan, day, predictors)
        waits = _waits(queue)
        tickets += len(asked)
        before_slot += early
        never_called += sum(one.ticket not in waits for one in asked)
        for one in asked:
            if one.ticket in waits:
                _keep(samples, silent, day.number, one, waits[one.ticket])
        for predictor in predictors.values():
            predictor.close_day()
    return Replayed(samples=samples, tickets=tickets, never_called=never_called, before_slot=before_slot, silent=silent)


def _play(plan: OfficePlan, day: Log, predictors: Mapping[str, Predictor]) -> tuple[Queue, list[Asked], int]:
    queue, asked, early, booked = empty(plan, day.position), [], 0, list(day.booked)
    for event, at in day.events:
        if isinstance(event, TicketIssued):
            standing = standing_for(plan.order, is_priority=event.priority, since=event.since, slot=event.slot)
            is_early = standing is Standing.BOOKED and event.slot is not None and event.slot > event.since
            slot = (event.service, round((event.slot - day.midnight) / 60)) if is_early and event.slot else None
            minute = (at - day.midnight) / 60
            moment = Moment(queue=queue, at=at, minute=minute, booked=tuple(booked), early=slot)
            asked.append(_ask(moment, event, standing, predictors))
            early += is_early
            _strike_out(booked, event, day.midnight)
        for predictor in predictors.values():
            predictor.apply(queue, event, at)
        queue = evolve(queue, event, at)
    return queue, asked, early


def _ask(moment: Moment, event: TicketIssued, standing: Standing, predictors: Mapping[str, Predictor]) -> Asked:
    return Asked(
        ticket=event.ticket,
        standing=standing,
        service=event.service,
        at=moment.at,
        load=sum(map(len, moment.queue.lines.values())),
        said={name: one.predict(moment, event.service, standing) for name, one in predictors.items()},
    )


def _strike_out(booked: list[Slot], event: TicketIssued, midnight: float) -> None:
    """Somebody who has booked is there."""
    slot = None if event.slot is None else (event.service, round((event.slot - midnight) / 60))
    if slot in booked:
        booked.remove(slot)


def _keep(samples: Mapping[str, list[Sample]], silent: dict[str, int], day: int, one: Asked, real: float) -> None:
    for name, said in one.said.items():
        if said is None:
            silent[name] += 1
            continue
        samples[name].append(
            Sample(
                day=day,
                service=one.service,
                standing=one.standing,
                at=one.at,
                p50=said.p50,
                p90=said.p90,
                real=real,
                load=one.load,
            )
        )


def _waits(queue: Queue) -> dict[str, float]:
    tickets = queue.tickets.values()
    return {
        one.id: max(0.0, one.first_called_at - one.arrived_at) for one in tickets if one.first_called_at is not None
    }
