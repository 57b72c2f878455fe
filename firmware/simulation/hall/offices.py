"""Offices: ready scenarios, with the reasons for their figures."""

from typing import Final

from firmware.queueing.plan import CounterPlan, OfficePlan, ServicePlan
from firmware.simulation.hall.scenario import Appointments, Demand, Lateness, Officer, Scenario, ServiceTime

HOURLY: Final = tuple(range(8 * 60, 15 * 60, 60))


def four_services(crowd: float = 1.0) -> Scenario:
    """Return the office of four services and six counters: 262 tickets a day, in the morning more than it can help."""
    return Scenario(
        name="four services",
        plan=_four_services_plan(),
        demands=(
            Demand(
                service="A",
                per_half_hour=(14, 13, 10, 8, 6, 5, 4, 3, 2, 3, 3, 3, 2, 2, 1),
                time=ServiceTime(minutes=9.0, variation=0.55),
                priority=0.12,
                appointments=Appointments(slots=HOURLY, places=4),
                parks=0.03,
            ),
            Demand(
                service="F",
                per_half_hour=(9, 8, 7, 5, 4, 3, 3, 2, 1, 2, 2, 2, 1, 1, 1),
                time=ServiceTime(minutes=7.0, variation=0.5),
                priority=0.08,
                appointments=Appointments(slots=HOURLY, places=2),
                transfers=0.03,
                transfers_to="A",
            ),
            Demand(
                service="H",
                per_half_hour=(6, 6, 6, 5, 4, 4, 4, 3, 2, 3, 4, 4, 4, 3, 2),
                time=ServiceTime(minutes=3.0, variation=0.7),
                priority=0.06,
            ),
            Demand(
                service="K",
                per_half_hour=(3, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0),
                time=ServiceTime(minutes=14.0, variation=0.6),
                priority=0.04,
                appointments=Appointments(slots=HOURLY, places=1),
                parks=0.05,
            ),
        ),
        officers=tuple(
            Officer(counter=n, speed=speed, late=Lateness(chance=0.1), early=Lateness(chance=0.05), breaks_per_hour=0.1)
            for n, speed in ((1, 1.0), (2, 1.1), (3, 0.9), (4, 1.0), (5, 1.05), (6, 0.95))
        ),
        crowd=crowd,
    )


def _four_services_plan() -> OfficePlan:
    names = (("A", "Paspor baru", "New passport", 10), ("F", "Penggantian paspor", "Passport renewal", 8))
    more = (("H", "Pengambilan paspor", "Passport collection", 4), ("K", "Izin tinggal", "Stay permit", 15))
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
