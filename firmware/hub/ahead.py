"""How many people a slip says are ahead: those of the same line who will be called before it. Pure.

The order is not that of the fingers: credits grow at different rates, so the order of this minute would tell somebody
with priority of thirty people ahead, beside a wait of ten minutes. Where a wait was told, the order at its end counts:
whoever has more credit then has been called by then. Only a cap and turns call somebody past others who stand before
them until that very moment.
"""

from collections.abc import Iterable
from typing import Final

from firmware.messages.why import Standing
from firmware.queueing.calling_order import Waiter, ahead_of, class_at, rank, turns_after, waiter, waiting_in
from firmware.queueing.discipline import STANDINGS, Discipline
from firmware.queueing.model import Queue, Ticket

_JUST_BEFORE: Final = 1


def people_ahead(queue: Queue, ticket: Ticket, now: float) -> int:
    """Return how many of the same line will be called before a ticket that waits, as far as is known at `now`."""
    discipline = queue.plan.order.discipline
    if discipline is Discipline.TURNS:
        return _by_turns(queue, ticket, now)
    if ticket.told is None:
        return ahead_of(queue, ticket, now)
    called_at = max(now, ticket.issued_at + ticket.told.p50)
    cap_at = waiter(queue.plan.order, ticket).cap_at
    if discipline is not Discipline.ACCUMULATING or cap_at is None or called_at < cap_at:
        return ahead_of(queue, ticket, called_at)
    return _by_cap(queue, ticket, now, cap_at)


def _by_cap(queue: Queue, ticket: Ticket, now: float, cap_at: int) -> int:
    """Until the cap as many are called as in as long a time before, but no more than stand before the ticket."""
    before = ahead_of(queue, ticket, cap_at - _JUST_BEFORE)
    begin = now - (cap_at - now)
    calls = sum(one.called_at is not None and one.called_at >= begin for one in _called(queue, ticket.service))
    return min(before, max(calls, ahead_of(queue, ticket, cap_at))) if calls else before


def _called(queue: Queue, service: str) -> Iterable[Ticket]:
    return (one for one in queue.tickets.values() if one.service == service)


def _by_turns(queue: Queue, ticket: Ticket, now: float) -> int:
    """Play the turns of this line until the ticket is called."""
    order, turns, at = queue.plan.order, queue.turns, int(now)
    waiting = {one.id: one for one in waiting_in(queue, ticket.service)}
    if ticket.id not in waiting or ticket.id in queue.behind:
        return ahead_of(queue, ticket, now)
    lines: dict[Standing, list[Waiter]] = {standing: [] for standing in STANDINGS}
    for one in sorted(waiting.values(), key=lambda one: rank(order, turns, one, at), reverse=True):
        if one.behind is None:
            lines[class_at(one, at)].append(one)
    called, latest = -1, ""
    while latest != ticket.id:
        there = [standing for standing, line in lines.items() if line]
        standing = min(there, key=lambda one: rank(order, turns, lines[one][-1], at))
        called, latest = called + 1, lines[standing].pop().id
        turns = turns_after(order, turns, there, standing)
    return called + sum(one.behind is not None and one.behind <= called for one in waiting.values())
