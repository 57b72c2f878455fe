"""Boxes of one Pi without a broker: real sockets, real threads, and a process that is really killed."""

import logging
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from firmware.messages.codec import LIMIT
from firmware.node.files import StateError
from firmware.node.neighbour import Neighbour, NeighbourDoor, NeighbourGone, NeighbourThere, Overheard
from firmware.node.socket_file import is_one_of

SLIP = "antrian/slip/printer-1"
REPORT = "antrian/command/printer-1"
WaitFor = Callable[..., Any]
Inbox = SimpleQueue[Any]

DOOR = """
import sys
from pathlib import Path
from queue import SimpleQueue
from firmware.node.neighbour import NeighbourDoor, Overheard
inbox = SimpleQueue()
door = NeighbourDoor(Path(sys.argv[1]), inbox.put)
door.start()
print("ready", flush=True)
while True:
    heard = inbox.get(timeout=60)
    if isinstance(heard, Overheard):
        print(heard.payload.decode(), flush=True)
"""

NEIGHBOUR = """
import sys
from pathlib import Path
from queue import SimpleQueue
from firmware.node.neighbour import Neighbour, NeighbourThere
inbox = SimpleQueue()
neighbour = Neighbour(Path(sys.argv[1]), inbox.put)
neighbour.start()
assert isinstance(inbox.get(timeout=30), NeighbourThere)
for n in range(50):
    assert neighbour.publish("antrian/slip/printer-1", b"%d" % n)
print("said", flush=True)
inbox.get(timeout=60)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the door is."""
    return tmp_path / "printer.sock"


@pytest.fixture
def closing() -> Iterator[list[Neighbour | NeighbourDoor]]:
    """What is closed when the test ends."""
    opened: list[Neighbour | NeighbourDoor] = []
    yield opened
    for one in opened:
        one.close()


@pytest.fixture
def open_door(path: Path, closing: list[Any]) -> Callable[[], tuple[NeighbourDoor, Inbox]]:
    """Open a door and listen."""

    def open_door() -> tuple[NeighbourDoor, Inbox]:
        inbox: Inbox = SimpleQueue()
        door = NeighbourDoor(path, inbox.put)
        closing.append(door)
        door.start()
        return door, inbox

    return open_door


@pytest.fixture
def come(path: Path, closing: list[Any]) -> Callable[[], tuple[Neighbour, Inbox]]:
    """Start a neighbour of the door."""

    def come() -> tuple[Neighbour, Inbox]:
        inbox: Inbox = SimpleQueue()
        neighbour = Neighbour(path, inbox.put)
        closing.append(neighbour)
        neighbour.start()
        return neighbour, inbox

    return come


@pytest.fixture
def process() -> Iterator[Callable[[str, Path, str], subprocess.Popen[str]]]:
    """Start a program of this file and wait for its first word; it is killed when the test ends."""
    running: list[subprocess.Popen[str]] = []

    def process(program: str, path: Path, word: str) -> subprocess.Popen[str]:
        child = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)
        running.append(child)
        assert child.stdout is not None
        assert child.stdout.readline() == f"{word}\n"
        return child

    yield process
    for child in running:
        child.kill()
        child.communicate()


OpenDoor = Callable[[], tuple[NeighbourDoor, Inbox]]
Come = Callable[[], tuple[Neighbour, Inbox]]
Process = Callable[[str, Path, str], subprocess.Popen[str]]


