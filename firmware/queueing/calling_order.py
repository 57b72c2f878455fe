"""The calling order: who goes next. The one place for it; accumulating priority will replace `rank`.

For now: priority first, then who has waited longest, then who was issued first. A counter looks at all lines it serves
as if they were one. The rank is all there is to it, so the number of people ahead that a slip tells and the person a
counter calls can never disagree.
"""

from collections.abc import Iterator

from firmware.queueing.model import Queue, Ticket, place


def rank(ticket: Ticket) -> tuple[bool, float, int]:
    """Return what orders tickets: the smallest is called first."""
    return (not ticket.priority, *place(ticket))


def next_ticket(queue: Queue, counter_number: int) -> Ticket | None:
    """Return whom the counter would call now, or None where nobody waits for a service of it."""
    return min(_first_of_lines(queue, counter_number), key=rank, default=None)


def waiting_for(queue: Queue, counter_number: int) -> int:
    """Return how many people the counter could call."""
    plan = queue.plan.counter(counter_number)
    return 0 if plan is None else sum(len(queue.lines.get(letter, ())) for letter in plan.serves)


def ahead_of(queue: Queue, ticket: Ticket) -> int:
    """Return how many of the same line would be called before this ticket if it waited now."""
    own = rank(ticket)
    return sum(rank(other) < own for other in _tickets(queue, queue.lines.get(ticket.service, ())))


def _first_of_lines(queue: Queue, counter_number: int) -> Iterator[Ticket]:
    plan = queue.plan.counter(counter_number)
    for letter in plan.serves if plan else ():
        line = queue.lines.get(letter, ())
        if line:
            yield next((ticket for ticket in _tickets(queue, line) if ticket.priority), queue.tickets[line[0]])


def _tickets(queue: Queue, line: tuple[str, ...]) -> Iterator[Ticket]:
    return (queue.tickets[ticket] for ticket in line)
