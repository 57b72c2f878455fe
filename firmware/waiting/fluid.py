"""The fluid: the work ahead over the speed of the counters that do it. One division, for when nothing better is known.

The work of a service is shared equally by the counters that are open for it; whoever is ahead by the calling order as
it stands at this moment is work. The wait is the mean work of the counters that serve the newcomer, each with half of
what the one there takes. Somebody booked who is early waits behind everybody, or as a newcomer from the slot on,
whichever is sooner. Nine in ten wait less than `SPREAD` of it and a bit, until calibration knows better.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from firmware.messages.why import Standing
from firmware.queueing.calling_order import rank
from firmware.waiting.durations import Durations
from firmware.waiting.estimates import Probe
from firmware.waiting.scene import LAST, Desk, Scene, newcomer

SPREAD: Final = 1.6
BIT: Final = 180.0
Pair = tuple[float, float]


def fluid(scene: Scene, durations: Durations) -> list[Pair | None]:
    """Return P50 and P90 of the probes and of those early, seconds; None where no open counter serves them."""
    desks = [desk for desk in scene.desks if _is_there(desk, scene.now)]
    rests = {desk.number: _rest(desk, durations) for desk in desks}

    def pair(probe: Probe) -> Pair | None:
        return _pair(scene, durations, desks, rests, probe)

    waits = [pair(probe) for probe in scene.probes]
    for n, (service, _) in enumerate(scene.early):
        last, first = pair((service, Standing.WALK_IN)), pair((service, Standing.BOOKED))
        slot = scene.slots[n] - scene.now
        waits.append(None if last is None or first is None else _sooner(last, (slot + first[0], slot + first[1])))
    return waits


def _sooner(one: Pair, other: Pair) -> Pair:
    return min(one[0], other[0]), min(one[1], other[1])


def _pair(
    scene: Scene, durations: Durations, desks: Sequence[Desk], rests: Mapping[int, float], probe: Probe
) -> Pair | None:
    work = _work(scene, durations, desks, probe)
    able = [desk for desk in desks if probe[0] in desk.services]
    if not able:
        return None
    loads = [sum(work.get(one, 0.0) for one in desk.services) * durations.factor(desk.number) for desk in able]
    mean = sum(loads) / len(loads) + _first_free([rests[desk.number] for desk in able])
    return mean, mean * SPREAD + BIT


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
            one.position < LAST and rank(order, {}, one, now) < own
            for k, line in enumerate(scene.lines)
            if scene.services[k // 3] == service
            for one in line
        )
        if counters and ahead:
            work[service] = ahead * durations.means.get(service, 600.0) / counters
    return work
