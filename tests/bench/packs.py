"""The packs: the office of the field notes as it is, and as it is when what the estimate has learnt is not so.

Every pack is met by an estimate that was trained on days of the base office, but for two: wrong minutes in office.toml
are a permanent property, and matter while there is no history to correct them, so `configured_half` and
`configured_double` are offices on their first days, without any training.

Three ranges of seeds share none: days of training, days of development, by which the estimate may be improved, and
test days, which only the whole bench plays, so that nothing was ever fitted to them. All packs draw their days with the
same seeds, so that a pack differs from the base by what its name says and nothing else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from random import Random
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from firmware.queueing.events import TicketIssued
from firmware.simulation.hall import mismatch
from firmware.simulation.hall.offices import four_services
from firmware.simulation.hall.scenario import Scenario
from firmware.simulation.hall.workday import Workday, play
from tests.bench.predictors import Slot
from tests.bench.replay import Log

TRAINING_SEEDS: Final = range(101, 1_000)
DEV_SEEDS: Final = range(1_001, 2_000)
TEST_SEEDS: Final = range(7_001, 8_000)
BASE: Final = "base"
PACKS: Final[Mapping[str, Callable[[Scenario], Scenario]]] = MappingProxyType(
    {
        BASE: lambda office: office,
        "hidden_breaks": mismatch.hidden_breaks,
        "officers_who_skip": mismatch.skipping_officers,
        "configured_half": mismatch.means_halved,
        "configured_double": mismatch.means_doubled,
        "unseen_service": mismatch.unseen_service,
        "doubled_arrivals": mismatch.doubled_arrivals,
        "counter_shut": mismatch.shut_counter,
        "heavy_tailed": mismatch.heavy_tail,
    }
)
UNTRAINED: Final = frozenset({"configured_half", "configured_double"})


class Pack(Struct, frozen=True, kw_only=True):
    """An office whose days are tested. `is_trained`: on days of the base office before, else on none."""

    name: str
    scenario: Scenario
    is_trained: bool = True


def training_days(count: int) -> list[Log]:
    """Return the first `count` business days of the base office."""
    return [day(four_services(), TRAINING_SEEDS[number], number) for number in range(count)]


def days_after(pack: Pack, first: int, seeds: Sequence[int]) -> Iterable[Log]:
    """Yield a business day of a pack for each seed, the first of them the business day `first`."""
    return (day(pack.scenario, seed, first + n) for n, seed in enumerate(seeds))


def are_apart() -> bool:
    """Say whether no day of training, of development and of the test is another one's."""
    return not any(set(one) & set(other) for one, other in combinations((TRAINING_SEEDS, DEV_SEEDS, TEST_SEEDS), 2))


def day(scenario: Scenario, seed: int, number: int) -> Log:
    """Return a day as it went, with what the office knew of who had booked."""
    went = log_of(play(scenario, seed, number), number)
    return replace(went, booked=_book(scenario, went, Random(f"{seed} {number} book")))


def log_of(played: Workday, number: int) -> Log:
    """Return what a predictor may know of a day, as it comes to know it."""
    return Log(
        number=number,
        midnight=played.midnight,
        events=tuple((row.event, row.at) for row in played.rows),
        position=played.rows[0].position - 1,
    )


def _book(scenario: Scenario, went: Log, chance: Random) -> tuple[Slot, ...]:
    """Return the appointments of a day: of those who came, and of as many more as never come by the scenario."""
    booked: list[Slot] = []
    for event, _ in went.events:
        if isinstance(event, TicketIssued) and event.slot is not None:
            slot = event.service, round((event.slot - went.midnight) / 60)
            demand = scenario.demand(event.service)
            never = demand.appointments.never if demand and demand.appointments else 0.0
            booked += [slot, slot] if chance.random() < never / (1 - never) else [slot]
    return tuple(sorted(booked))


def pack(name: str) -> Pack:
    """Return a pack by its name."""
    return Pack(name=name, scenario=PACKS[name](four_services()), is_trained=name not in UNTRAINED)
