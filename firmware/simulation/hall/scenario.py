"""A scenario: everything about an office that decides how its days go, as frozen values.

The plan is the shipped one, so a scenario says only what no settings file knows: who comes and when, how long helping
them takes, and how officers really work. Whatever is *hidden* is never told to the hub: no estimate can know it but by
its traces. Times of day are minutes since midnight, durations minutes, shares and probabilities 0 to 1.
"""

from enum import StrEnum

from msgspec import Struct

from firmware.queueing.plan import CounterPlan, OfficePlan


class Family(StrEnum):
    """The family of a duration's distribution; mean and variation are given beside it."""

    LOGNORMAL = "lognormal"
    GAMMA = "gamma"
    PARETO = "pareto"


class ServiceTime(Struct, frozen=True, kw_only=True):
    """How long helping one person really takes. `variation` is the standard deviation over the mean."""

    minutes: float
    variation: float = 0.6
    family: Family = Family.LOGNORMAL


class Appointments(Struct, frozen=True, kw_only=True):
    """Who has booked: at each of the `slots`, `places` people, each place taken with probability `taken`.

    They come around `early` minutes before the slot with a standard deviation of `spread`, or `never`.
    """

    slots: tuple[int, ...]
    places: int
    taken: float = 0.9
    early: float = 8.0
    spread: float = 12.0
    never: float = 0.08


class Demand(Struct, frozen=True, kw_only=True):
    """Who comes for a service. `per_half_hour` are the walk-ins expected in each half hour from the opening on.

    `priority` is the share with a right to go earlier, of walk-ins and booked alike. Of those helped a share `parks` is
    set aside after a while (a paper is missing) and comes back to the counter; a share `transfers` is sent on to
    the service `transfers_to` and keeps the time waited.
    """

    service: str
    per_half_hour: tuple[float, ...]
    time: ServiceTime
    priority: float = 0.0
    appointments: Appointments | None = None
    parks: float = 0.0
    transfers: float = 0.0
    transfers_to: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a transfer to where the person is."""
        if self.transfers_to == self.service:
            raise ValueError(f"service {self.service} sends people on to itself; name another service")


class Lateness(Struct, frozen=True, kw_only=True):
    """With probability `chance`, `low` to `high` minutes; told to the hub with probability `announced`."""

    chance: float = 0.0
    low: float = 5.0
    high: float = 25.0
    announced: float = 0.5


class Officer(Struct, frozen=True, kw_only=True):
    """Who works at a counter. `speed` 1.25 helps five people while others help four.

    `breaks_per_hour` are hidden breaks: the officer just does not call for `break_minutes`. `skips` is how often a call
    is a named one, out of order. One who `stays_away` never opens the counter, though the plan says so.
    """

    counter: int
    speed: float = 1.0
    late: Lateness = Lateness()
    early: Lateness = Lateness()
    breaks_per_hour: float = 0.0
    break_minutes: tuple[float, float] = (5.0, 20.0)
    skips: float = 0.0
    stays_away: bool = False


class Missing(Struct, frozen=True, kw_only=True):
    """People who do not come to a call: with probability `chance`, and again at the next with `again`.

    The officer waits `patience_seconds`. A share `comes_back` reports `low` to `high` minutes later.
    """

    chance: float = 0.04
    again: float = 0.1
    patience_seconds: float = 60.0
    comes_back: float = 0.5
    low: float = 3.0
    high: float = 25.0


class Scenario(Struct, frozen=True, kw_only=True):
    """An office and its days.

    Counters open at `opens` and close at `closes`; walk-ins take tickets until `last`. `day_spread` is how far one
    day's service times lie from another's (all slower, all faster), `crowd_spread` the same of how many come: standard
    deviations of the logarithm. `crowd` multiplies the walk-ins. An officer reacts to somebody who arrives, and a
    visitor walks from the hall to the counter, in so many seconds.
    """

    name: str
    plan: OfficePlan
    demands: tuple[Demand, ...]
    officers: tuple[Officer, ...]
    opens: int = 7 * 60 + 30
    last: int = 15 * 60
    closes: int = 16 * 60
    missing: Missing = Missing()
    crowd: float = 1.0
    crowd_spread: float = 0.1
    day_spread: float = 0.1
    walk_seconds: tuple[float, float] = (10.0, 40.0)
    reaction_seconds: float = 3.0
    park_minutes: tuple[float, float] = (4.0, 15.0)

    def demand(self, service: str) -> Demand | None:
        """Return who comes for a service, or None."""
        return next((demand for demand in self.demands if demand.service == service), None)

    def officer(self, counter: CounterPlan) -> Officer:
        """Return who works at a counter: somebody average where nothing is said."""
        return next((one for one in self.officers if one.counter == counter.number), Officer(counter=counter.number))
