"""Wherever the hub dies within a step, and whatever comes twice, late or out of order: what was answered stays true.

A crash is a new desk over a copy of the journal's files as they were at that statement, with the old connection never
closed. The boxes of this test remember what they asked and what they were answered; the desk knows only its disk.
"""

import shutil
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from firmware.hub.desk import Arrival, Desk, Step, restore
from firmware.hub.journal import Journal, create
from firmware.hub.settings import load_office
from firmware.messages.answers import RETRYABLE, Accepted, Refused
from firmware.messages.codec import Garbage, decode_answer, encode
from firmware.messages.commands import (
    AdoptTicket,
    AnyCommand,
    CallNext,
    ClaimNumbers,
    CloseDay,
    Finish,
    MarkNoShow,
    OpenCounter,
    OpenDay,
    PrintOutcome,
    ReportPrint,
    TakeTicket,
)
from firmware.messages.names import make_key, node_of
from firmware.node.disk import Disk
from firmware.queueing.model import AT_COUNTER, Queue, empty
from tests.hub.bench import DAY, SHIPPED, key, moment, press

OFFICE = replace(load_office(str(SHIPPED)), hours=None)


class Death(BaseException):
    """The process is gone; nothing of it may catch this."""


class Mortal(sqlite3.Connection):
    """A connection on which the n-th writing statement fails or kills, before it is done or after."""

    left: int | None = None
    fault: type[BaseException] = Death
    is_after = False

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """Do it, unless this is the statement."""
        if sql == "PRAGMA synchronous = FULL":
            # A copy of the files sees what was written, synced or not; syncing would only take time.
            return super().execute("PRAGMA synchronous = OFF")
        if self.left is None or not sql.startswith(("BEGIN", "INSERT", "DELETE", "COMMIT")):
            return super().execute(sql, *values)
        self.left -= 1
        if self.left >= 0:
            return super().execute(sql, *values)
        if self.fault is Death and self.is_after:
            super().execute(sql, *values)
        raise self.fault("database or disk is full")


class MortalDisk(Disk):
    """A disk whose newest connection can be told when to fail."""

    def connect(self, path: Path, *, is_handed_over: bool) -> Mortal:
        """Keep it at hand."""
        self.latest = sqlite3.connect(path, isolation_level=None, factory=Mortal, check_same_thread=not is_handed_over)
        return self.latest


