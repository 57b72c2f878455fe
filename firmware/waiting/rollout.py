"""The rollout: the coming hours played forward from the live queue, by the calling order itself, many times over.

Counters become free, call by the rank that the hub calls by, and help for as long as durations drawn say; those who
may still overtake arrive; who misses a call may come back; who has finished a stage joins the next line. A probe takes
nobody's time: a counter that would call it notes its wait and calls the next one at once, so that one run tells the
wait of every probe and changes nobody's.
"""

from bisect import bisect_right
from heapq import heapify, heappop, heappush, heapreplace
from math import inf
from random import Random

from msgspec.structs import replace

from firmware.messages.why import Standing
from firmware.queueing.calling_order import Waiter, rank, turns_after
from firmware.queueing.discipline import STANDINGS, Discipline
from firmware.waiting.arrivals import SHOWS_UP, Coming, Kind
from firmware.waiting.durations import Durations, draw, rest
from firmware.waiting.estimates import Probe
from firmware.waiting.scene import LAST, Desk, Scene, newcomer, place_in_line

Joining = tuple[float, int, Waiter]


class Rollout:
    """A scene with what is known of durations and arrivals. `bookings` are (seconds from now, kind) of slots."""

    def __init__(
        self,
        scene: Scene,
        durations: Durations,
        coming: Coming,
        bookings: tuple[tuple[float, Kind], ...] = (),
        late: tuple[float, ...] = (0.0,),
    ) -> None:
        self._scene, self._durations, self._coming = scene, durations, coming
        self._bookings, self._late = bookings, late
        self._factors = [durations.factor(desk.number) for desk in scene.desks]
        self._then = {service.letter: service.then for service in scene.plan.services}

    def run(self, random: Random) -> dict[Probe, float]:  # noqa: C901, PLR0912, PLR0915 - one loop, made for speed
        """Return the wait of every probe in one run, seconds; `inf` where no counter would ever call it."""
        scene, durations, order = self._scene, self._durations, self._scene.plan.order
        now, desks, factors = scene.now, scene.desks, self._factors
        lines = [line[:] for line in scene.lines]
        behind = list(scene.behind)
        turns: dict[Standing, int] = {}
        takes_turns = order.discipline is Discipline.TURNS
        heap = [(now + wait, i) for i, desk in enumerate(desks) if (wait := self._first(i, desk, random)) < inf]
        heapify(heap)
        joining = self._newcomers(random)
        heapify(joining)
        for i, desk in enumerate(desks):
            if desk.service is not None:
                self._go_on(joining, desk.service, desk.standing, next((t for t, k in heap if k == i), inf))
        idle: list[int] = []
        waits: dict[Probe, float] = dict.fromkeys(scene.probes, inf)
        left = len(waits)
        while heap and left:
            at, i = heap[0]
            if joining and joining[0][0] <= at:
                self._join(heappop(joining), lines, heap, idle, random)
                continue
            desk = desks[i]
            if desk.absences and (back := _back(desk, at)) > at:
                heapreplace(heap, (back, i))
                continue
            best, one, k = None, None, -1
            second = int(at)
            for place, line in zip(desk.places, desk.lines, strict=True):
                if lines[line]:
                    head = lines[line][-1]
                    its = rank(order, turns, head, second, place)
                    if best is None or its < best:
                        best, one, k = its, head, line
            for entry in behind:
                if entry.service in desk.services:
                    its = rank(order, turns, entry, second, desk.places[desk.services.index(entry.service)])
                    if best is None or its < best:
                        best, one, k = its, entry, -1
            if one is None:
                heappop(heap)
                idle.append(i)
                continue
            if k >= 0:
                lines[k].pop()
            else:
                behind.remove(one)
            if one.position == LAST:
                waits[one.service, one.standing] = at - now
                left -= 1
                continue
            if takes_turns:
                waited = {STANDINGS[line % 3] for line in desk.lines if lines[line]}
                turns = turns_after(order, turns, waited, one.standing)
            if behind:
                behind = [_let_go(entry, desk) for entry in behind]
            free = at + self._takes(one.service, factors[i], random)
            self._go_on(joining, one.service, one.standing, free)
            heapreplace(heap, (free + draw(durations.gaps, random), i))
        return waits

    def _takes(self, service: str, factor: float, random: Random) -> float:
        durations = self._durations
        if random.random() < durations.miss_share:
            return draw(durations.misses, random)
        return draw(durations.helps[service], random) * factor

    def _first(self, i: int, desk: Desk, random: Random) -> float:
        """Return in how many seconds a counter can call first."""
        durations = self._durations
        if desk.closed is not None:
            return random.choice(desk.closed) if desk.closed else inf
        if desk.service is not None:
            pool = durations.helps.get(desk.service) or durations.misses
            return rest(pool, desk.gone, random.random(), self._factors[i]) + draw(durations.gaps, random)
        if desk.is_wanted:
            return rest(durations.gaps, desk.gone, random.random())
        return draw(durations.idle_gaps, random)

    def _newcomers(self, random: Random) -> list[Joining]:
        scene, order = self._scene, self._scene.plan.order
        found = []
        for n, (seconds, (service, standing)) in enumerate(self._coming.draw(random)):
            one = newcomer(order, service, standing, scene.now + seconds, -1 - n)
            found.append((one.since, n, one))
        for slot, (service, standing) in self._bookings:
            if random.random() < SHOWS_UP:
                came = slot + rest_late(self._late, -slot, random.random())
                one = newcomer(order, service, standing, scene.now + max(came, slot), -1 - len(found))
                found.append((scene.now + came, len(found), one))
        return found

    def _go_on(self, joining: list[Joining], service: str, standing: Standing, at: float) -> None:
        """Let somebody who has finished a stage wait for the next one."""
        then = self._then.get(service)
        if then is not None and at < inf and self._scene.line(then, standing) >= 0:
            one = newcomer(self._scene.plan.order, then, standing, at, -1 - len(joining))
            heappush(joining, (at, id(one), one))

    def _join(
        self, joined: Joining, lines: list[list[Waiter]], heap: list[tuple[float, int]], idle: list[int], random: Random
    ) -> None:
        at, _, one = joined
        k = self._scene.line(one.service, one.standing)
        line = lines[k]
        place = 0
        while place < len(line) and place_in_line(line[place]) > place_in_line(one):
            place += 1
        line.insert(place, one)
        for i in [i for i in idle if k in self._scene.desks[i].lines]:
            idle.remove(i)
            heappush(heap, (at + draw(self._durations.idle_gaps, random), i))


def rest_late(late: tuple[float, ...], gone: float, chance: float) -> float:
    """Return how late somebody is who has not come until `gone` seconds after the slot (negative: before it)."""
    first = bisect_right(late, gone)
    left = len(late) - first
    return late[first + int(chance * left)] if left else gone + 600.0 * chance


def _let_go(one: Waiter, desk: Desk) -> Waiter:
    """Return somebody who has come back after one more call at a counter."""
    if one.service not in desk.services or not one.behind:
        return one
    return replace(one, behind=one.behind - 1)


def _back(desk: Desk, at: float) -> float:
    for begin, end in desk.absences:
        if begin <= at < end:
            return end
    return at
