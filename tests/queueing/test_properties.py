"""What holds whatever happens: mornings of random commands, sensible and senseless, in any order."""

from collections import Counter as Tally
from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.messages.commands import (
    AdoptTicket,
    AnswerHelp,
    CallNext,
    CallTicket,
    CancelHelp,
    ClaimNumbers,
    CloseCounter,
    CloseDay,
    Command,
    CounterCommand,
    Finish,
    MarkNoShow,
    OpenCounter,
    OpenDay,
    Park,
    PrintOutcome,
    Recall,
    ReportPrint,
    RequestHelp,
    Requeue,
    ServingCommand,
    StartServing,
    TakeTicket,
    Transfer,
    Withdraw,
)
from firmware.queueing.calling_order import Rank, ahead_of, next_ticket, preference, rank, waiter, waiting_for
from firmware.queueing.concerns import answered
from firmware.queueing.events import TicketAdopted, TicketCalled, TicketIssued, TicketRequeued, TicketTransferred
from firmware.queueing.evolve import fold
from firmware.queueing.lifecycle import FINISHING, leads_to
from firmware.queueing.model import AT_COUNTER, ENDED, Queue, TicketState, empty, place
from firmware.queueing.refusals import Refusal

AT_THE_COUNTER = (CallTicket, Recall, MarkNoShow, Requeue, Transfer, Park, StartServing, Finish)
KINDS: tuple[type[Command], ...] = (
    *(TakeTicket,) * 9,
    *(AdoptTicket,) * 5,
    *(ReportPrint,) * 4,
    *(CallNext,) * 8,
    *AT_THE_COUNTER * 2,
    *(OpenCounter, OpenDay) * 3,
    *(Withdraw, CloseCounter, ClaimNumbers, CloseDay),
    *(RequestHelp, CancelHelp, AnswerHelp),
)

INTENTS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 999), st.integers(0, 9)), min_size=40, max_size=120)
MORNINGS = settings(max_examples=40, deadline=None)


def play(office: Any, intents: list[tuple[type[Command], int, int]]) -> None:
    """Send every command and check everything that must hold after each."""
    for kind, pick, chance in intents:
        before, frozen = office.queue, digest(office.queue)
        command, node = office.command(kind, **fields_of(office, kind, pick, chance))
        wanted = next_ticket(before, command.counter, office.time + 1.0) if isinstance(command, CallNext) else None
        decision = office.asks(kind, node, **body(command))
        assert digest(before) == frozen
        if isinstance(decision, Refusal):
            assert office.queue is before
        elif isinstance(command, CallNext):
            assert answered(office.queue, command).ticket == (wanted.id if wanted else None)
        check(office.queue, before, office.time)
        check_moves(kind, before, office.queue)


def fields_of(office: Any, kind: type[Command], pick: int, chance: int) -> dict[str, Any]:
    """Return fields for a command: mostly about somebody who is there, sometimes about anybody or nobody."""
    tickets = list(office.queue.tickets) or ["2026-11-22-A001"]
    fields: dict[str, Any] = {}
    if issubclass(kind, CounterCommand):
        fields["counter"] = 1 + pick % 3
    if issubclass(kind, ServingCommand) and chance == 0:
        fields["saw"] = tickets[pick % len(tickets)]
    if kind in (CallTicket, Withdraw) or (kind is Requeue and chance % 2):
        fields["ticket"] = tickets[pick % len(tickets)]
    if kind is TakeTicket:
        fields |= {"priority": chance == 1, "age": float(pick % 35), "is_age_exact": chance > 1}
        if chance == 0:
            fields["press"] = office.press(1 + pick % 5)
    if kind in (TakeTicket, Transfer):
        fields["service"] = "AFHZ"[pick % 4]
    if kind is ClaimNumbers:
        fields |= {"low": 700, "high": 799, "store": f"{chance % 3:016x}"}
    if kind in (OpenDay, CloseDay):
        fields["day"] = (office.queue.last_day or office.DAY) + timedelta(days=chance - (5 if kind is CloseDay else 0))
    special = {
        AdoptTicket: adopted_fields,
        ReportPrint: report_fields,
        AnswerHelp: answer_fields,
        CancelHelp: help_fields,
        RequestHelp: help_fields,
    }.get(kind)
    return fields | (special(office, pick, chance) if special else {})


def help_fields(_office: Any, pick: int, _chance: int) -> dict[str, Any]:
    """Return which kiosk asks for help."""
    return {"node": f"kiosk-{1 + pick % 2}"}


def answer_fields(_office: Any, _pick: int, chance: int) -> dict[str, Any]:
    """Return where an officer goes: to a kiosk that may ask, or to none of the office's."""
    return {"kiosk": f"kiosk-{1 + chance % 3}"}


def report_fields(office: Any, pick: int, chance: int) -> dict[str, Any]:
    """Return what a printer tells of a press, with a label of it or of somebody else."""
    presses = list(office.queue.presses) or [office.press(1)]
    labels = [None, "A001", "A700", "F701", *office.queue.labels]
    fields: dict[str, Any] = {"press": presses[pick % len(presses)], "slip": "0123456789abcdef-1"}
    fields |= {"outcome": list(PrintOutcome)[chance % 3], "number": labels[pick % len(labels)], "is_final": chance < 7}
    return fields