class DeskMachine(RuleBasedStateMachine):
    """A desk, and what its boxes sent and heard."""

    def __init__(self) -> None:
        """Make the journal of a new office."""
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="antrian-desk-"))
        self.folder = self.root / "0"
        self.disk = MortalDisk()
        self.abandoned: list[Journal] = []
        self.made = self.lives = self.epoch = 0
        self.now = 0.0
        self.sent: list[AnyCommand] = []
        self.answered: dict[str, bytes] = {}
        self.owners: dict[str, str] = {}
        self.papers: dict[str, int] = {}
        create(self.folder / "journal.sqlite3", self.disk)
        self._sit_down()

    def _sit_down(self) -> None:
        self.journal = Journal(self.folder / "journal.sqlite3", self.disk)
        epoch = self.journal.begin_epoch(moment(self.now))
        assert epoch > self.epoch
        self.epoch = epoch
        self.desk = Desk(self.journal, restore(self.journal, empty(OFFICE.plan())))

    @initialize()
    def open(self) -> None:
        """The morning."""
        self._send(OpenDay(key=self._key("hub"), day=DAY))
        for n in (1, 2):
            self._send(OpenCounter(key=self._key(f"counter-{n}"), counter=n))
        self._step(self.sent)

    # -- what boxes ask ----------------------------------------------------------------------------------------------

    @rule(service=st.sampled_from("AF"), priority=st.booleans())
    def take(self, service: str, priority: bool) -> None:
        """A finger."""
        self._send(TakeTicket(key=self._key(), press=press(self.made), service=service, priority=priority))

    @precondition(lambda self: any(isinstance(command, TakeTicket) for command in self.sent))
    @rule(which=st.integers(0, 99))
    def adopt(self, which: int) -> None:
        """A kiosk that heard no answer gives a number of its own, whatever became of the wish."""
        wishes = [command for command in self.sent if isinstance(command, TakeTicket)]
        wish = wishes[which % len(wishes)]
        if wish.press not in self.papers:
            number = self.papers[wish.press] = 700 + len(self.papers)
            self._send(AdoptTicket(key=self._key(), press=wish.press, service=wish.service, number=number))

    @rule(store=st.sampled_from(["0" * 16, "1" * 16]))
    def claim(self, store: str) -> None:
        """The kiosk's card, or a new one."""
        self.made += 1
        self._send(ClaimNumbers(key=make_key("kiosk-1", store, 1, self.made), low=700, high=799))

    @rule(counter=st.sampled_from([1, 2]), kind=st.sampled_from([CallNext, CallNext, Finish, MarkNoShow]))
    def work(self, counter: int, kind: Any) -> None:
        """An officer's tap, on whom the board shows."""
        saw = self.desk.queue.counters[counter].ticket
        self._send(kind(key=self._key(f"counter-{counter}"), counter=counter, saw=saw))

    @precondition(lambda self: self.desk.queue.presses)
    @rule(which=st.integers(0, 99), outcome=st.sampled_from(PrintOutcome), is_own=st.booleans())
    def report(self, which: int, outcome: PrintOutcome, is_own: bool) -> None:
        """A printer's word."""
        ticket = list(self.desk.queue.tickets.values())[which % len(self.desk.queue.tickets)]
        number = ticket.labels[-1 if is_own else 0]
        said = {"press": ticket.press, "slip": f"{'0' * 16}-1", "outcome": outcome, "number": number}
        self._send(ReportPrint(key=self._key("printer-1"), **said))

    @precondition(lambda self: self.desk.queue.day and self.made % 5 == 0)
    @rule()
    def close_the_day(self) -> None:
        """The evening, and the next morning."""
        day = self.desk.queue.day
        assert day is not None
        self._send(CloseDay(key=self._key("technician-1"), day=day))
        self._send(OpenDay(key=self._key("technician-1"), day=day.replace(day=day.day + 1)))

    # -- what reaches the desk ---------------------------------------------------------------------------------------

    @rule(picks=st.lists(st.integers(0, 99), min_size=1, max_size=6))
    def deliver(self, picks: list[int]) -> None:
        """Anything that was ever sent, mostly the newest, in any order and again."""
        self._step(self._picked(picks))

    @rule(picks=st.lists(st.integers(0, 5), min_size=1, max_size=6), n=st.integers(0, 14), is_after=st.booleans())
    def die(self, picks: list[int], n: int, is_after: bool) -> None:
        """The plug is pulled between any two statements of a step, also after the commit and before the answers."""
        mortal = self.disk.latest
        mortal.left, mortal.fault, mortal.is_after = n, Death, is_after
        with suppress(Death):
            self._step(self._picked(picks))
        self._restart()

    @rule(picks=st.lists(st.integers(0, 5), min_size=1, max_size=6), n=st.integers(0, 14))
    def fill_the_disk(self, picks: list[int], n: int) -> None:
        """From the n-th statement of the step on nothing is taken any more, for that long."""
        mortal = self.disk.latest
        mortal.left, mortal.fault = n, sqlite3.OperationalError
        self._step(self._picked(picks))
        mortal.left = None

    @rule(seconds=st.floats(0.1, 20.0))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now += seconds

    # -- what must hold ----------------------------------------------------------------------------------------------

    @invariant()
    def what_was_answered_is_on_disk(self) -> None:
        """Byte for byte, whatever happened since."""
        for key_, answer in self.answered.items():
            known = self.journal.known(key_)
            assert known is not None
            assert known.answer == answer

    @invariant()
    def the_queue_is_what_the_journal_says(self) -> None:
        """Nothing was folded that is not on disk, and nothing on disk was forgotten."""
        assert restore(self.journal, empty(OFFICE.plan())) == self.desk.queue

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        """A number leads to one ticket, a press to one, a person to one counter."""
        queue: Queue = self.desk.queue
        labels = [label for ticket in queue.tickets.values() for label in ticket.labels]
        assert len(labels) == len(set(labels)) == len(queue.labels)
        assert len({ticket.press for ticket in queue.tickets.values()}) == len(queue.tickets)
        called = {ticket.id for ticket in queue.tickets.values() if ticket.state in AT_COUNTER}
        there = [counter.ticket for counter in queue.counters.values() if counter.ticket]
        assert len(there) == len(called)
        assert set(there) == called

    def teardown(self) -> None:
        """The faults stop: every command is answered within two rounds, and the owners are who they were."""
        try:
            for _ in range(2):
                self._step([command for command in self.sent if command.key not in self.answered])
            day_closed = self.desk.queue.day is None
            left = [command for command in self.sent if command.key not in self.answered]
            assert all(day_closed and isinstance(command, AdoptTicket) for command in left)
        finally:
            for journal in (*self.abandoned, self.journal):
                journal.close()
            shutil.rmtree(self.root)

    # -- how ---------------------------------------------------------------------------------------------------------

    def _key(self, node: str = "kiosk-1") -> str:
        self.made += 1
        return key(self.made, node)

    def _send(self, command: AnyCommand) -> None:
        self.sent.append(command)

    def _picked(self, picks: list[int]) -> list[AnyCommand]:
        return [self.sent[-1 - pick % len(self.sent)] for pick in picks]

    def _step(self, commands: list[AnyCommand]) -> None:
        arrivals = [Arrival(node_of(command.key) or "", encode(command)) for command in commands]
        self._hear(self.desk.step(arrivals, moment(self.now)))

    def _hear(self, step: Step) -> None:
        for reply in step.replies:
            answer = decode_answer(reply.answer)
            assert not isinstance(answer, Garbage)
            if isinstance(answer, Refused) and answer.reason in RETRYABLE:
                continue
            assert answer.key is not None
            assert self.answered.setdefault(answer.key, reply.answer) == reply.answer
            if isinstance(answer, Accepted):
                self._own(answer)

    def _own(self, answer: Accepted) -> None:
        """A press is answered with one ticket for ever, and no other press with that one."""
        command = next(command for command in self.sent if command.key == answer.key)
        if isinstance(command, TakeTicket | AdoptTicket):
            assert answer.ticket is not None
            assert self.owners.setdefault(answer.ticket, command.press) == command.press
            assert list(self.owners.values()).count(command.press) == 1
            if isinstance(command, AdoptTicket) and answer.ticket in self.desk.queue.tickets:
                assert self.desk.queue.labels[f"{command.service}{command.number}"] == answer.ticket

    def _restart(self) -> None:
        """Begin again on the files as they are now; what was not synced is lost with the old process."""
        self.lives += 1
        after = self.root / str(self.lives)
        shutil.copytree(self.folder, after, ignore=shutil.ignore_patterns("*-shm"))
        self.disk.latest.left = None
        self.abandoned.append(self.journal)
        self.folder = after
        self._sit_down()


TestDeskCrashes = DeskMachine.TestCase
TestDeskCrashes.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
