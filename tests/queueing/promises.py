"""What must hold after every step of an office: each promise has a name, which a failing day tells.

Each is a function that yields a sentence for each way in which a step breaks it. They are judged by the second book
(`ledger`) and by what the step said, not by asking the rules again.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from msgspec.structs import replace

from firmware.messages.commands import AdoptTicket, CallNext, CheckIn, Finish, MarkNoShow, ReportPrint, TakeTicket
from firmware.messages.why import Standing
from firmware.queueing.discipline import Discipline, NoShowPlan, OrderPlan
from firmware.queueing.evolve import fold
from firmware.queueing.model import TicketState, empty
from firmware.queueing.plan import OfficePlan
from tests.queueing.ledger import Person, Step

S = TicketState
ENDS: Final = {S.FINISHED, S.WITHDRAWN, S.CARRIED_OUT, S.NO_SHOW}


def no_duplicate_number(step: Step) -> Iterator[str]:
    """No number is given twice on a service's day, and every number leads to one person."""
    numbers = step.book.numbers
    if len(set(numbers)) != len(numbers):
        yield f"given twice: {sorted(one for one in set(numbers) if numbers.count(one) > 1)}"
    called = [ticket.number for ticket in step.after.tickets.values()]
    if len(set(called)) != len(called):
        yield f"two people are called by one number: {sorted(called)}"


def one_press_one_ticket(step: Step) -> Iterator[str]:
    """A press owns at most one ticket, and asked again, under whatever key, it finds it."""
    presses, command = step.book.presses, step.command
    if len(set(presses)) != len(presses):
        yield f"own two tickets: {sorted(one for one in set(presses) if presses.count(one) > 1)}"
    is_asked = isinstance(command, TakeTicket | CheckIn) and step.before.day is not None
    if is_asked and step.reason is not None and command.press in presses:
        yield f"{command.press} has a ticket and is told {step.reason}"


def no_ticket_at_two_counters(step: Step) -> Iterator[str]:
    """Whoever is called or served is at one counter, the one that called, and nobody else is there."""
    there = {number: counter.ticket for number, counter in step.after.counters.items() if counter.ticket is not None}
    ought = {who.counter: who.id for who in step.book.people.values() if who.state in (S.CALLED, S.SERVING)}
    if there != ought:
        yield f"at the counters are {there}, called there were {ought}"
    for event in step.of("TicketCalled"):
        was = step.before.tickets[event.ticket]
        if was.state in (S.CALLED, S.SERVING):
            yield f"{was.number} is called to {event.counter} while at {was.counter}"


def first_come_first_served(step: Step) -> Iterator[str]:
    """A call by rule passes over nobody of the same service and class whose credit began earlier, or who came first."""
    if not isinstance(step.command, CallNext) or not step.of("TicketCalled"):
        return
    called = next((one for _, one in step.ranked if one.id == step.of("TicketCalled")[0].ticket), None)
    for _, other in step.ranked:
        if called is not None and other is not called and called.behind is None and _is_passed(step, other, called):
            yield f"{other.id} waits since {other.since}, {called.id} since {called.since}"


def _is_passed(step: Step, other: Person, called: Person) -> bool:
    book, discipline = step.book, step.book.plan.order.discipline
    if other.behind is not None or other.service != called.service or book.standing(other) != book.standing(called):
        return False
    if discipline is Discipline.FIRST_COME:
        return (other.since, other.turn) < (called.since, called.turn)
    if discipline is Discipline.TURNS and book.turn_class(other, step.now) != book.turn_class(called, step.now):
        return False  # who is early has the turn of a walk-in
    return (book.begin(other), other.since, other.turn) < (book.begin(called), called.since, called.turn)


def everybody_somewhere(step: Step) -> Iterator[str]:
    """Issued is waiting, called, serving, parked, done, no-show, withdrawn and carried out: each in one place."""
    states = {ticket.id: ticket.state for ticket in step.after.tickets.values()}
    ought = {who.id: who.state for who in step.book.people.values()}
    if states != ought:
        yield f"people stand as {_differ(states, ought)}"
    lines = sorted(ticket for line in step.after.lines.values() for ticket in line)
    if lines != sorted(who.id for who in step.book.people.values() if who.state is S.WAITING):
        yield f"in lines stand {lines}"
    parked = sorted(ticket for counter in step.after.counters.values() for ticket in counter.parked)
    if parked != sorted(who.id for who in step.book.people.values() if who.state is S.PARKED):
        yield f"set aside are {parked}"
    if step.of("DayClosed") and not set(states.values()) <= ENDS:
        yield f"the day is over, and people stand as {states}"


def _differ(one: dict[str, TicketState], two: dict[str, TicketState]) -> str:
    return ", ".join(
        f"{who}: {one.get(who)} for {two.get(who)}" for who in {*one, *two} if one.get(who) != two.get(who)
    )


