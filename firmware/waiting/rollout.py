"""The rollout: the coming hours played forward from the live queue, by the calling order itself, many times over.

Counters become free, call by the rank that the hub calls by, and help for as long as durations drawn say; others join
the lines meanwhile. A probe takes nobody's time: a counter that would call it notes its wait and calls the next one at
once, so that one run tells the wait of every probe and changes nobody's.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush, heapreplace
from math import inf
from random import Random
from typing import Final

from msgspec.structs import replace

from firmware.messages.why import Standing
from firmware.queueing.calling_order import Turns, Waiter, class_at, first_line, rank, turns_after
from firmware.queueing.discipline import STANDINGS, Discipline
from firmware.waiting.durations import Durations, draw
from firmware.waiting.joining import Joiners
from firmware.waiting.scene import LAST, Desk, Scene, place_in_line
from firmware.waiting.starting import first_call, first_free, start_of

HORIZON: Final = 16 * 3600.0
"""Nobody waits longer: a run ends, whatever goes on in it, as it does with the day."""


class Rollout:
    """A scene with what is known of durations and of those who may join."""

    def __init__(self, scene: Scene, durations: Durations, joiners: Joiners) -> None:
        self._scene, self._durations, self._joiners = scene, durations, joiners
        self._starts = [start_of(desk, durations) for desk in scene.desks]
        self._takes_turns = scene.plan.order.discipline is Discipline.TURNS

    def run(self, random: Random) -> list[float]:  # noqa: C901, PLR0912, PLR0915 - one loop, made for speed
        """Return the wait of every probe, then of those early, in one run; seconds, `inf` for who is never called."""
        scene, durations, joiners, order = self._scene, self._durations, self._joiners, self._scene.plan.order
        now, desks, chance, then = scene.now, scene.desks, random.random, joiners.then
        helps, gaps, misses = durations.helps, durations.gaps, durations.misses
        miss_share, extra_from = durations.miss_share, 1.0 - durations.extra_share
        factors = [start.factor for start in self._starts]
        self._lines = lines = [line[:] for line in scene.lines]
        self._behind, turns = list(scene.behind), scene.turns
        free = [now + first_free(start, durations, random) for start in self._starts]
        heap = [(free[i] + first_call(start, durations, random), i) for i, start in enumerate(self._starts)]
        run = joiners.begin(random, _helped(desks, free) if then else ())
        joining = run.heap
        heapify(heap)
        self._idle: list[int] = []
        waits = [inf] * (len(scene.probes) + len(scene.early))
        left, end = len(waits), min(now + HORIZON, scene.ends)
        while heap and left:
            at, i = heap[0]
            if at >= end:
                break
            if joining and joining[0][0] <= at:
                joins, which, who = heappop(joining)
                joined = joiners.draw(run, joins, which) if who is None else who
                if joined is not None:
                    self._join(joins, joined, heap, random)
                continue
            desk = desks[i]
            if desk.absences and (back := _back(desk, at)) > at:
                heapreplace(heap, (back, i))
                continue
            second = int(at)
            k = first_line(order, turns, lines, desk.lines, desk.places, second)
            one = lines[k][-1] if k >= 0 else None
            if self._behind:
                one = self._with_those_behind(one, desk, turns, second)
            if one is None:
                heappop(heap)
                self._idle.append(i)
                continue
            if one.behind is None:
                lines[k].pop()
            else:
                self._behind.remove(one)
            if one.position >= LAST:
                waits[one.position - LAST] = at - now
                left -= 1
                continue
            if self._behind:
                self._behind = [_let_go(entry, desk) for entry in self._behind]
            if self._takes_turns and one.behind is None:
                waited = {class_at(lines[k][-1], second) for k in desk.lines if lines[k]}
                turns = turns_after(order, turns, waited, class_at(one, second))
            drawn = chance()
            if drawn < miss_share:
                done = at + misses[int(chance() * len(misses))]
                joiners.may_come_back(run, one, done)
            else:
                pool = helps[one.service]
                done = at + pool[int(chance() * len(pool))] * factors[i]
                if drawn > extra_from:
                    done += pool[int(chance() * len(pool))] * factors[i]
                if one.service in then:
                    joiners.go_on(run, one.service, one.standing, done)
            heapreplace(heap, (done + gaps[int(chance() * len(gaps))], i))
        return waits

    def _join(self, at: float, one: Waiter, heap: list[tuple[float, int]], random: Random) -> None:
        k = self._scene.line(one.service, one.standing)
        if one.behind is not None:
            self._behind.append(one)
        else:
            order, line, place = self._scene.plan.order, self._lines[k], 0
            own = place_in_line(order, one)
            while place < len(line) and place_in_line(order, line[place]) > own:
                place += 1
            line.insert(place, one)
        for i in [i for i in self._idle if k in self._scene.desks[i].lines]:
            self._idle.remove(i)
            heappush(heap, (at + draw(self._durations.idle_gaps, random), i))

    def _with_those_behind(self, head: Waiter | None, desk: Desk, turns: Turns, now: int) -> Waiter | None:
        """Return who is first of the head of the lines and of those who have come back."""
        order = self._scene.plan.order
        able = [one for one in self._behind if one.service in desk.services]
        heads = able if head is None else [head, *able]
        places = dict(zip(desk.services, desk.places[:: len(STANDINGS)], strict=True))
        return min(heads, key=lambda one: rank(order, turns, one, now, places[one.service]), default=None)


def _helped(desks: Sequence[Desk], free: Sequence[float]) -> list[tuple[float, str, Standing]]:
    """Return when those at counters now will be done."""
    return [(at, desk.service, desk.standing) for desk, at in zip(desks, free, strict=True) if desk.service is not None]


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
