"""What must be true of every day, whatever failed: each invariant has a name, which a failing seed tells.

Judged by the papers in people's hands, the fingers' own log, what crossed the network and the disks that are left. Each
is a function that yields a sentence for each violation. Places in line are compared as the journal has them: how long
a message was on its way no box knows, so two people who pressed within that time may change places.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from math import inf
from typing import Any, Final

import msgspec

from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.codec import decode_answer
from firmware.messages.commands import AdoptTicket, AnyCommand, TakeTicket
from firmware.messages.names import node_of, ticket_number
from firmware.queueing.calling_order import waiting_for
from firmware.queueing.decide import decide
from firmware.queueing.events import (
    DayClosed,
    DayOpened,
    LabelAdded,
    SlipReported,
    TicketCalled,
)
from firmware.queueing.evolve import evolve
from firmware.queueing.model import AT_COUNTER, Queue, TicketState, empty, outstanding_slips
from firmware.queueing.now import Now
from firmware.simulation.evidence import Evidence, issued, replayed
from firmware.simulation.fairness import CALL_AGE_LIMIT, FAIRNESS

LONGEST_STALL: Final = 21.0
CLOCKS: Final = 0.3
SECOND_TAP: Final = 1.4


def no_duplicate_number(evidence: Evidence) -> Iterator[str]:
    """No number is given twice on a service's day."""
    seen: dict[str, int] = {}
    for row, event in issued(evidence.records):
        label = f"{event.ticket[:10]} {event.number}"
        if label in seen:
            yield f"{label} is given at {seen[label]} and again at {row.position}"
        seen[label] = row.position


def one_ticket_per_press(evidence: Evidence) -> Iterator[str]:
    """A press owns at most one ticket."""
    owner: dict[str, str] = {}
    for _, event in issued(evidence.records):
        if not isinstance(event, LabelAdded) and owner.setdefault(event.press, event.ticket) != event.ticket:
            yield f"{event.press} owns {owner[event.press]} and {event.ticket}"


def one_counter_per_ticket(evidence: Evidence) -> Iterator[str]:
    """Nobody is called while at a counter, and no counter calls while somebody is there."""
    for queue, row in replayed(evidence):
        if isinstance(row.event, TicketCalled):
            ticket = queue.tickets[row.event.ticket]
            if ticket.state in AT_COUNTER:
                yield f"{ticket.number} is called to {row.event.counter} while at {ticket.counter}"
            if queue.counters[row.event.counter].ticket is not None:
                yield f"{row.event.counter} calls {ticket.number} while somebody is there"


def one_unmarked_slip(evidence: Evidence) -> Iterator[str]:
    """A press has at most one paper without CETAK ULANG, and so has a number.

    A printer box whose card was thrown away before it could tell of a paper prints it again: nobody knows better.
    """
    by_press: dict[tuple[str, int], int] = defaultdict(int)
    by_number: dict[str, set[str]] = defaultdict(set)
    days = {
        event.press: event.ticket[:10] for _, event in issued(evidence.records) if not isinstance(event, LabelAdded)
    }
    for paper in evidence.papers:
        if not paper.sheet.is_marked:
            by_press[paper.sheet.press, paper.card] += 1
            by_number[f"{days.get(paper.sheet.press)} {paper.sheet.number}"].add(paper.sheet.press)
    yield from (f"{press} has {count} unmarked papers" for (press, _), count in by_press.items() if count > 1)
    yield from (f"{number} is on the papers of {sorted(who)}" for number, who in by_number.items() if len(who) > 1)


def called_by_the_paper(evidence: Evidence) -> Iterator[str]:
    """A person is called by the label on their paper, as soon as a printer has told, and at the end in any case."""
    on_paper = {paper.sheet.press: paper.sheet.number for paper in evidence.papers}
    told: dict[str, str] = {}
    for queue, row in replayed(evidence):
        if isinstance(row.event, SlipReported) and row.event.number is not None:
            told[row.event.press] = row.event.number
        elif isinstance(row.event, TicketCalled):
            ticket = queue.tickets[row.event.ticket]
            label = on_paper.get(ticket.press)
            if label == told.get(ticket.press) and label in ticket.labels and label != ticket.number:
                yield f"{label} is called as {ticket.number} at {row.position}"
    for ticket in evidence.queue.tickets.values():
        if ticket.press in on_paper and ticket.number != on_paper[ticket.press]:
            yield f"the paper says {on_paper[ticket.press]}, the hub would call {ticket.number}"