def a_place_is_kept(step: Step) -> Iterator[str]:
    """Service, wait and place are those of the book: kept through requeue and transfer, begun anew by a stage."""
    for who in step.book.people.values():
        ticket = step.after.tickets[who.id]
        if (ticket.service, ticket.since, ticket.arrived_at, ticket.position) != who.place():
            yield f"{who.id} stands at {ticket.service} {ticket.since} {ticket.arrived_at}, not at {who.place()}"
        if who.state is S.WAITING and step.after.behind.get(who.id) != who.behind:
            yield f"{who.id} is behind {step.after.behind.get(who.id)} calls, not {who.behind}"
    for letter, line in step.after.lines.items():
        people = [step.book.people[ticket] for ticket in line]
        if any((one.since, one.turn) > (two.since, two.turn) or one.service != letter for one, two in pairwise(people)):
            yield f"the line of {letter} is out of order: {line}"


def why_is_true(step: Step) -> Iterator[str]:
    """Who is called by rule is who ought to be, and the recorded reason has the credit of a second reckoning."""
    if isinstance(step.command, CallNext) and step.events:
        called = [event.ticket for event in step.of("TicketCalled")]
        if called != [who.id for _, who in step.ranked[:1]]:
            yield f"{called} is called, {[who.id for _, who in step.ranked[:2]]} ought to be"
    for event in step.of("TicketCalled"):
        yield from _doubt(step, event.ticket, event.why)


def _doubt(step: Step, ticket: str, why: object) -> Iterator[str]:
    book, who = step.book, step.book.people[ticket]
    others = [one for _, one in step.ranked if one.id != ticket]
    rates = book.plan.order.rates
    rule = "NAMED" if step.is_named else next((rule for rule, one in step.ranked if one.id == ticket), "")
    ought: dict[str, object] = {
        "rule": rule,
        "standing": book.standing(who),
        "waited": max(0, int(step.now) - int(who.since)),
        "credit": book.credit(who, step.now),
        "rate": {"PRIORITY": rates.priority, "BOOKED": rates.booked, "WALK_IN": rates.walk_in}[book.standing(who)],
        "slot": None if who.slot is None else int(step.now) - int(who.slot),
        "choices": len(others) + 1,
        "next_number": step.before.tickets[others[0].id].number if others else None,
        "next_standing": book.standing(others[0]) if others else None,
        "next_credit": book.credit(others[0], step.now) if others else None,
        "next_slot": int(step.now) - int(others[0].slot) if others and others[0].slot is not None else None,
        "next_is_behind": bool(others and others[0].behind),
    }
    for name, value in ought.items():
        if getattr(why, name) != value:
            yield f"{ticket} is called with {name} {getattr(why, name)}, which is {value}"


def nobody_over_the_cap_is_passed(step: Step) -> Iterator[str]:
    """By accumulating priority, a priority ticket as old as the cap is passed over by nobody who is not.

    Who has missed a call and come back lets as many go first as the plan says.
    """
    order = step.book.plan.order
    if order.discipline is not Discipline.ACCUMULATING or order.priority_cap is None:
        return
    if not isinstance(step.command, CallNext) or not step.of("TicketCalled"):
        return
    called = step.of("TicketCalled")[0].ticket
    waited = [one for _, one in step.ranked if one.is_priority and not one.behind]
    old = [one for one in waited if int(step.now) - int(one.since) >= order.priority_cap]
    is_capped = called in [one.id for one in old] or (
        order.booked_cap is not None and step.book.standing(step.book.people[called]) is Standing.BOOKED
    )
    if old and not is_capped:
        yield f"{called} is called before {old[0].id}, which has waited {step.now - old[0].since:.0f} s"


def stages_go_on(step: Step) -> Iterator[str]:
    """Whoever is helped at a stage waits for the next one with the same number, unless the visit is ended."""
    for event in (*step.of("TicketFinished"), *step.of("StageFinished")):
        was = step.before.tickets[event.ticket]
        service = step.book.plan.service(was.service)
        then = (
            None if service is None or (isinstance(step.command, Finish) and step.command.ends_visit) else service.then
        )
        if getattr(event, "service", None) != then:
            yield f"{was.number} is helped with {was.service} and goes on to {getattr(event, 'service', None)}"


def absences_count(step: Step) -> Iterator[str]:
    """Nobody is absent before all calls had their time, nor called once more by the rule than the plan says."""
    plan = step.book.plan.no_show
    for event in step.of("NoShowMarked"):
        calls = step.book.people[event.ticket].calls_at
        if len(calls) < plan.calls or step.now - calls[-1] < plan.gap or step.now - calls[0] < plan.calls * plan.gap:
            yield f"{event.ticket} is absent at {step.now} after calls at {calls}"
    for event in step.of("TicketRecalled") if isinstance(step.command, MarkNoShow) else ():
        calls = step.book.people[event.ticket].calls_at
        if len(calls) > plan.calls:
            yield f"{event.ticket} was called {len(calls)} times and is not absent"
    if step.reason == "CALL_STANDS" and isinstance(step.command, MarkNoShow):
        calls = step.book.people[str(step.command.saw)].calls_at
        if step.now - calls[-1] >= plan.gap and step.now - calls[0] >= plan.calls * plan.gap:
            yield f"{step.command.saw} has had its time at {step.now}, after calls at {calls}"
    for who in step.book.people.values():
        if step.after.tickets[who.id].no_shows != who.missed:
            yield f"{who.id} was absent {who.missed} times, not {step.after.tickets[who.id].no_shows}"


