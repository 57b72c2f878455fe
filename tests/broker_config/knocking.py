"""Whoever calls the broker by hand, in bytes."""

import socket
import ssl
from contextlib import ExitStack
from typing import Final

from firmware.demo.broker import HOST, Broker


def text(word: str) -> bytes:
    """Return a string as MQTT writes it."""
    return len(word).to_bytes(2) + word.encode()


def packet(kind: int, body: bytes) -> bytes:
    """Return a short packet of MQTT."""
    return bytes([kind, len(body)]) + body


CONNECT: Final = packet(0x10, text("MQTT") + b"\x05\x02\x00\x0a\x00" + text("kiosk-1"))
DISCONNECT: Final = packet(0xE0, b"")


def knock(
    broker: Broker,
    context: ssl.SSLContext | None,
    said: bytes,
    *,
    ticket: ssl.SSLSession | None = None,
    tickets: list[ssl.SSLSession] | None = None,
) -> bytes:
    """Say all at once, and return what the broker says before it closes. Raises TimeoutError where it does not.

    The session goes on by a `ticket` of an earlier one; what it leaves for a later one is added to `tickets`.
    """
    heard = b""
    with ExitStack() as opened:
        talk = opened.enter_context(socket.create_connection((HOST, broker.port), timeout=5))
        try:
            if context is not None:
                talk = opened.enter_context(context.wrap_socket(talk, server_hostname=HOST, session=ticket))
            talk.sendall(said)
            while piece := talk.recv(4_096):
                heard += piece
                assert ticket is None or (isinstance(talk, ssl.SSLSocket) and talk.session_reused)
                if tickets is not None and isinstance(talk, ssl.SSLSocket) and talk.session is not None:
                    tickets.append(talk.session)
        except TimeoutError:
            raise
        except OSError:
            pass
    return heard
