"""The forecaster: takes in the journal event by event, and says at any moment how long a newcomer would wait.

It holds what it has learned and does nothing by itself: time and chance are given (the seed and the journal's position
say every draw), so the same journal gives the same answers. It is silent rather than wrong: between days, while the
clock is not believed, on a day whose journal was put together again, and where nothing says when somebody would call.
"""

from collections.abc import Collection, Mapping, Sequence
from math import inf
from random import Random
from typing import Final, TypeVar

from firmware.messages.why import Standing
from firmware.queueing.discipline import Discipline
from firmware.queueing.events import AnyEvent, DayOpened, JournalRebuilt, Method, Told
from firmware.queueing.evolve import evolve
from firmware.queueing.model import empty
from firmware.queueing.plan import OfficePlan
from firmware.waiting.arrivals import Arrivals, Coming, Kind
from firmware.waiting.calibration import Calibration
from firmware.waiting.closures import Closures
from firmware.waiting.durations import Durations, outside
from firmware.waiting.estimates import Estimates, Probe, Slot, Wait
from firmware.waiting.fluid import Pair, fluid
from firmware.waiting.joining import Joiners
from firmware.waiting.levels import at_level, midmean
from firmware.waiting.record import DayRecord
from firmware.waiting.rollout import Rollout
from firmware.waiting.scene import Scene, set_up
from firmware.waiting.showing import told
from firmware.waiting.watcher import Watcher

DAYS: Final = 20
ENOUGH: Final = 30
RUNS: Final = 40
LATEST: Final = 2700.0
"""Who has booked and is later than this does not come."""
AHEAD: Final = 60
"""Who has booked and comes more than so many minutes early is told nothing."""

Asked = TypeVar("Asked", Probe, Slot)


