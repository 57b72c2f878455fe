"""Bytes to a printer and back, each operation with a deadline: /dev/usb/lp*, a serial port, or TCP 9100.

All three are one file descriptor that can be polled, so there is one `Transport` and three ways to open it. Whatever
goes wrong ends in one of two words: *unreachable* (nobody is there) or *stalled* (somebody is there and does not
answer). A transport that has failed is thrown away and opened anew: after a power cycle the old one never comes back.
"""

import contextlib
import os
import select
import socket
import time
from collections.abc import Callable, Iterator
from typing import Final, Literal

import serial

Kind = Literal["usb", "serial", "tcp"]

CONNECT_SECONDS: Final = 2.0
PORT: Final = 9100
LAST_PORT: Final = 65_535
_CHUNK: Final = 4096
_DRAIN_READS: Final = 16
_EMPTY_READ_SECONDS: Final = 0.01


class TransportError(Exception):
    """The printer cannot be spoken to."""


class UnreachableError(TransportError):
    """Nobody is there; check that it is switched on, that the cable is in and the address right."""


class StalledError(TransportError):
    """Somebody is there and takes or gives nothing before the deadline: switch the printer off and on."""


class Transport:
    """An open way to one printer. `ends_on_empty` says that an empty read means the other side has gone."""

    def __init__(self, descriptor: int, close: Callable[[], None], *, ends_on_empty: bool) -> None:
        self._descriptor = descriptor
        self._close = close
        self._ends_on_empty = ends_on_empty

    def write(self, data: bytes, seconds: float) -> None:
        """Hand over all the bytes. Raises StalledError when that takes too long, UnreachableError."""
        deadline = time.monotonic() + seconds
        rest = memoryview(data)
        while rest:
            self._wait(select.POLLOUT, deadline)
            with _lost_is_unreachable(), contextlib.suppress(BlockingIOError):
                rest = rest[os.write(self._descriptor, rest[:_CHUNK]) :]

    def read(self, seconds: float) -> bytes:
        """Return the next bytes, at least one. Raises StalledError when none come, UnreachableError."""
        deadline = time.monotonic() + seconds
        while True:
            flags = self._wait(select.POLLIN, deadline)
            with _lost_is_unreachable(), contextlib.suppress(BlockingIOError):
                if data := os.read(self._descriptor, _CHUNK):
                    return data
                if self._ends_on_empty or flags & select.POLLHUP:
                    raise UnreachableError("the printer is gone: is it switched on, is the cable in?")
            if time.monotonic() >= deadline:
                raise StalledError("the printer does not answer")
            # A USB printer may send an empty packet, which poll reports as readable again at once.
            time.sleep(_EMPTY_READ_SECONDS)

    def drain(self) -> None:
        """Drop what the printer said before it was asked. Raises UnreachableError."""
        with contextlib.suppress(StalledError):
            for _ in range(_DRAIN_READS):
                self.read(0.0)

    def close(self) -> None:
        """Let go of the printer."""
        with contextlib.suppress(OSError):
            self._close()

    def _wait(self, event: int, deadline: float) -> int:
        poll = select.poll()
        poll.register(self._descriptor, event)
        ready = poll.poll(max(0.0, deadline - time.monotonic()) * 1000)
        if not ready:
            raise StalledError("the printer does not answer")
        flags = ready[0][1]
        if not flags & event:
            raise UnreachableError("the printer is gone: is it switched on, is the cable in?")
        return flags


def open_transport(kind: Kind, address: str, baud: int) -> Transport:
    """Open the way to a printer. `address` is a device path, or host[:port] for TCP. Raises UnreachableError."""
    match kind:
        case "tcp":
            return _open_tcp(address)
        case "serial":
            return _open_serial(address, baud)
        case "usb":
            return _open_usb(address)


def parse_address(address: str) -> tuple[str, int]:
    """Return host and port of "host:port" or "host" (port 9100). Raises ValueError."""
    host, _, port = address.partition(":")
    if not host or (port and not port.isdecimal()) or not 0 < int(port or PORT) <= LAST_PORT:
        raise ValueError(f"address {address!r} is not host or host:port, such as 192.168.1.50:9100")
    return host, int(port or PORT)


def _open_tcp(address: str) -> Transport:
    with _lost_is_unreachable():
        connection = socket.create_connection(parse_address(address), timeout=CONNECT_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setblocking(False)
        if connection.getsockname() == connection.getpeername():
            # On one machine, a call to a dead port can be answered by itself (TCP simultaneous open).
            connection.close()
            raise UnreachableError(f"nobody listens at {address}")
    return Transport(connection.fileno(), connection.close, ends_on_empty=True)


def _open_serial(path: str, baud: int) -> Transport:
    try:
        port = serial.Serial(path, baudrate=baud, timeout=0, write_timeout=0, exclusive=True)
    except (serial.SerialException, OSError) as error:
        raise UnreachableError(f"cannot open {path}: {error}") from error
    return Transport(port.fileno(), port.close, ends_on_empty=False)


def _open_usb(path: str) -> Transport:
    with _lost_is_unreachable():
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
    return Transport(descriptor, lambda: os.close(descriptor), ends_on_empty=False)


@contextlib.contextmanager
def _lost_is_unreachable() -> Iterator[None]:
    try:
        yield
    except BlockingIOError:
        raise
    except OSError as error:
        raise UnreachableError(f"{error.strerror or error}: is the printer switched on, is the cable in?") from error
