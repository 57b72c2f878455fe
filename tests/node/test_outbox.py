"""A command is on disk before it is sent, and is sent until it is answered."""

import random
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.commands import AnyCommand, CallNext, TakeTicket
from firmware.node.files import StateError
from firmware.node.outbox import Outbox

STORE = "00000000000000aa"
JOURNAL = "0123456789abcdef"
Opened = Callable[..., Outbox]


def take(n: int, age: float = 0.0) -> TakeTicket:
    """Return the n-th press of the kiosk."""
    return TakeTicket(key=f"kiosk-1-{STORE}-1-{n}", press=f"kiosk-1-{STORE}-1-p{n}", service="A", age=age)


def accepted(command: AnyCommand) -> Accepted:
    """Return the hub's yes."""
    return Accepted(key=command.key, journal=JOURNAL, epoch=1, position=7)


def refused(command: AnyCommand | None, reason: Reason, retry_after: float | None = None) -> Refused:
    """Return the hub's no; without a command it names no key."""
    key = None if command is None else command.key
    return Refused(key=key, reason=reason, journal=JOURNAL, epoch=1, position=7, retry_after=retry_after)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the outbox is kept."""
    return tmp_path / "outbox.sqlite3"


@pytest.fixture
def opened() -> Iterator[Callable[..., Outbox]]:
    """Open the outbox as a new process of the kiosk would find it; all are closed when the test ends."""
    boxes: list[Outbox] = []

    def opened(path: Path, clock: Any, node: str = "kiosk-1") -> Outbox:
        boxes.append(Outbox(path, node, clock, random.Random(1)))
        return boxes[-1]

    yield opened
    for box in boxes:
        box.close()


def sql(path: Path, statement: str, *values: object) -> list[Any]:
    """Return what another process reads from the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        return database.execute(statement, values).fetchall()


def test_a_command_is_on_disk_when_add_returns(opened: Opened, path: Path, clock: Any) -> None:
    """Another connection reads it; nothing was closed."""
    opened(path, clock).add(take(1))
    assert sql(path, "SELECT key FROM pending") == [(take(1).key,)]


