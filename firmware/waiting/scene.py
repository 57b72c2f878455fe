"""The scene: all that the runs of a rollout share, taken once from the live queue. Office time in seconds.

A line is all who wait for one service in one class, the next one *last*; a newcomer whose wait is asked for stands in
it as a *probe*, behind everybody who is there. Only what has a counter in common with a probe, directly or through
others, is taken: the rest cannot change its wait.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import inf
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from firmware.messages.why import Standing
from firmware.queueing.calling_order import Waiter, preference, standing_of, waiter
from firmware.queueing.discipline import STANDINGS, Discipline, OrderPlan
from firmware.queueing.hours import DayHours, in_force, opened_minute
from firmware.queueing.model import Counter, Queue, TicketState
from firmware.queueing.plan import CounterPlan, OfficePlan
from firmware.waiting.closures import Closures
from firmware.waiting.estimates import Probe, Slot
from firmware.waiting.published import absences_of, is_until_closing

PROBE: Final = ""
"""The id of a waiter that is nobody."""
LAST: Final = 2**62
EARLY: Final = 1200.0
"""Who closes no more than this before a published absence does it for that."""

Span = tuple[float, float]


class Desk(Struct, frozen=True, kw_only=True):
    """A counter at the beginning of a run. `lines` are places of lines, `places` the preference of each.

    `service` is what somebody is helped with for `gone` seconds (None: nobody there, and the counter could have called
    for that long); `is_wanted` whether somebody waits for it, `was_idle` whether it
    was free before that. `closed` are the lengths of which one says how long it
    stays shut (None: it is open), `absences` when it will not call.
    """

    number: int
    services: tuple[str, ...]
    lines: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    service: str | None = None
    standing: Standing = Standing.WALK_IN
    gone: float = 0.0
    may_miss: bool = False
    is_wanted: bool = False
    was_idle: bool = False
    closed: tuple[float, ...] | None = None
    absences: tuple[tuple[float, float], ...] = ()


class Missed(Struct, frozen=True, kw_only=True):
    """Somebody who missed a call `gone` seconds ago and may come back."""

    who: Waiter
    gone: float


class Scene(Struct, frozen=True, kw_only=True):
    """The beginning of all runs. `lines` are in the order of services, then classes; `behind` who has come back.

    `missed` are those who may still come back. A probe's position is `LAST` and its place among `probes`, then among
    `early`, which are people who have booked and come before their slot, which begin at `slots`. Nobody is called from
    `ends` on: who is left is carried out.
    """

    now: float
    plan: OfficePlan
    services: tuple[str, ...]
    lines: tuple[list[Waiter], ...]
    behind: tuple[Waiter, ...]
    missed: tuple[Missed, ...]
    turns: Mapping[Standing, int]
    desks: tuple[Desk, ...]
    probes: tuple[Probe, ...]
    early: tuple[Slot, ...] = ()
    slots: tuple[float, ...] = ()
    ends: float = inf

    def line(self, service: str, standing: Standing) -> int:
        """Return the place of a line, or -1 where nobody here serves it."""
        if service not in self.services:
            return -1
        return self.services.index(service) * len(STANDINGS) + STANDINGS.index(standing)


def newcomer(order: OrderPlan, service: str, standing: Standing, at: float, position: int = LAST) -> Waiter:
    """Return somebody who comes at `at`, or whose appointment is then, as the order sees it.

    `position` is `LAST` or more for one who stands behind everybody.
    """
    cap = order.priority_cap if standing is Standing.PRIORITY else None
    if standing is Standing.BOOKED:
        cap = order.booked_cap
    return Waiter(
        id=PROBE,
        service=service,
        standing=standing,
        since=at,
        position=position,
        rate=order.rates.of(standing),
        credit_from=int(at),
        cap_at=None if cap is None else int(at) + cap,
    )


def set_up(
    queue: Queue,
    now: float,
    midnight: float,
    closures: Closures,
    only: Collection[Probe | Slot] | None = None,
    early: Collection[Slot] = (),
) -> Scene:
    """Return the scene of a moment with the probes asked for (None: every service in every class), and those early."""
    asked = [(service.letter, standing) for service in queue.plan.services for standing in STANDINGS]
    wanted = [probe for probe in asked if only is None or probe in only]
    counters, services = _neighbourhood(queue.plan, {service for service, _ in (*wanted, *early)})
    soon = tuple(slot for slot in early if slot[0] in services)
    hours = in_force(queue.plan.hours, queue.day, opened_minute(queue.opened_at, midnight))
    scene = Scene(
        now=now,
        plan=queue.plan,
        services=services,
        lines=tuple([] for _ in range(len(services) * len(STANDINGS))),
        behind=tuple(
            waiter(queue.plan.order, queue.tickets[one], behind)
            for one, behind in queue.behind.items()
            if queue.tickets[one].service in services
        ),
        missed=tuple(_missed(queue, services, now)),
        turns=queue.turns,
        desks=tuple(
            _desk(queue, plan, services, now, _published(queue, plan, midnight, hours), closures) for plan in counters
        ),
        probes=tuple(probe for probe in wanted if probe[0] in services),
        early=soon,
        slots=tuple(midnight + minute * 60.0 for _, minute in soon),
        ends=inf if queue.plan.hours is None or hours is None else midnight + queue.plan.hours.close_by * 60.0,
    )
    _fill(scene, queue)
    return scene


def place_in_line(order: OrderPlan, one: Waiter) -> tuple[float, float, int]:
    """Return what orders a line: when the credit begins, where credit counts, then the place in line."""
    begins = one.since if order.discipline is Discipline.FIRST_COME else one.credit_from
    return begins, one.since, one.position


def _fill(scene: Scene, queue: Queue) -> None:
    order = queue.plan.order
    for service in scene.services:
        for ticket in queue.lines.get(service, ()):
            if ticket not in queue.behind:
                one = waiter(order, queue.tickets[ticket])
                scene.lines[scene.line(service, one.standing)].append(one)
    probes = [(*probe, scene.now) for probe in scene.probes]
    probes += [(one[0], Standing.BOOKED, slot) for one, slot in zip(scene.early, scene.slots, strict=True)]
    for n, (service, standing, credit_from) in enumerate(probes):
        one = replace(newcomer(order, service, standing, credit_from, LAST + n), since=scene.now)
        scene.lines[scene.line(service, standing)].append(one)
    for line in scene.lines:
        line.sort(key=lambda one: place_in_line(order, one), reverse=True)


def _missed(queue: Queue, services: Collection[str], now: float) -> Iterator[Missed]:
    plan = queue.plan.no_show
    for ticket in queue.tickets.values():
        if ticket.state is TicketState.NO_SHOW and ticket.service in services and ticket.no_shows < plan.limit:
            gone = now - (now if ticket.set_aside_at is None else ticket.set_aside_at)
            if gone <= plan.come_back:
                yield Missed(who=waiter(queue.plan.order, ticket, plan.behind), gone=gone)


def _neighbourhood(plan: OfficePlan, wanted: Iterable[str]) -> tuple[list[CounterPlan], tuple[str, ...]]:
    """Return the counters and services that have to do with the wanted services, in the plan's order."""
    reached, before = set(wanted), -1
    then = {service.letter: service.then for service in plan.services}
    while len(reached) != before:
        before = len(reached)
        for counter in plan.counters:
            if reached.intersection(counter.serves):
                reached.update(counter.serves)
        reached.update(letter for letter, after in then.items() if after in reached)
    counters = [counter for counter in plan.counters if reached.intersection(counter.serves)]
    served = {service for counter in counters for service in counter.serves}
    return counters, tuple(sorted(served))


