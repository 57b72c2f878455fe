"""One MQTT 5 connection to the office's broker, with paho hidden.

Callbacks run in paho's thread and only put what happened into the box's inbox: an exception in a callback would kill
that thread while `is_connected()` stays true. Nothing is kept for later here: a message that cannot go now is refused
with False, and whoever needs it sent keeps it (the outbox, the hub's republishing). The session ends with the
connection, because a broker that died has forgotten it anyway, whatever its settings say.
"""

import logging
import socket
from collections.abc import Sequence
from queue import SimpleQueue
from typing import Any, Final

from msgspec import Struct
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

KEEPALIVE_SECONDS: Final = 5
RECONNECT_SECONDS: Final = (0.5, 2.0)
WILL_DELAY_SECONDS: Final = 2

log = logging.getLogger(__name__)


class Connected(Struct, frozen=True):
    """The broker let us in and our subscriptions stand."""


class Disconnected(Struct, frozen=True):
    """The broker is gone or threw us out."""

    detail: str


class Received(Struct, frozen=True, kw_only=True):
    """A message. `response_topic` and `correlation` are set on a technician's request."""

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
        node: str,
        inbox: "SimpleQueue[object]",
        *,
        host: str,
        port: int,
        password: str | None = None,
        subscriptions: Sequence[tuple[str, int]] = (),
        will: Will | None = None,
    ) -> None:
        self._inbox = inbox
        self._address = (host, port)
        self._subscriptions = list(subscriptions)
        client = Client(CallbackAPIVersion.VERSION2, client_id=node, protocol=MQTTProtocolVersion.MQTTv5)
        client.reconnect_delay_set(*RECONNECT_SECONDS)  # type: ignore[arg-type]
        client.connect_timeout = 2.0
        client.max_queued_messages_set(1_000)
        if password is not None:
            client.username_pw_set(node, password)
        if will is not None:
            properties = _properties(PacketTypes.WILLMESSAGE)
            properties.WillDelayInterval = WILL_DELAY_SECONDS
            client.will_set(will.topic, will.payload, qos=1, retain=True, properties=properties)
        client.on_socket_open = _no_delay
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        self._client = client

    def start(self) -> None:
        """Begin to connect, for ever, in a thread of its own."""
        properties = _properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = 0
        host, port = self._address
        self._client.connect_async(host, port, keepalive=KEEPALIVE_SECONDS, clean_start=True, properties=properties)
        self._client.loop_start()

    def close(self, farewell: Will | None = None) -> None:
        """Say farewell (a retained word that replaces the last will), leave the broker and end the thread."""
        if farewell is not None and self._client.is_connected():
            info = self._client.publish(farewell.topic, farewell.payload, qos=1, retain=True)
            try:
                info.wait_for_publish(1.0)
            except (RuntimeError, ValueError):
                log.warning("the broker went away before the farewell")
        self._client.disconnect()
        self._client.loop_stop()

    @property
    def is_connected(self) -> bool:
        """True from the broker's welcome until the connection is known to be lost."""
        return self._client.is_connected()

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
        if not self._client.is_connected():
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
        self, client: Client, _data: object, _flags: ConnectFlags, code: ReasonCode, _props: Properties | None
    ) -> None:
        if code.is_failure:
            self._inbox.put(Disconnected(f"the broker refuses: {code}; check the password file and the ACL"))
        elif self._subscriptions:
            # "Retain as published" keeps the flag, so that an old board can be told from a new one.
            client.subscribe(
                [(topic, SubscribeOptions(qos=qos, retainAsPublished=True)) for topic, qos in self._subscriptions]
            )
        else:
            self._inbox.put(Connected())

    def _on_subscribe(self, *_: object) -> None:
        self._inbox.put(Connected())

    def _on_disconnect(
        self, _c: Client, _data: object, _flags: DisconnectFlags, code: ReasonCode, _props: Properties | None
    ) -> None:
        self._inbox.put(Disconnected(str(code)))

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        properties = message.properties
        self._inbox.put(
            Received(
                topic=message.topic,
                payload=bytes(message.payload),
                is_retained=message.retain,
                response_topic=getattr(properties, "ResponseTopic", None),
                correlation=getattr(properties, "CorrelationData", None),
                content_type=getattr(properties, "ContentType", None),
            )
        )


def _no_delay(_client: Client, _data: object, sock: Any) -> None:
    """Send small packets at once: without this a request waits 44 ms for its reply (Nagle, RFC 896)."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _properties(packet: int) -> Properties:
    return Properties(packet)  # type: ignore[no-untyped-call]
