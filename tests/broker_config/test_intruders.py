"""Whoever is no box of this office, or speaks where it may not: it is not heard, hears nothing, and the office goes on.

Judged by those who are connected: of all that an intruder does, nothing comes to them, and a press is still answered
over the very connections that stood before.
"""

import itertools
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

import pytest
from msgspec.structs import replace
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from firmware.authority.certificates import new_authority
from firmware.demo.broker import HOST, Broker
from firmware.node.link import Connected, Disconnected, Received
from firmware.node.tls import client_context
from tests.broker_config.ears import Ear
from tests.broker_config.forgery import DAY, NOW, SERVER, tls_folder
from tests.broker_config.knocking import CONNECT, DISCONNECT, knock, packet, text
from tests.conftest import NODES

REVOKED = "counter-3"
THIEF = "kiosk-2"
FORGED = (
    "command/kiosk-1",
    "presence/kiosk-1",
    "health/kiosk-1",
    "answer/kiosk-1",
    "request/display-1",
    "response/hub-9",
    "slip/printer-1",
    "announcement/hall",
    "board",
    "counter/1",
    "office",
    "beat",
)
GARBAGE = 500


class Hall:
    """The hub and some boxes, each with an ear for all that it may hear."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.boxes = [Ear(broker, node, "antrian/#") for node in ("kiosk-1", "counter-1", "printer-1", "display-1")]
        self.hub = Ear(broker, "hub", "antrian/#")
        self.kiosk = self.boxes[0]
        self._words = itertools.count()
        for ear in (*self.boxes, self.hub):
            ear.wait(Connected)

    def goes_on(self) -> None:
        """Nobody has heard or lost anything, a press is answered, and all hear the hub."""
        word = str(next(self._words)).encode()
        self.kiosk.say("antrian/command/kiosk-1", word.decode())
        assert self.hub.inbox.get(timeout=10) == Received(topic="antrian/command/kiosk-1", payload=word)
        self.hub.say("antrian/answer/kiosk-1", word.decode())
        assert self.kiosk.inbox.get(timeout=10) == Received(topic="antrian/answer/kiosk-1", payload=word)
        self.hub.say("antrian/beat", word.decode())
        for ear in (*self.boxes, self.hub):
            assert ear.inbox.get(timeout=10) == Received(topic="antrian/beat", payload=word)

    def close(self) -> None:
        """End it."""
        for ear in (*self.boxes, self.hub):
            ear.link.close()


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """One hall for all intruders, and a box of it that is revoked."""
    broker = Broker(tmp_path_factory.mktemp("hall"), NODES)
    broker.revoke(broker.serial(REVOKED))
    with broker:
        hall = Hall(broker)
        yield hall
        hall.close()


INTRUSION = (
    CONNECT
    + packet(0x82, b"\x00\x01\x00" + text("#") + b"\x00")
    + b"".join(packet(0x31, text(f"antrian/{word}") + b"\x00forged") for word in FORGED)
)
"""Connects as kiosk 1, wants to hear everything, and says one thing on each topic, to be kept."""


def context_without_certificate() -> ssl.SSLContext:
    """Return TLS for whoever just wants to listen."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def test_who_knocks_with_a_good_certificate_is_answered(hall: Hall) -> None:
    """So that in the other tests silence says something. It is let in as what its certificate says."""
    context = client_context(hall.broker.box_settings(THIEF))
    assert knock(hall.broker, context, CONNECT + DISCONNECT)[:1] == b"\x20"
    hall.goes_on()


def test_plain_mqtt_is_not_spoken(hall: Hall) -> None:
    """On the one port there is; OpenSSL may say that it wants something else (an alert begins with 21)."""
    assert knock(hall.broker, None, INTRUSION)[:1] in (b"", b"\x15")
    hall.goes_on()


def test_nobody_is_heard_without_a_certificate(hall: Hall) -> None:
    """Though it speaks TLS 1.3."""
    assert knock(hall.broker, context_without_certificate(), INTRUSION) == b""
    hall.goes_on()


def test_a_good_certificate_over_tls_1_2_is_refused(hall: Hall) -> None:
    """It is encrypted less well, and shows in clear who calls."""
    own = hall.broker.tls / THIEF
    context = context_without_certificate()
    context.load_cert_chain(own.with_suffix(".crt"), own.with_suffix(".key"))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert knock(hall.broker, context, INTRUSION) == b""
    hall.goes_on()


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("foreign", "is of another office; enrol it here: antrian enroll"),
        ("revoked", "is revoked; enrol it anew: antrian enroll"),
        ("expired", "has expired, or the hub's clock is wrong; see: antrian renew"),
        ("not yet valid", "compare the clocks, then: antrian enroll"),
        ("the broker's own", "is no box's; enrol it anew: antrian enroll"),
    ],
)
def test_a_bad_certificate_lets_nobody_in_and_its_box_says_why(
    case: str, sentence: str, hall: Hall, tmp_path: Path
) -> None:
    """Once, and what to do."""
    broker, office = hall.broker, hall.broker.authority
    name = REVOKED if case == "revoked" else "kiosk-1"
    match case:
        case "revoked":
            tls = broker.tls
        case "foreign":
            tls = tls_folder(tmp_path, name, new_authority("Demo", datetime.now(UTC)), office)
        case "expired":
            tls = tls_folder(tmp_path, name, office, office, ends=NOW - DAY)
        case "not yet valid":
            tls = tls_folder(tmp_path, name, office, office, begins=NOW + DAY)
        case _:
            tls = tls_folder(tmp_path, name, office, office, purpose=SERVER)
    settings = replace(broker.box_settings(name), tls=str(tls))
    assert knock(broker, client_context(settings), INTRUSION) == b""
    box = Ear(broker, name, "antrian/#", tls=tls)
    said = box.wait(Disconnected)
    tries = threading.Semaphore(0)
    box.link._client.on_pre_connect = lambda *_: tries.release() and None
    assert tries.acquire(timeout=5)
    box.link.close()
    assert said.is_refused
    assert sentence in said.detail
    assert box.inbox.empty()
    hall.goes_on()