def _desk(
    queue: Queue, plan: CounterPlan, services: Sequence[str], now: float, absences: Sequence[Span], closures: Closures
) -> Desk:
    counter = _counter(queue, plan)
    base = Desk(
        number=plan.number,
        services=plan.serves,
        lines=tuple(services.index(service) * len(STANDINGS) + i for service in plan.serves for i in range(3)),
        places=tuple(preference(plan, service) for service in plan.serves for _ in range(3)),
        absences=tuple(one for one in absences if one[1] > now),
    )
    if not counter.is_open:
        return replace(base, closed=_closed(queue, counter, absences, now, closures))
    if counter.ticket is None:
        free, came = max(counter.free_at or -inf, counter.changed_at or -inf), _first_came(queue, plan)
        # While nobody was said to be there nobody was slow.
        back = max((min(end, now) for begin, end in absences if begin <= now), default=-inf)
        gone = 0.0 if came is None else max(0.0, now - max(free, came, back))
        return replace(base, gone=gone, is_wanted=came is not None, was_idle=came is not None and came > free)
    ticket = queue.tickets[counter.ticket]
    return replace(
        base,
        service=ticket.service,
        standing=standing_of(queue.plan.order, ticket),
        gone=now - (now if ticket.called_at is None else ticket.called_at),
        may_miss=ticket.state is TicketState.CALLED,
    )


def _closed(
    queue: Queue, counter: Counter, absences: Sequence[Span], now: float, closures: Closures
) -> tuple[float, ...]:
    """Return how much longer a closed counter may stay shut: until a published absence is over, or as on other days."""
    since = queue.opened_at if counter.changed_at is None else counter.changed_at
    gone = 0.0 if since is None else max(0.0, now - since)
    lengths = closures.lengths(counter.number, gone, is_morning=counter.changed_at is None)
    for begin, end in absences:
        if begin <= now < end:
            is_for_it = counter.changed_at is not None and counter.changed_at >= begin - EARLY
            return (end - now,) if is_for_it or not lengths else tuple(max(end - now, one) for one in lengths)
    return tuple(lengths)


def _published(queue: Queue, plan: CounterPlan, midnight: float, hours: DayHours | None) -> list[Span]:
    """Return when nobody will be at a counter today; the end is `inf` where nobody comes back."""
    counter = _counter(queue, plan)
    before = () if hours is None or counter.is_open else ((0, hours.opens),)
    spans = sorted((*absences_of(plan, counter.absences, hours), *before))
    return [
        (midnight + one[0] * 60.0, inf if is_until_closing(one, hours) else midnight + one[1] * 60.0) for one in spans
    ]


def _counter(queue: Queue, plan: CounterPlan) -> Counter:
    return queue.counters.get(plan.number) or Counter(number=plan.number)


def _first_came(queue: Queue, plan: CounterPlan) -> float | None:
    """Return when the first of those who wait for a counter came, or None where nobody does."""
    firsts = [queue.tickets[line[0]].issued_at for service in plan.serves if (line := queue.lines.get(service))]
    return min(firsts, default=None)
