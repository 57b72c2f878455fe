"""One MQTT 5 connection to the office's broker, with paho hidden.

Callbacks run in paho's thread and only put what happened into the box's inbox: an exception in a callback would kill
that thread while `is_connected()` stays true. Nothing is kept for later here: a message that cannot go now is refused
with False, and whoever needs it sent keeps it (the outbox, the hub's republishing). What paho itself would send again
after a new connection is dropped too, or an old board could overtake a newer one.

The session outlives a lost connection only for the delay of the last will, so that a short break is not told as
OFFLINE. Nothing else relies on it: a broker that died has forgotten it anyway, whatever its settings say.
"""

import logging
import re
import socket
import ssl
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from queue import SimpleQueue
from threading import Lock
from typing import Any, Final

from msgspec import Struct
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from firmware.messages import topics
from firmware.messages.names import NODE_PATTERN
from firmware.node.settings import BoxSettings
from firmware.node.tls import TlsContext, client_context, handshake_sentence

KEEPALIVE_SECONDS: Final = 5
RECONNECT_SECONDS: Final = (0.5, 2.0)
UNHEARD_MILLISECONDS: Final = 2_500
WILL_DELAY_SECONDS: Final = 2

# Reason codes of MQTT 5 (2.4) for which a technician can do something.
_WHAT_TO_CHECK: Final = {
    0x80: "the other end closed it; does the broker run, and has no other box the same name?",
    0x84: "it does not speak MQTT 5; is it mosquitto 2?",
    0x86: "it does not accept the certificate's name; enrol the box anew: antrian enroll NAME --role ROLE --stick DIR",
    0x87: "it does not accept the certificate's name; enrol the box anew: antrian enroll NAME --role ROLE --stick DIR",
    0x85: "it does not accept the name; is it that of the certificate?",
    0x8E: "another box has connected with the same name; every box needs its own",
}

# Only there: nobody may be talked into publishing on another topic, and paho raises on a wildcard.
_RESPONSE_TOPIC: Final = re.compile(rf"{topics.RESPONSE.name('')}{NODE_PATTERN}\Z")

log = logging.getLogger(__name__)


class Connected(Struct, frozen=True):
    """The broker let us in and our subscriptions stand. `broker_ends` is until when its certificate is good."""

    broker_ends: datetime | None = None


class Disconnected(Struct, frozen=True):
    """The broker is gone, cannot be reached or refuses us; said once for each cause, not at every attempt.

    `detail` is a sentence that says what to check. `is_refused` is true where the broker is there but does not let
    this box in: waiting will not help.
    """

    detail: str
    is_refused: bool = False


class Received(Struct, frozen=True, kw_only=True):
    """A message. `is_retained` is true only for what the broker had kept, never for what is said now.

    `response_topic` and `correlation` are set on a technician's request; one that wants its answer anywhere but on a
    response topic of ours has none.
    """

    topic: str
    payload: bytes
    is_retained: bool = False
    response_topic: str | None = None
    correlation: bytes | None = None
    content_type: str | None = None


class Will(Struct, frozen=True):
    """What the broker says for us when we are gone."""

    topic: str
    payload: bytes