def who_comes_back_is_in_time(step: Step) -> Iterator[str]:
    """Nobody comes back too late or too often, or behind more or fewer calls than the plan says."""
    plan = step.book.plan.no_show
    for event in (*step.of("TicketRequeued"), *step.of("TicketCalled")):
        was, who = step.before.tickets[event.ticket], step.book.people[event.ticket]
        if was.state is not S.NO_SHOW or isinstance(step.command, AdoptTicket | ReportPrint):
            continue
        away = step.now - (who.missed_at or 0.0)
        if who.missed >= plan.limit or away > plan.come_back:
            yield f"{was.number} comes back after {who.missed} absences, {away:.0f} s"
        if getattr(event, "behind", plan.behind) != plan.behind:
            yield f"{was.number} comes back behind {event.behind} calls"


def limits_hold(step: Step) -> Iterator[str]:
    """A quota, a last ticket, the places for those set aside and an appointment are not overdrawn."""
    command, book = step.command, step.book
    plan = book.plan.service(command.service) if isinstance(command, TakeTicket) else None
    if plan is not None and step.of("TicketIssued") and not step.node.startswith("technician"):
        if plan.quota is not None and book.given[plan.letter] > plan.quota:
            yield f"{plan.letter} has given {book.given[plan.letter]} of {plan.quota}"
        if plan.last_ticket is not None and step.minute >= plan.last_ticket:
            yield f"{plan.letter} gives a ticket in minute {step.minute}"
    if plan is not None and step.reason == "QUOTA_REACHED" and book.given.get(plan.letter, 0) < (plan.quota or 0):
        yield f"{plan.letter} refuses a ticket after {book.given.get(plan.letter, 0)} of {plan.quota}"
    if any(len(counter.parked) > book.plan.park.limit for counter in step.after.counters.values()):
        yield f"set aside are {[counter.parked for counter in step.after.counters.values()]}"
    if step.reason == "PARK_FULL" and len(step.after.counters[command.counter].parked) < book.plan.park.limit:  # type: ignore[union-attr]
        yield "there was a place for one more"
    if len(set(book.codes)) != len(book.codes):
        yield f"an appointment has two tickets: {book.codes}"
    if isinstance(command, CheckIn) and step.of("TicketIssued") and step.of("TicketIssued")[0].slot is None:
        yield f"{command.appointment} is forgotten"


def replay_is_the_queue(step: Step) -> Iterator[str]:
    """The journal folded from nothing is the office."""
    folded = fold(empty(step.book.plan), step.journal)
    if folded != step.after:
        wrong = [name for name in folded.__struct_fields__ if getattr(folded, name) != getattr(step.after, name)]
        yield f"a restart forgets {', '.join(wrong)}"


def other_settings_read_the_journal(step: Step) -> Iterator[str]:
    """Under whatever settings the journal is read, everybody stands where the events put them."""
    plan = step.book.plan
    kept = replace(plan.services[0], then=None)
    for other in (
        OfficePlan(services=(), counters=()),
        replace(plan, services=(kept,), counters=plan.counters[1:]),
        replace(plan, order=OrderPlan(discipline=Discipline.TURNS), no_show=NoShowPlan(calls=3, gap=20, behind=3)),
    ):
        read = fold(empty(other), step.journal)
        if read.tickets != step.after.tickets or any(read.lines.get(x, ()) != y for x, y in step.after.lines.items()):
            yield f"under {other} people stand elsewhere"
        if {one: counter.ticket for one, counter in read.counters.items() if counter.ticket} != {
            one: counter.ticket for one, counter in step.after.counters.items() if counter.ticket
        }:
            yield f"under {other} somebody else is at a counter"


def the_day_never_goes_back(step: Step) -> Iterator[str]:
    """The days that open are each later than all before."""
    if any(one >= two for one, two in pairwise(step.book.days)):
        yield f"days open as {step.book.days}"
    if step.after.last_day != step.book.days[-1] or step.after.day not in (None, step.after.last_day):
        yield f"the day is {step.after.day} after {step.after.last_day}"


Promise = Callable[[Step], Iterator[str]]

ALWAYS: Final[tuple[Promise, ...]] = (
    no_duplicate_number,
    one_press_one_ticket,
    no_ticket_at_two_counters,
    first_come_first_served,
    nobody_over_the_cap_is_passed,
    stages_go_on,
    absences_count,
    who_comes_back_is_in_time,
    limits_hold,
    everybody_somewhere,
    a_place_is_kept,
    why_is_true,
    the_day_never_goes_back,
)
NOW_AND_THEN: Final[tuple[Promise, ...]] = (replay_is_the_queue, other_settings_read_the_journal)
