"""The link to a real broker: what it tells, what it refuses, and how it comes back."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

import pytest
from msgspec.structs import replace

from firmware.demo.broker import HOST, Broker
from firmware.messages import topics
from firmware.node.link import Connected, Disconnected, Link, Received, Will

BOARD = topics.BOARD.name()
BEAT = topics.BEAT.name()
WaitFor = Callable[..., Any]

CLIENT = """
import sys
from queue import SimpleQueue
from firmware.node.link import Connected, Link, Will
from firmware.node.settings import BoxSettings
inbox = SimpleQueue()
node, port, tls, topic = sys.argv[1:]
settings = BoxSettings(name=node, broker="127.0.0.1", port=int(port), tls=tls)
link = Link(settings, inbox, will=Will(topic, b"OFFLINE"))
link.start()
while not isinstance(inbox.get(), Connected):
    pass
link.publish(topic, b"ONLINE", qos=1, is_retained=True)
print("ready", flush=True)
inbox.get(timeout=60)
"""


@pytest.fixture
def join(broker: Broker, links: list[Link]) -> Callable[..., tuple[Link, SimpleQueue[Any]]]:
    """Make a link of this box and start it."""

    def join(node: str, *heard: str, will: Will | None = None) -> Any:
        inbox: SimpleQueue[Any] = SimpleQueue()
        link = Link(
            broker.box_settings(node),
            inbox,
            subscriptions=[(topic, 1) for topic in heard],
            will=will,
        )
        links.append(link)
        link.start()
        return link, inbox

    return join


Join = Callable[..., tuple[Link, SimpleQueue[Any]]]


def test_the_socket_sends_small_packets_at_once(join: Join, wait_for: WaitFor) -> None:
    """TCP_NODELAY is set on the socket that the kernel has."""
    link, inbox = join("kiosk-1")
    wait_for(inbox, Connected)
    sock: Any = link._client.socket()
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_a_connection_tells_until_when_the_broker_s_certificate_is_good(
    broker: Broker, join: Join, wait_for: WaitFor
) -> None:
    """By what the broker shows, so that somebody notices in time who may not read its files."""
    connected = wait_for(join("hub")[1], Connected)
    assert connected.broker_ends == broker.authority.certificate.not_valid_after_utc


def test_connected_means_that_the_subscriptions_stand(join: Join, wait_for: WaitFor) -> None:
    """Whatever is said after it is heard; twenty times without one miss."""
    hub, hub_inbox = join("hub")
    wait_for(hub_inbox, Connected)
    for _ in range(20):
        kiosk, inbox = join("kiosk-1", BOARD)
        wait_for(inbox, Connected)
        assert kiosk.is_connected
        assert hub.publish(BOARD, b"x", qos=1)
        assert wait_for(inbox, Received).payload == b"x"
        kiosk.close()


def test_what_a_link_listens_to_can_change(broker: Broker, join: Join, wait_for: WaitFor) -> None:
    """At once, and also on the connections that follow."""
    hub, inbox = join("hub", topics.PRESENCE.pattern)
    wait_for(inbox, Connected)
    hub.listen([(topics.PRESENCE.name("kiosk-2"), 1)])
    for _ in range(2):
        for node in ("kiosk-1", "kiosk-2"):
            box, inbox_of_box = join(node)
            wait_for(inbox_of_box, Connected)
            assert box.publish(topics.PRESENCE.name(node), b"x", qos=1)
            box.close()
        assert wait_for(inbox, Received).topic == topics.PRESENCE.name("kiosk-2")
        broker.restart()
        wait_for(inbox, Connected)


def test_a_new_connection_is_no_loss(join: Join, wait_for: WaitFor) -> None:
    """It is said once that it stands, nothing of the old one comes over it, and it hears what is wanted."""
    hub, inbox = join("hub", topics.PRESENCE.pattern)
    box, inbox_of_box = join("kiosk-1")
    wait_for(inbox, Connected)
    wait_for(inbox_of_box, Connected)
    hub.listen([(topics.HEALTH.pattern, 0)], is_anew=True)
    assert isinstance(inbox.get(timeout=5), Connected)
    assert hub.is_connected
    assert box.publish(topics.PRESENCE.name("kiosk-1"), b"not heard", qos=1)
    assert box.publish(topics.HEALTH.name("kiosk-1"), b"heard", qos=0)
    assert inbox.get(timeout=5).payload == b"heard"


def test_messages_arrive_in_the_order_they_were_said(join: Join, wait_for: WaitFor) -> None:
    """More than paho's window of unacknowledged messages."""
    hub, hub_inbox = join("hub")
    _, inbox = join("kiosk-1", BOARD)
    wait_for(hub_inbox, Connected)
    wait_for(inbox, Connected)
    for n in range(200):
        assert hub.publish(BOARD, str(n).encode(), qos=1)
    assert [int(wait_for(inbox, Received).payload) for _ in range(200)] == list(range(200))


