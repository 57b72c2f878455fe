"""Whom a box believes to be its office's broker, and what it says where it does not."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from firmware.authority.certificates import Authority, new_authority
from firmware.node.link import Disconnected, Link
from firmware.node.settings import BoxSettings, SettingsError
from firmware.node.tls import client_context, files
from tests.broker_config.forgery import CLIENT, SERVER, tls_folder

HOST = "127.0.0.1"


class FakeBroker:
    """Answers every call with one handshake, and hears what comes after it; without a context it talks plainly."""

    def __init__(self, context: ssl.SSLContext | None, greeting: bytes = b"") -> None:
        self._context = context
        self._greeting = greeting
        self._door = socket.create_server((HOST, 0))
        self.port = self._door.getsockname()[1]
        self.calls = threading.Semaphore(0)
        self.heard = b""
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        """Answer no more."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._door.accept()
                with caller, suppress(OSError):
                    caller.settimeout(2)
                    self._answer(caller)
                self.calls.release()

    def _answer(self, caller: socket.socket) -> None:
        if self._context is None:
            caller.recv(2_000)
            caller.sendall(self._greeting)
            return
        with self._context.wrap_socket(caller, server_side=True) as talk:
            self.heard += talk.recv(2_000)


@pytest.fixture(scope="module")
def office() -> Authority:
    """The authority of this office."""
    return new_authority("Demo", datetime.now(UTC))


@pytest.fixture(scope="module")
def stranger() -> Authority:
    """Another authority that gives itself the same name."""
    return new_authority("Demo", datetime.now(UTC))


@pytest.fixture
def tls(tmp_path: Path, office: Authority) -> Path:
    """What kiosk-1 proves itself by."""
    return tls_folder(tmp_path / "tls", "kiosk-1", office, office)


@pytest.fixture
def fakes() -> Iterator[list[FakeBroker]]:
    """Brokers that end with the test."""
    opened: list[FakeBroker] = []
    yield opened
    for one in opened:
        one.close()


def told(fake: FakeBroker, tls: Path, links: list[Link]) -> Disconnected:
    """Return what the link of kiosk-1 says about this broker, which it says once for two attempts."""
    inbox: SimpleQueue[Any] = SimpleQueue()
    links.append(Link(BoxSettings(name="kiosk-1", broker=HOST, port=fake.port, tls=str(tls)), inbox))
    links[-1].start()
    for _ in range(2):
        assert fake.calls.acquire(timeout=5)
    said = inbox.get(timeout=5)
    links[-1].close()
    assert inbox.empty()
    assert fake.heard == b""
    assert isinstance(said, Disconnected)
    return said


def server(folder: Path, name: str, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
    """Return what a fake broker shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = version
    own = files(folder, name)
    context.load_cert_chain(own.certificate, own.key)
    return context


@pytest.mark.parametrize("case", ["a kiosk's certificate", "a foreign authority", "another host"])
def test_a_false_broker_is_refused_and_hears_nothing(
    case: str,
    tmp_path: Path,
    tls: Path,
    office: Authority,
    stranger: Authority,
    fakes: list[FakeBroker],
    links: list[Link],
) -> None:
    """Also where the office's own authority has signed what it shows; the sentence says what to check."""
    signer = stranger if case == "a foreign authority" else office
    purpose = CLIENT if case == "a kiosk's certificate" else SERVER
    hosts = ["192.0.2.1"] if case == "another host" else [HOST]
    shown = tls_folder(tmp_path / "fake", "kiosk-9", signer, office, purpose=purpose, hosts=hosts)
    fakes.append(FakeBroker(server(shown, "kiosk-9")))
    said = told(fakes[0], tls, links)
    assert said.is_refused
    assert "kiosk-1 refuses the broker" in said.detail
    assert "check `broker` in the settings, the clock of this box, and ca.crt" in said.detail


def test_a_broker_of_tls_1_2_is_refused(
    tmp_path: Path, tls: Path, office: Authority, fakes: list[FakeBroker], links: list[Link]
) -> None:
    """There is no older version to be talked into."""
    shown = tls_folder(tmp_path / "fake", "broker", office, office, purpose=SERVER, hosts=[HOST])
    fakes.append(FakeBroker(server(shown, "broker", ssl.TLSVersion.TLSv1_2)))
    said = told(fakes[0], tls, links)
    assert said.is_refused
    assert "does not speak TLS 1.3 with certificates" in said.detail


def test_a_broker_without_tls_is_told_nothing(tls: Path, fakes: list[FakeBroker], links: list[Link]) -> None:
    """Whatever it answers; a name and a command in clear never leave the box."""
    fakes.append(FakeBroker(None, b"\x20\x03\x00\x00\x00" * 4))
    said = told(fakes[0], tls, links)
    assert said.is_refused
    assert "does not speak TLS 1.3 with certificates" in said.detail


def test_a_broker_that_closes_at_once_may_be_full(tls: Path, fakes: list[FakeBroker], links: list[Link]) -> None:
    """It is not taken for a false one: waiting helps."""
    fakes.append(FakeBroker(None))
    said = told(fakes[0], tls, links)
    assert not said.is_refused
    assert "cannot be reached: it closed the connection at once" in said.detail


@pytest.mark.parametrize("missing", ["ca.crt", "kiosk-1.crt", "kiosk-1.key"])
def test_a_box_without_its_files_does_not_start(missing: str, tls: Path) -> None:
    """The sentence names the file and the command that makes it."""
    (tls / missing).unlink()
    with pytest.raises(SettingsError, match=rf"{missing}: No such file.*antrian enroll kiosk-1"):
        client_context(BoxSettings(name="kiosk-1", tls=str(tls)))


def test_a_key_of_another_certificate_is_refused(tmp_path: Path, tls: Path, office: Authority) -> None:
    """Half an enrolment does not start either."""
    other = tls_folder(tmp_path / "other", "kiosk-1", office, office)
    (other / "kiosk-1.key").rename(tls / "kiosk-1.key")
    with pytest.raises(SettingsError, match=r"no pair that can be used .*antrian enroll kiosk-1"):
        client_context(BoxSettings(name="kiosk-1", tls=str(tls)))


@pytest.mark.parametrize("name", ["ca.crt", "kiosk-1.crt", "kiosk-1.key"])
def test_a_file_of_rubbish_is_refused(name: str, tls: Path) -> None:
    """An SD card that has lost a file's content leaves zeros; the box says so and does not crash."""
    (tls / name).write_bytes(bytes(500))
    with pytest.raises(SettingsError, match="antrian enroll kiosk-1"):
        client_context(BoxSettings(name="kiosk-1", tls=str(tls)))
