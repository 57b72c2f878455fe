"""Recovery: what the boxes remember becomes the events of the day again. Pure; nothing here decides about people.

Every accepted command goes through the rules once more, in the order in which the lost journal answered; only whom
`CallNext` called is taken from its answer, because another person may seem to be first when a box is silent. What
does not fit together is resolved for the person's good: whoever may hold a paper waits again rather than is lost, and
each such case is a doubt that a technician reads. What a box may not have said is left out, with a doubt (`believing`).
After a kiosk or printer that was not heard the hub leaves out so many numbers that none is given twice.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec.structs import replace

from firmware.hub.believing import believed, by_position, possible
from firmware.hub.business_day import turn
from firmware.hub.findings import Found, begin_of, find, later_claims, latest_day, of_day
from firmware.hub.left_out import gap, knows_tickets
from firmware.hub.memories import Memory, Paper, Remembered, of_journal
from firmware.hub.replay import Lost, Recovery, Replay
from firmware.messages.answers import Accepted
from firmware.messages.commands import (
    AdoptTicket,
    AnswerHelp,
    CallNext,
    CallTicket,
    CancelHelp,
    CheckIn,
    CloseDay,
    MarkNoShow,
    OpenDay,
    RequestHelp,
    ServingCommand,
    TakeTicket,
)
from firmware.messages.names import node_of
from firmware.queueing.events import (
    AnyEvent,
    CounterOpened,
    DayOpened,
    JournalRebuilt,
    ServedByHand,
    TicketAdopted,
    TicketCalled,
    TicketIssued,
    TicketRequeued,
)
from firmware.queueing.model import AT_COUNTER, ENDED, Counter, Queue
from firmware.queueing.numbering import leave_out, next_number
from firmware.queueing.serving import finish_before

_ISSUES = (TicketIssued, TicketAdopted)


def recover(queue: Queue, memories: Iterable[Memory], lost: Lost) -> Recovery:
    """Return how the queue goes on by what the boxes remember; commands that it holds already must be left out."""
    commands: list[Remembered] = []
    papers: list[Paper] = []
    memories, doubts = believed(memories, queue.plan, lost.journal, lost.today)
    for memory in memories:
        told, taken = of_journal(memory, lost.journal)
        commands += told
        papers += taken
    day = latest_day(commands, papers, lost.today)
    heard = max((memory.position for memory in memories), default=None)
    if day is None or (queue.last_day is not None and day < queue.last_day):
        empty_day = _Day(queue, lost, lost.now)
        empty_day.doubt(*doubts)
        return empty_day.end(heard, lost.after)
    begun_after = max(lost.after, begin_of(commands, day, lost.after))
    commands, papers = of_day(commands, day, lost.after), [one for one in papers if _is_of(one, day)]
    last = queue.last_numbers if queue.last_day == day else {}
    limit = by_position(queue.plan, dict(last), begun_after, {one.node: one.position for one in memories})
    commands, papers, others = possible(commands, papers, queue.plan, lost.journal, limit)
    begun = min((one.at for one in commands if one.is_exact), default=lost.now)
    replay = _Day(queue, lost, begun if lost.begun is None else lost.begun)
    replay.doubt(*doubts, *others)
    replay.open(day)
    replay.play(commands, papers)
    return replay.end(heard, begun_after)


def _is_of(paper: Paper, day: date) -> bool:
    return paper.slip.ticket.startswith(day.isoformat())


class _Day(Replay):
    """The day being put together again."""

    _is_new_day = False
    _told: frozenset[str] = frozenset()
    _claims: Sequence[Remembered] = ()

    def open(self, day: date) -> None:
        """Begin the day where it has not begun; an earlier one ends, with whoever was left carried out."""
        if self.queue.last_day == day:
            return
        if self.queue.day is not None:
            self.decide("hub", CloseDay(key=self.key(), day=self.queue.day))
        self.happen(None, DayOpened(day=day))
        self._is_new_day = True

    def play(self, commands: Sequence[Remembered], papers: Sequence[Paper]) -> None:
        """Take in the tickets and the commands, in the order of the lost journal."""
        self._claims = later_claims(commands) if self.lost.is_day_over else ()
        self._told = frozenset(one.command.key for one in commands)
        found = find(commands, papers, self.queue.plan, self.lost.journal)
        steps: list[tuple[float, int, int, Found | Remembered | Paper]] = []
        steps += [(one.position or 0, 0, one.n, one) for one in found.values() if one.ticket not in self.queue.tickets]
        steps += [(one.answer.position, 2, n, one) for n, one in enumerate(commands)]
        last = max((position for position, *_ in steps), default=0)
        steps += [(last, 3, n, one) for n, one in enumerate(papers) if one.slip.ticket not in found]
        for *_, step in sorted(steps, key=lambda step: step[:3]):
            match step:
                case Found():
                    self.issue(step)
                case Remembered():
                    self._repeat(step)
                case Paper():
                    self._label(step)

    def end(self, heard: int | None, begun_after: int) -> Recovery:
        """Say in the journal what happened to it, and after which figures the hub goes on.

        `heard` is the last position that any box has heard of (None: no box has told anything), and the day goes on
        after position `begun_after`.
        """
        lost, queue = self.lost, self.queue
        todo = turn(open_day=queue.day, last_day=queue.last_day, today=lost.today, is_certain=False)
        if todo.open is not None and (lost.missing or lost.is_day_over):
            self.open(todo.open)
            for one in self._claims:
                self.decide(one.node, one.command)
        elif lost.is_day_over and lost.today is None and queue.day is not None:
            self.decide("hub", CloseDay(key=self.key(), day=queue.day))
            self.doubt(
                f"boxes have heard of a later day than {queue.day}, and nobody remembers a number of it: "
                "open it by hand: antrian day open DATE"
            )
        unknown = None if heard is None else heard - begun_after - self._accounted()
        count = self._gap(unknown)
        last = self._last(count)
        self.at = lost.now
        left_out = 0 if self._is_new_day or lost.today is not None else count
        self.happen(None, replace(self._rebuilt(last), left_out=left_out))
        return self.result()

    def _accounted(self) -> int:
        """Return how many positions of the lost journal are events again; an event that nobody told of took none."""
        steps = (step for step in self._steps if step.key in self._told or isinstance(step.events[0], _ISSUES))
        return sum(len(step.events) for step in steps)

    def _gap(self, unknown: int | None) -> int:
        lost = self.lost
        if not any(knows_tickets(self.queue.plan, node) for node in lost.missing):
            return 0
        is_timed = lost.begun is not None and lost.today is not None
        return gap(unknown=unknown, silent_seconds=lost.now - (lost.begun or 0.0) if is_timed else None)

    def _last(self, count: int) -> dict[str, int]:
        """Return per service the figure after which the hub goes on."""
        plan, last = self.queue.plan, {}
        for service in plan.services:
            given = self.queue.last_numbers.get(service.letter, 0)
            figure = last[service.letter] = leave_out(plan.hub_numbers, given, count)
            if count and next_number(plan.hub_numbers, figure) is None:
                self.doubt(f"service {service.letter} has no number left: silent boxes may have given the last ones")
        return {letter: figure for letter, figure in last.items() if figure}

    def _rebuilt(self, last: dict[str, int]) -> JournalRebuilt:
        """A box that has been missing since an earlier time still has to tell what it knew then."""
        lost, earlier = self.lost, self.lost.earlier
        if earlier is None or not earlier.missing or self._is_new_day:
            return JournalRebuilt(last=last, missing=lost.missing, after=lost.after)
        missing = tuple(sorted({*lost.missing, *earlier.missing}))
        return JournalRebuilt(last=last, missing=missing, after=min(lost.after, earlier.after))

    # -- tickets -----------------------------------------------------------------------------------------------------

    def _label(self, paper: Paper) -> None:
        """A paper of a press that owns another number: the ticket has two labels."""
        slip = paper.slip
        kiosk = node_of(slip.press) or ""
        self.decide(
            kiosk,
            AdoptTicket(
                key=self.key(),
                press=slip.press,
                service=slip.number[0],
                number=int(slip.number[1:]),
                priority=slip.is_priority,
            ),
        )

    # -- commands ----------------------------------------------------------------------------------------------------

    def _repeat(self, one: Remembered) -> None:
        """Let the rules take an accepted command once more."""
        if one.is_exact and not isinstance(one.command, AdoptTicket):
            self.pass_until(one.at)
        match one.command:
            case TakeTicket() | CheckIn() | OpenDay() | RequestHelp() | CancelHelp() | AnswerHelp():
                # Who asked for help has been helped or has gone; nobody is sent for a press of that time.
                return
            case AdoptTicket(counter=int()):
                self._serve_by_hand(one)
            case CallNext() | CallTicket():
                self._call(one, one.command)
            case MarkNoShow():
                self._see(one, one.command)
                # By what was answered before it is known how late it came at least.
                age = max(0.0, self.at - one.at) if one.is_exact else 0.0
                self.decide(one.node, replace(one.command, age=age))
            case ServingCommand():
                self._see(one, one.command)
                self.decide(one.node, one.command)
            case _:
                self.decide(one.node, one.command)

    def _serve_by_hand(self, one: Remembered) -> None:
        ticket = self.queue.tickets.get(_ticket(one) or "")
        if ticket is not None and isinstance(one.command, AdoptTicket) and ticket.state not in ENDED:
            self.happen(one.command.key, ServedByHand(ticket=ticket.id, counter=one.command.counter or 0))

    def _call(self, one: Remembered, command: CallNext | CallTicket) -> None:
        """Ask the same person to the counter again as the lost journal did."""
        self._see(one, command)
        called = _ticket(one)
        events: tuple[AnyEvent, ...] = finish_before(self.queue, self._counter(command.counter))
        ticket = self.queue.tickets.get(called or "")
        if ticket is not None and ticket.state in ENDED:
            self.doubt(f"{ticket.number} was called to counter {command.counter} after it had ended")
        elif ticket is not None:
            if ticket.state in AT_COUNTER and ticket.counter not in (None, command.counter):
                self._back_in_line(ticket.id)
            events = (*events, TicketCalled(ticket=ticket.id, counter=command.counter))
        self.happen(command.key, *events)

    def _see(self, one: Remembered, command: ServingCommand) -> None:
        """Make the counter what the officer saw: the lost journal had agreed to that."""
        counter = self._counter(command.counter)
        if not counter.is_open and isinstance(command, CallNext | CallTicket):
            self.happen(None, CounterOpened(counter=counter.number))
        if counter.ticket == command.saw:
            return
        if counter.ticket is not None:
            number = self.queue.tickets[counter.ticket].number
            self.doubt(f"nobody remembers how {number} left counter {counter.number}; waits again")
            self._back_in_line(counter.ticket)
        seen = self.queue.tickets.get(command.saw or "")
        if seen is None or seen.state in ENDED:
            return
        if seen.state in AT_COUNTER:
            self._back_in_line(seen.id)
        self.doubt(f"nobody remembers the call of {seen.number} to counter {counter.number}; {one.node} saw it there")
        self.happen(None, TicketCalled(ticket=seen.id, counter=counter.number))

    def _back_in_line(self, ticket: str) -> None:
        self.happen(None, TicketRequeued(ticket=ticket, counter=self.queue.tickets[ticket].counter or 0))

    def _counter(self, number: int) -> Counter:
        return self.queue.counters.get(number) or Counter(number=number)


def _ticket(one: Remembered) -> str | None:
    return one.answer.ticket if isinstance(one.answer, Accepted) else None