def stranger(path: Path) -> socket.socket:
    """Return a bare connection to a door."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    sock.settimeout(5.0)
    sock.connect(str(path))
    return sock


def descriptors() -> set[str]:
    """Return the open files of this process."""
    found = Path("/proc/self/fd").iterdir()
    return {f"{file.name} {file.readlink()}" for file in found if file.is_symlink()}


def stop(child: subprocess.Popen[str]) -> None:
    """Stop a process and wait until it stands still."""
    child.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, child.pid, os.WSTOPPED | os.WNOWAIT)


def test_what_one_says_the_other_hears(open_door: OpenDoor, come: Come, wait_for: WaitFor) -> None:
    """Both ways, with topic and payload as they were given."""
    door, at_door = open_door()
    neighbour, inbox = come()
    wait_for(inbox, NeighbourThere)
    wait_for(at_door, NeighbourThere)
    assert neighbour.publish(SLIP, b'{"a\n": 1}\x00')
    assert wait_for(at_door, Overheard) == Overheard(SLIP, b'{"a\n": 1}\x00')
    assert door.publish(REPORT, b"")
    assert wait_for(inbox, Overheard) == Overheard(REPORT, b"")


def test_nobody_there_is_said_with_false(path: Path, open_door: OpenDoor, come: Come, wait_for: WaitFor) -> None:
    """A message for nobody is kept by whoever has it, not here."""
    neighbour, inbox = come()
    gone = wait_for(inbox, NeighbourGone)
    assert gone.place == neighbour.place == str(path)
    assert "No such file" in gone.detail
    assert not neighbour.is_there
    assert not neighbour.publish(SLIP, b"x")
    door, _ = open_door()
    wait_for(inbox, NeighbourThere)
    assert neighbour.is_there
    neighbour.close()
    assert not neighbour.publish(SLIP, b"x")
    assert not neighbour.is_there
    door.close()
    assert not door.publish(REPORT, b"x")


def test_an_absence_is_told_once(come: Come, wait_for: WaitFor) -> None:
    """Each attempt fails in the same way and only the first is told."""
    _, inbox = come()
    wait_for(inbox, NeighbourGone)
    time.sleep(0.8)
    assert inbox.empty()


def test_the_order_is_kept(open_door: OpenDoor, come: Come, wait_for: WaitFor) -> None:
    """A hundred messages each way arrive in the order in which they were said."""
    door, at_door = open_door()
    neighbour, inbox = come()
    wait_for(inbox, NeighbourThere)
    wait_for(at_door, NeighbourThere)
    words = [b"%d" % n for n in range(100)]
    for word in words:
        assert neighbour.publish(SLIP, word)
        assert door.publish(REPORT, word)
    assert [wait_for(at_door, Overheard).payload for _ in words] == words
    assert [wait_for(inbox, Overheard).payload for _ in words] == words


def test_everybody_at_the_door_is_told(open_door: OpenDoor, come: Come, wait_for: WaitFor) -> None:
    """Two neighbours hear the same word; one that leaves does not take the other with it."""
    door, at_door = open_door()
    (one, at_one), (_, at_two) = come(), come()
    for inbox in (at_one, at_two):
        wait_for(inbox, NeighbourThere)
        wait_for(at_door, NeighbourThere)
    assert door.publish(REPORT, b"both")
    assert [wait_for(inbox, Overheard).payload for inbox in (at_one, at_two)] == [b"both", b"both"]
    one.close()
    wait_for(at_door, NeighbourGone)
    assert door.publish(REPORT, b"one")
    assert wait_for(at_two, Overheard).payload == b"one"


def test_a_door_that_is_opened_again_is_found_again(open_door: OpenDoor, come: Come, wait_for: WaitFor) -> None:
    """The end is heard at once and the way back takes less than a second."""
    door, _ = open_door()
    neighbour, inbox = come()
    wait_for(inbox, NeighbourThere)
    door.close()
    wait_for(inbox, NeighbourGone, 0.2)
    assert not neighbour.publish(SLIP, b"x")
    _, at_door = open_door()
    wait_for(inbox, NeighbourThere, 1.0)
    assert neighbour.publish(SLIP, b"y")
    assert wait_for(at_door, Overheard).payload == b"y"


def test_a_killed_door_is_noticed_and_its_file_is_no_obstacle(
    path: Path, come: Come, open_door: OpenDoor, process: Process, wait_for: WaitFor
) -> None:
    """SIGKILL leaves a socket file: the neighbour knows at once, and a new process opens the same door."""
    child = process(DOOR, path, "ready")
    neighbour, inbox = come()
    wait_for(inbox, NeighbourThere)
    assert neighbour.publish(SLIP, b"hello")
    assert child.stdout is not None
    assert child.stdout.readline() == "hello\n"
    child.kill()
    wait_for(inbox, NeighbourGone, 1.0)
    child.wait(5.0)
    assert path.is_socket()
    _, at_door = open_door()
    wait_for(inbox, NeighbourThere, 1.0)
    assert neighbour.publish(SLIP, b"again")
    assert wait_for(at_door, Overheard).payload == b"again"


def test_what_a_killed_neighbour_had_said_is_heard(
    path: Path, open_door: OpenDoor, process: Process, wait_for: WaitFor
) -> None:
    """All that was taken before the SIGKILL arrives, also when words to the killed one were never read."""
    door, at_door = open_door()
    child = process(NEIGHBOUR, path, "said")
    wait_for(at_door, NeighbourThere)
    stop(child)
    assert door.publish(REPORT, b"never read")
    child.kill()
    assert [wait_for(at_door, Overheard).payload for _ in range(50)] == [b"%d" % n for n in range(50)]
    assert "has ended" in wait_for(at_door, NeighbourGone).detail
    assert not door.publish(REPORT, b"x")


def test_a_reset_does_not_swallow_what_was_said_before(path: Path, wait_for: WaitFor) -> None:
    """Linux tells of unread words by a reset first; the packets that came before it are still heard."""
    gate = threading.Event()
    inbox: Inbox = SimpleQueue()

    def post(happening: object) -> None:
        inbox.put(happening)
        gate.wait(5.0)

    door = NeighbourDoor(path, post)
    try:
        door.start()
        with stranger(path) as other:
            wait_for(inbox, NeighbourThere)
            other.send(b"antrian/slip/printer-1\nlast words")
            assert door.publish(REPORT, b"never read")
        gate.set()
        assert wait_for(inbox, Overheard).payload == b"last words"
        wait_for(inbox, NeighbourGone)
    finally:
        gate.set()
        door.close()


def test_one_who_does_not_read_is_left_without_waiting(
    path: Path, come: Come, process: Process, wait_for: WaitFor
) -> None:
    """To a stopped process a thousand words cost less than a second; those not taken are refused."""
    child = process(DOOR, path, "ready")
    neighbour, inbox = come()
    wait_for(inbox, NeighbourThere)
    stop(child)
    begun = time.monotonic()
    taken = [neighbour.publish(SLIP, b"%d" % n) for n in range(1_000)]
    assert time.monotonic() - begun < 1.0
    assert taken[0]
    assert not all(taken)
    assert "does not read" in wait_for(inbox, NeighbourGone).detail
    wait_for(inbox, NeighbourThere)
    child.send_signal(signal.SIGCONT)
    assert child.stdout is not None
    heard = [int(child.stdout.readline()) for _ in range(sum(taken))]
    assert heard == [n for n, is_taken in enumerate(taken) if is_taken]


@pytest.mark.parametrize(
    "packet",
    [
        pytest.param(b"antrian/slip/printer-1\n" + b"x" * (LIMIT + 1), id="payload too large"),
        pytest.param(b"antrian/slip/printer-1\n" + b"x" * 60_000, id="far too large"),
        pytest.param(b"no line end", id="no line end"),
        pytest.param(b"\npayload", id="no topic"),
        pytest.param(b"\xff\xfe\npayload", id="topic is not UTF-8"),
        pytest.param(b"t" * 300 + b"\npayload", id="topic too long"),
    ],
)
def test_garbage_ends_that_connection_with_one_line(
    packet: bytes, path: Path, open_door: OpenDoor, come: Come, wait_for: WaitFor, caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be read costs its sender the connection and nobody else anything."""
    _, at_door = open_door()
    neighbour, inbox = come()
    wait_for(inbox, NeighbourThere)
    with caplog.at_level(logging.WARNING), stranger(path) as other:
        other.send(packet)
        assert "cannot be read" in wait_for(at_door, NeighbourGone).detail
        assert other.recv(1) == b""
    assert len(caplog.records) == 1
    assert neighbour.publish(SLIP, b"x" * LIMIT)
    assert wait_for(at_door, Overheard).payload == b"x" * LIMIT


