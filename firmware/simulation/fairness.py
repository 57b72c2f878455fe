"""What must be true of every day's order, whatever failed: who was called, why, and who was left waiting.

Judged by the journal alone, event by event, with the queue as it was before each. The credit is reckoned here a second
time, from the description of the order, and not by the rules that are on trial. Each is a function that yields a
sentence for each violation, as those of `invariants`.
"""

from collections.abc import Iterator
from typing import Final

from firmware.messages.why import Rule, Standing
from firmware.queueing.discipline import Discipline
from firmware.queueing.events import (
    DayClosed,
    NoShowMarked,
    StageFinished,
    TicketAdopted,
    TicketCalled,
    TicketFinished,
    TicketIssued,
    TicketRequeued,
)
from firmware.queueing.model import Queue, Ticket, TicketState, place
from firmware.simulation.evidence import Evidence, replayed

CALL_AGE_LIMIT: Final = 5.0
NOT_BY_RULE: Final = (Rule.NAMED, Rule.COME_BACK)
GONE: Final = {TicketState.FINISHED, TicketState.WITHDRAWN, TicketState.CARRIED_OUT, TicketState.NO_SHOW}


def calls(evidence: Evidence) -> Iterator[tuple[Queue, float, TicketCalled, Ticket]]:
    """Each call with the queue before it, its office time, and who was called."""
    for queue, row in replayed(evidence):
        if isinstance(row.event, TicketCalled):
            yield queue, row.office, row.event, queue.tickets[row.event.ticket]


def order_within_a_class(evidence: Evidence) -> Iterator[str]:
    """Who is called by rule is the first of their service and class, but for those who missed a call."""
    for queue, _, event, called in calls(evidence):
        if event.why is None or event.why.rule in NOT_BY_RULE:
            continue
        line = [queue.tickets[one] for one in queue.lines.get(called.service, ()) if one not in queue.behind]
        passed = [one.number for one in line if one.priority == called.priority and place(one) < place(called)]
        if passed:
            yield f"{called.number} is called before {', '.join(passed)}"


def nobody_over_the_cap_is_passed(evidence: Evidence) -> Iterator[str]:
    """By accumulating priority, whoever has a priority ticket as old as the cap is called before all who have not."""
    order = evidence.queue.plan.order
    if order.discipline is not Discipline.ACCUMULATING or order.priority_cap is None:
        return
    for queue, at, event, called in calls(evidence):
        if event.why is None or event.why.rule is Rule.NAMED:
            continue
        there = [one for one in _choices(queue, event.counter) if one.priority and not queue.behind.get(one.id)]
        old = [one.number for one in there if int(at) - int(one.since) >= order.priority_cap]
        if old and called.number not in old:
            yield f"{called.number} is called before {', '.join(old)}, whose wait has reached the cap"


def every_call_says_why(evidence: Evidence) -> Iterator[str]:
    """A call is journaled with its reason, and the reason is true: the credit, the wait, who else could be called."""
    for queue, at, event, called in calls(evidence):
        if event.why is None:
            yield f"nobody knows why {called.number} was called"
            continue
        told = event.why
        waits = {one.id for one in _choices(queue, event.counter)} | {called.id}
        rates = queue.plan.order.rates
        rate = rates.priority if called.priority else rates.walk_in
        waited = max(0, int(at) - int(called.since))
        ought = (_standing(called), waited, rate * waited, rate)
        if (told.standing, told.waited, told.credit, told.rate) != ought:
            yield f"{called.number} is called with {told}, where {ought} is true"
        # Whoever was helped until this call, and waits for a next stage, was not there when it was decided.
        if not told.choices <= len(waits) <= told.choices + 1:
            yield f"{called.number} is called of {told.choices}, where {len(waits)} wait"
        yield from _less_credit(queue, event, called)


