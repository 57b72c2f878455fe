"""A business day at a real desk, played by chance, with everything that the boxes keep of it."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from firmware.hub.bookings import Bookings
from firmware.hub.desk import Arrival, Desk
from firmware.hub.journal import create
from firmware.hub.memories import Memory, Paper, Remembered, beyond
from firmware.hub.office_time import Moment
from firmware.hub.recovery import recover
from firmware.hub.replay import Lost, Recovery
from firmware.hub.settings import OfficeSettings
from firmware.hub.telling import Teller
from firmware.messages.answers import Accepted, AnyAnswer
from firmware.messages.codec import decode_answer, encode
from firmware.messages.commands import (
    AdoptTicket,
    AnyCommand,
    CallNext,
    CallTicket,
    CheckIn,
    ClaimNumbers,
    CloseCounter,
    Finish,
    MarkNoShow,
    OpenCounter,
    OpenDay,
    Park,
    PrintOutcome,
    Recall,
    ReportPrint,
    Requeue,
    StartServing,
    TakeTicket,
    Transfer,
)
from firmware.messages.names import make_key
from firmware.messages.notices import Mark, Slip
from firmware.queueing.model import TicketState, empty
from firmware.queueing.now import Booking
from tests.hub.bench import DAY, STORE, Bench, key, moment, press

PRINTERS = {"kiosk-1": "printer-1", "kiosk-2": "printer-2"}
COUNTERS = {1: "counter-1", 2: "counter-2", 3: "counter-3"}
RANGES = {"kiosk-1": (700, 799), "kiosk-2": (800, 899)}
BOXES = (*PRINTERS, *PRINTERS.values(), *COUNTERS.values())


class Anybody(Bookings):
    """Whoever comes has booked: the code says when, and for which service."""

    def __init__(self) -> None:
        super().__init__(None, ())

    def booking(self, code: str, day: date, now: Moment) -> Booking | None:
        """The appointment that the code tells."""
        del day, now
        _, service, slot = code.split("-", 2)
        return Booking(service=service, slot=float(slot))


class LostDay:
    """Visitors, officers and printers at one desk. `kept` and `papers` are what the boxes keep."""

    def __init__(self, folder: Path, office: OfficeSettings, seed: int = 0) -> None:
        """Make a journal and open the day."""
        create(folder / "lost.sqlite3")
        self.chance = random.Random(seed)
        self.bench = Bench(folder / "lost.sqlite3", office)
        self.bench.desk = Desk(self.bench.journal, self.queue, None, Anybody())
        # Nobody pulls a plug here, and each seed answers a thousand commands.
        self.bench.journal._database.execute("PRAGMA synchronous = OFF")
        self.teller = Teller(office, self.bench.journal.id, self.bench.journal.epoch)
        self.kept: dict[str, list[Remembered]] = {node: [] for node in BOXES}
        self.papers: dict[str, list[Paper]] = {node: [] for node in PRINTERS.values()}
        self.seconds = 0.0
        self.start = 1
        self._n = 0
        self._offline = {node: low - 1 for node, (low, _) in RANGES.items()}
        self.bench.desk.order("hub", OpenDay(key=key(1, "hub"), day=DAY), moment())

    # -- one step --------------------------------------------------------------------------------------------------

    @property
    def now(self) -> Moment:
        """This moment."""
        return moment(self.seconds)

    @property
    def queue(self) -> Any:
        """The queue that gets lost."""
        return self.bench.desk.queue

    def say(self, node: str, kind: type[AnyCommand], age: float = 0.0, **fields: Any) -> AnyAnswer:
        """Let a box ask the desk; it keeps what was answered, and printers take the slips."""
        self._n += 1
        command = kind(key=make_key(node, STORE, self.start, self._n), age=age, **fields)
        step = self.bench.desk.step([Arrival(node, encode(command))], self.now)
        (reply,) = step.replies
        answer = decode_answer(reply.answer)
        assert isinstance(answer, AnyAnswer)
        self.kept[node].append(
            Remembered(
                node=node,
                command=command,
                answer=answer,
                said=reply.answer,
                at=round(self.now.office - age, 3),
                is_exact=True,
            )
        )
        for telling in self.teller.effects(self.queue, [stamped.event for stamped in step.events], self.now):
            if isinstance(telling.notice, Slip) and telling.notice.mark is Mark.NONE:
                self.print(str(telling.leaf), telling.notice)
        return answer

    def print(self, printer: str, slip: Slip) -> None:
        """The first claim on a press wins; the paper comes out and is reported."""
        owner = next((paper.slip for paper in self.papers[printer] if paper.slip.press == slip.press), None)
        if owner is None:
            at = round(self.now.office - slip.age, 3)
            self.papers[printer].append(Paper(node=printer, slip=slip, at=at, is_exact=True))
        outcome = PrintOutcome.PRINTED if owner is None or owner.id == slip.id else PrintOutcome.SUPERSEDED
        number = (owner or slip).number
        if slip.press in self.queue.presses:
            self.say(printer, ReportPrint, press=slip.press, slip=slip.id, outcome=outcome, number=number)

    # -- people ----------------------------------------------------------------------------------------------------

    def take(self, kiosk: str = "kiosk-1", service: str = "A", age: float = 0.0, *, priority: bool = False) -> Accepted:
        """Give a visitor a number."""
        self._n += 1
        answer = self.say(kiosk, TakeTicket, age, press=press(self._n, kiosk), service=service, priority=priority)
        assert isinstance(answer, Accepted)
        return answer

    def check_in(self, kiosk: str, service: str, slot: int) -> Accepted:
        """Let somebody come who has booked for an office time."""
        self._n += 1
        answer = self.say(kiosk, CheckIn, press=press(self._n, kiosk), appointment=f"{self._n}-{service}-{slot}")
        assert isinstance(answer, Accepted)
        return answer

    def adopt(self, kiosk: str, service: str, age: float, *, of: str | None = None) -> None:
        """Tell of a number that the kiosk gave by itself, with its paper first; `of` is a press that has a ticket."""
        self.say(kiosk, ClaimNumbers, low=RANGES[kiosk][0], high=RANGES[kiosk][1])
        self._n += 1
        self._offline[kiosk] += 1
        mine = of or press(self._n, kiosk)
        self.say(kiosk, AdoptTicket, age, press=mine, service=service, number=self._offline[kiosk])
        ticket = self.queue.tickets[self.queue.presses[mine]]
        if of is None:
            self.print(PRINTERS[kiosk], self.teller._slip(self.queue, ticket, self.now)[0].notice)  # type: ignore[arg-type]

    def at_counter(self, counter: int) -> str | None:
        """Return who is there."""
        ticket: str | None = self.queue.counters[counter].ticket
        return ticket

    def call(self, counter: int) -> AnyAnswer:
        """Call the next person."""
        return self.serve(CallNext, counter)

    def serve(self, kind: type[AnyCommand], counter: int, **fields: Any) -> AnyAnswer:
        """Let an officer press a button, seeing what is there."""
        return self.say(COUNTERS[counter], kind, counter=counter, saw=self.at_counter(counter), **fields)

    def open(self, *counters: int) -> None:
        """Open counters."""
        for counter in counters or COUNTERS:
            self.say(COUNTERS[counter], OpenCounter, counter=counter)

    def play(self, steps: int) -> None:
        """Go through so many moments of a random day."""
        for _ in range(steps):
            self.seconds = round(self.seconds + self.chance.uniform(4.0, 60.0), 3)
            self._something()

    def _something(self) -> None:  # noqa: C901, PLR0912 - a line for each thing that people do
        chance, kiosk = self.chance, self.chance.choice(tuple(PRINTERS))
        counter, service = chance.choice(tuple(COUNTERS)), chance.choice("AFHKL")
        match chance.choices(
            ("take", "book", "adopt", "label", "call", "serve", "aside", "open", "close", "again"),
            (36, 4, 4, 2, 30, 20, 8, 6, 1, 2),
        )[0]:
            case "take":
                self.take(kiosk, service, round(chance.uniform(0.0, 3.0), 3), priority=chance.random() < 0.1)
            case "book":
                self.check_in(kiosk, service, round(self.now.office + chance.uniform(-2_400.0, 1_800.0)))
            case "adopt":
                self.adopt(kiosk, service, round(chance.uniform(2.0, 3.5), 3))
            case "label":
                own = [one for one in self.queue.tickets.values() if one.kiosk == kiosk and len(one.labels) == 1]
                if own and chance.choice(own).adopted is None:
                    ticket = chance.choice(own)
                    if ticket.adopted is None:
                        self.adopt(kiosk, ticket.number[0], 2.0, of=ticket.press)
            case "call":
                self.call(counter)
            case "serve":
                kind = chance.choice((StartServing, Finish, Recall, MarkNoShow, Park, Transfer, Requeue))
                self.serve(kind, counter, **({"service": service} if kind is Transfer else {}))
            case "aside":
                states = (TicketState.PARKED, TicketState.NO_SHOW)
                aside = [one.id for one in self.queue.tickets.values() if one.state in states]
                if aside:
                    self.serve(chance.choice((CallTicket, Requeue)), counter, ticket=chance.choice(aside))
            case "open":
                self.open(counter)
            case "close":
                self.say(COUNTERS[counter], CloseCounter, counter=counter)
            case "again":
                taken = [one for one in self.kept[kiosk] if isinstance(one.command, TakeTicket)]
                if taken:
                    self.say(kiosk, TakeTicket, press=chance.choice(taken).command.press, service=service)

    # -- afterwards ------------------------------------------------------------------------------------------------

    def memory(self, node: str, *, keep: float = 1.0) -> Memory:
        """Return what a box tells; of its commands a box that keeps less has forgotten a part, by chance."""
        commands = [one for one in self.kept[node] if self.chance.random() < keep]
        heard = self.queue.position
        return Memory(
            node=node,
            journal=self.bench.journal.id,
            epoch=1,
            position=heard,
            commands=tuple(commands),
            papers=tuple(self.papers.get(node, ())),
        )

    def memories(self, *without: str) -> list[Memory]:
        """Return what all boxes tell, but those that are silent."""
        return [self.memory(node) for node in BOXES if node not in without]

    def slots(self) -> dict[str, float]:
        """Return the slots of all who have checked in, as the day's file would tell them."""
        booked = [one for one in self.queue.tickets.values() if one.appointment is not None]
        return {one.appointment: one.slot for one in booked}

    def close(self) -> None:
        """Close the journal."""
        self.bench.journal.close()


Make = Callable[..., LostDay]


def recovered(day: LostDay, memories: list[Memory], *missing: str, **lost: Any) -> Recovery:
    """Put the day together again in a blank office."""
    epoch, position = beyond(memories)
    lost.setdefault("slots", day.slots())
    known = Lost(journal=day.bench.journal.id, epoch=epoch, now=day.now.office + 60.0, missing=missing, **lost)
    return recover(empty(day.bench.office.plan(), position), memories, known)