def test_a_killed_process_leaves_its_command_to_the_next(opened: Opened, path: Path, clock: Any) -> None:
    """SIGKILL right after `add`: the next start finds the same key."""
    code = (
        "import os, signal, sys, msgspec; from pathlib import Path; from firmware.node.outbox import Outbox;"
        "from firmware.node.clock import SystemClock; from firmware.messages.commands import TakeTicket;"
        "box = Outbox(Path(sys.argv[1]), 'kiosk-1', SystemClock());"
        "box.add(msgspec.json.decode(sys.argv[2].encode(), type=TakeTicket));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    body = f'{{"command":"TakeTicket","key":"{take(1).key}","press":"{take(1).press}","service":"A"}}'
    ended = subprocess.run([sys.executable, "-c", code, path, body], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert [command.key for command in opened(path, clock).pending] == [take(1).key]


def test_the_pauses_grow_from_400_ms_to_5_s_with_jitter(opened: Opened, path: Path, clock: Any) -> None:
    """Each pause is doubled and then varied by a fifth, so that boxes do not shout in chorus."""
    outbox = opened(path, clock)
    outbox.add(take(1))
    pauses = []
    for _ in range(8):
        assert outbox.due()
        pauses.append(outbox.next_at() - clock.boot())
        clock.now = outbox.next_at()
    for pause, planned in zip(pauses, [0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0, 5.0], strict=True):
        assert 0.8 * planned <= pause <= 1.2 * planned
    assert len({round(pause / planned, 6) for pause, planned in zip(pauses[4:], [5.0] * 4, strict=True)}) == 4


def test_every_send_has_the_same_key_and_its_age_of_that_moment(opened: Opened, path: Path, clock: Any) -> None:
    """Seconds since the finger, by the box's boot clock."""
    outbox = opened(path, clock)
    outbox.add(take(1, age=0.25))
    sent = []
    for _ in range(3):
        sent += outbox.due()
        clock.now += 10
    assert {command.key for command in sent} == {take(1).key}
    assert [command.age for command in sent] == [0.25, 10.25, 20.25]
    assert all(command.is_age_exact for command in sent)


def test_nothing_is_due_before_its_time(opened: Opened, path: Path, clock: Any) -> None:
    """And nothing at all while nothing is pending."""
    outbox = opened(path, clock)
    assert outbox.next_at() is None
    outbox.add(take(1))
    outbox.due()
    clock.now = outbox.next_at() - 0.001
    assert outbox.due() == []


def test_a_new_connection_makes_everything_due_at_once(opened: Opened, path: Path, clock: Any) -> None:
    """The oldest first, and the pauses begin again at 400 ms."""
    outbox = opened(path, clock)
    for n in (1, 2, 3):
        outbox.add(take(n))
    for _ in range(5):
        outbox.due()
        clock.now = outbox.next_at()
    outbox.retry_now()
    assert [command.key for command in outbox.due()] == [take(n).key for n in (1, 2, 3)]
    assert outbox.next_at() - clock.boot() < 0.5


def test_an_answer_settles_its_command_once(opened: Opened, path: Path, clock: Any) -> None:
    """The same answer again, and an answer for an unknown key, settle nothing."""
    outbox = opened(path, clock)
    outbox.add(take(1))
    assert outbox.settle(accepted(take(1))) == take(1)
    assert outbox.settle(accepted(take(1))) is None
    assert outbox.settle(accepted(take(2))) is None
    assert len(outbox) == len(opened(path, clock)) == 0


def test_a_refusal_is_an_answer(opened: Opened, path: Path, clock: Any) -> None:
    """A final no ends the sending as a yes does."""
    outbox = opened(path, clock)
    outbox.add(take(1))
    assert outbox.settle(refused(take(1), Reason.DAY_CLOSED)) == take(1)
    assert len(opened(path, clock)) == 0


@pytest.mark.parametrize("reason", [Reason.TOO_FAST, Reason.STORAGE])
def test_a_retryable_answer_keeps_the_command(opened: Opened, path: Path, clock: Any, reason: Reason) -> None:
    """It is sent again with the same key after `retry_after` seconds."""
    outbox = opened(path, clock)
    outbox.add(take(1))
    outbox.due()
    assert outbox.settle(refused(take(1), reason, retry_after=30.0)) is None
    clock.now += 29.9
    assert outbox.due() == []
    clock.now += 0.2
    assert [command.key for command in outbox.due()] == [take(1).key]


def test_too_fast_without_a_key_holds_everything_back(opened: Opened, path: Path, clock: Any) -> None:
    """The hub has read nothing of what it refused."""
    outbox = opened(path, clock)
    outbox.add(take(1))
    outbox.add(take(2))
    outbox.settle(refused(None, Reason.TOO_FAST, retry_after=2.0))
    assert outbox.due() == []
    assert outbox.next_at() == clock.boot() + 2.0
    assert len(outbox) == 2


def test_a_retryable_answer_for_an_old_key_holds_nothing_back(opened: Opened, path: Path, clock: Any) -> None:
    """It speaks of a command that was settled long ago."""
    outbox = opened(path, clock)
    outbox.add(take(1))
    outbox.settle(refused(take(9), Reason.STORAGE, retry_after=60.0))
    assert [command.key for command in outbox.due()] == [take(1).key]


def test_within_one_boot_a_restart_keeps_the_exact_age(opened: Opened, path: Path, clock: Any) -> None:
    """The boot clock goes on while the process is dead."""
    opened(path, clock).add(take(1))
    clock.now += 33.0
    [command] = opened(path, clock).due()
    assert (command.age, command.is_age_exact) == (33.0, True)


def test_after_a_reboot_the_age_is_a_lower_bound_and_says_so(opened: Opened, path: Path, clock: Any) -> None:
    """The press was before this boot, so it is at least as old as the boot."""
    opened(path, clock).add(take(1))
    clock.reboot(boot=20.0)
    [command] = opened(path, clock).due()
    assert (command.age, command.is_age_exact) == (20.0, False)


def test_the_order_of_the_presses_survives_a_reboot(opened: Opened, path: Path, clock: Any) -> None:
    """The kiosk's own order is what is left when ages are inexact."""
    outbox = opened(path, clock)
    for n in (3, 1, 2):
        outbox.add(take(n))
    clock.reboot()
    assert [command.key for command in opened(path, clock).due()] == [take(n).key for n in (3, 1, 2)]


def test_answered_commands_are_kept_with_their_answers(opened: Opened, path: Path, clock: Any) -> None:
    """From them a hub that lost its disk can be rebuilt."""
    outbox = opened(path, clock)
    outbox.add(take(1))
    outbox.settle(accepted(take(1)))
    [(key, answer)] = sql(path, "SELECT key, answer FROM answered")
    assert key == take(1).key
    assert b'"answer":"Accepted"' in answer


def test_a_press_that_the_disk_refuses_is_not_taken(opened: Opened, path: Path, clock: Any) -> None:
    """A write lock held by somebody else stands for any refusal of SQLite; the lamp must say no."""
    outbox = opened(path, clock)
    outbox._database.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(path, isolation_level=None)) as blocker:
        blocker.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StateError, match="cannot keep"):
            outbox.add(take(1))
    assert len(outbox) == 0
    assert outbox.due() == []
    outbox.add(take(1))
    assert len(outbox) == 1


