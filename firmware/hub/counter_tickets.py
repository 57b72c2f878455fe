"""A person as a counter is told of them: number, service, class, stage, wait and the code on the paper. Pure."""

from firmware.messages.notices import CounterTicket
from firmware.queueing.calling_order import standing_of
from firmware.queueing.model import Queue, Ticket
from firmware.queueing.plan import OfficePlan


def counter_ticket(queue: Queue, ticket: Ticket, check: str = "") -> CounterTicket:
    """Return the person; `check` is the code of the ticket ("": the paper bears none)."""
    waited = None if ticket.called_at is None else int(ticket.called_at - ticket.since) // 60
    return CounterTicket(
        ticket=ticket.id,
        number=ticket.number,
        service=ticket.service,
        standing=standing_of(queue.plan.order, ticket),
        stage=stage_of(queue.plan, ticket.number[0], ticket.service),
        waited=None if waited is None or waited < 0 else waited,
        check="" if ticket.number == ticket.adopted else check,
    )


def stage_of(plan: OfficePlan, first: str, service: str) -> tuple[int, int] | None:
    """Return which stage of the visit that began at service `first` this is, and of how many.

    None for a visit of one stage, and where a transfer has led elsewhere.
    """
    stages: list[str] = []
    letter: str | None = first
    while letter is not None and letter not in stages:
        stages.append(letter)
        planned = plan.service(letter)
        letter = planned.then if planned else None
    if len(stages) == 1 or service not in stages:
        return None
    return stages.index(service) + 1, len(stages)
