"""Whatever fails in whatever order, and wherever the kiosk dies, nobody gets the number of another.

The kiosk is the real box and loop over real files; its process may die before or after any statement that it gives to
SQLite, and goes on over a copy of the files as they were then. The hub keeps its word like the real one: the same
answer for the same key, one ticket for each press, each number once on a day.
"""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from firmware.messages.answers import Accepted, AnyAnswer, Reason, Refused
from firmware.messages.codec import encode
from firmware.messages.commands import AdoptTicket, AnyCommand, ClaimNumbers, PrintOutcome, TakeTicket
from firmware.messages.names import node_of, ticket_number
from firmware.node.disk import Disk
from firmware.node.link import Received
from firmware.node.lock import lock
from tests.button_node.bench import DAY, FOREIGN, JOURNAL, PASPOR, KioskBench, PlayedClock


class Died(BaseException):
    """The process was killed."""


class Mortal(sqlite3.Connection):
    """A connection in whose statements the process may die."""

    before_statement: Callable[[], None]

    def execute(self, *args: Any) -> sqlite3.Cursor:
        """Die before the statement, or run it and die after."""
        self.before_statement()
        cursor = super().execute(*args)
        self.before_statement()
        return cursor


class MortalDisk(Disk):
    """A disk whose user dies `left` steps from now (None: lives)."""

    left: int | None = None

    def connect(self, path: Path, *, is_handed_over: bool) -> sqlite3.Connection:
        """Return a connection that counts."""
        del is_handed_over
        made = sqlite3.connect(path, isolation_level=None, factory=Mortal)
        made.before_statement = self._count
        return made

    def lock(self, folder: Path) -> Any:
        """Take the folder; a copy of it is another folder."""
        return lock(folder)

    def _count(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise Died


class PlayedHub:
    """What the hub keeps: answers by key, tickets by press, labels by number, whose range it is."""

    def __init__(self) -> None:
        """Open the first day."""
        self.day: date = DAY
        self.issued = 0
        self.answers: dict[str, AnyAnswer] = {}
        self.tickets: dict[str, str] = {}
        self.labels: dict[tuple[date, str], str] = {}

    def answer(self, command: AnyCommand) -> AnyAnswer:
        """Return the answer for good."""
        if command.key not in self.answers:
            self.answers[command.key] = self._decide(command)
        return self.answers[command.key]

    def _decide(self, command: AnyCommand) -> AnyAnswer:
        match command:
            case TakeTicket(press=press):
                if press not in self.tickets:
                    self.issued += 1
                    self._label(press, ticket_number(command.service, self.issued))
            case AdoptTicket(press=press):
                number = ticket_number(command.service, command.number)
                if self.labels.get((self.day, number), press) != press:
                    return self._no(command, Reason.NUMBER_TAKEN)
                self._label(press, number)
            case ClaimNumbers():
                return Accepted(key=command.key, journal=JOURNAL, epoch=1, position=1)
        ticket = self.tickets[press]
        return Accepted(key=command.key, journal=JOURNAL, epoch=1, position=1, ticket=ticket)

    def _label(self, press: str, number: str) -> None:
        self.labels[self.day, number] = press
        self.tickets.setdefault(press, f"{self.day}-{number}")

    @staticmethod
    def _no(command: AnyCommand, reason: Reason) -> Refused:
        return Refused(key=command.key, reason=reason, journal=JOURNAL, epoch=1, position=1)


class KioskMachine(RuleBasedStateMachine):
    """The kiosk, and beside it what fingers, papers and the hub remember."""

    def __init__(self) -> None:
        """Begin in an open day, with a range and a printer."""
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="antrian-kiosk-"))
        self.folder = self.root / "0"
        self.clock, self.hub = PlayedClock(), PlayedHub()
        self.lives = 0
        self.is_hub_there = True
        self.answers: list[AnyAnswer] = []
        self.papers: dict[str, str] = {}
        self.taken: set[str] = set()
        self.disk = MortalDisk()
        self.kiosk = KioskBench(self.folder, clock=self.clock, disk=self.disk)
        self.closing = [self.kiosk]
        self.kiosk.begin_day()
        self.kiosk.come(self.kiosk.printer)

    @rule(pin=st.sampled_from([PASPOR, FOREIGN]))
    def press(self, pin: int) -> None:
        """A finger; the press is taken when it is in the outbox."""
        self._live(lambda: self.kiosk.touch(pin))

    @rule(seconds=st.sampled_from([0.5, 1.6, 4.0, 130.0]))
    def wait(self, seconds: float) -> None:
        """Time passes; the hub beats at its end, if it is there."""
        self._live(lambda: self.kiosk.later(seconds))

    @rule()
    def beat(self) -> None:
        """A hub that is there says which day it is."""
        if self.is_hub_there:
            self._live(lambda: self.kiosk.beat(self.hub.day))

    @rule(is_there=st.booleans())
    def go_or_come(self, is_there: bool) -> None:
        """The hub and its broker go or come back."""
        self.is_hub_there = is_there
        self.kiosk.link.is_connected = is_there

    @rule()
    def decide(self) -> None:
        """The hub hears what was sent so far and decides; its answers are on their way."""
        commands, self.kiosk.link.commands = self.kiosk.link.commands, []
        if self.is_hub_there:
            self.answers += [self.hub.answer(command) for command in commands]

    @rule(which=st.integers(0, 20))
    def hear(self, which: int) -> None:
        """One of the answers arrives, in any order; the others may come later, or again."""
        if self.answers and self.is_hub_there:
            answer = self.answers.pop(which % len(self.answers))
            message = Received(topic="antrian/answer/kiosk-1", payload=encode(answer))
            self.kiosk.box.post(message)
            self._live(self.kiosk.turn)

    @rule()
    def lose_answers(self) -> None:
        """The broker is killed with all that is in it."""
        self.answers.clear()

    @rule()
    def next_day(self) -> None:
        """The hub opens the next day; the kiosk may not hear of it for a while."""
        if self.is_hub_there:
            self.hub.day += timedelta(days=1)

    @rule(is_there=st.booleans())
    def printer(self, is_there: bool) -> None:
        """The printer box goes or comes back."""
        if is_there:
            self._live(lambda: self.kiosk.come(self.kiosk.printer))
        else:
            self._live(lambda: self.kiosk.go(self.kiosk.printer))

    @rule()
    def report(self) -> None:
        """The printer box says what it has printed."""
        for press, number in list(self.papers.items())[-3:]:
            self._live(lambda press=press, number=number: self.kiosk.report(press, number, PrintOutcome.PRINTED))  # type: ignore[misc]

    @rule(left=st.integers(0, 60))
    def will_die(self, left: int) -> None:
        """The process is killed so many steps of the disk later."""
        self.disk.left = left

    @rule()
    def reboot(self) -> None:
        """The plug of the Pi is pulled."""
        self.clock.boot_id, self.clock.now = f"boot-{self.lives}", 20.0
        self._begin_again()

    @invariant()
    def a_number_is_one_visitors(self) -> None:
        """The hub never had to refuse a number because another paper bears it."""
        for answer in self.hub.answers.values():
            assert isinstance(answer, Accepted)

    @invariant()
    def a_press_has_one_number_and_one_command(self) -> None:
        """One number of the kiosk's own at most on paper; one command at most in the outbox."""
        for _, slip in self.kiosk.printer.told:
            assert self.papers.setdefault(slip.press, slip.number) == slip.number
        presses = self.kiosk.presses()
        assert len(presses) == len(set(presses))

    @invariant()
    def no_press_is_lost(self) -> None:
        """Whatever was once in the outbox is there until one of its commands was answered."""
        self.taken |= set(self.kiosk.presses())
        for press in self.taken - set(self.kiosk.presses()):
            assert press in self.hub.tickets
            assert node_of(press) == "kiosk-1"

    def _live(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Died:
            self._begin_again()
        self.a_press_has_one_number_and_one_command()

    def _begin_again(self) -> None:
        """Go on over the files as they are at this moment; the dead process never closed them."""
        self.a_press_has_one_number_and_one_command()
        self.lives += 1
        after = self.root / str(self.lives)
        shutil.copytree(self.folder, after, ignore=shutil.ignore_patterns("*-shm"))
        self.folder, self.disk = after, MortalDisk()
        was_there = self.kiosk.printer.is_there
        self.kiosk = KioskBench(self.folder, clock=self.clock, disk=self.disk)
        self.kiosk.link.is_connected = self.is_hub_there
        self.closing.append(self.kiosk)
        if was_there:
            self.kiosk.come(self.kiosk.printer)

    def teardown(self) -> None:
        """At the end the hub is back: everything is answered, and every paper's number is called by the hub."""
        self.disk.left = None
        self.go_or_come(is_there=True)
        for _ in range(4):
            self.kiosk.later(6.0)
            self.kiosk.beat(self.hub.day)
            self.decide()
            while self.answers:
                self.hear(0)
        self.a_number_is_one_visitors()
        self.no_press_is_lost()
        labelled = {(press, number) for (_, number), press in self.hub.labels.items()}
        assert set(self.papers.items()) <= labelled
        assert self.kiosk.box.outbox.pending == ()
        for one in self.closing:
            one.close()
        shutil.rmtree(self.root)


TestKioskCrashes = KioskMachine.TestCase
TestKioskCrashes.settings = settings(
    max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
