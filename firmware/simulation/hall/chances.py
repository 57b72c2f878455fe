"""Chances: durations and arrivals drawn from `random.Random`, so that a seed gives the same day on every machine."""

from collections.abc import Iterator, Sequence
from math import exp, log, sqrt
from random import Random

from firmware.simulation.hall.scenario import Family, Lateness, ServiceTime

LONGEST = 150.0
"""Minutes. Whatever the tail, nobody is helped for longer: the office would send them to a back room."""


def service_seconds(chance: Random, time: ServiceTime) -> float:
    """Return how long helping one person takes, in seconds, at least ten."""
    return 60.0 * min(LONGEST, max(1 / 6, _draw(chance, time)))


def arrivals(chance: Random, per_half_hour: Sequence[float], factor: float) -> Iterator[float]:
    """Yield minutes after the opening: a Poisson process whose rate changes every half hour."""
    for i, expected in enumerate(per_half_hour):
        rate = expected * factor / 30
        minute = 30.0 * i
        while rate > 0 and (minute := minute + chance.expovariate(rate)) < 30.0 * (i + 1):
            yield minute


def poisson_times(chance: Random, per_hour: float, begin: float, end: float) -> Iterator[float]:
    """Yield the minutes between `begin` and `end` at which something happens that happens so often an hour."""
    minute = begin
    while per_hour > 0 and (minute := minute + chance.expovariate(per_hour / 60)) < end:
        yield minute


def factor(chance: Random, spread: float) -> float:
    """Return a factor around 1, its mean, whose logarithm has this standard deviation."""
    return exp(chance.gauss(-(spread**2) / 2, spread))


def late_minutes(chance: Random, lateness: Lateness) -> tuple[float, bool]:
    """Return how late somebody is (0.0: not), and whether they have said so."""
    is_late, minutes = chance.random() < lateness.chance, chance.uniform(lateness.low, lateness.high)
    is_announced = chance.random() < lateness.announced
    return (minutes, is_announced) if is_late else (0.0, False)


def _draw(chance: Random, time: ServiceTime) -> float:
    mean, squared = time.minutes, time.variation**2
    match time.family:
        case Family.LOGNORMAL:
            sigma = sqrt(log(1 + squared))
            return chance.lognormvariate(log(mean) - sigma**2 / 2, sigma)
        case Family.GAMMA:
            return chance.gammavariate(1 / squared, mean * squared)
        case Family.PARETO:
            alpha = 1 + sqrt(1 + 1 / squared)
            return chance.paretovariate(alpha) * mean * (alpha - 1) / alpha