def _less_credit(queue: Queue, event: TicketCalled, called: Ticket) -> Iterator[str]:
    told, plan = event.why, queue.plan.counter(event.counter)
    if told is None or told.rule is not Rule.CREDIT or told.next_number is None or told.next_credit is None:
        return
    second = queue.tickets[queue.labels[told.next_number]]
    is_preferred = plan is not None and plan.prefers_strictly and second.service != called.service
    if told.next_credit > told.credit and not is_preferred and second.id not in queue.behind:
        yield f"{called.number} is called with credit {told.credit} before {second.number} with {told.next_credit}"


def _standing(ticket: Ticket) -> Standing:
    return Standing.PRIORITY if ticket.priority else Standing.WALK_IN


def _choices(queue: Queue, counter: int) -> list[Ticket]:
    plan = queue.plan.counter(counter)
    return [queue.tickets[one] for letter in (plan.serves if plan else ()) for one in queue.lines.get(letter, ())]


def stages_go_on(evidence: Evidence) -> Iterator[str]:
    """Whoever is helped at a stage waits for the next one, from then on; nobody's visit ends before its last stage."""
    for queue, row in replayed(evidence):
        if not isinstance(row.event, TicketFinished | StageFinished):
            continue
        was = queue.tickets[row.event.ticket]
        service = queue.plan.service(was.service)
        then = None if service is None else service.then
        goes_to = row.event.service if isinstance(row.event, StageFinished) else None
        if goes_to != then:
            yield f"{was.number} is helped with {was.service} and goes on to {goes_to}, not to {then}"


def issued_is_somewhere(evidence: Evidence) -> Iterator[str]:
    """Conservation: who was issued a ticket is in one state of the day's, and at its end nobody waits or is served."""
    issued: list[str] = []
    for queue, row in replayed(evidence):
        if isinstance(row.event, TicketIssued | TicketAdopted):
            issued.append(row.event.ticket)
        elif isinstance(row.event, DayClosed):
            left = [ticket.number for ticket in queue.tickets.values() if ticket.state not in GONE]
            if left:
                yield f"{row.event.day} closes, and {', '.join(left)} are still there"
    today = [ticket for ticket in issued if ticket.startswith(str(evidence.queue.last_day))]
    if sorted(today) != sorted(evidence.queue.tickets):
        yield f"{len(today)} were issued a ticket on {evidence.queue.last_day}, {len(evidence.queue.tickets)} are known"


def absences_count(evidence: Evidence) -> Iterator[str]:
    """Nobody is absent before all calls had their time, but by a late press, or comes back too late or too often."""
    plan = evidence.queue.plan.no_show
    for queue, row in replayed(evidence):
        if not isinstance(row.event, NoShowMarked | TicketRequeued):
            continue
        was = queue.tickets[row.event.ticket]
        since_call = row.office - (was.latest_call_at or 0.0)
        is_early = since_call < plan.gap or row.office - (was.called_from or 0.0) < plan.calls * plan.gap
        is_early = is_early or was.recalls + 1 < plan.calls
        if isinstance(row.event, NoShowMarked) and is_early and not _is_late(evidence, row.key):
            yield f"{was.number} is absent after {was.recalls + 1} calls and {since_call:.1f} s"
        if not isinstance(row.event, TicketRequeued) or was.state is not TicketState.NO_SHOW:
            continue
        # Called by a number that was not on the paper, nobody was absent.
        is_own = was.called_as == was.number
        away = row.office - (was.set_aside_at or 0.0)
        if is_own and (was.no_shows >= plan.limit or away > plan.come_back or row.event.behind != plan.behind):
            yield f"{was.number} comes back after {was.no_shows} absences and {away:.1f} s, behind {row.event.behind}"


def _is_late(evidence: Evidence, key: str) -> bool:
    """Say whether a press came so late that nobody is called for it."""
    answered, pressed = evidence.answered_at.get(key), evidence.pressed_at.get(key)
    is_told = any(age > CALL_AGE_LIMIT for _, age in evidence.deliveries.get(key, []))
    return is_told or answered is None or pressed is None or answered - pressed > CALL_AGE_LIMIT


FAIRNESS: Final = (
    order_within_a_class,
    nobody_over_the_cap_is_passed,
    every_call_says_why,
    stages_go_on,
    issued_is_somewhere,
    absences_count,
)