def adopted_fields(office: Any, pick: int, chance: int) -> dict[str, Any]:
    """Return a number given elsewhere: often of a press that is known, sometimes one of others, or from the roll."""
    fields: dict[str, Any] = {"service": "AFH"[pick % 3], "number": 700 + pick % 12, "age": float(pick)}
    fields |= {"is_age_exact": chance > 1, "priority": chance == 2}
    if chance == 3:
        fields["number"] = (1, 699, 900, 1000)[pick % 4]
    if chance in (4, 5):
        fields |= {"node": "technician-1", "number": 898 + pick % 9, "counter": None if chance == 4 else 1 + pick % 3}
    presses = list(office.queue.presses)
    if presses and chance > 5:
        fields["press"] = presses[pick % len(presses)]
    return fields


def digest(queue: Queue) -> int:
    """Return a figure of everything in a queue."""
    return hash(msgspec.json.encode(queue))


def is_same(one: Queue, other: Queue) -> bool:
    """Compare two days out of sight of pytest, which would draw the difference of thousands of lines for minutes."""
    return one == other


def body(command: Command) -> dict[str, Any]:
    """Return the fields of a command but its key, to send it again."""
    return {name: value for name, value in msgspec.structs.asdict(command).items() if name != "key"}


def check(queue: Queue, before: Queue, now: float) -> None:
    """Check what holds between any two steps."""
    check_lines(queue)
    check_help(queue, before)
    check_order(queue, now)
    check_counters(queue)
    check_numbers(queue)
    assert queue.position >= before.position
    assert before.last_day is None or (queue.last_day is not None and queue.last_day >= before.last_day)
    assert queue.day in (None, queue.last_day)
    if queue.last_day == before.last_day:
        assert before.labels.items() <= queue.labels.items(), "a number went to somebody else"
        assert before.presses.items() <= queue.presses.items(), "a press went to somebody else"
        assert before.claims.items() <= queue.claims.items(), "a range went to somebody else"


def check_moves(kind: type[Command], before: Queue, after: Queue) -> None:
    """Whoever has moved has moved as the table of states says, and nobody else has."""
    for ticket_id, was in before.tickets.items():
        now = after.tickets.get(ticket_id)
        if now is None or now.state is was.state:
            continue
        allowed = {leads_to(kind, was.state)}
        if kind in FINISHING:
            allowed.add(leads_to(Finish, was.state))
        if kind in (AdoptTicket, ReportPrint) and was.called_as != now.number:
            # Called by a number that is not on the person's paper.
            allowed |= {TicketState.WAITING} if was.state in (TicketState.NO_SHOW, TicketState.FINISHED) else set()
        assert now.state in allowed, f"{kind.__name__}: {was.state} became {now.state}"


def check_help(queue: Queue, before: Queue) -> None:
    """Check that nobody is sent to a kiosk where somebody else goes already, and that nobody asks on a closed day."""
    for kiosk, one in queue.help.items():
        was = before.help.get(kiosk)
        if was is not None and was.position == one.position and was.counter is not None:
            assert one == was
    assert queue.day is not None or not queue.help


def check_lines(queue: Queue) -> None:
    """Whoever waits is in the line of their service once, in order of place; nobody else is in any line."""
    for letter, line in queue.lines.items():
        tickets = [queue.tickets[ticket] for ticket in line]
        assert tickets == sorted(tickets, key=place)
        assert all((ticket.service, ticket.state) == (letter, TicketState.WAITING) for ticket in tickets)
    waiting = [ticket for ticket in queue.tickets.values() if ticket.state is TicketState.WAITING]
    assert sum(len(line) for line in queue.lines.values()) == len(waiting)
    assert set(queue.behind) <= {ticket.id for ticket in waiting}


def check_order(queue: Queue, now: float) -> None:
    """The same order says who is called next and how many go first; a counter calls the first of all it serves."""
    order = queue.plan.order
    waiting = [one for one in queue.tickets.values() if one.state is TicketState.WAITING]
    waiters = [waiter(order, one, queue.behind.get(one.id)) for one in waiting]
    in_line: dict[str, list[Rank]] = defaultdict(list)
    for one in waiters:
        in_line[one.service].append(rank(order, queue.turns, one, int(now)))
    assert sorted(ahead_of(queue, ticket, now) for ticket in waiting) == sorted(
        place for line in in_line.values() for place in range(len(line))
    )
    for plan in queue.plan.counters:
        served = [one for one in waiters if one.service in plan.serves]
        first = min(
            served,
            key=lambda one: rank(order, queue.turns, one, int(now), preference(plan, one.service)),
            default=None,
        )
        chosen = next_ticket(queue, plan.number, now)
        assert (chosen.id if chosen else None) == (first.id if first else None)
        assert waiting_for(queue, plan.number) == len(served)