def test_callbacks_only_enqueue(join: Join, wait_for: WaitFor) -> None:
    """While nobody empties the inbox the link goes on to answer the broker's pings and to hear."""
    hub, hub_inbox = join("hub")
    _, inbox = join("kiosk-1", BOARD)
    wait_for(hub_inbox, Connected)
    wait_for(inbox, Connected)
    hub.publish(BOARD, b"1", qos=1)
    hub.publish(BOARD, b"2", qos=1)
    assert [wait_for(inbox, Received).payload for _ in range(2)] == [b"1", b"2"]
    assert inbox.empty()


def test_without_a_connection_nothing_is_taken(broker: Broker, join: Join, wait_for: WaitFor) -> None:
    """False, and nothing that arrives later by itself: whoever needs it sent keeps it."""
    hub, hub_inbox = join("hub")
    assert not Link(broker.box_settings("kiosk-1"), SimpleQueue()).publish(BOARD, b"never", qos=1)
    wait_for(hub_inbox, Connected)
    broker.kill()
    wait_for(hub_inbox, Disconnected)
    assert not hub.is_connected
    assert not hub.publish(BOARD, b"lost", qos=1, is_retained=True)
    broker.start()
    wait_for(hub_inbox, Connected)
    assert hub.publish(BOARD, b"now", qos=1, is_retained=True)
    _, inbox = join("kiosk-1", BOARD)
    assert wait_for(inbox, Received).payload == b"now"


def test_what_an_older_connection_did_not_finish_is_not_said_again(
    broker: Broker, join: Join, wait_for: WaitFor
) -> None:
    """An old board that paho still held must not come after, and so overwrite, a newer one."""
    hub, hub_inbox = join("hub")
    wait_for(hub_inbox, Connected)
    broker.freeze()
    assert hub.publish(BOARD, b"old", qos=1, is_retained=True)
    broker.kill()
    wait_for(hub_inbox, Disconnected)
    broker.start()
    wait_for(hub_inbox, Connected)
    _, inbox = join("kiosk-1", BOARD)
    wait_for(inbox, Connected)
    assert hub.publish(BOARD, b"new", qos=1, is_retained=True)
    assert wait_for(inbox, Received).payload == b"new"


def test_the_link_is_back_within_three_seconds_of_the_broker(broker: Broker, join: Join, wait_for: WaitFor) -> None:
    """After SIGKILL of the broker; subscriptions stand again, and the pauses stay short also after a longer outage."""
    hub, hub_inbox = join("hub")
    _, inbox = join("kiosk-1", BOARD)
    wait_for(hub_inbox, Connected)
    wait_for(inbox, Connected)
    broker.kill()
    assert "is lost" in wait_for(inbox, Disconnected).detail
    assert "cannot be reached" in wait_for(inbox, Disconnected).detail
    broker.start()
    began = time.monotonic()
    wait_for(inbox, Connected, 3.0)
    wait_for(hub_inbox, Connected, max(0.1, 3.0 - (time.monotonic() - began)))
    hub.publish(BOARD, b"again", qos=1)
    assert wait_for(inbox, Received).payload == b"again"