def test_a_full_disk_is_a_state_error(path: Path) -> None:
    """In a process whose files may not grow (RLIMIT_FSIZE), as on a full SD card."""
    code = (
        "import resource, signal, sys; from pathlib import Path; from firmware.node.outbox import Outbox;"
        "from firmware.node.clock import SystemClock; from firmware.node.files import StateError;"
        "from firmware.messages.commands import TakeTicket;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "box = Outbox(Path(sys.argv[1]), 'kiosk-1', SystemClock());"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, (100, {resource.RLIM_INFINITY}));\n"
        f"try: box.add(TakeTicket(key='{take(1).key}', press='{take(1).press}', service='A'))\n"
        "except StateError as error: print(error, len(box))"
    )
    ended = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=False)
    assert ended.stdout.startswith(f"cannot keep {take(1).key}: "), ended.stderr
    assert ended.stdout.endswith("is the disk full or read-only? 0\n")


def test_an_answer_that_cannot_be_written_is_only_asked_again(opened: Opened, path: Path, clock: Any) -> None:
    """The command is settled now; after a restart it is sent once more and brings the same answer."""
    outbox = opened(path, clock)
    outbox.add(take(1))
    outbox._database.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(path, isolation_level=None)) as blocker:
        blocker.execute("BEGIN EXCLUSIVE")
        assert outbox.settle(accepted(take(1))) == take(1)
    assert len(outbox) == 0
    assert [command.key for command in opened(path, clock).pending] == [take(1).key]


def test_a_file_that_is_no_database_is_named(opened: Opened, path: Path, clock: Any) -> None:
    """The sentence says what to do with it."""
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StateError, match=r"outbox\.sqlite3: .*; .*move a damaged file aside"):
        opened(path, clock)


def test_one_unreadable_row_does_not_keep_the_kiosk_from_starting(opened: Opened, path: Path, clock: Any) -> None:
    """It stays in the file for a technician, and the others are sent."""
    outbox = opened(path, clock)
    outbox.add(take(1))
    outbox.add(take(2))
    sql(path, "UPDATE pending SET body = ? WHERE key = ?", b'{"command":"FromTheFuture"}', take(1).key)
    again = opened(path, clock)
    assert [command.key for command in again.due()] == [take(2).key]
    assert again.unreadable == [take(1).key]
    assert opened(path, clock).unreadable == [take(1).key]


def test_a_renamed_box_does_not_send_under_its_old_name(opened: Opened, path: Path, clock: Any) -> None:
    """The broker would not let it, and the hub would call it forged."""
    opened(path, clock).add(take(1))
    renamed = opened(path, clock, "kiosk-2")
    assert renamed.due() == []
    assert renamed.unreadable == [take(1).key]


def test_a_counter_sees_who_was_there_in_every_send(opened: Opened, path: Path, clock: Any) -> None:
    """The body never changes on the way through the disk."""
    command = CallNext(key=f"kiosk-1-{STORE}-1-1", counter=3, saw="2026-11-23-A017")
    opened(path, clock).add(command)
    [sent] = opened(path, clock).due()
    assert sent == command