def check_counters(queue: Queue) -> None:
    """One ticket at a counter, one counter for a ticket."""
    there = {counter.ticket: number for number, counter in queue.counters.items() if counter.ticket}
    called = {ticket.id: ticket.counter for ticket in queue.tickets.values() if ticket.state in AT_COUNTER}
    assert there == called
    assert all(queue.counters[number].is_open for number in there.values())
    parked = Tally(ticket for counter in queue.counters.values() for ticket in counter.parked)
    set_aside = [ticket.id for ticket in queue.tickets.values() if ticket.state is TicketState.PARKED]
    assert parked == Tally(set_aside)


def check_numbers(queue: Queue) -> None:
    """Per letter 001, 002, 003 in order of issue; every press and every label owns one ticket, and is called by one."""
    for letter, last in queue.last_numbers.items():
        first = [ticket.labels[0] for ticket in queue.tickets.values()]
        issued = [label for label in first if label[0] == letter and queue.plan.is_hub_number(int(label[1:]))]
        assert issued == [f"{letter}{n:03d}" for n in range(1, last + 1)]
    assert sum(len(ticket.labels) for ticket in queue.tickets.values()) == len(queue.labels)
    for ticket in queue.tickets.values():
        assert {queue.labels[label] for label in ticket.labels} == {ticket.id}
        assert ticket.number in ticket.labels
        assert ticket.id.endswith(ticket.labels[0])
    assert len({ticket.number for ticket in queue.tickets.values()}) == len(queue.tickets)
    assert {ticket.press: ticket.id for ticket in queue.tickets.values()} == queue.presses
    assert set(queue.slips) == set(queue.presses)


@MORNINGS
@given(INTENTS)
def test_an_office_stays_whole_whatever_is_asked(new_office: Any, intents: list[Any]) -> None:
    """Lines, counters, numbers and presses agree after every command; a refusal changes nothing."""
    play(new_office(), intents)


@MORNINGS
@given(INTENTS)
def test_a_journal_folded_at_once_is_the_queue_folded_step_by_step(new_office: Any, intents: list[Any]) -> None:
    """A restart brings back exactly what was lost, whatever the day was."""
    office = new_office()
    play(office, intents)
    assert is_same(fold(empty(office.PLAN), office.journal), office.queue)
    half = len(office.journal) // 2
    assert is_same(fold(fold(empty(office.PLAN), office.journal[:half]), office.journal[half:]), office.queue)


@MORNINGS
@given(INTENTS)
def test_everybody_who_was_issued_a_ticket_is_somewhere(new_office: Any, intents: list[Any]) -> None:
    """Issued today is what stands in the states today, and after closing all of it has ended."""
    office = new_office()
    play(office, intents)
    if office.queue.day is not None:
        office.does(CloseDay, day=office.queue.day)
    issued = [event.ticket for event, _ in office.journal if isinstance(event, TicketIssued | TicketAdopted)]
    assert len(issued) == len(set(issued))
    today = [ticket for ticket in issued if ticket.startswith(str(office.queue.last_day))]
    assert today == list(office.queue.tickets)
    assert {ticket.state for ticket in office.queue.tickets.values()} <= {*ENDED, TicketState.NO_SHOW}


@MORNINGS
@given(INTENTS)
def test_nobody_is_called_twice_from_one_wait(new_office: Any, intents: list[Any]) -> None:
    """Between two calls of a person stands a word of an officer: back to the line, on to another, or by name."""
    office = new_office()
    play(office, [intent for intent in intents if intent[0] is not CallTicket])
    back: Tally[str] = Tally()
    calls: Tally[str] = Tally()
    for event, _ in office.journal:
        if isinstance(event, TicketRequeued | TicketTransferred):
            back[event.ticket] += 1
        elif isinstance(event, TicketCalled):
            calls[event.ticket] += 1
            assert calls[event.ticket] <= 1 + back[event.ticket]


@MORNINGS
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), min_size=1, max_size=25), st.data())
def test_within_a_class_the_longest_wait_goes_first(new_office: Any, arrivals: list[Any], data: Any) -> None:
    """Two counters empty a line: each class in the order the fingers came, whoever else is called between them."""
    office = new_office()
    for is_priority, age in arrivals:
        office.take("A", priority=is_priority, age=float(age))
    order = [office.call(data.draw(st.sampled_from([1, 2]))) for _ in arrivals]
    for is_priority in (True, False):
        places = [place(office.ticket(one)) for one in order if office.ticket(one).priority is is_priority]
        assert places == sorted(places)
    assert len(set(order)) == len(arrivals)


@MORNINGS
@given(st.lists(st.tuples(st.sampled_from([OpenDay, CloseDay]), st.integers(-3, 3)), max_size=30))
def test_the_business_day_only_rises(new_office: Any, tries: list[tuple[type[Command], int]]) -> None:
    """Whatever is tried, the days that opened are strictly later each time."""
    office = new_office(is_open=False)
    opened: list[date] = []
    for kind, shift in tries:
        day = (office.queue.last_day or office.DAY) + timedelta(days=shift)
        decision = office.asks(kind, day=day)
        if kind is OpenDay and not isinstance(decision, Refusal):
            opened.append(day)
    assert all(earlier < later for earlier, later in pairwise(opened))
