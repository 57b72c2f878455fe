"""The broker as it runs: it keeps names apart, and delivers only what a role may hear.

Rights are tested by what arrives: mosquitto grants a forbidden subscription and says yes to a forbidden message.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from firmware.demo.broker import HOST, Broker
from firmware.messages import topics
from firmware.messages.names import Role
from firmware.messages.topics import Leaf, Topic
from firmware.node.link import Connected, Disconnected, Received
from firmware.node.tls import client_context
from tests.broker_config.ears import Ear

NODES = {
    "hub": Role.HUB,
    "kiosk-1": Role.KIOSK,
    "counter-1": Role.COUNTER,
    "counter-2": Role.COUNTER,
    "printer-1": Role.PRINTER,
    "printer-2": Role.PRINTER,
    "display-1": Role.DISPLAY,
    "technician-1": Role.TECHNICIAN,
}
MEBIBYTE = 1024 * 1024


Connect = Callable[..., Ear]


@pytest.fixture
def connect(broker: Broker) -> Iterator[Connect]:
    """Opens connections, each let in, and closes them after the test."""
    opened: list[Ear] = []

    def open_one(node: str, *subscriptions: str) -> Ear:
        opened.append(Ear(broker, node, *subscriptions))
        opened[-1].wait(Connected)
        return opened[-1]

    yield open_one
    for ear in opened:
        ear.link.close()


ASKERS = (Role.HUB, Role.TECHNICIAN)
LISTENERS = {
    "all": frozenset(Role),
    "hub": {Role.HUB},
    "kiosks, displays": {Role.KIOSK, Role.DISPLAY},
    "displays": {Role.DISPLAY},
    "the counter's box, displays": {Role.COUNTER, Role.DISPLAY},
}
LOOKED_AT = (topics.BOARD, topics.COUNTER, topics.PRESENCE)
"""What a technician hears beside what is said to it."""


def may_say(topic: Topic, leaf: str | None, node: str) -> bool:
    """Whether the table of topics lets the node speak here. A display asks for nothing, and a hub not itself."""
    role = NODES[node]
    if topic is topics.RESPONSE:
        return leaf is not None and NODES[leaf] in ASKERS
    if topic is topics.REQUEST:
        return role in ASKERS  # a hub that has lost its disk asks the boxes
    if topic is topics.COMMAND and role in (Role.DISPLAY, Role.HUB):
        return False
    return {"box": leaf == node, "hub": role is Role.HUB}[topic.speaker]


def may_hear(topic: Topic, leaf: str | None, node: str) -> bool:
    """Whether the table of topics lets the node hear what is said here."""
    role = NODES[node]
    if topic is topics.RESPONSE:
        return leaf == node and role in ASKERS
    if topic is topics.ANSWER and role in (Role.DISPLAY, Role.HUB):
        return False
    if role is Role.TECHNICIAN and topic in LOOKED_AT:
        return True
    own = {"box": True, "printer": role is Role.PRINTER}
    return leaf == node and own[topic.listener] if topic.listener in own else role in LISTENERS[topic.listener]


def every_name() -> Iterator[tuple[str, Topic, str | None]]:
    """All names of topics in an office of these nodes, with one zone and one counter."""
    leaves: dict[Leaf | None, tuple[str | None, ...]] = {
        Leaf.NODE: tuple(NODES),
        Leaf.ZONE: ("hall",),
        Leaf.COUNTER: ("1",),
        None: (None,),
    }
    for topic in topics.TOPICS:
        for leaf in leaves[topic.leaf]:
            yield topic.name(leaf), topic, leaf


def test_every_row_of_the_table_of_topics_holds_at_the_broker(connect: Connect) -> None:
    """Each node says something everywhere and hears all it can: what arrives is what the table says."""
    ears = {node: connect(node, "antrian/#") for node in NODES}
    for speaker, ear in ears.items():
        for name, *_ in every_name():
            ear.say(name, speaker)
        ear.say(topics.PRESENCE.name(speaker), "that was all")
    unfinished = set(NODES)
    heard = {listener: set[tuple[str, str]]() for listener in NODES}
    while unfinished:
        message = ears["technician-1"].wait(Received)
        if message.payload == b"that was all":
            unfinished.remove(message.topic.rsplit("/")[-1])
        else:
            heard["technician-1"].add((message.topic, message.payload.decode()))
    ears["hub"].say(topics.BEAT.name(), "that was all")
    for listener, ear in ears.items():
        expected = {
            (name, speaker)
            for name, topic, leaf in every_name()
            for speaker in NODES
            if may_say(topic, leaf, speaker) and may_hear(topic, leaf, listener)
        }
        while (message := ear.wait(Received)).topic != topics.BEAT.name() or message.payload != b"that was all":
            if message.payload != b"that was all":
                heard[listener].add((message.topic, message.payload.decode()))
        assert heard[listener] == expected, listener


def test_a_box_cannot_take_the_name_of_another(broker: Broker, connect: Connect) -> None:
    """A client id is worth nothing: whoever is let in bears the name of its certificate, the other stays connected."""
    kiosk = connect("kiosk-1", "antrian/beat")
    thief = Client(CallbackAPIVersion.VERSION2, client_id="kiosk-1", protocol=MQTTProtocolVersion.MQTTv5)
    thief.tls_set_context(client_context(broker.box_settings("printer-1")))
    is_in: SimpleQueue[bool] = SimpleQueue()
    thief.on_connect = lambda *_: is_in.put(True)
    thief.connect(HOST, broker.port)
    thief.loop_start()
    try:
        assert is_in.get(timeout=10.0)
        connect("hub").say("antrian/beat", "still there")
        assert kiosk.wait(Received).payload == b"still there"
    finally:
        thief.disconnect()
        thief.loop_stop()


def test_a_picture_of_one_mebibyte_crosses(connect: Connect) -> None:
    """A technician's screenshot travels as one message."""
    technician = connect("technician-1", "antrian/response/technician-1")
    assert connect("display-1").link.publish("antrian/response/technician-1", bytes(MEBIBYTE), qos=1)
    assert len(technician.wait(Received).payload) == MEBIBYTE


