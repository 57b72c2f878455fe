"""The calling order: who goes next. The one place for it.

The rules, in this order; each is a rank, and the smallest rank is called:

1. who has reached the cap of their class (accumulating priority only);
2. who missed a call, has come back and has let enough others go first;
3. everybody else by the discipline: the highest credit, the class, the turn, or the longest wait;
4. who has come back and has not yet let enough others go, whatever their cap says.

Equal ranks are parted by the counter's preference among its services, then by the place in line (since, then journal
position), so there are no ties. Credit is a class's rate times the whole seconds since its credit began: at the finger,
for an appointment (but for priority) not before its slot. Within one class and service everybody goes in the order in
which their credit began, and nobody overtakes; under first come, first served it is the order of the fingers alone.

A `Waiter` is what the order needs to know of a ticket, and nothing else, so that the estimate of the wait plays the
coming hours through these same functions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from firmware.messages.why import Standing
from firmware.queueing.discipline import STANDINGS, Discipline, OrderPlan
from firmware.queueing.model import Queue, Ticket
from firmware.queueing.plan import CounterPlan

Rank = tuple[int, int, int, int, int, float, int]
Turns = Mapping[Standing, int]


class Waiter(Struct, frozen=True, kw_only=True, gc=False):
    """A ticket in line as the order sees it. Whole seconds of office time, but for `since`.

    `rate` is its credit per second and `credit_from` when its credit begins, `cap_at` from when on it is next (None:
    never by a cap), `behind` how many calls go before somebody who has come back (None: has not missed a call).
    """

    id: str
    service: str
    standing: Standing
    since: float
    position: int
    rate: int
    credit_from: int
    cap_at: int | None = None
    behind: int | None = None


def standing_of(order: OrderPlan, ticket: Ticket) -> Standing:
    """Return the class in which a ticket waits."""
    return standing_for(order, is_priority=ticket.priority, since=ticket.arrived_at, slot=ticket.slot)


def standing_for(order: OrderPlan, *, is_priority: bool, since: float, slot: float | None) -> Standing:
    """Return the class of somebody who comes at `since` with an appointment at `slot` (None: without one).

    Priority goes before the appointment, also hours early: booking must not make a frail person wait longer than
    without it.
    """
    if is_priority:
        return Standing.PRIORITY
    if slot is not None and since <= slot + order.booked_late:
        return Standing.BOOKED
    return Standing.WALK_IN


def waiter(order: OrderPlan, ticket: Ticket, behind: int | None = None) -> Waiter:
    """Return a ticket as the order sees it."""
    standing = standing_of(order, ticket)
    credit_from, cap_at = int(ticket.since), None
    if standing is Standing.PRIORITY and order.priority_cap is not None:
        cap_at = credit_from + order.priority_cap
    elif standing is Standing.BOOKED and ticket.slot is not None:
        credit_from = max(credit_from, int(ticket.slot))
        cap_at = None if order.booked_cap is None else credit_from + order.booked_cap
    return Waiter(
        id=ticket.id,
        service=ticket.service,
        standing=standing,
        since=ticket.since,
        position=ticket.position,
        rate=order.rates.of(standing),
        credit_from=credit_from,
        cap_at=cap_at,
        behind=behind,
    )


def credit(one: Waiter, now: int) -> int:
    """Return the credit at a moment; none before it begins."""
    return one.rate * max(0, now - one.credit_from)


def class_at(one: Waiter, now: int) -> Standing:
    """Return the class that counts at a moment where classes go first or take turns.

    Somebody booked who is early waits among the walk-ins, behind them all, until the slot begins.
    """
    is_early = one.standing is Standing.BOOKED and now < one.credit_from
    return Standing.WALK_IN if is_early else one.standing


def rank(order: OrderPlan, turns: Turns, one: Waiter, now: int, preference: tuple[int, int] = (0, 0)) -> Rank:
    """Return what orders those who wait at a moment: the smallest is called.

    `preference` is the place of the service in the counter's list: first as far as it counts before the discipline,
    then as far as it only parts equals.
    """
    strictly, loosely = preference
    if one.behind:
        return 3, 0, 0, 0, loosely, one.since, one.position
    if order.discipline is Discipline.ACCUMULATING and one.cap_at is not None and now >= one.cap_at:
        return 0, 0, one.cap_at, 0, loosely, one.since, one.position
    if one.behind is not None:
        return 1, 0, 0, 0, loosely, one.since, one.position
    major, minor = _DISCIPLINES[order.discipline](order, turns, one, now)
    return 2, strictly, major, minor, loosely, one.since, one.position


def first_line(
    order: OrderPlan,
    turns: Turns,
    lines: Sequence[Sequence[Waiter]],
    able: Sequence[int],
    places: Sequence[tuple[int, int]],
    now: int,
) -> int:
    """Return which of several lines has the next one at its end, or -1 where all of them are empty.

    The one with the smallest `rank`, and quicker where credit alone decides. `able` are the lines that a counter serves
    and `places` its preference for each; everybody in a line comes before those in front of them in the list.
    """
    if order.discipline is Discipline.ACCUMULATING and not places[-1][0]:
        first = _first_by_credit(lines, able, now)
        if first is not None:
            return first
    ranks = (
        (rank(order, turns, lines[k][-1], now, place), k) for k, place in zip(able, places, strict=True) if lines[k]
    )
    return min(ranks, default=(None, -1))[1]


def turns_after(order: OrderPlan, turns: Turns, waited: Iterable[Standing], called: Standing) -> dict[Standing, int]:
    """Return what each class has in hand after a call that was a turn: smooth weighted round robin.

    Each class (of `class_at`) that could have been called gets its turns, and the one called pays them all, so that the
    sum stays 0. Calls by name and of those who have come back are no turns.
    """
    there = set(waited) | {called}
    after = {one: turns.get(one, 0) + (order.turns.of(one) if one in there else 0) for one in STANDINGS}
    after[called] -= sum(order.turns.of(one) for one in there)
    return after


def preference(counter: CounterPlan, service: str) -> tuple[int, int]:
    """Return the preference of a counter for a service that it serves, as `rank` takes it."""
    place = counter.serves.index(service)
    return (place if counter.prefers_strictly else 0), place


def first_to_call(counters: Iterable[CounterPlan], calls: Mapping[int, int], service: str) -> int | None:
    """Return which of several idle counters takes a newcomer for a service, or None where none of them serves it.

    The one with the fewest calls today, then the one that likes the service most, then the lowest number. Which of
    several idle officers presses first is not the hub's to decide: a day that is played without people takes this rule
    for it. The estimate of the wait does not; it draws how soon each of them presses from what was measured.
    """
    able = [
        (calls.get(one.number, 0), one.serves.index(service), one.number) for one in counters if service in one.serves
    ]
    return min(able)[-1] if able else None


def waiting_at(queue: Queue, counter_number: int) -> Iterator[Waiter]:
    """Return all whom a counter could call."""
    plan = queue.plan.counter(counter_number)
    for letter in plan.serves if plan else ():
        yield from waiting_in(queue, letter)


def waiting_in(queue: Queue, letter: str) -> Iterator[Waiter]:
    """Return all who wait for a service."""
    order = queue.plan.order
    for ticket in queue.lines.get(letter, ()):
        yield waiter(order, queue.tickets[ticket], queue.behind.get(ticket))


def ranked_at(queue: Queue, counter_number: int, now: float) -> list[tuple[Rank, Waiter]]:
    """Return all whom a counter could call at office time `now`, the next one first."""
    plan = queue.plan.counter(counter_number)
    if plan is None:
        return []
    ranked = [
        (rank(queue.plan.order, queue.turns, one, int(now), preference(plan, one.service)), one)
        for one in waiting_at(queue, counter_number)
    ]
    return sorted(ranked, key=lambda item: item[0])


def next_ticket(queue: Queue, counter_number: int, now: float) -> Ticket | None:
    """Return whom the counter would call at office time `now`, or None where nobody waits for a service of it."""
    ranked = ranked_at(queue, counter_number, now)
    return queue.tickets[ranked[0][1].id] if ranked else None


def waiting_for(queue: Queue, counter_number: int) -> int:
    """Return how many people the counter could call."""
    plan = queue.plan.counter(counter_number)
    return 0 if plan is None else sum(len(queue.lines.get(letter, ())) for letter in plan.serves)


def ahead_of(queue: Queue, ticket: Ticket, now: float) -> int:
    """Return how many of the same line would be called before this ticket, as things stand at office time `now`."""
    order, turns = queue.plan.order, queue.turns
    own = rank(order, turns, waiter(order, ticket, queue.behind.get(ticket.id)), int(now))
    return sum(rank(order, turns, one, int(now)) < own for one in waiting_in(queue, ticket.service))


def _first_by_credit(lines: Sequence[Sequence[Waiter]], able: Sequence[int], now: int) -> int | None:
    """Return the line with the highest credit at its end, -1 where all are empty, or None where more must decide."""
    first, most, is_early = -1, 0, False
    for k in able:
        line = lines[k]
        if line:
            one = line[-1]
            credit_now = one.rate * (now - one.credit_from)
            is_capped = one.cap_at is not None and now >= one.cap_at
            if credit_now == most or is_capped or one.behind is not None:
                return None
            if credit_now > most:
                first, most = k, credit_now
            elif credit_now < 0:
                is_early = True
    return None if first < 0 and is_early else first


def _by_credit(order: OrderPlan, turns: Turns, one: Waiter, now: int) -> tuple[int, int]:
    del order, turns
    return -credit(one, now), max(0, one.credit_from - now)


def _by_class(order: OrderPlan, turns: Turns, one: Waiter, now: int) -> tuple[int, int]:
    del order, turns
    return STANDINGS.index(class_at(one, now)), one.credit_from


def _by_turn(order: OrderPlan, turns: Turns, one: Waiter, now: int) -> tuple[int, int]:
    standing = class_at(one, now)
    return -(turns.get(standing, 0) + order.turns.of(standing)), one.credit_from


def _by_arrival(order: OrderPlan, turns: Turns, one: Waiter, now: int) -> tuple[int, int]:
    del order, turns, now
    return 0, int(one.since)


_DISCIPLINES = {
    Discipline.ACCUMULATING: _by_credit,
    Discipline.STRICT: _by_class,
    Discipline.TURNS: _by_turn,
    Discipline.FIRST_COME: _by_arrival,
}
