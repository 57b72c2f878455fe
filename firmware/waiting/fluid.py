"""The fluid: the work ahead over the speed of the counters that do it. One division, for when nothing better is known.

The work of a service is shared equally by the counters that are open for it; whoever is ahead by the calling order as
it stands at this moment is work. The wait is the mean work of the counters that serve the newcomer, each with half of
what the one there takes. Nine in ten wait less than `SPREAD` of it and a bit, until calibration knows better.
"""

from collections.abc import Sequence
from typing import Final

from firmware.queueing.calling_order import rank
from firmware.waiting.durations import Durations
from firmware.waiting.estimates import Probe
from firmware.waiting.scene import LAST, Desk, Scene, newcomer

SPREAD: Final = 1.6
BIT: Final = 180.0
Pair = tuple[float, float]


def fluid(scene: Scene, durations: Durations) -> dict[Probe, Pair]:
    """Return P50 and P90 of every probe that an open counter serves, seconds."""
    open_desks = [desk for desk in scene.desks if _is_there(desk, scene.now)]
    rest = {desk.number: _rest(desk, durations) for desk in open_desks}
    waits = {}
    for probe in scene.probes:
        work = _work(scene, durations, open_desks, probe)
        loads = [
            sum(work.get(service, 0.0) for service in desk.services) * durations.factor(desk.number)
            for desk in open_desks
            if probe[0] in desk.services
        ]
        if loads:
            rests = [rest[desk.number] for desk in open_desks if probe[0] in desk.services]
            mean = sum(loads) / len(loads) + _first_free(rests)
            waits[probe] = (mean, mean * SPREAD + BIT)
    return waits


def _is_there(desk: Desk, now: float) -> bool:
    return desk.closed is None and not any(begin <= now < end for begin, end in desk.absences)


def _first_free(rests: Sequence[float]) -> float:
    """Of n counters that end evenly within a time, the first ends after 1/(n+1) of it; one that is free, at once."""
    n = len(rests)
    return 0.0 if min(rests) <= 0 else 2 * sum(rests) / n / (n + 1)


def _rest(desk: Desk, durations: Durations) -> float:
    if desk.service is None:
        return 0.0
    mean = durations.means.get(desk.service, 0.0) * durations.factor(desk.number)
    return mean / 2


def _work(scene: Scene, durations: Durations, desks: Sequence[Desk], probe: Probe) -> dict[str, float]:
    """Return per service the seconds of work ahead of a probe that each counter open for it has to do."""
    order, now = scene.plan.order, int(scene.now)
    own = rank(order, {}, newcomer(order, *probe, scene.now), now)
    work = {}
    for service in scene.services:
        counters = sum(service in desk.services for desk in desks)
        ahead = sum(
            one.position != LAST and rank(order, {}, one, now) < own
            for k, line in enumerate(scene.lines)
            if scene.services[k // 3] == service
            for one in line
        )
        if counters and ahead:
            work[service] = ahead * durations.means.get(service, 600.0) / counters
    return work
