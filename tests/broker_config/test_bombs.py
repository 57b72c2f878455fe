"""A box in wrong hands that fills the broker: its certificate is good, and subscriptions cost nobody's permission.

Mosquitto's time for a subscription grows with those that there are, so the limit of its memory is the limit of its
silence too. The last case says what mosquitto 2.0 does not do well, so that a better one is noticed.
"""

import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from firmware.demo.broker import HOST, Broker
from firmware.node.link import Connected, Received
from firmware.node.tls import client_context
from tests.broker_config.ears import Ear
from tests.broker_config.knocking import packet, text
from tests.conftest import NODES

THIEF = "display-1"
PACKET = 1_090_000
PACKETS = 4
WORK_SECONDS = 1.0
WORDS = 10


class Office:
    """The broker, the hub, and a display in wrong hands that has said who it is."""

    def __init__(self, broker: Broker, held: ExitStack) -> None:
        self.broker = broker
        self.hub = Ear(broker, "hub", "antrian/beat")
        held.callback(self.hub.link.close)
        self.hub.wait(Connected)
        context = client_context(broker.box_settings(THIEF))
        bare = held.enter_context(socket.create_connection((HOST, broker.port), timeout=20))
        self.thief = held.enter_context(context.wrap_socket(bare, server_hostname=HOST))
        self.thief.sendall(packet(0x10, text("MQTT") + b"\x05\x02\x00\x3c\x00" + text(THIEF)))
        assert self.thief.recv(100)[:1] == b"\x20"

    def beats(self) -> None:
        """Have the hub hear its own word."""
        self.hub.say("antrian/beat", "beat")
        self.hub.wait(Received)

    def work_seconds(self) -> float:
        """Return how long the broker has worked; while it works on one packet, nobody else is answered."""
        fields = Path(f"/proc/{self.broker.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def throws_out(self) -> bool:
        """Wait until the broker closes the thief's connection."""
        with suppress(ConnectionError, OSError):
            while self.thief.recv(65_536):
                pass
        return True


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A broker of its own: it may end."""
    with ExitStack() as held:
        yield Office(held.enter_context(Broker(tmp_path, NODES)), held)


def bomb(shape: str) -> list[bytes]:
    """Return four packets that each subscribe to as many topics as there is room for."""
    packets, n = [], 0
    for number in range(1, PACKETS + 1):
        body = bytearray(struct.pack(">H", number) + b"\x00")
        while len(body) < PACKET:
            body += text(shape.format(n)) + b"\x00"
            n += 1
        packets.append(b"\x82" + _length(len(body)) + body)
    return packets


def _length(size: int) -> bytes:
    digits = bytearray()
    while size:
        size, digit = divmod(size, 128)
        digits.append(digit | (128 if size else 0))
    return bytes(digits)


def throw(office: Office, packets: list[bytes]) -> threading.Thread:
    """Send them from a thread of its own, as far as the broker takes them."""

    def send() -> None:
        with suppress(OSError):
            for one in packets:
                office.thief.sendall(one)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def test_a_box_with_half_a_million_subscriptions_is_thrown_out_and_the_others_are_answered(office: Office) -> None:
    """All of it costs the broker less than a second, measured as its work: other tests keep the machine busy."""
    packets, before = bomb("{:x}"), office.work_seconds()
    thread = throw(office, packets)
    for _ in range(WORDS):
        office.beats()
    assert office.throws_out()
    thread.join()
    office.beats()
    assert office.work_seconds() - before < WORK_SECONDS


def test_a_bomb_of_shared_subscriptions_costs_no_more_than_a_restart(office: Office) -> None:
    """Mosquitto 2.0 ends of it; whatever it does, there is an answer once it is there again."""
    thread = throw(office, bomb("$share/{:x}/antrian/beat"))
    assert office.throws_out()
    thread.join()
    office.broker.restart()
    office.hub.wait(Connected)
    office.beats()
