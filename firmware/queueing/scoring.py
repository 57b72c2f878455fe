"""Scoring: how true the estimates of a day were. Pure, of what each person was told and when they were first called.

Who was never called has no wait to compare with and is left out. Told is the middle of what was expected (p50), real is
from the beginning of the wait to the first call.
"""

from collections import defaultdict
from typing import Final

from firmware.messages.why import Standing
from firmware.queueing.calling_order import standing_of
from firmware.queueing.events import Score, Told
from firmware.queueing.model import Queue, Ticket

FAR_OFF: Final = 600


def score(queue: Queue) -> tuple[Score, ...]:
    """Return the scores of the day, per service and class in their order; nothing where nobody was told anything."""
    groups: dict[tuple[str, Standing], list[tuple[Told, int]]] = defaultdict(list)
    for ticket in queue.tickets.values():
        wait = _wait(ticket)
        if ticket.told is not None and wait is not None:
            groups[ticket.labels[0][0], standing_of(queue.plan.order, ticket)].append((ticket.told, wait))
    return tuple(_score(service, standing, groups[service, standing]) for service, standing in sorted(groups))


def _score(service: str, standing: Standing, pairs: list[tuple[Told, int]]) -> Score:
    errors = [told.p50 - wait for told, wait in pairs]
    return Score(
        service=service,
        standing=standing,
        count=len(pairs),
        mae=round(sum(map(abs, errors)) / len(pairs)),
        bias=round(sum(errors) / len(pairs)),
        over_10=sum(abs(error) > FAR_OFF for error in errors),
        covered=sum(wait <= told.high * 60 for told, wait in pairs),
    )


def _wait(ticket: Ticket) -> int | None:
    return None if ticket.first_called_at is None else max(0, round(ticket.first_called_at - ticket.arrived_at))
