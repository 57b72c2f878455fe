"""Offices: ready scenarios, with the reasons for their figures.

`four_services` is a middling office: people come for passports in the morning, and until ten more come than six
counters can help, so that walk-ins of the morning wait 20 to 60 minutes and the hall is empty by the afternoon. A day
has about 260 tickets. Sharing the waiting people by the configured counters, as other systems do, is wrong there by ten
minutes on average. `overloaded` is the same office on the days people complain about: a third has booked, a tenth has
priority, everybody else comes on top, and first come first served makes one in ten wait an hour and a half.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from firmware.queueing.discipline import OrderPlan
from firmware.queueing.plan import CounterPlan, OfficePlan, ServicePlan
from firmware.simulation.hall.scenario import Appointments, Demand, Lateness, Officer, Scenario, ServiceTime

HOURLY: Final = tuple(range(8 * 60, 15 * 60, 60))
HALF_HOURLY: Final = tuple(range(7 * 60 + 30, 14 * 60, 30))
CROWDED: Final = 1.05
BOOKED_PLACES: Final = (4, 3, 3, 1)
SPEEDS: Final = (1.0, 1.1, 0.9, 1.0, 1.05, 0.95)


def four_services(crowd: float = 1.0) -> Scenario:
    """Return the office of four services and six counters. `crowd` multiplies its walk-ins."""
    return Scenario(
        name="four services",
        plan=_four_services_plan(),
        demands=(
            Demand(
                service="A",
                per_half_hour=(14, 13, 11, 9, 6, 5, 4, 3, 2, 3, 3, 3, 3, 2, 1),
                time=ServiceTime(minutes=8.0, variation=0.55),
                priority=0.12,
                appointments=Appointments(slots=HOURLY, places=4),
                parks=0.03,
            ),
            Demand(
                service="F",
                per_half_hour=(9, 9, 7, 6, 4, 3, 3, 2, 1, 2, 2, 2, 1, 1, 1),
                time=ServiceTime(minutes=6.2, variation=0.5),
                priority=0.08,
                appointments=Appointments(slots=HOURLY, places=2),
                transfers=0.03,
                transfers_to="A",
            ),
            Demand(
                service="H",
                per_half_hour=(6, 6, 6, 5, 5, 4, 4, 3, 3, 3, 4, 4, 4, 3, 2),
                time=ServiceTime(minutes=2.6, variation=0.7),
                priority=0.06,
            ),
            Demand(
                service="K",
                per_half_hour=(3, 3, 3, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 0),
                time=ServiceTime(minutes=12.3, variation=0.6),
                priority=0.04,
                appointments=Appointments(slots=HOURLY, places=1),
                parks=0.05,
            ),
        ),
        officers=tuple(
            Officer(counter=n, speed=speed, late=Lateness(chance=0.1), early=Lateness(chance=0.05), breaks_per_hour=0.1)
            for n, speed in enumerate(SPEEDS, start=1)
        ),
        crowd=crowd,
        crowd_spread=0.07,
        day_spread=0.07,
    )


def overloaded(order: OrderPlan | None = None) -> Scenario:
    """Return the office on days when far more come than it can help, under a calling order (None: the default).

    Nobody is sent home: the officers stay until the last one has been helped, so that every wait has an end.
    """
    base = four_services(CROWDED)
    return replace(
        base,
        name="overloaded",
        plan=replace(base.plan, order=order or OrderPlan()),
        demands=tuple(
            replace(demand, priority=0.1, appointments=Appointments(slots=HALF_HOURLY, places=places))
            for demand, places in zip(base.demands, BOOKED_PLACES, strict=True)
        ),
        closes=21 * 60,
    )


def _four_services_plan() -> OfficePlan:
    names = (("A", "Paspor baru", "New passport", 9), ("F", "Penggantian paspor", "Passport renewal", 7))
    more = (("H", "Pengambilan paspor", "Passport collection", 3), ("K", "Izin tinggal", "Stay permit", 14))
    noon, one = (12 * 60, 12 * 60 + 45), (12 * 60 + 45, 13 * 60 + 30)
    serves = (("A", "F"), ("A", "F"), ("F", "A"), ("F", "H"), ("H", "K"), ("K", "A"))
    return OfficePlan(
        services=tuple(
            ServicePlan(letter=letter, name={"id": name, "en": english}, minutes=minutes)
            for letter, name, english, minutes in (*names, *more)
        ),
        counters=tuple(
            CounterPlan(number=n, serves=letters, absences=(noon if n % 2 else one,), box=f"counter-{n}")
            for n, letters in enumerate(serves, start=1)
        ),
    )


OFFICES: Final[Mapping[str, Callable[[], Scenario]]] = MappingProxyType(
    {"four-services": four_services, "overloaded": overloaded}
)
