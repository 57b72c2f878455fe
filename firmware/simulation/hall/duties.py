"""Duties: how the officers will really work on a day, drawn before it begins."""

from random import Random

from msgspec import Struct

from firmware.messages.commands import Absence
from firmware.queueing.plan import CounterPlan
from firmware.simulation.hall import chances
from firmware.simulation.hall.scenario import Scenario


class Duty(Struct, frozen=True, kw_only=True):
    """One officer's day, in seconds of office time.

    `opens` to `closes` but for the `absences` that everybody knows; `breaks` are hidden ones, when and how long.
    `said` is what the hub is told at the beginning (None: nothing that the plan does not say).
    """

    counter: int
    opens: float
    closes: float
    absences: tuple[tuple[float, float], ...]
    breaks: tuple[tuple[float, float], ...]
    said: tuple[Absence, ...] | None


def draw(scenario: Scenario, chance: Random, midnight: float) -> list[Duty]:
    """Return the duty of every officer who comes."""
    return [
        _duty(scenario, plan, Random(chance.random()), midnight)
        for plan in scenario.plan.counters
        if not scenario.officer(plan).stays_away
    ]


def _duty(scenario: Scenario, plan: CounterPlan, chance: Random, midnight: float) -> Duty:
    officer = scenario.officer(plan)
    late, is_late_known = chances.late_minutes(chance, officer.late)
    early, is_early_known = chances.late_minutes(chance, officer.early)
    opens, closes = scenario.opens + late, scenario.closes - early
    low, high = officer.break_minutes
    breaks = tuple(
        (midnight + at * 60, chance.uniform(low, high) * 60)
        for at in chances.poisson_times(chance, officer.breaks_per_hour, opens, closes)
    )
    said = [(scenario.opens, round(opens))] if is_late_known and round(opens) > scenario.opens else []
    said += [(round(closes), scenario.closes)] if is_early_known and round(closes) < scenario.closes else []
    return Duty(
        counter=plan.number,
        opens=midnight + opens * 60,
        closes=midnight + closes * 60,
        absences=tuple((midnight + begin * 60, midnight + end * 60) for begin, end in plan.absences),
        breaks=breaks,
        said=tuple(sorted((*plan.absences, *said))) if said else None,
    )
