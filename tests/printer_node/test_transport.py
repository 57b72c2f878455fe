"""Every operation ends by its deadline, on a socket, on a serial port and on a device file."""

import os
import pty
import socket
import threading
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from printer_node.transport import StalledError, Transport, UnreachableError, open_transport, parse_address


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody who takes connections and says nothing by himself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        yield server


@pytest.fixture
def terminal() -> Iterator[tuple[int, str]]:
    """A pseudo-terminal in raw mode: the printer's end, and the path of the box's end."""
    printer, box = pty.openpty()
    tty.setraw(box)
    yield printer, os.ttyname(box)
    os.close(box)
    os.close(printer)


def tcp(listener: socket.socket) -> tuple[Transport, socket.socket]:
    """Return both ends of a connection."""
    transport = open_transport("tcp", f"127.0.0.1:{listener.getsockname()[1]}", 0)
    connection, _ = listener.accept()
    return transport, connection


@pytest.mark.parametrize("kind", ["usb", "serial"])
def test_a_device_takes_bytes_and_answers(kind: str, terminal: tuple[int, str]) -> None:
    """Bytes arrive unchanged, control characters and all, in both directions."""
    printer, path = terminal
    transport = open_transport(kind, path, 115_200)  # type: ignore[arg-type]
    transport.write(bytes(range(256)), 1.0)
    assert os.read(printer, 1_000) == bytes(range(256))
    os.write(printer, b"\x12")
    assert transport.read(1.0) == b"\x12"
    transport.close()


def test_a_socket_takes_bytes_and_answers(listener: socket.socket) -> None:
    """The same over TCP, where small packets are sent at once."""
    transport, printer = tcp(listener)
    transport.write(b"\x10\x04\x01", 1.0)
    assert printer.recv(10) == b"\x10\x04\x01"
    printer.sendall(b"\x12")
    assert transport.read(1.0) == b"\x12"
    transport.close()
    printer.close()


@pytest.mark.parametrize("kind", ["usb", "serial"])
def test_a_device_that_is_silent_is_stalled_at_the_deadline(kind: str, terminal: tuple[int, str]) -> None:
    """Reading ends when it was said to, not when the printer likes."""
    transport = open_transport(kind, terminal[1], 115_200)  # type: ignore[arg-type]
    started = time.monotonic()
    with pytest.raises(StalledError):
        transport.read(0.1)
    assert 0.09 < time.monotonic() - started < 1.0
    transport.close()


@pytest.mark.parametrize("kind", ["usb", "serial"])
def test_a_device_that_takes_nothing_is_stalled_at_the_deadline(kind: str, terminal: tuple[int, str]) -> None:
    """Writing ends too, when the printer has stopped reading and every buffer is full."""
    transport = open_transport(kind, terminal[1], 115_200)  # type: ignore[arg-type]
    with pytest.raises(StalledError):
        transport.write(bytes(1_000_000), 0.1)
    transport.close()


def test_a_socket_that_takes_nothing_is_stalled_at_the_deadline(listener: socket.socket) -> None:
    """A network printer that stops reading fills the kernel's buffers, and then the deadline counts."""
    transport, printer = tcp(listener)
    started = time.monotonic()
    with pytest.raises(StalledError):
        transport.write(bytes(50_000_000), 0.2)
    assert time.monotonic() - started < 2.0
    transport.close()
    printer.close()


def test_a_slow_printer_gets_every_byte(listener: socket.socket) -> None:
    """More than the buffers hold arrives whole while somebody reads."""
    transport, printer = tcp(listener)
    heard = bytearray()

    def read_all() -> None:
        while data := printer.recv(65_536):
            heard.extend(data)

    reader = threading.Thread(target=read_all)
    reader.start()
    transport.write(b"slip" * 1_000_000, 5.0)
    transport.close()
    reader.join(5)
    printer.close()
    assert bytes(heard) == b"slip" * 1_000_000


def test_a_closed_connection_is_unreachable(listener: socket.socket) -> None:
    """The printer that was switched off is gone, at once, for reading and soon for writing."""
    transport, printer = tcp(listener)
    printer.close()
    with pytest.raises(UnreachableError):
        transport.read(1.0)
    with pytest.raises(UnreachableError):
        transport.write(bytes(50_000_000), 1.0)
    transport.close()


def test_nobody_there_is_unreachable(tmp_path: Path) -> None:
    """A closed port, a missing device and a missing serial port are told alike, and say what to check."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(UnreachableError, match="switched on"):
        open_transport("tcp", f"127.0.0.1:{port}", 0)
    with pytest.raises(UnreachableError, match="cable"):
        open_transport("usb", str(tmp_path / "lp0"), 0)
    with pytest.raises(UnreachableError, match="ttyUSB9"):
        open_transport("serial", str(tmp_path / "ttyUSB9"), 9_600)


@pytest.mark.parametrize("kind", ["usb", "serial"])
def test_a_device_that_is_unplugged_is_unreachable(kind: str) -> None:
    """When the other end goes, neither reading nor writing waits for its deadline."""
    printer, box = pty.openpty()
    tty.setraw(box)
    transport = open_transport(kind, os.ttyname(box), 115_200)  # type: ignore[arg-type]
    os.close(printer)
    with pytest.raises(UnreachableError):
        transport.read(5.0)
    with pytest.raises(UnreachableError):
        transport.write(b"x", 5.0)
    transport.close()
    os.close(box)


def test_what_was_said_before_the_question_is_dropped(listener: socket.socket) -> None:
    """A late answer to an older question is not taken for the answer to this one."""
    transport, printer = tcp(listener)
    printer.sendall(b"late")
    assert transport.read(1.0)[:1] == b"l"
    printer.sendall(b"later")
    select_until_readable(transport)
    transport.drain()
    with pytest.raises(StalledError):
        transport.read(0.05)
    transport.close()
    printer.close()


def select_until_readable(transport: Transport) -> None:
    """Wait until something has arrived, without taking it."""
    transport._wait(1, time.monotonic() + 2)


@pytest.mark.parametrize(
    ("address", "expected"),
    [("192.168.1.50", ("192.168.1.50", 9_100)), ("printer.local:9101", ("printer.local", 9_101))],
)
def test_the_port_of_a_printer_is_9100_unless_said(address: str, expected: tuple[str, int]) -> None:
    """A bare host is enough."""
    assert parse_address(address) == expected


@pytest.mark.parametrize("address", ["", ":9100", "host:abc", "host:0", "host:70000"])
def test_an_address_that_cannot_be_is_refused(address: str) -> None:
    """A misspelt address is found at the start, not at the first visitor."""
    with pytest.raises(ValueError, match="host:port"):
        parse_address(address)