def test_a_word_of_ours_that_is_too_large_is_a_fault(path: Path) -> None:
    """The codec never makes one; it would cost the connection."""
    neighbour = Neighbour(path, print)
    with pytest.raises(ValueError, match="8193 bytes; at most 8192"):
        neighbour.publish(SLIP, b"x" * (LIMIT + 1))
    neighbour.close()


def test_a_fault_in_the_thread_is_logged_and_does_not_end_it(
    path: Path, come: Come, wait_for: WaitFor, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever `post` raises, the next word is heard."""
    inbox: Inbox = SimpleQueue()

    def post(happening: object) -> None:
        if happening == Overheard(SLIP, b"bad"):
            raise RuntimeError("out of order")
        inbox.put(happening)

    door = NeighbourDoor(path, post)
    try:
        door.start()
        neighbour, at_neighbour = come()
        wait_for(at_neighbour, NeighbourThere)
        assert neighbour.publish(SLIP, b"bad")
        assert neighbour.publish(SLIP, b"good")
        assert wait_for(inbox, Overheard).payload == b"good"
    finally:
        door.close()
    assert "out of order" in caplog.text


def test_two_doors_on_one_path_are_refused(path: Path, open_door: OpenDoor, come: Come, wait_for: WaitFor) -> None:
    """The second names the process that has the door, and the first goes on."""
    _, at_door = open_door()
    with pytest.raises(StateError, match=f"process {os.getpid()} listens at .*printer.sock already"):
        NeighbourDoor(path, print)
    neighbour, inbox = come()
    wait_for(inbox, NeighbourThere)
    assert neighbour.publish(SLIP, b"x")
    assert wait_for(at_door, Overheard).payload == b"x"


def test_of_many_who_open_a_dead_door_at_once_one_gets_it(path: Path) -> None:
    """Nobody takes a door away that another has just opened."""
    for _ in range(20):
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as dead:
            dead.bind(str(path))
        doors: list[NeighbourDoor] = []
        refused: list[StateError] = []
        start = threading.Barrier(4)

        def race(start: threading.Barrier = start, doors: Any = doors, refused: Any = refused) -> None:
            start.wait()
            try:
                doors.append(NeighbourDoor(path, print))
            except StateError as error:
                refused.append(error)

        threads = [threading.Thread(target=race) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for door in doors:
            door.close()
        assert (len(doors), len(refused)) == (1, 3)


def test_a_file_that_is_no_socket_is_left_alone(path: Path) -> None:
    """Linux refuses a call to a plain file as it does one to a dead socket; only a socket is taken away."""
    path.write_text("precious")
    with pytest.raises(StateError, match="is no socket"):
        NeighbourDoor(path, print)
    assert path.read_text() == "precious"


def test_a_socket_of_another_kind_that_is_alive_is_left_alone(path: Path) -> None:
    """Another program's socket on our path is named, not taken."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
        other.bind(str(path))
        other.listen()
        with pytest.raises(StateError, match="another process listens at"):
            NeighbourDoor(path, print)
    assert path.is_socket()


def test_a_path_that_cannot_be_is_explained(tmp_path: Path, wait_for: WaitFor) -> None:
    """No folder, or a path too long: a sentence that says which."""
    with pytest.raises(StateError, match=r"there is no folder .*missing"):
        NeighbourDoor(tmp_path / "missing" / "door.sock", print)
    long = tmp_path / ("x" * 120)
    with pytest.raises(StateError, match="at most 107 bytes"):
        NeighbourDoor(long, print)
    inbox: Inbox = SimpleQueue()
    neighbour = Neighbour(long, inbox.put)
    neighbour.start()
    assert "too long" in wait_for(inbox, NeighbourGone).detail
    neighbour.close()


def test_the_group_may_come_and_others_may_not(path: Path, open_door: OpenDoor) -> None:
    """0660, whatever the process's umask."""
    before = os.umask(0o077)
    try:
        open_door()
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o660


def test_closing_leaves_nothing(path: Path, open_door: OpenDoor, come: Come, wait_for: WaitFor) -> None:
    """No descriptor, no thread, no file; closing twice, or what never started, is no fault.

    What other tests of this process left behind may go meanwhile, so only what came is asked for.
    """
    before, threads = descriptors(), set(threading.enumerate())
    door, at_door = open_door()
    neighbour, inbox = come()
    wait_for(inbox, NeighbourThere)
    wait_for(at_door, NeighbourThere)
    for one in (neighbour, door, neighbour, door, idle := Neighbour(path, print)):
        one.close()
    NeighbourDoor(path, print).close()
    idle.close()
    assert not path.exists()
    assert descriptors() <= before
    assert set(threading.enumerate()) <= threads


def test_closing_leaves_the_file_of_another(path: Path, open_door: OpenDoor) -> None:
    """Where somebody took our file away and opened a door of his own, his stays."""
    door, _ = open_door()
    path.unlink()
    other, _ = open_door()
    door.close()
    assert path.is_socket()
    other.close()
    assert not path.exists()


STRANGER = """
import os, socket, sys
os.setuid(65534)
sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
sock.connect(sys.argv[1])
sock.send(b"antrian/slip/printer-1\\n{}")
print(len(sock.recv(100)), flush=True)
"""

SQUATTER = """
import os, socket, sys
sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
os.setuid(65534)
sock.bind(sys.argv[1])
sock.listen()
print("ready", flush=True)
sock.settimeout(60)
print(len(sock.accept()[0].recv(100)), flush=True)
"""

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder in which everybody may open a door."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o1777)
        yield Path(folder)


@AS_ROOT
def test_a_door_lets_in_no_other_user(open_folder: Path, closing: list[Any]) -> None:
    """The kernel says who comes: a display in wrong hands brings the printer no slip, even where the file is open."""
    inbox: Inbox = SimpleQueue()
    door = NeighbourDoor(open_folder / "printer.sock", inbox.put)
    closing.append(door)
    (open_folder / "printer.sock").chmod(0o666)
    door.start()
    argv = [sys.executable, "-c", STRANGER, str(open_folder / "printer.sock")]
    stranger = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)
    assert stranger.stdout == "0\n" or "Broken pipe" in stranger.stderr or "reset" in stranger.stderr
    assert inbox.empty()


