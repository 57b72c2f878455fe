"""Explaining: why this ticket and no other, as it was at the moment of the call."""

from typing import Final

from msgspec.structs import replace

from firmware.messages.why import Rule, Why
from firmware.queueing.calling_order import Rank, Waiter, credit, ranked_at, waiter
from firmware.queueing.discipline import Discipline
from firmware.queueing.model import Queue, Ticket

BY_DISCIPLINE: Final = 2
"""The first figure of the rank of whom the discipline orders; see `calling_order.rank`."""

_RULES = {
    Discipline.ACCUMULATING: Rule.CREDIT,
    Discipline.STRICT: Rule.CLASS,
    Discipline.TURNS: Rule.TURN,
    Discipline.FIRST_COME: Rule.FIRST_COME,
}
_RANKS = {0: Rule.CAP, 1: Rule.COME_BACK}


def chosen(queue: Queue, counter_number: int, now: float) -> tuple[Ticket, Why] | None:
    """Return whom the counter calls at office time `now`, and why; None where nobody waits for it."""
    ranked = ranked_at(queue, counter_number, now)
    if not ranked:
        return None
    (rank, first), others = ranked[0], [one for _, one in ranked[1:2]]
    rule = _rule(rank, queue.plan.order.discipline)
    why = _why(queue, rule, first, others, int(now), len(ranked))
    is_preferred = any(_prefers(rank, other) for other, _ in ranked[1:2])
    return queue.tickets[first.id], replace(why, is_preferred=is_preferred)


def named(queue: Queue, ticket: Ticket, counter_number: int, now: float) -> Why:
    """Return why an officer's named call was made, with who would have been next instead."""
    others = [one for _, one in ranked_at(queue, counter_number, now) if one.id != ticket.id]
    return _why(queue, Rule.NAMED, waiter(queue.plan.order, ticket), others[:1], int(now), len(others) + 1)


def _rule(rank: Rank, discipline: Discipline) -> Rule:
    return _RANKS.get(rank[0], Rule.COME_BACK if rank[0] > BY_DISCIPLINE else _RULES[discipline])


def _prefers(rank: Rank, other: Rank) -> bool:
    """Say whether the counter's list of services decided between two, before the discipline was asked."""
    return rank[0] == other[0] == BY_DISCIPLINE and rank[1] < other[1]


def _why(queue: Queue, rule: Rule, first: Waiter, others: list[Waiter], now: int, choices: int) -> Why:
    second = others[0] if others else None
    return Why(
        rule=rule,
        standing=first.standing,
        waited=max(0, now - int(first.since)),
        credit=credit(first, now),
        rate=first.rate,
        slot=_since_slot(queue, first, now),
        choices=choices,
        next_number=queue.tickets[second.id].number if second else None,
        next_standing=second.standing if second else None,
        next_credit=credit(second, now) if second else None,
        next_slot=_since_slot(queue, second, now) if second else None,
        next_is_behind=bool(second and second.behind),
    )


def _since_slot(queue: Queue, one: Waiter, now: int) -> int | None:
    slot = queue.tickets[one.id].slot
    return None if slot is None else now - int(slot)
