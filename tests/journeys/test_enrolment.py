"""From an empty folder to an office whose boxes are let in, by the commands alone: by stick, and by ssh.

Each Pi is a folder: nothing of one lies in another's but what was carried there. The broker is a real mosquitto with
the very files that `antrian broker install` has written; only its port and its user are changed, as in the demo.
"""

import getpass
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Final

import pytest

from firmware.authority.certificates import read_key
from firmware.authority.issued import Issued, read_issued
from firmware.authority.passphrase import stretched
from firmware.demo.broker import _free_port, _mosquitto
from firmware.demo.place import HOST
from firmware.demo.supervisor import Service
from firmware.messages import topics
from firmware.messages.access import broker_settings
from firmware.node.link import Connected, Disconnected, Link, Received
from firmware.node.settings import BoxSettings
from tests.journeys.typist import Typist

PASSPHRASE: Final = "empat atau lima kata"  # noqa: S105 - of nothing but this
SSHD: Final = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
SECONDS: Final = 20.0


def fingerprint_in(told: str) -> str:
    """The one that stands on a screen."""
    (found,) = re.findall(r"\b[0-9A-F]{4}(?:-[0-9A-F]{4}){4}\b", told)
    return str(found)


class Place:
    """The machines of an office, each a folder, and a stick that goes from one to the other."""

    def __init__(self, folder: Path) -> None:
        """Nothing is there but the stick and somebody who knows the passphrase."""
        self.folder = folder
        self.typist = Typist(folder)
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE)
        self.passphrase.chmod(0o600)
        self.ca = folder / "laptop" / "ca"
        self.authority = ""

    def tls(self, machine: str) -> Path:
        """The folder of a machine's certificates."""
        return self.folder / machine / "tls"

    def broker(self, machine: str) -> Path:
        """The folder of a machine's broker."""
        return self.folder / machine / "broker"

    def environment(self, machine: str) -> dict[str, str]:
        """What makes a folder a machine."""
        own = {"ANTRIAN_TLS": str(self.tls(machine)), "ANTRIAN_BROKER": str(self.broker(machine))}
        if machine == "laptop":
            own = {"ANTRIAN_CA": str(self.ca), "ANTRIAN_PASSPHRASE_FILE": str(self.passphrase)}
        return {**os.environ, **own}

    def types(self, machine: str, *words: str, status: int = 0) -> str:
        """Type `antrian` and return what it prints, or what it complains of."""
        ended = self.typist.types(self.environment(machine), *words)
        assert ended.returncode == status, ended.stdout + ended.stderr
        assert "Traceback" not in ended.stderr
        return ended.stdout if status == 0 else ended.stderr

    def founds(self) -> None:
        """Type what is typed once in the life of an office, and write down the fingerprint."""
        told = self.types("laptop", "ca", "init", "--office", "Lampung Tengah")
        self.authority = fingerprint_in(told)

    def enrolls(self, machine: str, name: str, role: str) -> str:
        """Type what is typed on a box, before the stick was at the authority and after."""
        own = ("--stick", str(self.stick), "--authority", self.authority)
        return self.types(machine, "enroll", name, "--role", role, *own)

    def signs(self) -> str:
        """Type what is typed where the authority is."""
        return self.types("laptop", "ca", "sign", "--stick", str(self.stick), "--yes")

    def installs(self) -> str:
        """Type what is typed on the hub."""
        return self.types("hub", "broker", "install", "--stick", str(self.stick))

    def certificate(self, machine: str, name: str) -> Issued:
        """What a box has."""
        return read_issued((self.tls(machine) / f"{name}.crt").read_bytes())


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """An office before anything was typed."""
    place = Place(tmp_path)
    yield place
    place.typist.leave()


