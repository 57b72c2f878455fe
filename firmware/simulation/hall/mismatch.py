"""Mismatch: offices that are not what the settings and the days before say. Each pack changes one thing of a scenario.

An estimate learns from ordinary days and is then asked on these. What the plan says of the office (its configured
minutes, its counters) is changed only where the pack is about the plan itself.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from firmware.queueing.plan import ServicePlan
from firmware.simulation.hall.scenario import Demand, Family, Scenario, ServiceTime

Pack = Callable[[Scenario], Scenario]
UNSEEN: Final = "S"


def hidden_breaks(base: Scenario) -> Scenario:
    """Officers who stop calling for 5 to 20 minutes about every hour and a half, and tell nobody."""
    return replace(base, officers=tuple(replace(one, breaks_per_hour=0.65) for one in base.officers))


def skipping_officers(base: Scenario) -> Scenario:
    """Officers who call one in four by name, out of order."""
    return replace(base, officers=tuple(replace(one, skips=0.25) for one in base.officers))


def heavy_tail(base: Scenario) -> Scenario:
    """The same mean service times from another family: most are quicker, a few take very long (Pareto)."""
    demands = tuple(replace(one, time=replace(one.time, family=Family.PARETO, variation=1.2)) for one in base.demands)
    return replace(base, demands=demands)


def gamma(base: Scenario) -> Scenario:
    """The same mean service times and variations from another family without a tail (gamma)."""
    demands = tuple(replace(one, time=replace(one.time, family=Family.GAMMA)) for one in base.demands)
    return replace(base, demands=demands)


def means_halved(base: Scenario) -> Scenario:
    """A settings file that says half of the minutes that helping people takes."""
    return _configured(base, 0.5)


def means_doubled(base: Scenario) -> Scenario:
    """A settings file that says twice the minutes that helping people takes."""
    return _configured(base, 2.0)


def unseen_service(base: Scenario) -> Scenario:
    """A service that no day before had, at two counters that have others too; it really takes half as long again."""
    plan = base.plan
    service = ServicePlan(letter=UNSEEN, name={"id": "Layanan baru", "en": "New service"}, minutes=6)
    counters = tuple(
        replace(one, serves=(*one.serves, UNSEEN)) if place in {0, 3} else one
        for place, one in enumerate(plan.counters)
    )
    demand = Demand(
        service=UNSEEN, per_half_hour=(3, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0), time=ServiceTime(minutes=9.0)
    )
    return replace(
        base,
        plan=replace(plan, services=(*plan.services, service), counters=counters),
        demands=(*base.demands, demand),
    )


def doubled_arrivals(base: Scenario) -> Scenario:
    """Twice the walk-ins. Nobody is carried out: the officers stay until the last has been helped."""
    return replace(base, crowd=2 * base.crowd, closes=24 * 60 - 1)


def shut_counter(base: Scenario) -> Scenario:
    """The second counter of the plan never opens, and nobody has said so."""
    away = base.plan.counters[1].number
    return replace(base, officers=tuple(replace(one, stays_away=one.counter == away) for one in base.officers))


def _configured(base: Scenario, factor: float) -> Scenario:
    services = tuple(replace(one, minutes=max(1, round(one.minutes * factor))) for one in base.plan.services)
    return replace(base, plan=replace(base.plan, services=services))


PACKS: Final[Mapping[str, Pack]] = MappingProxyType(
    {
        "hidden_breaks": hidden_breaks,
        "skipping_officers": skipping_officers,
        "means_halved": means_halved,
        "means_doubled": means_doubled,
        "unseen_service": unseen_service,
        "doubled_arrivals": doubled_arrivals,
        "shut_counter": shut_counter,
        "heavy_tail": heavy_tail,
        "gamma": gamma,
    }
)
