"""A box with a good certificate that says one thing, as fast as the broker takes it: raw MQTT 5 over TLS, no library.

`python -m tests.hub.flooder SETTINGS TOPIC QOS RETAIN SECONDS PAYLOAD` prints `connected`, floods until there is
something to read on its standard input, and prints how many messages it said. SETTINGS is the JSON of a `BoxSettings`.
"""

import contextlib
import select
import socket
import ssl
import struct
import sys
import time

import msgspec

from firmware.node.settings import BoxSettings
from firmware.node.tls import client_context

BATCH = 200


def text(value: str) -> bytes:
    """A string of MQTT."""
    raw = value.encode()
    return struct.pack("!H", len(raw)) + raw


def packet(kind: int, body: bytes) -> bytes:
    """A packet of MQTT: its kind and flags, its length, its body."""
    length, rest = b"", len(body)
    while True:
        rest, low = rest >> 7, rest & 0x7F
        length += bytes([low | (0x80 if rest else 0)])
        if not rest:
            return bytes([kind]) + length + body


def connect(name: str) -> bytes:
    """CONNECT of MQTT 5 with a clean start, keepalive 60."""
    return packet(0x10, text("MQTT") + bytes([5, 2]) + struct.pack("!H", 60) + b"\x00" + text(name))


def publish(topic: str, payload: bytes, qos: int, number: int, *, is_retained: bool) -> bytes:
    """PUBLISH without properties."""
    name = struct.pack("!H", number) if qos else b""
    return packet(0x30 | qos << 1 | is_retained, text(topic) + name + b"\x00" + payload)


def flood(settings: BoxSettings, messages: bytes, seconds: float) -> int:
    """Say the same messages again and again; returns how many batches went. What the broker answers is thrown away."""
    plain = socket.create_connection((settings.broker, settings.port))
    with client_context(settings).wrap_socket(plain, server_hostname=settings.broker) as sock:
        sock.sendall(connect(settings.name))
        sock.recv(4_096)
        sock.setblocking(False)
        sys.stdout.write("connected\n")
        sys.stdout.flush()
        return _pour(sock, messages, time.monotonic() + seconds)


def _pour(sock: ssl.SSLSocket, messages: bytes, end: float) -> int:
    said, left = 0, memoryview(messages)
    while time.monotonic() < end and not select.select([sys.stdin], [], [], 0)[0]:
        try:
            left = left[sock.send(left) :]
            if not left:
                said, left = said + 1, memoryview(messages)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            select.select([sock], [sock], [], 0.05)
        with contextlib.suppress(ssl.SSLWantReadError, ssl.SSLWantWriteError):
            sock.recv(65_536)
    return said


def main(settings: str, topic: str, qos: str, retain: str, seconds: str, payload: str) -> None:
    """Flood as told on the command line."""
    box = msgspec.json.decode(settings, type=BoxSettings)
    one = [
        publish(topic, payload.encode(), int(qos), number, is_retained=retain == "yes")
        for number in range(1, BATCH + 1)
    ]
    said = flood(box, b"".join(one), float(seconds)) * BATCH
    sys.stdout.write(f"{said}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