@AS_ROOT
def test_a_door_that_another_user_has_opened_is_not_believed(open_folder: Path, closing: list[Any]) -> None:
    """Nothing is told to whoever sits in the printer's place; the sentence names the process."""
    path = open_folder / "printer.sock"
    with subprocess.Popen([sys.executable, "-c", SQUATTER, str(path)], stdout=subprocess.PIPE, text=True) as squatter:
        assert squatter.stdout is not None
        assert squatter.stdout.readline() == "ready\n"
        inbox: Inbox = SimpleQueue()
        neighbour = Neighbour(path, inbox.put, "nobody-of-this-name")
        closing.append(neighbour)
        neighbour.start()
        said = inbox.get(timeout=10)
        assert isinstance(said, NeighbourGone)
        assert f"not believed: process {squatter.pid} of another user" in said.detail
        assert squatter.stdout.readline() == "0\n"
        assert not neighbour.is_there


OWNER, CALLERS, THIEF = 65_531, 65_532, 65_533

OWNED_DOOR = """
import os, sys
from pathlib import Path
from firmware.node.neighbour import NeighbourDoor
os.setgroups([])
os.setgid(65531)
os.setuid(65531)
door = NeighbourDoor(Path(sys.argv[1]), print)
door.start()
print("ready", flush=True)
sys.stdin.read()
door.close()
"""


