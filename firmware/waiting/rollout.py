"""The rollout: the coming hours played forward from the live queue, by the calling order itself, many times over.

Counters become free, call by the rank that the hub calls by, and help for as long as durations drawn say; those who
may still overtake arrive; who misses a call may come back; who has finished a stage joins the next line. A probe takes
nobody's time: a counter that would call it notes its wait and calls the next one at once, so that one run tells the
wait of every probe and changes nobody's.
"""

from bisect import bisect_right
from collections.abc import Sequence
from heapq import heapify, heappop, heappush, heapreplace
from math import inf
from random import Random
from typing import Final

from msgspec.structs import replace

from firmware.messages.why import Standing
from firmware.queueing.calling_order import Waiter, class_at, first_line, rank, turns_after
from firmware.queueing.discipline import STANDINGS, Discipline
from firmware.waiting.arrivals import SHOWS_UP, Coming, Kind
from firmware.waiting.durations import Durations, draw, rest
from firmware.waiting.estimates import Probe
from firmware.waiting.scene import LAST, Desk, Scene, newcomer, place_in_line

Joining = tuple[float, int, Waiter]
Lines = list[list[Waiter]]

NOBODY: Final = (inf, ("", Standing.WALK_IN))


class Rollout:
    """A scene with what is known of durations and arrivals. `bookings` are slots in seconds from now, by kind.

    `late` are draws of how late the booked come, sorted, and `shows_up` is the share of them that come at all.
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
        self._scene, self._durations, self._coming = scene, durations, coming
        self._bookings, self._late, self._shows_up = bookings, late, shows_up
        self._factors = [durations.factor(desk.number) for desk in scene.desks]
        self._then = {service.letter: service.then for service in scene.plan.services if service.then in scene.services}
        self._takes_turns = scene.plan.order.discipline is Discipline.TURNS

    def run(self, random: Random) -> dict[Probe, float]:  # noqa: C901, PLR0912, PLR0915 - one loop, made for speed
        """Return the wait of every probe in one run, seconds; `inf` where no counter would ever call it."""
        scene, durations, order = self._scene, self._durations, self._scene.plan.order
        now, desks, factors, chance = scene.now, scene.desks, self._factors, random.random
        helps, gaps, misses = durations.helps, durations.gaps, durations.misses
        miss_share, extra_share = durations.miss_share, durations.extra_share
        lines = [line[:] for line in scene.lines]
        behind, turns = list(scene.behind), dict(scene.turns)
        heap = [(now + self._first(i, desk, random), i) for i, desk in enumerate(desks)]
        joining = self._joining(heap, random)
        stream = self._coming.draw(random)
        arrives, kind = next(stream, NOBODY)
        heapify(heap)
        idle: list[int] = []
        waits: dict[Probe, float] = dict.fromkeys(scene.probes, inf)
        left = len(waits)
        while heap and left:
            at, i = heap[0]
            if at == inf:
                break
            if joining and joining[0][0] <= at:
                joins, _, joined = heappop(joining)
                self._join(joins, joined, lines, behind, heap, idle, random)
                continue
            if now + arrives <= at:
                self._join(now + arrives, newcomer(order, *kind, now + arrives, 0), lines, behind, heap, idle, random)
                arrives, kind = next(stream, NOBODY)
                continue
            desk = desks[i]
            if desk.absences and (back := _back(desk, at)) > at:
                heapreplace(heap, (back, i))
                continue
            second = int(at)
            k = first_line(order, turns, lines, desk.lines, desk.places, second)
            one = lines[k][-1] if k >= 0 else None
            if behind:
                one = self._with_those_behind(one, behind, desk, turns, second)
            if one is None:
                heappop(heap)
                idle.append(i)
                continue
            if one.behind is None:
                lines[k].pop()
            else:
                behind.remove(one)
            if one.position == LAST:
                waits[one.service, one.standing] = at - now
                left -= 1
                continue
            if behind:
                behind = [_let_go(entry, desk) for entry in behind]
            if self._takes_turns and one.behind is None:
                turns = self._turn(turns, one, lines, desk, second)
            drawn = chance()
            if drawn < miss_share:
                free = at + misses[int(chance() * len(misses))]
                self._may_come_back(one, free, joining, random)
            else:
                pool = helps[one.service]
                free = at + pool[int(chance() * len(pool))] * factors[i]
                if drawn > 1.0 - extra_share:
                    free += pool[int(chance() * len(pool))] * factors[i]
                if one.service in self._then:
                    self._go_on(joining, one.service, one.standing, free)
            heapreplace(heap, (free + gaps[int(chance() * len(gaps))], i))
        return waits

    def _first(self, i: int, desk: Desk, random: Random) -> float:
        """Return in how many seconds a counter can call first."""
        durations = self._durations
        if desk.closed is not None:
            return random.choice(desk.closed) if desk.closed else inf
        if desk.service is not None:
            pool, factor = durations.helps.get(desk.service) or durations.misses, self._factors[i]
            if desk.may_miss:
                missing = durations.miss_share * _share_above(durations.misses, desk.gone)
                coming = (1.0 - durations.miss_share) * _share_above(pool, desk.gone / factor)
                if random.random() * (missing + coming) < missing:
                    pool, factor = durations.misses, 1.0
            return rest(pool, desk.gone, random.random(), factor) + draw(durations.gaps, random)
        if desk.is_wanted:
            return rest(durations.idle_gaps if desk.was_idle else durations.gaps, desk.gone, random.random())
        return draw(durations.idle_gaps, random)

    def _joining(self, heap: Sequence[tuple[float, int]], random: Random) -> list[Joining]:
        """Return who will join a line for certain or perhaps, and is known by now: booked, absent, at a counter."""
        scene, order = self._scene, self._scene.plan.order
        joining: list[Joining] = []
        for slot, (service, standing) in self._bookings:
            if random.random() < self._still_comes(-slot):
                came = slot + late(self._late, -slot, random.random())
                one = newcomer(order, service, standing, scene.now + max(came, slot), -len(joining))
                heappush(joining, (scene.now + came, -len(joining), one))
        for missed in scene.missed:
            self._may_come_back(missed.who, scene.now - missed.gone, joining, random)
        for (at, _), desk in zip(heap, scene.desks, strict=True):
            if desk.service is not None and desk.service in self._then:
                self._go_on(joining, desk.service, desk.standing, at)
        return joining

    def _still_comes(self, gone: float) -> float:
        """Return how probable it is that somebody comes who has not until `gone` seconds after the slot."""
        still = self._shows_up * _share_above(self._late, gone)
        return still / (1.0 - self._shows_up + still)

    def _may_come_back(self, one: Waiter, missed_at: float, joining: list[Joining], random: Random) -> None:
        delays, share = self._durations.come_backs, self._durations.come_back_share
        gone = max(0.0, self._scene.now - missed_at)
        if gone > 0:
            still = share * _share_above(delays, gone)
            share = still / (1.0 - share + still)
        if random.random() < share:
            back = missed_at + gone + rest(delays, gone, random.random())
            behind = self._scene.plan.no_show.behind
            heappush(joining, (back, len(joining), replace(one, behind=behind)))

    def _go_on(self, joining: list[Joining], service: str, standing: Standing, at: float) -> None:
        """Let somebody who has finished a stage wait for the next one."""
        then = self._then[service]
        if then is not None and at < inf:
            one = newcomer(self._scene.plan.order, then, standing, at, len(joining))
            heappush(joining, (at, len(joining), one))

    def _join(
        self,
        at: float,
        one: Waiter,
        lines: Lines,
        behind: list[Waiter],
        heap: list[tuple[float, int]],
        idle: list[int],
        random: Random,
    ) -> None:
        k = self._scene.line(one.service, one.standing)
        if one.behind is not None:
            behind.append(one)
        else:
            line, place = lines[k], 0
            while place < len(line) and place_in_line(line[place]) > place_in_line(one):
                place += 1
            line.insert(place, one)
        for i in [i for i in idle if k in self._scene.desks[i].lines]:
            idle.remove(i)
            heappush(heap, (at + draw(self._durations.idle_gaps, random), i))

    def _with_those_behind(
        self, head: Waiter | None, behind: list[Waiter], desk: Desk, turns: dict[Standing, int], now: int
    ) -> Waiter | None:
        """Return who is first of the head of the lines and of those who have come back."""
        order = self._scene.plan.order
        able = [one for one in behind if one.service in desk.services]
        heads = able if head is None else [head, *able]
        places = dict(zip(desk.services, desk.places[:: len(STANDINGS)], strict=True))
        return min(heads, key=lambda one: rank(order, turns, one, now, places[one.service]), default=None)

    def _turn(self, turns: dict[Standing, int], one: Waiter, lines: Lines, desk: Desk, now: int) -> dict[Standing, int]:
        waited = {class_at(lines[k][-1], now) for k in desk.lines if lines[k]}
        return turns_after(self._scene.plan.order, turns, waited, class_at(one, now))


def late(pool: Sequence[float], gone: float, chance: float) -> float:
    """Return how late somebody is who has not come until `gone` seconds after the slot (negative: before it)."""
    first = bisect_right(pool, gone)
    left = len(pool) - first
    return pool[first + int(chance * left)] if left else gone + 600.0 * chance


def _share_above(pool: Sequence[float], gone: float) -> float:
    """Return the share of a sorted pool that lasts longer."""
    return (len(pool) - bisect_right(pool, gone)) / len(pool)


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
