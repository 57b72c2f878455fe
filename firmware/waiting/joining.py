"""Joining: who may still come into a line while a rollout goes on, each drawn when the time has come and not before.

Those who have booked come about their slot or never, and the later it gets the less probable; others arrive as on the
days before; who has missed a call may come back; who has finished a stage goes on to the next.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from heapq import heappush
from math import inf
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from firmware.messages.why import Standing
from firmware.queueing.calling_order import Waiter
from firmware.queueing.discipline import STANDINGS
from firmware.waiting.arrivals import SHOWS_UP, Coming, Kind
from firmware.waiting.durations import Durations, rest
from firmware.waiting.scene import Scene, newcomer

Joining = tuple[float, int, Waiter | None]
"""When, a number that parts equals, and who; None: the next arrival is to be drawn, or the booking of that number."""
ARRIVAL = -1


class Booked(Struct, frozen=True):
    """Somebody expected: the slot in seconds from now, from where on in the sorted lateness, and how probably."""

    slot: float
    kind: Kind
    first: int
    share: float


class Joiners:
    """What the runs of a rollout share of those who may join. `bookings` are slots in seconds from now, by kind.

    `late` is how late the booked come, sorted; `shows_up` the share of them that come at all.
    """

    def __init__(
        self,
        scene: Scene,
        durations: Durations,
        coming: Coming,
        bookings: Sequence[tuple[float, Kind]] = (),
        late: Sequence[float] = (0.0,),
        shows_up: float = SHOWS_UP,
    ) -> None:
        self._scene, self._durations, self._coming, self._late = scene, durations, coming, late
        order = scene.plan.order
        self._models = {one: newcomer(order, "", one, 0.0) for one in STANDINGS}
        letters = {service.letter: service.then for service in scene.plan.services}
        self.then = {letter: then for letter, then in letters.items() if then is not None and then in scene.services}
        self._booked = sorted(
            (_booked(slot, kind, late, shows_up) for slot, kind in bookings if slot + late[-1] > 0),
            key=lambda one: one.slot + late[one.first],
        )

    def begin(self, random: Random, helped: Sequence[tuple[float, str, Standing]]) -> "Run":
        """Return a run's own; `helped` are when, at what and in which class people at counters now will be done."""
        run = Run(self._coming.draw(random), random, [])
        for missed in self._scene.missed:
            self.may_come_back(run, missed.who, self._scene.now - missed.gone)
        for at, service, standing in helped:
            self.go_on(run, service, standing, at)
        if self._booked:
            heappush(run.heap, (self._scene.now + self._earliest(0), -2, None))
        self._expect(run)
        return run

    def draw(self, run: "Run", at: float, which: int) -> Waiter | None:
        """Return the next arrival, or somebody booked who comes at once (None: not yet, or never)."""
        if which == ARRIVAL:
            one = self._newcomer(*run.kind, at, at)
            self._expect(run)
            return one
        place = -which - 2
        booked = self._booked[place]
        if place + 1 < len(self._booked):
            heappush(run.heap, (self._scene.now + self._earliest(place + 1), which - 1, None))
        if run.random.random() < booked.share:
            left = len(self._late) - booked.first
            slot = self._scene.now + booked.slot
            came = slot + self._late[booked.first + int(run.random.random() * left)]
            heappush(run.heap, (came, run.count(), self._newcomer(*booked.kind, came, max(came, slot))))
        return None

    def may_come_back(self, run: "Run", one: Waiter, missed_at: float) -> None:
        """Let somebody who has missed a call come back, or not."""
        delays, share = self._durations.come_backs, self._durations.come_back_share
        gone = max(0.0, self._scene.now - missed_at)
        if gone > 0:
            still = share * share_above(delays, gone)
            share = still / (1.0 - share + still)
        if run.random.random() < share:
            back = missed_at + gone + rest(delays, gone, run.random.random())
            heappush(run.heap, (back, run.count(), replace(one, behind=self._scene.plan.no_show.behind)))

    def go_on(self, run: "Run", service: str, standing: Standing, at: float) -> None:
        """Let somebody who has finished a stage wait for the next one."""
        then = self.then.get(service)
        if then is not None and at < inf:
            heappush(run.heap, (at, run.count(), self._newcomer(then, standing, at, at)))

    def _expect(self, run: "Run") -> None:
        found = next(run.stream, None)
        if found is not None:
            seconds, run.kind = found
            heappush(run.heap, (self._scene.now + seconds, ARRIVAL, None))

    def _earliest(self, place: int) -> float:
        booked = self._booked[place]
        return booked.slot + self._late[booked.first]

    def _newcomer(self, service: str, standing: Standing, at: float, credit_from: float) -> Waiter:
        model, began = self._models[standing], int(credit_from)
        return Waiter(
            id="",
            service=service,
            standing=standing,
            since=at,
            position=0,
            rate=model.rate,
            credit_from=began,
            cap_at=None if model.cap_at is None else began + model.cap_at,
        )


class Run:
    """Who joins in one run: `heap` of those drawn so far, and what those to come are drawn from."""

    def __init__(self, stream: Iterator[tuple[float, Kind]], random: Random, heap: list[Joining]) -> None:
        self.stream, self.random, self.heap = stream, random, heap
        self.kind: Kind = ("", Standing.WALK_IN)
        self._n = 0

    def count(self) -> int:
        """Return a number that no other entry has."""
        self._n += 1
        return self._n


def share_above(pool: Sequence[float], gone: float) -> float:
    """Return the share of a sorted pool that lasts longer."""
    return (len(pool) - bisect_right(pool, gone)) / len(pool)


def _booked(slot: float, kind: Kind, late: Sequence[float], shows_up: float) -> Booked:
    """Return somebody who has not come until now, `-slot` seconds after the slot (negative: before it)."""
    still = shows_up * share_above(late, -slot)
    return Booked(slot, kind, bisect_right(late, -slot), still / (1.0 - shows_up + still))
