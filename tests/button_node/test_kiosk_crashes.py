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
from firmware.node.link import Connected, Received
from firmware.node.lock import lock
from tests.button_node.bench import DAY, FOREIGN, JOURNAL, PASPOR, KioskBench, PlayedClock

MEMORY = Path("/dev/shm")  # noqa: S108 - only processes die here, so nothing need be on a disk


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
    steps = 0

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
        self.steps += 1
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
        self.root = Path(tempfile.mkdtemp(prefix="antrian-kiosk-", dir=MEMORY if MEMORY.exists() else None))
        self.folder = self.root / "0"
        self.clock, self.hub = PlayedClock(), PlayedHub()
        self.lives = 0
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
        """Time passes, and nobody beats."""
        self._live(lambda: self.kiosk.later(seconds))

    @rule(pins=st.lists(st.sampled_from([PASPOR, FOREIGN]), max_size=3))
    def fall_silent(self, pins: list[int]) -> None:
        """The hub and its broker go with what they had on the way, and visitors come."""
        self.kiosk.link.is_connected = False
        self.kiosk.link.commands.clear()
        self._live(lambda: self.kiosk.later(4.0))
        for pin in pins:
            self.press(pin)

    @rule(nights=st.integers(0, 1), first=st.integers(0, 4), heard=st.integers(0, 8))
    def speak(self, nights: int, first: int, heard: int) -> None:
        """The hub is there, perhaps in its next day, and what is pending is sent at once."""
        self.hub.day += timedelta(days=nights)
        self.kiosk.link.is_connected = True
        self.kiosk.box.post(Connected())
        self._live(lambda: self.kiosk.beat(self.hub.day))
        self.answer(first, heard)

    @rule(first=st.integers(0, 4), heard=st.integers(0, 8))
    def answer(self, first: int, heard: int) -> None:
        """The hub decides on all that was sent; of its answers some arrive, in another order, and the others never."""
        commands, self.kiosk.link.commands = self.kiosk.link.commands, []
        answers = [self.hub.answer(command) for command in {one.key: one for one in commands}.values()]
        for answer in (answers[first:] + answers[:first])[:heard]:
            self.kiosk.box.post(Received(topic="antrian/answer/kiosk-1", payload=encode(answer)))
        self._live(self.kiosk.turn)

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
        was_there, is_connected = self.kiosk.printer.is_there, self.kiosk.link.is_connected
        self.kiosk = KioskBench(self.folder, clock=self.clock, disk=self.disk)
        self.kiosk.link.is_connected = is_connected
        self.closing.append(self.kiosk)
        if was_there:
            self.kiosk.come(self.kiosk.printer)

    def teardown(self) -> None:
        """At the end the hub is back: everything is answered, and every paper's number is called by the hub."""
        self.disk.left = None
        for _ in range(3):
            self.speak(0, 0, 1_000)
        self.a_number_is_one_visitors()
        self.no_press_is_lost()
        labelled = {(press, number) for (_, number), press in self.hub.labels.items()}
        assert set(self.papers.items()) <= labelled
        assert self.kiosk.box.outbox.pending == ()
        for one in self.closing:
            one.close()
        shutil.rmtree(self.root)


def live_through(left: int | None) -> tuple[int, int]:
    """Live through a silent evening and a silent morning, and die after so many steps; returns deaths and steps."""
    machine = KioskMachine()
    machine.disk.left, machine.disk.steps = left, 0
    machine.fall_silent([PASPOR])
    machine.wait(4.0)  # after a death the box must notice the silence anew
    machine.press(PASPOR)
    machine.speak(1, 2, 1)
    machine.fall_silent([PASPOR, FOREIGN])
    machine.speak(0, 0, 9)
    machine.fall_silent([PASPOR])
    steps = machine.disk.steps
    machine.teardown()
    return machine.lives, steps


def test_a_kiosk_may_die_at_any_step_of_its_disk() -> None:
    """Killed before and after each statement of two days in turn, it gives nobody the number of another."""
    lives, steps = live_through(None)
    assert lives == 0
    assert all(live_through(left)[0] == 1 for left in range(steps))


TestKioskCrashes = KioskMachine.TestCase
TestKioskCrashes.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
