"""Telling: slips that bear the shipped estimate, so that a day's account says how true it was.

The estimate is told what a hub is told, event by event, and learns from day to day. It never sees the scenario: what it
knows of an office it has from the plan and the journal.
"""

from firmware.messages.why import Standing
from firmware.queueing.events import AnyEvent, DayClosed, Told
from firmware.queueing.plan import OfficePlan
from firmware.waiting.forecaster import RUNS, Forecaster


class ShippedEstimate:
    """The product's forecaster as a teller: of many days in turn, each of which it learns from."""

    def __init__(self, plan: OfficePlan, seed: int = 0, runs: int = RUNS) -> None:
        self._forecaster, self._runs = Forecaster(plan, seed=seed), runs

    def hear(self, event: AnyEvent, at: float) -> None:
        """Take in the journal's next event; a day that is closed becomes history."""
        self._forecaster.apply(event, at)
        if isinstance(event, DayClosed):
            self._forecaster.close_day()

    def tell(self, service: str, standing: Standing, at: float, midnight: float) -> Told | None:
        """Return what the slip would bear."""
        probe = service, standing
        estimates = self._forecaster.estimate(at, (at - midnight) / 60, runs=self._runs, only={probe})
        return None if estimates is None else self._forecaster.tell(estimates).get(probe)