class Forecaster:
    """An office's forecaster. `history` are the records of the days before, the oldest first.

    `position` is the journal's before the first event that it takes in.
    """

    def __init__(self, plan: OfficePlan, history: Sequence[DayRecord] = (), seed: int = 0, position: int = 0) -> None:
        self._plan, self._seed = plan, seed
        self.history = list(history)[-DAYS:]
        self._queue = empty(plan, position)
        self._begin()

    def _begin(self) -> None:
        self._watcher = Watcher(self._plan)
        self._durations = Durations(self._plan, self.history)
        self._closures = Closures(self.history)
        self._arrivals: Arrivals | None = None
        self._calibrations = {method: Calibration(self.history, method) for method in Method}
        self._seen = {"helps": 0, "gaps": 0, "arrivals": 0, "outcomes": 0}
        self._shown: dict[Probe, Told] = {}
        self._is_rebuilt = False
        self._has_bookings = False

    def apply(self, event: AnyEvent, at: float) -> None:
        """Take in the journal's next event, of office time `at`."""
        if isinstance(event, DayOpened):
            self._begin()
        self._is_rebuilt = self._is_rebuilt or (isinstance(event, JournalRebuilt) and not event.is_carried)
        self._queue = evolve(self._queue, event, at)
        self._watcher.apply(event, at)
        self._learn()

    def estimate(
        self,
        now: float,
        minute: float | None,
        *,
        booked: Sequence[Slot] = (),
        runs: int = RUNS,
        only: Collection[Probe | Slot] | None = None,
    ) -> Estimates | None:
        """Return how long somebody would wait who came at office time `now`, or None: silence.

        `minute` is the minute of the day in the office's zone (None: the clock is not believed), `booked` are today's
        appointments not checked in, by service and minute: those of the next hour may come early, now. Without `runs`
        the fluid answers; `only` are the probes and slots asked for (None: all).
        """
        if self._queue.day is None or minute is None or self._is_rebuilt:
            return None
        midnight = now - minute * 60.0
        self._watcher.midnight = midnight
        method = Method.ROLLOUT if runs > 0 and self._durations.seen >= ENOUGH else Method.FLUID
        scene = set_up(self._queue, now, midnight, self._closures, only)
        waits = _known(scene.probes, self._waits(scene, method, booked, runs))
        # Apart, since whoever comes before the slot may overtake: a run takes longer.
        later = set_up(self._queue, now, midnight, self._closures, (), _soon(booked, minute, only))
        early = _known(later.early, self._waits(later, method, booked, runs))
        if not waits and not early:
            return None
        return Estimates(at=now, position=self._queue.position, method=method, waits=waits, early=early)

    def _waits(self, scene: Scene, method: Method, booked: Sequence[Slot], runs: int) -> list[Wait | None]:
        """Return the waits of the probes and of those early; None: silence."""
        classes = [*(standing for _, standing in scene.probes), *(Standing.BOOKED for _ in scene.early)]
        if not classes:
            return []
        is_rollout, calibration = method is Method.ROLLOUT, self._calibrations[method]
        pairs = self._roll(scene, booked, runs) if is_rollout else fluid(scene, self._durations)
        waits = [
            None if pair is None else calibration.calibrated(standing, *pair)
            for standing, pair in zip(classes, pairs, strict=True)
        ]
        # Who is more likely than one in ten to be carried out at the end has no range that nine in ten keep to.
        return [wait if wait is not None and scene.now + wait.p90 < scene.ends else None for wait in waits]

    def tell(self, estimates: Estimates) -> Mapping[Probe, Told]:
        """Return what to tell of the estimates; what was told of a probe before is kept while it is near enough."""
        said = {probe: told(wait, estimates.method, self._shown.get(probe)) for probe, wait in estimates.waits.items()}
        self._shown.update(said)
        return said

    def tell_early(self, estimates: Estimates) -> Mapping[Slot, Told]:
        """Return what to tell those who have booked and come before their slot."""
        return {slot: told(wait, estimates.method) for slot, wait in estimates.early.items()}

    def close_day(self) -> DayRecord:
        """Let the day become history, and return what it taught; one that was put together again teaches nothing."""
        record = self._watcher.record()
        if not self._is_rebuilt:
            self.history = [*self.history, record][-DAYS:]
        self._begin()
        return record

    def _learn(self) -> None:
        """Pass on what the watcher has seen since the last event."""
        watcher, seen = self._watcher, self._seen
        for help_ in watcher.helps[seen["helps"] :]:
            self._durations.learn_help(help_)
        for gap in watcher.gaps[seen["gaps"] :]:
            self._durations.learn_gap(outside(gap, watcher.absences(gap.counter), watcher.midnight))
        for outcome in watcher.outcomes[seen["outcomes"] :]:
            self._calibrations[outcome.method].learn(outcome)
        if self._arrivals is not None:
            for arrival in watcher.arrivals[seen["arrivals"] :]:
                self._arrivals.learn(arrival)
            seen["arrivals"] = len(watcher.arrivals)
        seen["helps"], seen["gaps"], seen["outcomes"] = len(watcher.helps), len(watcher.gaps), len(watcher.outcomes)

    def _roll(self, scene: Scene, booked: Sequence[Slot], runs: int) -> list[Pair | None]:
        """Return P50 and P90 of the probes and of those early; None for who may not be called at all."""
        midnight = self._watcher.midnight or 0.0
        if self._arrivals is None:
            self._arrivals = Arrivals(self.history, (self._watcher.opened_at - midnight) / 60.0)
            self._learn()
        minute = scene.now - midnight
        self._has_bookings = self._has_bookings or bool(booked)
        self._watcher.booked_absent = sum(slot * 60.0 < minute - LATEST for _, slot in booked)
        bookings = self._bookings(scene, booked)
        rates = [(kind, bins) for kind, bins in self._arrivals.rates.items() if self._overtakes(scene, kind)]
        busy = {one: self._arrivals.busy(one, minute) for one in Standing}
        coming = Coming(rates, minute, busy)
        joiners = Joiners(scene, self._durations, coming, bookings, self._arrivals.late, self._arrivals.shows_up)
        rollout = Rollout(scene, self._durations, joiners)
        random = Random((self._seed << 32) + self._queue.position)
        waits = [rollout.run(random) for _ in range(runs)]
        found = [sorted(ends) for ends in zip(*waits, strict=True)]
        return [(midmean(ends), at_level(ends, 0.9)) if at_level(ends, 0.9) < inf else None for ends in found]

    def _bookings(self, scene: Scene, booked: Sequence[Slot]) -> tuple[tuple[float, Kind], ...]:
        midnight = self._watcher.midnight or 0.0
        return tuple(
            (midnight + minute * 60.0 - scene.now, (service, Standing.BOOKED))
            for service, minute in booked
            if service in scene.services
        )

    def _overtakes(self, scene: Scene, kind: Kind) -> bool:
        """Say whether newcomers of a kind may go before somebody who waits already."""
        service, standing = kind
        if service not in scene.services or (standing is Standing.BOOKED and self._has_bookings):
            return False
        if any(counter.prefers_strictly for counter in self._plan.counters):
            return True
        # Before the slot anybody may go before somebody booked, after it only who comes with more credit a minute.
        return (
            standing is not Standing.WALK_IN or bool(scene.early)
        ) and self._plan.order.discipline is not Discipline.FIRST_COME


def _known(asked: Sequence[Asked], waits: Sequence[Wait | None]) -> dict[Asked, Wait]:
    return {one: wait for one, wait in zip(asked, waits, strict=True) if wait is not None}


def _soon(booked: Sequence[Slot], minute: float, only: Collection[Probe | Slot] | None) -> list[Slot]:
    """Return the slots for which somebody who came now would be early."""
    return sorted({one for one in booked if minute < one[1] <= minute + AHEAD and (only is None or one in only)})
