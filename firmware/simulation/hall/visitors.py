"""Visitors: everybody who will come on a day, with everything that will happen to them, drawn before the day begins.

Nothing about a visitor depends on the order of calling, so the same seed brings the same people under every
discipline, and two disciplines can be compared day by day.
"""

from collections.abc import Iterator
from enum import StrEnum
from random import Random

from msgspec import Struct

from firmware.simulation.hall import chances
from firmware.simulation.hall.scenario import Demand, Scenario

STAGES = 8
"""No visit has more; a chain of stages that comes back to itself ends here."""


class After(StrEnum):
    """What the officer does with somebody when a leg is over."""

    FINISH = "finish"
    PARK = "park"
    TRANSFER = "transfer"


class Leg(Struct, frozen=True):
    """A stretch at a counter: `seconds` of work at speed 1, then `away` seconds before a parked person is back."""

    service: str
    seconds: float
    after: After = After.FINISH
    away: float = 0.0


class Visitor(Struct, frozen=True, kw_only=True):
    """Somebody who comes. `at` is when, `slot` the agreed time (None: not booked), in seconds of office time.

    `misses` is how many of the calls find nobody, `comes_back` how many seconds after each absence the person reports
    (None: never).
    """

    at: float
    service: str
    priority: bool
    legs: tuple[Leg, ...]
    code: str | None = None
    slot: float | None = None
    misses: int = 0
    comes_back: float | None = None


def draw(scenario: Scenario, chance: Random, midnight: float) -> list[Visitor]:
    """Return who comes on the day, in the order of arrival."""
    crowd = scenario.crowd * chances.factor(chance, scenario.crowd_spread)
    coming = [
        visitor
        for demand in scenario.demands
        for visitor in (
            *_walk_ins(scenario, demand, chance, midnight, crowd),
            *_booked(scenario, demand, chance, midnight),
        )
    ]
    return sorted(coming, key=lambda visitor: visitor.at)


def _walk_ins(scenario: Scenario, demand: Demand, chance: Random, midnight: float, crowd: float) -> Iterator[Visitor]:
    for minute in chances.arrivals(chance, demand.per_half_hour, crowd):
        at = scenario.opens + minute
        if at < scenario.last:
            yield _visitor(scenario, demand, chance, midnight + at * 60)


def _booked(scenario: Scenario, demand: Demand, chance: Random, midnight: float) -> Iterator[Visitor]:
    plan = demand.appointments
    if plan is None:
        return
    for minute in plan.slots:
        for place in range(plan.places):
            is_there = chance.random() < plan.taken and chance.random() >= plan.never
            at = max(scenario.opens, minute + chance.gauss(-plan.early, plan.spread))
            code = f"{demand.service}{minute}-{place + 1}"
            if is_there and at < scenario.closes:
                yield _visitor(scenario, demand, chance, midnight + at * 60, code, midnight + minute * 60)


def _visitor(
    scenario: Scenario, demand: Demand, chance: Random, at: float, code: str | None = None, slot: float | None = None
) -> Visitor:
    missing = scenario.missing
    misses = int(chance.random() < missing.chance)
    misses += misses and int(chance.random() < missing.again)
    back = chance.uniform(missing.low, missing.high) * 60 if chance.random() < missing.comes_back else None
    return Visitor(
        at=at,
        service=demand.service,
        priority=chance.random() < demand.priority,
        legs=tuple(_legs(scenario, demand, chance)),
        code=code,
        slot=slot,
        misses=misses,
        comes_back=back,
    )


def _legs(scenario: Scenario, first: Demand, chance: Random) -> Iterator[Leg]:
    """Yield what will be done for a person: the stages of the visit, with what comes between."""
    letter: str | None = first.service
    for _ in range(STAGES):
        demand = scenario.demand(letter) if letter else None
        if letter is None or demand is None:
            return
        # A chance of its own: another family of times brings the same people.
        seconds = chances.service_seconds(Random(chance.random()), demand.time)
        kind = chance.random()
        if kind < demand.parks:
            share = chance.uniform(0.3, 0.7)
            low, high = scenario.park_minutes
            yield Leg(letter, seconds * share, After.PARK, chance.uniform(low, high) * 60)
            seconds *= 1 - share
        elif kind < demand.parks + demand.transfers and demand.transfers_to is not None:
            yield Leg(letter, seconds * 0.4, After.TRANSFER)
            letter = demand.transfers_to
            continue
        yield Leg(letter, seconds)
        service = scenario.plan.service(letter)
        letter = service.then if service else None