def test_a_frozen_broker_is_noticed(broker: Broker, join: Join, wait_for: WaitFor) -> None:
    """A broker that holds the connection open and says nothing is taken for gone within two keepalives."""
    link, inbox = join("kiosk-1")
    wait_for(inbox, Connected)
    broker.freeze()
    wait_for(inbox, Disconnected, 12.0)
    assert not link.is_connected
    broker.thaw()
    wait_for(inbox, Connected, 5.0)


def test_a_broker_that_is_not_there_is_told_once(broker: Broker, links: list[Link], wait_for: WaitFor) -> None:
    """Also at the very first attempt, with what the kernel says; and the link lives and goes on trying."""
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        port = taken.getsockname()[1]
        inbox: SimpleQueue[Any] = SimpleQueue()
        link = Link(replace(broker.box_settings("kiosk-1"), port=port), inbox)
        links.append(link)
        tries = threading.Semaphore(0)
        link._client.on_pre_connect = lambda *_: tries.release() and None
        link.start()
        said = wait_for(inbox, Disconnected)
        assert f"{HOST}:{port} cannot be reached" in said.detail
        assert "Connection refused" in said.detail
        assert not said.is_refused
        for _ in range(3):
            assert tries.acquire(timeout=3.0)
        assert inbox.empty()
        assert link.is_alive


def test_a_host_name_that_nobody_knows_is_told(broker: Broker, links: list[Link], wait_for: WaitFor) -> None:
    """The resolver's own words are in the sentence."""
    inbox: SimpleQueue[Any] = SimpleQueue()
    link = Link(replace(broker.box_settings("kiosk-1"), broker="no-such-host.invalid", port=8883), inbox)
    links.append(link)
    link.start()
    assert "no-such-host.invalid:8883 cannot be reached" in wait_for(inbox, Disconnected, 15.0).detail


def test_a_revoked_certificate_is_told_once_and_says_what_to_do(broker: Broker, join: Join, wait_for: WaitFor) -> None:
    """The closing of the connection that follows does not hide the reason."""
    broker.revoke(broker.serial("kiosk-1"))
    broker.restart()
    link, inbox = join("kiosk-1")
    said = wait_for(inbox, Disconnected)
    assert said.is_refused
    assert "refuses kiosk-1: the certificate of this box is revoked; enrol it anew" in said.detail
    tries = threading.Semaphore(0)
    link._client.on_pre_connect = lambda *_: tries.release() and None
    assert tries.acquire(timeout=4.0)
    assert inbox.empty()


def test_a_second_box_of_the_same_name_is_told_to_the_first(join: Join, wait_for: WaitFor) -> None:
    """Two boxes with one name throw each other off for ever; the sentence asks about it."""
    _, first = join("kiosk-1")
    wait_for(first, Connected)
    join("kiosk-1")
    assert "same name" in wait_for(first, Disconnected).detail


def test_a_killed_box_is_told_offline(broker: Broker, join: Join, wait_for: WaitFor) -> None:
    """SIGKILL of a real process: the broker says its last will, retained."""
    topic = topics.PRESENCE.name("kiosk-1")
    _, inbox = join("hub", topic)
    wait_for(inbox, Connected)
    argv = [sys.executable, "-c", CLIENT, "kiosk-1", str(broker.port), str(broker.tls), topic]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert wait_for(inbox, Received).payload == b"ONLINE"
        process.send_signal(signal.SIGKILL)
        assert wait_for(inbox, Received).payload == b"OFFLINE"
    _, late = join("technician-1", topic)
    kept = wait_for(late, Received)
    assert (kept.payload, kept.is_retained) == (b"OFFLINE", True)


