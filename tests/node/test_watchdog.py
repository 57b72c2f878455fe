"""What systemd hears on its notification socket."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.node.watchdog import Watchdog


@pytest.fixture
def manager() -> Iterator[socket.socket]:
    """A datagram socket like the one that systemd opens for a service."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.settimeout(2.0)
        yield listening


def heard(manager: socket.socket) -> list[bytes]:
    """Return three messages."""
    return [manager.recv(100) for _ in range(3)]


def say_all(watchdog: Watchdog) -> None:
    """Say everything once."""
    watchdog.ready()
    watchdog.alive()
    watchdog.stopping()


def test_ready_alive_and_stopping_reach_the_manager(manager: socket.socket, tmp_path: Path) -> None:
    """In the words of sd_notify(3)."""
    manager.bind(str(tmp_path / "notify"))
    say_all(Watchdog(str(tmp_path / "notify")))
    assert heard(manager) == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_an_abstract_socket_is_written_with_an_at_sign(manager: socket.socket, tmp_path: Path) -> None:
    """An "@" in the environment is a NUL on the wire."""
    name = str(tmp_path)
    manager.bind(f"\0{name}")
    say_all(Watchdog(f"@{name}"))
    assert heard(manager) == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_the_address_comes_from_the_environment(
    manager: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As systemd sets it for the unit."""
    manager.bind(str(tmp_path / "notify"))
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    Watchdog().ready()
    assert manager.recv(100) == b"READY=1"


def test_a_manager_that_is_gone_does_not_disturb_the_box(tmp_path: Path) -> None:
    """Nobody listens at this address."""
    say_all(Watchdog(str(tmp_path / "nobody")))
    assert list(tmp_path.iterdir()) == []