class Link:
    """Speaks MQTT for one box. `publish` may be called from one thread; the inbox may be read from any."""

    def __init__(
        self,
        settings: BoxSettings,
        inbox: "SimpleQueue[object]",
        *,
        subscriptions: Sequence[tuple[str, int]] = (),
        will: Will | None = None,
    ) -> None:
        """Prepare a connection of the box that `settings` describe. Raises SettingsError for its certificate."""
        self._inbox = inbox
        self._node = settings.name
        self._place = f"{settings.broker}:{settings.port}"
        self._address = (settings.broker, settings.port)
        self._subscriptions = list(subscriptions)
        self._heard: set[str] = set()
        self._asked: dict[int | None, list[str]] = {}
        self._listening = Lock()
        self._is_up = False
        self._said: Disconnected | None = None
        client = Client(CallbackAPIVersion.VERSION2, client_id=settings.name, protocol=MQTTProtocolVersion.MQTTv5)
        client.reconnect_delay_set(*RECONNECT_SECONDS)  # type: ignore[arg-type]
        client.connect_timeout = 2.0
        client.max_queued_messages_set(1_000)
        self._context = self._secure(settings, client)
        if will is not None:
            properties = _properties(PacketTypes.WILLMESSAGE)
            properties.WillDelayInterval = WILL_DELAY_SECONDS
            client.will_set(will.topic, will.payload, qos=1, retain=True, properties=properties)
        client.on_socket_open = _no_delay
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        client.on_publish = self._on_publish
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        self._client = client

    def _secure(self, settings: BoxSettings, client: Client) -> TlsContext:
        context = client_context(settings)
        client.tls_set_context(context)
        return context

    def start(self) -> None:
        """Begin to connect, for ever, in a thread of its own."""
        self._connect(clean_start=False)

    def _connect(self, *, clean_start: bool) -> None:
        properties = _properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = WILL_DELAY_SECONDS
        host, port = self._address
        self._client.connect_async(
            host, port, keepalive=KEEPALIVE_SECONDS, clean_start=clean_start, properties=properties
        )
        self._client.loop_start()

    def close(self, farewell: Will | None = None) -> None:
        """Say farewell (a retained word that replaces the last will), leave the broker and end the thread."""
        if farewell is not None and self.is_connected:
            info = self._client.publish(farewell.topic, farewell.payload, qos=1, retain=True)
            try:
                info.wait_for_publish(1.0)
            except (RuntimeError, ValueError):
                log.warning("the broker went away before the farewell")
        self._client.disconnect()
        self._client.loop_stop()

    def listen(self, subscriptions: Sequence[tuple[str, int]], *, is_anew: bool = False) -> None:
        """Hear these topics instead of those before, now and on every later connection.

        `is_anew`: over a new connection, so that nothing comes of what the broker still holds for this box. Call it
        from the thread that publishes.
        """
        with self._listening:
            self._subscriptions = list(subscriptions)
            if not is_anew and self._client.is_connected():
                self._subscribe([one for one in self._subscriptions if one[0] not in self._heard])
        if is_anew and self._client.is_connected():
            self._begin_anew()

    def _begin_anew(self) -> None:
        # Not told as a loss: the next thing that comes is Connected, or why there is none.
        self._is_up, self._said = False, Disconnected("a new connection is made")
        self._client.disconnect()
        self._client.loop_stop()
        self._client._reset_sockets(sockpair_only=True)  # noqa: SLF001 - paho makes a new pair and forgets the old one
        self._connect(clean_start=True)

    @property
    def is_connected(self) -> bool:
        """True from when our subscriptions stand until the connection is known to be lost."""
        return self._is_up and self._client.is_connected()

    @property
    def is_alive(self) -> bool:
        """False when the thread has died: only a restart of the process helps."""
        thread = self._client._thread  # noqa: SLF001 - paho offers no other way to see a dead loop
        return thread is not None and thread.is_alive()

    def publish(
        self,
        topic: str,
        payload: bytes,
        *,
        qos: int,
        is_retained: bool = False,
        expiry: float | None = None,
        correlation: bytes | None = None,
        content_type: str | None = None,
        response_topic: str | None = None,
    ) -> bool:
        """Hand a message to the broker; False when there is no connection now. `expiry` is in seconds."""
        if not self.is_connected:
            return False
        properties = _properties(PacketTypes.PUBLISH)
        if expiry is not None:
            properties.MessageExpiryInterval = max(1, round(expiry))
        if correlation is not None:
            properties.CorrelationData = correlation
        if content_type is not None:
            properties.ContentType = content_type
        if response_topic is not None:
            properties.ResponseTopic = response_topic
        info = self._client.publish(topic, payload, qos=qos, retain=is_retained, properties=properties)
        return info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS

    def _on_connect(
        self, client: Client, _data: object, flags: ConnectFlags, code: ReasonCode, _props: Properties | None
    ) -> None:
        if code.is_failure:
            self._down(Disconnected(f"the broker at {self._place} refuses {self._node}: {_why(code)}", is_refused=True))
            return
        client.drop_out_messages()
        client._clean_start = False  # noqa: SLF001 - of paho's own choices none is "this time only"
        with self._listening:
            if not flags.session_present:
                self._heard.clear()
            self._asked.clear()
            self._subscribe(self._subscriptions)
        if not self._subscriptions:
            self._up()

    def _subscribe(self, anew: Sequence[tuple[str, int]]) -> None:
        """Ask for some of our topics anew, and no longer for what is none of them."""
        if anew:
            _, mid = self._client.subscribe([(topic, SubscribeOptions(qos=qos)) for topic, qos in anew])
            self._asked[mid] = [topic for topic, _ in anew]
        wanted = {topic for topic, _ in self._subscriptions}
        if self._heard - wanted:
            self._client.unsubscribe(sorted(self._heard - wanted))
        self._heard = wanted

    def _on_subscribe(
        self, _client: Client, _data: object, mid: int, codes: list[ReasonCode], _props: Properties | None
    ) -> None:
        with self._listening:
            asked = self._asked.pop(mid, [])
        for topic, code in zip(asked, codes, strict=False):
            if code.is_failure:
                log.error("the broker does not let %s hear %s (%s); check the ACL", self._node, topic, code)
        if not self._is_up:
            self._up()

    def _on_publish(
        self, _client: Client, _data: object, _mid: int, code: ReasonCode, _props: Properties | None
    ) -> None:
        if code.is_failure:
            log.error("the broker does not take what %s says (%s); check the ACL", self._node, code)

    def _on_connect_fail(self, _client: Client, _data: object) -> None:
        # paho calls this while it handles the exception, and does not hand it over.
        error = sys.exc_info()[1]
        if isinstance(error, ssl.SSLEOFError):
            self._down(Disconnected(f"the broker at {self._place} cannot be reached: {handshake_sentence(error)}"))
        elif isinstance(error, ssl.SSLError):
            sentence = handshake_sentence(error)
            self._down(Disconnected(f"{self._node} refuses the broker at {self._place}: {sentence}", is_refused=True))
        else:
            self._down(Disconnected(f"the broker at {self._place} cannot be reached: {error}"))

    def _on_disconnect(
        self, _c: Client, _data: object, _flags: DisconnectFlags, code: ReasonCode, _props: Properties | None
    ) -> None:
        alert = self._alert()
        if alert is not None:
            self._down(Disconnected(f"the broker at {self._place} refuses {self._node}: {alert}", is_refused=True))
        elif self._said is None:
            self._down(Disconnected(f"the connection to the broker at {self._place} is lost: {_why(code)}"))

    def _alert(self) -> str | None:
        """Return once why the other end closed the connection, where it said so."""
        alert, self._context.alert = self._context.alert, None
        return alert

    def _up(self) -> None:
        self._is_up, self._said = True, None
        self._inbox.put(Connected(self._broker_ends()))

    def _broker_ends(self) -> datetime | None:
        shown = sock.getpeercert() if isinstance(sock := self._client.socket(), ssl.SSLSocket) else None
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC) if shown else None

    def _down(self, said: Disconnected) -> None:
        """Tell it once: paho tries again twice a second and would say the same each time."""
        self._is_up = False
        if said != self._said:
            self._said = said
            self._inbox.put(said)

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        properties = message.properties
        self._inbox.put(
            Received(
                topic=message.topic,
                payload=bytes(message.payload),
                is_retained=message.retain,
                response_topic=_allowed(getattr(properties, "ResponseTopic", None)),
                correlation=getattr(properties, "CorrelationData", None),
                content_type=getattr(properties, "ContentType", None),
            )
        )


def _no_delay(_client: Client, _data: object, sock: Any) -> None:
    """Send small packets at once: without this a request waits 44 ms for its reply (Nagle, RFC 896)."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # Behind a switch without power TCP tries ever more seldom; a new connection is back sooner than its next try.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD_MILLISECONDS)


def _allowed(topic: str | None) -> str | None:
    return topic if topic is not None and _RESPONSE_TOPIC.match(topic) else None


def _why(code: ReasonCode) -> str:
    return _WHAT_TO_CHECK.get(code.value, str(code))


def _properties(packet: int) -> Properties:
    return Properties(packet)  # type: ignore[no-untyped-call]