def test_a_box_that_forges_is_heard_by_nobody(hall: Hall) -> None:
    """Answers, slips, announcements, the board: not now, and not kept for whoever comes later."""
    thief = Ear(hall.broker, THIEF)
    thief.wait(Connected)
    for word in FORGED:
        assert thief.link.publish(f"antrian/{word}", b"forged", qos=1, is_retained=True)
    thief.say("antrian/presence/kiosk-2", "that was all")
    assert hall.hub.inbox.get(timeout=10) == Received(topic="antrian/presence/kiosk-2", payload=b"that was all")
    late = Ear(hall.broker, "printer-2", "antrian/#")
    late.wait(Connected)
    hall.goes_on()
    assert late.inbox.get(timeout=10).topic == "antrian/beat"  # type: ignore[attr-defined]
    for ear in (thief, late):
        ear.link.close()


def test_a_box_that_listens_everywhere_hears_what_it_may(hall: Hall) -> None:
    """Nothing that is said to another box, and nothing that another box says."""
    thief = Ear(hall.broker, THIEF, "#", "antrian/answer/kiosk-1", "antrian/+/kiosk-1", "$SYS/#")
    thief.wait(Connected)
    hall.hub.say("antrian/slip/printer-1", "a number")
    assert hall.boxes[2].wait(Received).payload == b"a number"
    hall.goes_on()
    heard = thief.wait(Received)
    thief.link.close()
    assert heard.topic == "antrian/beat"


def test_a_name_that_is_only_claimed_counts_for_nothing(hall: Hall) -> None:
    """Client id and user name of the hub, over a kiosk's certificate: it is that kiosk, and the hub stays."""
    thief = Client(CallbackAPIVersion.VERSION2, client_id="hub", protocol=MQTTProtocolVersion.MQTTv5)
    thief.username_pw_set("hub", "hub")
    thief.tls_set_context(client_context(hall.broker.box_settings(THIEF)))
    said: SimpleQueue[int] = SimpleQueue()
    thief.on_publish = lambda *_: said.put(0)
    thief.on_connect = lambda *_: thief.publish("antrian/board", b"forged", qos=1) and None
    thief.connect(HOST, hall.broker.port)
    thief.loop_start()
    try:
        said.get(timeout=10)
        hall.goes_on()
    finally:
        thief.disconnect()
        thief.loop_stop()


@pytest.mark.parametrize("said", [b"\x10\xff\xff\xff\x7f", CONNECT + b"\x30\xff\xff\xff\x7f"])
def test_a_packet_that_claims_to_be_huge_is_not_waited_for(said: bytes, hall: Hall) -> None:
    """Before or after the box has connected: whoever claims 256 MiB is thrown out."""
    knock(hall.broker, client_context(hall.broker.box_settings(THIEF)), said + bytes(2_000))
    hall.goes_on()


def test_a_packet_that_is_too_large_is_carried_to_nobody(hall: Hall) -> None:
    """Twice the largest picture, on a topic that the box may use."""
    display = Ear(hall.broker, "display-2")
    display.wait(Connected)
    display.link.publish("antrian/response/hub", bytes(2 * 1024 * 1024), qos=1)
    display.wait(Disconnected)
    display.link.close()
    hall.goes_on()


def test_500_garbage_connections_shut_nobody_out(hall: Hall) -> None:
    """Closed at once, rubbish, half a handshake, silence, no certificate: presses are answered, a new box gets in."""
    with ExitStack() as held:
        for n in range(GARBAGE):
            caller = held.enter_context(socket.create_connection((HOST, hall.broker.port), timeout=5))
            _litter(caller, n)
            if n % 100 == 99:
                hall.goes_on()
        late = Ear(hall.broker, "kiosk-2", "antrian/answer/kiosk-2")
        late.wait(Connected)
        late.link.close()
        hall.goes_on()


def _litter(caller: socket.socket, n: int) -> None:
    with suppress(OSError):
        match n % 5:
            case 0:
                caller.close()
            case 1:
                caller.sendall(os.urandom(200))
            case 2:
                caller.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(32))
            case 3 if n % 25 == 3:
                context_without_certificate().wrap_socket(caller).close()