def test_what_is_larger_is_not_carried(connect: Connect) -> None:
    """A box that sends more than a picture is thrown out, and its message goes nowhere."""
    technician = connect("technician-1", "antrian/response/technician-1", "antrian/presence/display-1")
    display = connect("display-1")
    display.link.publish("antrian/response/technician-1", bytes(2 * MEBIBYTE), qos=1)
    display.wait(Disconnected)
    display.wait(Connected)
    display.say("antrian/presence/display-1", "back")
    assert technician.wait(Received).payload == b"back"


def test_a_request_is_answered_without_the_delay_of_nagle(connect: Connect) -> None:
    """A round trip between two boxes takes well under the 40 ms of a delayed acknowledgement."""
    kiosk = connect("kiosk-1", "antrian/answer/kiosk-1")
    hub = connect("hub", "antrian/command/+")
    seconds = []
    for _ in range(30):
        began = time.perf_counter()
        kiosk.say("antrian/command/kiosk-1", "?")
        hub.wait(Received)
        hub.say("antrian/answer/kiosk-1", "!")
        kiosk.wait(Received)
        seconds.append(time.perf_counter() - began)
    assert statistics.median(seconds) < 0.02


def test_a_killed_broker_comes_back_on_its_port_with_nothing(broker: Broker, connect: Connect) -> None:
    """Boxes find the broker again where it was. The retained board is gone, which is why the hub tells it anew."""
    hub = connect("hub")
    assert hub.link.publish("antrian/board", b"old", qos=1, is_retained=True)
    kiosk = connect("kiosk-1", "antrian/board")
    assert kiosk.wait(Received).payload == b"old"
    broker.restart()
    kiosk.wait(Disconnected)
    kiosk.wait(Connected)
    hub.wait(Disconnected)
    hub.wait(Connected)
    hub.say("antrian/board", "new")
    assert kiosk.wait(Received).payload == b"new"


def test_a_frozen_broker_goes_on_where_it_stood(broker: Broker, connect: Connect) -> None:
    """What was said to a frozen broker is delivered when it thaws."""
    kiosk = connect("kiosk-1", "antrian/beat")
    hub = connect("hub")
    broker.freeze()
    hub.say("antrian/beat", "late")
    assert kiosk.inbox.empty()
    broker.thaw()
    assert kiosk.wait(Received).payload == b"late"