class RunningBroker:
    """The hub's mosquitto, with the files as they were installed."""

    def __init__(self, folder: Path) -> None:
        """Nothing runs yet."""
        self.port = _free_port()
        self._folder = folder

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start it with the files of this moment."""
        installed = (self._folder / "mosquitto.conf").read_text()
        own = self._folder / "here.conf"
        own.write_text(broker_settings(installed, {"listener": f"{self.port} {HOST}", "user": "root"}))
        service = Service("broker", (_mosquitto(), "-c", str(own)), folder=self._folder, restart_seconds=86_400.0)
        service.start()
        try:
            yield
        finally:
            service.stop()

    @contextmanager
    def knock(self, tls: Path, name: str, *heard: str) -> Iterator[tuple[Link, SimpleQueue[object]]]:
        """Come as this box."""
        inbox: SimpleQueue[object] = SimpleQueue()
        settings = BoxSettings(name=name, broker=HOST, port=self.port, tls=str(tls))
        link = Link(settings, inbox, subscriptions=[(topic, 1) for topic in heard])
        link.start()
        try:
            yield link, inbox
        finally:
            link.close()

    def says(self, tls: Path, name: str) -> object:
        """What comes of it: Connected, or Disconnected with the reason."""
        with self.knock(tls, name) as (_, inbox):
            return inbox.get(timeout=SECONDS)

    def lets_in(self, tls: Path, name: str) -> bool:
        """Whether this box is let in."""
        return isinstance(self.says(tls, name), Connected)

    def carries(self, place: Place) -> bool:
        """Whether the hub hears a command of the kiosk: who they are decides what they may."""
        command = topics.COMMAND.name("kiosk-1")
        with (
            self.knock(place.tls("hub"), "hub", command) as (_, hub),
            self.knock(place.tls("kiosk"), "kiosk-1") as (kiosk, inbox),
        ):
            assert isinstance(hub.get(timeout=SECONDS), Connected)
            assert isinstance(inbox.get(timeout=SECONDS), Connected)
            kiosk.publish(command, b"TakeTicket", qos=1)
            happening = hub.get(timeout=SECONDS)
        return isinstance(happening, Received) and happening.payload == b"TakeTicket"


def secrets_of(ca: Path) -> list[bytes]:
    """The authority's key in the forms it could lie about in."""
    pem = (ca / "ca.key").read_bytes()
    secret = stretched(PASSPHRASE.encode(), (ca / "ca.crt").read_bytes())
    number = read_key(pem, secret).private_numbers().private_value
    return [pem.splitlines()[1], number.to_bytes(32, "big"), PASSPHRASE.encode()]


def test_an_office_is_enrolled_and_a_box_replaced_and_renewed_by_stick(place: Place) -> None:
    """All that a technician types, from the empty folder on; and the broker says who is let in."""
    place.founds()
    place.enrolls("hub", "hub", "hub")
    asked = place.enrolls("kiosk", "kiosk-1", "kiosk")
    place.enrolls("kiosk", "printer-1", "printer")
    signed = place.signs()
    assert fingerprint_in(asked) in signed, "what two people compare is the same on both screens"
    for machine, name, role in (
        ("hub", "hub", "hub"),
        ("kiosk", "kiosk-1", "kiosk"),
        ("kiosk", "printer-1", "printer"),
    ):
        assert f"{name}: is enrolled" in place.enrolls(machine, name, role)
    assert "lets in hub, kiosk-1, printer-1" in place.installs()
    broker = RunningBroker(place.broker("hub"))
    with broker.running():
        assert broker.carries(place)
        assert broker.lets_in(place.tls("kiosk"), "printer-1")

    stolen = place.folder / "stolen"
    shutil.copytree(place.tls("kiosk"), stolen, symlinks=True)
    place.types("laptop", "revoke", "kiosk-1", "--stick", str(place.stick))
    place.enrolls("successor", "kiosk-1", "kiosk")
    place.signs()
    place.enrolls("successor", "kiosk-1", "kiosk")
    place.installs()
    with broker.running():
        refused = broker.says(stolen, "kiosk-1")
        assert isinstance(refused, Disconnected)
        assert "revoked" in refused.detail
        assert broker.lets_in(place.tls("successor"), "kiosk-1")

        before = place.certificate("successor", "kiosk-1")
        place.types("laptop", "ca", "renew")
        place.types("laptop", "renew", "kiosk-1", "--stick", str(place.stick))
        place.enrolls("successor", "kiosk-1", "kiosk")
        after = place.certificate("successor", "kiosk-1")
        assert (after.key, after.serial != before.serial, after.end > before.end) == (before.key, True, True)
        assert broker.lets_in(place.tls("successor"), "kiosk-1")

    secrets = secrets_of(place.ca)
    for path in (path for part in ("hub", "kiosk", "stick") for path in (place.folder / part).rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        assert not [secret for secret in secrets if secret in content], path


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[list[str]]:
    """A real sshd of this user on 127.0.0.1, and the options that lead to it and to nobody else."""
    if SSHD is None:
        pytest.skip("no sshd on this machine; type: make setup")
    folder = tmp_path / "sshd"
    folder.mkdir()
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where it leaves root; its own unit makes it elsewhere
    for key in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / key], check=True)
    port = _free_port()
    (folder / "known").write_text(f"[{HOST}]:{port} {(folder / 'host.pub').read_text()}")
    (folder / "config").write_text(
        f"ListenAddress {HOST}:{port}\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/user.pub\nPidFile none\n"
        "StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        "PermitRootLogin prohibit-password\n"
    )
    service = Service("sshd", (SSHD, "-D", "-e", "-f", str(folder / "config")), folder=folder, restart_seconds=86_400.0)
    service.start()
    yield [
        *(f"Port={port}", f"IdentityFile={folder}/user", "IdentitiesOnly=yes"),
        *(f"UserKnownHostsFile={folder}/known", "StrictHostKeyChecking=yes"),
        "KexAlgorithms=curve25519-sha256",  # at half the price of what sshd would choose
    ]
    service.stop()


