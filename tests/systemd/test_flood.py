"""What one address may ask of a hub: connections, new connections and bytes, held by the firewall with real packets."""

import socket
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Thread
from typing import Self

from tests.systemd.cable import BOX, MAINTENANCE, OTHER_BOX, PI, Cable, Call, begun, etc_of, outcomes, waited

BROKER, SSH = 8883, 22
MIB = 1024 * 1024


def test_the_seventeenth_connection_of_one_address_is_refused(cable: Cable, tmp_path: Path) -> None:
    """16 at once; then a reset, while another box still comes in; and one that goes makes room."""
    cable.load(etc_of(tmp_path, "hub"))
    call = Call(BOX, PI, BROKER)
    with cable.pi.listener(PI, BROKER) as broker, ExitStack() as stack:
        callers = [begun(stack, cable.street, call) for _ in range(16)]
        assert set(waited(callers).values()) == {"open"}
        other = Call(OTHER_BOX, PI, BROKER)
        assert outcomes(cable.street, [call, other]) == {call: "refused", other: "open"}
        callers[0].close()
        broker.accept()[0].close()
        # The kernel's count looks again at what is gone after two of its ticks.
        time.sleep(0.05)
        assert outcomes(cable.street, [call]) == {call: "open"}


def test_many_new_connections_of_one_address_are_held(cable: Cable, tmp_path: Path) -> None:
    """Of 60 in a row about 20 are heard, although each is closed at once; another box is not kept waiting."""
    cable.load(etc_of(tmp_path, "hub"))
    call = Call(BOX, PI, BROKER)
    connected = 0
    with cable.pi.listener(PI, BROKER):
        for _ in range(6):
            with ExitStack() as stack:
                told = waited([begun(stack, cable.street, call) for _ in range(10)], seconds=0.05)
            connected += list(told.values()).count("open")
        assert 15 <= connected <= 26
        assert set(outcomes(cable.street, [Call(OTHER_BOX, PI, BROKER)]).values()) == {"open"}


def test_attempts_at_ssh_are_held_for_each_maintenance_host_by_itself(cable: Cable, tmp_path: Path) -> None:
    """Ten in a row are heard, the next ones not."""
    cable.load(etc_of(tmp_path, "button"))
    call = Call(MAINTENANCE, PI, SSH)
    with cable.pi.listener(PI, SSH), ExitStack() as stack:
        told = waited([begun(stack, cable.street, call) for _ in range(14)])
    assert list(told.values()).count("open") == 10


class Sink:
    """Takes one connection, reads all that it brings, and knows how much that was."""

    def __init__(self, listening: socket.socket) -> None:
        """Read the connection that comes next."""
        self._listening = listening
        self._taken: list[socket.socket] = []
        self.count = 0
        self._thread = Thread(target=self._read)
        self._thread.start()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it from this side: of a flood that is held, not even the end may come through."""
        for taken in self._taken:
            with suppress(OSError):
                taken.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _read(self) -> None:
        with self._listening.accept()[0] as taken:
            self._taken.append(taken)
            while data := taken.recv(MIB):
                self.count += len(data)
                if self.count == MIB:
                    taken.sendall(b"all")


def test_a_screenshot_crosses_at_once(cable: Cable, tmp_path: Path) -> None:
    """1 MiB in one go is no flood: it is there within a second."""
    cable.load(etc_of(tmp_path, "hub"))
    with cable.pi.listener(PI, BROKER) as broker, Sink(broker), cable.street.bound(BOX) as box:
        began = time.monotonic()
        box.connect((PI, BROKER))
        box.sendall(bytes(MIB))
        assert box.recv(3) == b"all"
        assert time.monotonic() - began < 1


def test_a_flood_of_one_address_is_held_and_others_are_served(cable: Cable, tmp_path: Path) -> None:
    """Whoever sends all it can brings 2 MB, then 256 kB a second; a neighbour's bytes cross meanwhile."""
    cable.load(etc_of(tmp_path, "hub"))
    with cable.pi.listener(PI, BROKER) as broker, cable.street.bound(BOX) as flooding, Sink(broker) as flood:
        flooding.connect((PI, BROKER))
        flooding.settimeout(0.05)
        ends = (began := time.monotonic()) + 0.8
        while time.monotonic() < ends:
            try:
                flooding.send(bytes(MIB))
            except TimeoutError:
                continue
        with cable.street.bound(OTHER_BOX) as other, Sink(broker):
            other.connect((PI, BROKER))
            other.sendall(bytes(MIB))
            assert other.recv(3) == b"all"
        brought, lasted = flood.count, time.monotonic() - began
    assert MIB < brought < 2 * MIB + 256 * 1024 * (lasted + 1)
