"""A box that was missing when the journal was put together tells what it remembers: who else has a paper. Pure.

The queue has gone on since then, and people stand at its counters by what it says. So nothing that an officer did is
done again: tickets come in at their place in line, with their labels and what printers reported, and who was helped at
a counter that was silent ends, unless the hub has called them since. Nobody who is in the queue is moved.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Final

from firmware.hub.believing import after_the_last, believed, possible
from firmware.hub.findings import Found, day_of, find, latest_day, of_day
from firmware.hub.memories import Memory, Paper, Remembered, of_journal
from firmware.hub.replay import Lost, Recovery, Replay
from firmware.messages.commands import AdoptTicket, CallNext, CallTicket, ClaimNumbers, Finish, ReportPrint
from firmware.messages.names import node_of, ticket_number
from firmware.queueing.events import JournalRebuilt, LabelAdded, ServedByHand
from firmware.queueing.labels import called_by, make_good
from firmware.queueing.model import Queue, Ticket, TicketState

_BEFORE: Final = 0.001
_ON_ITS_WAY: Final = 1.0
_HELPED: Final = (CallNext, CallTicket, Finish)


def take_in(queue: Queue, memory: Memory, lost: Lost) -> Recovery:
    """Return how the open day goes on by what one box remembers; commands that the journal knows must be left out.

    `lost.missing` are the boxes that are still missing, and `lost.after` is what the journal says of the time when it
    was put together. Where the box remembers a later day there is no step: the hub's is not the day that was lost.
    """
    assert queue.day is not None  # noqa: S101 - nobody is asked while the office is closed
    replay = _Late(queue, lost, lost.now)
    (memory,), doubts = believed([memory], queue.plan, lost.journal, lost.today)
    commands, papers = of_journal(memory, lost.journal)
    latest = latest_day(commands, papers, lost.today)
    if latest is not None and latest > queue.day:
        replay.doubt(f"{memory.node} remembers business day {latest}, and {queue.day} is open")
        return replay.result()
    today = [one for one in papers if day_of(one.slip.ticket) == queue.day]
    limit = after_the_last(queue.plan, dict(queue.last_numbers))
    commands = of_day(commands, queue.day, lost.after)
    commands, today, others = possible(commands, today, queue.plan, lost.journal, limit)
    replay.doubt(*doubts, *others)
    replay.play(commands, today)
    # Numbers that were left out stay left out: another box that is missing may know them.
    left_out = queue.rebuilt.left_out if queue.rebuilt is not None and lost.missing else 0
    replay.happen(
        None,
        JournalRebuilt(last=dict(queue.last_numbers), missing=lost.missing, after=lost.after, left_out=left_out),
    )
    return replay.result()


class _Late(Replay):
    """The queue of this moment, going on."""

    def __init__(self, queue: Queue, lost: Lost, begun: float) -> None:
        super().__init__(queue, lost, begun)
        self._waits = _waits(queue)
        # By their press the tickets whose press nobody remembered when the journal was put together.
        self._nameless: dict[str, str] = {}

    def play(self, commands: Sequence[Remembered], papers: Sequence[Paper]) -> None:
        """Take in the tickets, then their labels, then what became of them."""
        found = find(commands, papers, self.queue.plan, self.lost.journal)
        for person in sorted(found.values(), key=lambda person: (person.position or 0, person.n)):
            self._take_in(person)
        for paper in papers:
            self._label(paper.slip.press, paper.slip.number)
        for one in commands:
            self._repeat(one)

    def since(self, found: Found) -> float:
        """Return when the wait began; who has a larger number of the service began later, whatever a box's age says.

        Also an exact age is as late as it was on its way.
        """
        if not self.queue.plan.is_hub_number(found.n):
            return found.at
        numbers, latest = self._waits.get(found.service, ([], []))
        at = bisect_right(numbers, found.n)
        before = min([found.at, *(since - _BEFORE for since in latest[at : at + 1])])
        return found.at if found.is_exact and found.at - before > _ON_ITS_WAY else before

    def _take_in(self, found: Found) -> None:
        press, is_given = found.press, found.number in self.queue.labels
        if press is not None and (is_given or press in self.queue.presses):
            self._label(press, found.number)
        elif not is_given:
            self.issue(found)

    def _label(self, press: str, number: str) -> None:
        """The number stands on this person's paper: it is theirs, or there is a doubt."""
        owner = self.queue.labels.get(number)
        owned = self.queue.presses.get(press) or self._nameless.get(press)
        if owner is None and owned is not None:
            self._add_label(self.queue.tickets[owned], number)
        elif owner is not None and owner != owned:
            other = self.queue.tickets[owner].press
            if node_of(other) == "hub" and owned is None:
                self._nameless[press] = owner
            else:
                self.doubt(f"{number} of {press}: another person has this number, {other}; look at the papers")

    def _add_label(self, ticket: Ticket, number: str) -> None:
        label = LabelAdded(ticket=ticket.id, number=number, service=number[0], n=int(number[1:]))
        held = called_by((*ticket.labels, number), number, self.queue.slips.get(ticket.press))
        self.happen(None, label, *(make_good(self.queue, ticket, held) if node_of(ticket.press) != "hub" else ()))

    def _repeat(self, one: Remembered) -> None:
        match one.command:
            case AdoptTicket(press=press, service=service, number=number):
                self._label(press, ticket_number(service, number))
            case ReportPrint(press=press) if press in self.queue.presses:
                self.decide(one.node, one.command)
            case ClaimNumbers():
                self.decide(one.node, one.command)
            case command if isinstance(command, _HELPED) and command.saw is not None:
                self._end(command.saw, command.counter)

    def _end(self, ticket_id: str, counter: int) -> None:
        ticket = self.queue.tickets.get(ticket_id)
        if ticket is None or ticket.state is not TicketState.WAITING:
            return
        if ticket.latest_call is None or ticket.latest_call <= self.lost.after:
            self.happen(None, ServedByHand(ticket=ticket.id, counter=counter))


def _waits(queue: Queue) -> dict[str, tuple[list[int], list[float]]]:
    """Return per letter the hub's numbers as they rise, and from each on when the first of those people came."""
    given: dict[str, list[tuple[int, float]]] = {}
    for ticket in queue.tickets.values():
        for number in ticket.labels:
            if queue.plan.is_hub_number(int(number[1:])):
                given.setdefault(number[0], []).append((int(number[1:]), ticket.since))
    return {letter: _first_from(sorted(people)) for letter, people in given.items()}


def _first_from(people: Iterable[tuple[int, float]]) -> tuple[list[int], list[float]]:
    rising = list(people)
    firsts = [since for _, since in rising]
    for n in range(len(firsts) - 2, -1, -1):
        firsts[n] = min(firsts[n], firsts[n + 1])
    return [number for number, _ in rising], firsts