def way(place: Place, ssh: list[str]) -> tuple[str, list[str]]:
    """Where the one Pi of these tests is, and the options that lead there."""
    own = f"ANTRIAN_TLS={place.tls('hub')} ANTRIAN_BROKER={place.broker('hub')}"
    options = [word for option in ssh for word in ("--ssh-option", option)]
    remote = f"env {own} {sys.executable} -m firmware.technician"
    return f"{getpass.getuser()}@{HOST}", [*options, "--remote", remote]


def test_a_box_is_enrolled_over_ssh_in_one_go(place: Place, ssh: list[str]) -> None:
    """Request and certificate go through a real sshd, and so does the list for the hub."""
    target, options = way(place, ssh)
    place.founds()
    place.enrolls("hub", "hub", "hub")
    place.signs()
    place.enrolls("hub", "hub", "hub")
    told = place.types("laptop", "enroll", "kiosk-1", "--role", "kiosk", "--ssh", target, "--hub", target, *options)
    assert f"{target}: its broker has 2 boxes, 0 revoked" in told
    assert "kiosk-1: has its certificate" in told
    broker = RunningBroker(place.broker("hub"))
    with broker.running():
        assert broker.lets_in(place.tls("hub"), "kiosk-1")


@pytest.mark.long
def test_a_whole_office_needs_no_stick(place: Place, ssh: list[str]) -> None:
    """The hub too, renewing and revoking: nobody carries anything, and the broker is told at once."""
    target, options = way(place, ssh)
    to_box, to_hub = ["--ssh", target, *options], ["--hub", target, *options]
    place.founds()
    assert "its broker has 1 box" in place.types("laptop", "enroll", "hub", "--role", "hub", *to_box)
    place.types("laptop", "enroll", "kiosk-1", "--role", "kiosk", *to_box, "--hub", target)
    before = place.certificate("hub", "kiosk-1")
    place.types("laptop", "renew", "kiosk-1", *to_box)
    place.types("laptop", "renew", "hub", *to_box)
    place.types("laptop", "renew", "broker", *to_hub)
    after = place.certificate("hub", "kiosk-1")
    assert (after.key, after.serial == before.serial) == (before.key, False)
    broker = RunningBroker(place.broker("hub"))
    with broker.running():
        assert broker.lets_in(place.tls("hub"), "kiosk-1")
    place.types("laptop", "revoke", "kiosk-1", *to_hub)
    with broker.running():
        assert not broker.lets_in(place.tls("hub"), "kiosk-1")
        assert broker.lets_in(place.tls("hub"), "hub")