def tries_of_a_thief(path: Path) -> list[str]:
    """Return what comes of blocking, squatting and flooding, tried as a user of another group."""
    program = (
        "import os, socket, sys\n"
        f"os.setgroups([]); os.setgid({OWNER}); os.setuid({THIEF})\n"
        "sock = lambda: socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
        "path, folder = sys.argv[1], os.path.dirname(sys.argv[1])\n"
        "tries = (lambda: os.open(folder, os.O_RDONLY), lambda: sock().bind(folder + '/other'),\n"
        "         lambda: os.unlink(path), lambda: sock().connect(path))\n"
        "for one in tries:\n"
        "    try: one(); print('done')\n"
        "    except OSError as error: print(error.strerror)\n"
    )
    argv = [sys.executable, "-W", "ignore", "-c", program, str(path)]
    return subprocess.run(argv, capture_output=True, text=True, timeout=30, check=True).stdout.splitlines()


@AS_ROOT
def test_a_folder_as_on_a_pi_keeps_another_box_from_the_door() -> None:
    """As systemd/tmpfiles.conf makes it: what a squatter left is taken away, and nobody else may do anything."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o711)
        path = Path(place) / "printer" / "door.sock"
        path.parent.mkdir()
        os.chown(path.parent, OWNER, CALLERS)
        path.parent.chmod(0o2710)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as left:
            left.bind(str(path))
        os.chown(path, THIEF, THIEF)
        argv = [sys.executable, "-c", OWNED_DOOR, str(path)]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as door:
            assert door.stdout is not None
            assert door.stdout.readline() == "ready\n"
            found = path.stat()
            assert (found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode)) == (OWNER, CALLERS, 0o660)
            assert tries_of_a_thief(path) == ["Permission denied"] * 4
            door.communicate()
        assert not path.exists()


@AS_ROOT
def test_who_is_not_let_in_again_and_again_costs_one_line(
    open_folder: Path, closing: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    """A minute: the log is on an SD card."""
    path = open_folder / "printer.sock"
    door = NeighbourDoor(path, print)
    closing.append(door)
    path.chmod(0o666)
    door.start()
    program = (
        "import os, socket, sys\nos.setuid(65534)\n"
        "for _ in range(20):\n"
        "    sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)\n"
        "    sock.connect(sys.argv[1])\n"
        "    assert not sock.recv(1)\n"
        "    sock.close()\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], timeout=30, check=True)
    assert caplog.text.count("is not let in") == 1


@AS_ROOT
def test_the_user_that_was_named_may_be_at_the_other_end() -> None:
    """Each role of a Pi has a user of its own; a name that this machine does not know lets in nobody."""
    assert is_one_of(65534, "nobody")
    assert not is_one_of(65534, "antrian-nobody")
    assert is_one_of(os.geteuid(), None)
