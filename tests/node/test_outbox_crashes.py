"""Whatever happens in whatever order, and wherever the box crashes, the outbox holds exactly what is unanswered.

A crash is a new `Outbox` over a copy of the files as they were at that moment, with the old one never closed: what
SQLite had not written to its files is lost with it.
"""

import random
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.commands import TakeTicket
from firmware.messages.notices import ClockState
from firmware.node.outbox import Outbox

STORE, JOURNAL = "00000000000000aa", "0123456789abcdef"


class _Clock:
    boot_id = "0"
    now = 100.0

    def boot(self) -> float:
        return self.now

    def wall(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)

    def state(self) -> ClockState:
        return ClockState.UNTRUSTED


class OutboxMachine(RuleBasedStateMachine):
    """The outbox beside a plain list of what it should hold: (n, pressed at, was there a reboot since)."""

    def __init__(self) -> None:
        """Begin with a new box."""
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="antrian-outbox-"))
        self.folder = self.root / "0"
        self.folder.mkdir()
        self.clock = _Clock()
        self.made = self.lives = 0
        self.expected: dict[str, tuple[float, bool]] = {}
        self.abandoned: list[Outbox] = []
        self.outbox = self._open()

    def _open(self) -> Outbox:
        return Outbox(self.folder / "outbox.sqlite3", "kiosk-1", self.clock, random.Random(self.lives))

    @rule()
    def press(self) -> None:
        """A finger."""
        self.made += 1
        key = f"kiosk-1-{STORE}-1-{self.made}"
        self.outbox.add(TakeTicket(key=key, press=f"kiosk-1-{STORE}-1-p{self.made}", service="A"))
        self.expected[key] = (self.clock.now, False)

    @rule(seconds=st.floats(0.0, 8.0))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.clock.now += seconds

    @rule()
    def send(self) -> None:
        """Everything that is due goes out, right in key, order and age."""
        keys = list(self.expected)
        sent = self.outbox.due()
        assert [command.key for command in sent] == [key for key in keys if key in {c.key for c in sent}]
        for command in sent:
            pressed_at, rebooted = self.expected[command.key]
            assert command.is_age_exact is not rebooted
            assert abs(command.age - (self.clock.now - (0.0 if rebooted else pressed_at))) < 0.002

    @rule(which=st.integers(0, 50))
    def answer(self, which: int) -> None:
        """The hub answers for good, any command that was ever made, also twice."""
        if self.made == 0:
            return
        key = f"kiosk-1-{STORE}-1-{1 + which % self.made}"
        settled = self.outbox.settle(Accepted(key=key, journal=JOURNAL, epoch=1, position=which))
        assert (settled is not None) == (key in self.expected)
        self.expected.pop(key, None)

    @rule(which=st.integers(0, 50))
    def put_off(self, which: int) -> None:
        """The hub's disk refuses: nothing is settled."""
        key = f"kiosk-1-{STORE}-1-{1 + which}"
        no = Refused(key=key, reason=Reason.STORAGE, journal=JOURNAL, epoch=1, position=1, retry_after=1.0)
        assert self.outbox.settle(no) is None

    @rule(with_reboot=st.booleans())
    def crash(self, with_reboot: bool) -> None:
        """The plug is pulled, or the process killed."""
        self.lives += 1
        after = self.root / str(self.lives)
        shutil.copytree(self.folder, after, ignore=shutil.ignore_patterns("*-shm"))
        self.abandoned.append(self.outbox)
        self.folder = after
        if with_reboot:
            self.clock.boot_id, self.clock.now = str(self.lives), 15.0
            self.expected = dict.fromkeys(self.expected, (0.0, True))
        self.outbox = self._open()

    @invariant()
    def holds_what_is_unanswered(self) -> None:
        """Nothing lost, nothing twice, in the order of the presses."""
        assert [command.key for command in self.outbox.pending] == list(self.expected)

    @invariant()
    def whatever_is_pending_is_due_within_six_seconds(self) -> None:
        """No command is ever forgotten by the plan."""
        next_at = self.outbox.next_at()
        assert (next_at is None) == (not self.expected)
        assert next_at is None or next_at <= self.clock.now + 6.0

    def teardown(self) -> None:
        """Close all lives."""
        for outbox in (*self.abandoned, self.outbox):
            outbox.close()
        shutil.rmtree(self.root)


TestOutboxCrashes = OutboxMachine.TestCase
TestOutboxCrashes.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