def test_a_short_break_of_the_network_is_not_told_as_offline(join: Join, wait_for: WaitFor) -> None:
    """The last will waits two seconds, and the box is back before."""
    topic = topics.PRESENCE.name("kiosk-1")
    _, hub_inbox = join("hub", topic)
    wait_for(hub_inbox, Connected)
    link, inbox = join("kiosk-1", will=Will(topic, b"OFFLINE"))
    wait_for(inbox, Connected)
    sock: Any = link._client.socket()
    sock.shutdown(socket.SHUT_RDWR)
    wait_for(inbox, Disconnected)
    wait_for(inbox, Connected, 2.0)
    link.publish(topic, b"ONLINE", qos=1)
    assert wait_for(hub_inbox, Received).payload == b"ONLINE"


def test_the_farewell_replaces_the_last_will(join: Join, wait_for: WaitFor) -> None:
    """A box that ends by itself says so at once, and the will is not said as well."""
    topic = topics.PRESENCE.name("kiosk-1")
    _, hub_inbox = join("hub", topic, BEAT)
    wait_for(hub_inbox, Connected)
    link, inbox = join("kiosk-1", will=Will(topic, b"will"))
    wait_for(inbox, Connected)
    link.close(Will(topic, b"farewell"))
    assert wait_for(hub_inbox, Received).payload == b"farewell"
    again, again_inbox = join("kiosk-1")
    wait_for(again_inbox, Connected)
    again.publish(topic, b"next life", qos=1)
    assert wait_for(hub_inbox, Received).payload == b"next life"


def test_only_what_the_broker_kept_is_marked_retained(join: Join, wait_for: WaitFor) -> None:
    """A board that is said now is new to who hears it, although the broker keeps it for later."""
    hub, hub_inbox = join("hub")
    _, early = join("kiosk-1", BOARD)
    wait_for(hub_inbox, Connected)
    wait_for(early, Connected)
    hub.publish(BOARD, b"board", qos=1, is_retained=True)
    assert not wait_for(early, Received).is_retained
    _, late = join("kiosk-2", BOARD)
    assert wait_for(late, Received).is_retained


def test_a_request_carries_where_and_under_which_name_to_answer(join: Join, wait_for: WaitFor) -> None:
    """Response topic, correlation data and content type of MQTT 5 arrive as they were said."""
    _, inbox = join("display-1", topics.REQUEST.name("display-1"))
    wait_for(inbox, Connected)
    technician, own_inbox = join("technician-1")
    wait_for(own_inbox, Connected)
    technician.publish(
        topics.REQUEST.name("display-1"),
        b"{}",
        qos=1,
        response_topic="antrian/response/technician-1",
        correlation=b"\x00\xff",
        content_type="application/json",
        expiry=0.2,
    )
    heard = wait_for(inbox, Received)
    assert heard.response_topic == "antrian/response/technician-1"
    assert heard.correlation == b"\x00\xff"
    assert heard.content_type == "application/json"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_dead_thread_is_seen(join: Join, wait_for: WaitFor) -> None:
    """An exception in a callback ends paho's thread; `is_alive` says so."""
    hub, hub_inbox = join("hub")
    link, inbox = join("kiosk-1", BOARD)
    wait_for(hub_inbox, Connected)
    wait_for(inbox, Connected)
    assert link.is_alive
    thread = link._client._thread
    assert thread is not None
    link._client.on_message = lambda *_: sys.exit(1)
    hub.publish(BOARD, b"x", qos=1)
    thread.join(5.0)
    assert not link.is_alive


def test_an_end_without_a_broker_does_not_wait(broker: Broker) -> None:
    """A box that systemd stops while the broker is away ends within the two seconds of one attempt."""
    link = Link(replace(broker.box_settings("kiosk-1"), port=1), SimpleQueue())
    link.start()
    began = time.monotonic()
    link.close(Will("antrian/presence/kiosk-1", b"farewell"))
    assert time.monotonic() - began < 3.0