def no_orphan_paper(evidence: Evidence) -> Iterator[str]:
    """Every printed label belongs to a ticket, or to a day that has closed."""
    labels = {(event.ticket, event.number) for _, event in issued(evidence.records)}
    owner = {event.press: event.ticket for _, event in issued(evidence.records) if not isinstance(event, LabelAdded)}
    past = {
        kept.command.press
        for kept in evidence.records.kept
        if isinstance(kept.command, AdoptTicket) and _is_refused(kept.answer, Reason.DAY_PAST)
    }
    for paper in evidence.papers:
        press = paper.sheet.press
        is_excused = press in past or _maker(press) in evidence.lost_stores
        if (owner.get(press), paper.sheet.number) not in labels and not is_excused:
            yield f"{paper.sheet.number} of {press} is on paper, but no ticket has it"


def _is_refused(answer: bytes | None, reason: Reason) -> bool:
    said = decode_answer(answer) if answer is not None else None
    return isinstance(said, Refused) and said.reason is reason


def own_numbers_say_so(evidence: Evidence) -> Iterator[str]:
    """A paper bears Nomor luring exactly where its number is from a kiosk's own range."""
    own = [kiosk.numbers for kiosk in evidence.queue.plan.kiosks if kiosk.numbers is not None]
    for sheet in (paper.sheet for paper in evidence.papers):
        is_own = any(low <= int(sheet.number[1:]) <= high for low, high in own)
        if sheet.is_offline != is_own:
            yield f"the paper {sheet.number} of {sheet.press} says{'' if sheet.is_offline else ' not'} Nomor luring"


def no_late_call(evidence: Evidence) -> Iterator[str]:
    """A call that comes late, or a second tap, calls nobody."""
    calls: dict[int, list[float]] = defaultdict(list)
    for row in evidence.records.rows:
        if not isinstance(row.event, TicketCalled):
            continue
        pressed = evidence.pressed_at.get(row.key)
        if pressed is None:
            yield f"the call at {row.position} was never asked for"
            continue
        calls[row.event.counter].append(pressed)
    for counter, pressed_at in calls.items():
        for one, two in pairwise(sorted(pressed_at)):
            if two - one < SECOND_TAP:
                yield f"counter {counter} calls two people with taps {two - one:.2f} s apart"


def calls_are_prompt(evidence: Evidence) -> Iterator[str]:
    """The hub calls for a tap only where it was told of it at most five seconds old."""
    for row in evidence.records.rows:
        answered = evidence.answered_at.get(row.key)
        if not isinstance(row.event, TicketCalled) or answered is None:
            continue
        told = [age for at, age in evidence.deliveries.get(row.key, []) if answered - LONGEST_STALL <= at <= answered]
        if told and min(told) > CALL_AGE_LIMIT:
            yield f"{row.key} calls, {min(told):.1f} s after the finger"


def ages_are_true(evidence: Evidence) -> Iterator[str]:
    """What a box says of a finger, at every sending, is what the finger's own log says."""
    taps: dict[str, list[float]] = defaultdict(list)
    for tap in evidence.taps:
        taps[tap.node].append(tap.at)
    for claim in evidence.claimed:
        own = taps[str(node_of(claim.key))]
        nearest = min((abs(at - claim.at) for at in own[max(0, bisect_left(own, claim.at) - 1) :][:2]), default=inf)
        if nearest > CLOCKS:
            yield f"{claim.key} says its finger was there at {claim.at:.1f} s, and none was within {nearest:.1f} s"


def epochs_rise(evidence: Evidence) -> Iterator[str]:
    """Epochs never fall, in the journal and as any box believes them."""
    if list(evidence.records.epochs) != sorted(set(evidence.records.epochs)):
        yield f"the journal counts {evidence.records.epochs}"
    for box, beats in evidence.beats.items():
        if beats != sorted(beats):
            yield f"{box} believes {beats}"


def same_answer_again(evidence: Evidence) -> Iterator[str]:
    """What a box was answered stands in the journal, byte for byte."""
    for kept in evidence.records.kept:
        if kept.answer is None:
            continue
        known = evidence.records.answers.get(kept.key)
        if known is None:
            yield f"{kept.key} was answered and is not in the journal"
        elif known != kept.answer:
            yield f"{kept.key} was answered {kept.answer!r}, the journal says {known!r}"


def nothing_pending(evidence: Evidence) -> Iterator[str]:
    """When the faults have stopped every outbox is empty within half a minute."""
    yield from evidence.pending


def board_is_the_fold(evidence: Evidence) -> Iterator[str]:
    """What the hub believes and what the walls show is the fold of the journal."""
    folded = empty(evidence.queue.plan)
    for row in evidence.records.rows:
        folded = evolve(folded, row.event, row.office)
    if folded != evidence.queue:
        yield f"the hub stands at {evidence.queue.position}, the journal folds to {folded.position}"
    waiting = {letter: len(line) for letter, line in folded.lines.items()}
    if evidence.board != waiting:
        yield f"the board says {evidence.board}, {waiting} wait"


def everybody_callable(evidence: Evidence) -> Iterator[str]:
    """Counters that go on calling reach every living ticket."""
    queue = evidence.queue
    if queue.day is None:
        return
    calls = 0
    # Whoever is helped at one counter may go on to another, for the next stage.
    while any(waiting_for(queue, number) or counter.ticket for number, counter in queue.counters.items()):
        for plan in queue.plan.counters:
            counter, node = queue.counters[plan.number], plan.box or ""
            if not counter.is_open:
                queue = _act(queue, {"command": "OpenCounter", "counter": plan.number}, node, 0)
            if not waiting_for(queue, plan.number) and counter.ticket is None:
                continue
            calls += 1
            before = queue
            asked = {"command": "CallNext", "counter": plan.number, "saw": counter.ticket}
            queue = _act(queue, asked, node, calls)
            if queue.position == before.position:
                yield f"counter {plan.number} cannot call, though {waiting_for(queue, plan.number)} wait"
                return
    left = [ticket.number for ticket in queue.tickets.values() if ticket.state is TicketState.WAITING]
    if left:
        yield f"{', '.join(left)} wait and are never called"


def _act(queue: Queue, fields: dict[str, Any], node: str, n: int) -> Queue:
    command = msgspec.convert({"key": f"{node}-{'0' * 16}-1-{n}", **fields}, AnyCommand)
    decision = decide(queue, command, Now(office_time=0.0, node=node))
    for event in decision if isinstance(decision, tuple) else ():
        queue = evolve(queue, event, 0.0)
    return queue


def everybody_somewhere(evidence: Evidence) -> Iterator[str]:
    """Conservation: as many tickets as presses that own one; each stands in one place, and only there."""
    queue = evidence.queue
    if len(queue.tickets) != len(queue.presses):
        yield f"{len(queue.tickets)} tickets, {len(queue.presses)} presses"
    in_line = [ticket for line in queue.lines.values() for ticket in line]
    waiting = [ticket.id for ticket in queue.tickets.values() if ticket.state is TicketState.WAITING]
    if sorted(in_line) != sorted(waiting):
        yield f"{sorted(waiting)} wait, {sorted(in_line)} stand in lines"
    there = [counter.ticket for counter in queue.counters.values() if counter.ticket is not None]
    at_counter = [ticket.id for ticket in queue.tickets.values() if ticket.state in AT_COUNTER]
    if sorted(there) != sorted(at_counter):
        yield f"{sorted(at_counter)} are at counters, where {sorted(there)} are"


def the_day_goes_on(evidence: Evidence) -> Iterator[str]:
    """A business day never goes back, never opens twice, and never by a clock that nobody vouches for."""
    opened = [row.event.day for row in evidence.records.rows if isinstance(row.event, DayOpened)]
    if opened != sorted(set(opened)):
        yield f"days open as {opened}"
    kinds = [type(row.event) for row in evidence.records.rows if isinstance(row.event, DayOpened | DayClosed)]
    if any(one is two for one, two in pairwise(kinds)):
        yield f"days open and close as {[kind.__name__ for kind in kinds]}"
    yield from evidence.opened_blind


def nobody_named(evidence: Evidence) -> Iterator[str]:
    """No personal data in the journal: only names of ours, numbers, letters, dates."""
    for row in evidence.records.rows:
        for field, value in msgspec.json.decode(row.body).items():
            if isinstance(value, str) and not _OURS.match(value):
                yield f"{field} of {row.position} says {value!r}"


_OURS: Final = re.compile(
    r"(?:[A-Z][A-Za-z_]+|[A-Z]|[A-Z]\d{3,4}|\d{4}-\d\d-\d\d(?:-[A-Z]\d{3,4})?|[0-9a-f]{16}(?:-\d+)?|"
    r"[a-z]+-\d+(?:-[0-9a-f]{16}-\d+-p\d+)?)\Z"
)


def no_box_dies_by_itself(evidence: Evidence) -> Iterator[str]:
    """A fault around a box is no reason to die of it."""
    yield from (f"{name} died by itself" for name in evidence.doomed)


def acknowledged_survives(evidence: Evidence) -> Iterator[str]:
    """A number that a box was told, or gave and had accepted, is a label of the journal."""
    known = {event.number for _, event in issued(evidence.records)}
    for kept in evidence.records.kept:
        said = decode_answer(kept.answer) if kept.answer is not None else None
        if isinstance(kept.command, AdoptTicket) and isinstance(said, Accepted):
            label: str | None = ticket_number(kept.command.service, kept.command.number)
        elif isinstance(kept.command, TakeTicket) and isinstance(said, Accepted):
            label = said.number
        else:
            continue
        if label not in known:
            yield f"{label} was accepted and is in no event"


def every_press_ends(evidence: Evidence) -> Iterator[str]:
    """A press that was once on its way owns a ticket or was refused for good; only a lost card loses it."""
    owners = {event.press for _, event in issued(evidence.records) if not isinstance(event, LabelAdded)}
    refused = {
        kept.command.press
        for kept in evidence.records.kept
        if isinstance(kept.command, TakeTicket | AdoptTicket)
        and kept.answer is not None
        and isinstance(decode_answer(kept.answer), Refused)
    }
    for press in evidence.presses - owners - refused:
        if _maker(press) not in evidence.lost_stores:
            yield f"{press} was asked for and came to nothing"


def every_slip_ends(evidence: Evidence) -> Iterator[str]:
    """When printers are well again every slip has an outcome."""
    queue = evidence.queue
    left = [press for press in outstanding_slips(queue) if press in queue.presses]
    yield from (f"nothing is known of the slip of {press}" for press in left)


def _maker(press: str) -> str:
    """The node and the store that made a press."""
    return press.rsplit("-", 2)[0]


Invariant = Callable[[Evidence], Iterator[str]]

INVARIANTS: Final[tuple[Invariant, ...]] = (
    no_duplicate_number,
    one_ticket_per_press,
    one_counter_per_ticket,
    one_unmarked_slip,
    called_by_the_paper,
    no_orphan_paper,
    own_numbers_say_so,
    no_late_call,
    calls_are_prompt,
    ages_are_true,
    epochs_rise,
    same_answer_again,
    nothing_pending,
    board_is_the_fold,
    everybody_callable,
    everybody_somewhere,
    the_day_goes_on,
    nobody_named,
    no_box_dies_by_itself,
    acknowledged_survives,
    every_press_ends,
    every_slip_ends,
    *FAIRNESS,
)
