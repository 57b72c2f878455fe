"""What a Pi installs, with the plug pulled at every step: it goes on with the old or with the new."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.authority.access import Installed, access_text, read_access
from firmware.authority.certificates import BROKER, Authority, certificate_pem, fingerprint, read_key, read_request
from firmware.authority.issued import read_issued
from firmware.authority.register import Register, enroll, renew, revoke
from firmware.messages.names import Role
from firmware.technician.agreeing import Agreement
from firmware.technician.enrolling import ask, box_pair, broker_pair, install_box, install_broker
from tests.authority.office import LATER, NOW, asked, office
from tests.technician.plug import PulledPlug, in_the_wall


@pytest.fixture(autouse=True)
def no_disk_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written is looked at by this same machine."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def fits(key: Path, certificate: Path) -> bool:
    """Whether a box could use this pair."""
    return read_key(key.read_bytes()).public_key() == read_issued(certificate.read_bytes()).key


def at_every_step(before: Path, act: Callable[[Path], object], look: Callable[[Path], object]) -> list[object]:
    """Pull the plug at each step of `act` on a copy of `before`, look, and do it again; what was seen."""
    plug, seen = in_the_wall(), []
    for step in range(150):
        folder = before.with_name(f"{before.name}-{step}")
        shutil.copytree(before, folder, symlinks=True)
        plug.push(folder, step)
        try:
            act(folder)
        except PulledPlug:
            plug.folder = None
            seen.append(look(folder))
            act(folder)
        plug.folder = None
        after = look(folder)
        if not plug.is_pulled:
            return [*seen, after]
    raise AssertionError("it never ends")


def test_a_box_that_is_enrolled_anew_always_has_a_pair_that_fits(tmp_path: Path) -> None:
    """First it has none, then the first one, then the second, and nothing between."""
    authority, register = office()
    agreed = Agreement(fingerprint(authority.key.public_key()))
    answers = []

    def enrol(folder: Path) -> None:
        install_box(box_pair(folder, "kiosk-1", Role.KIOSK), Role.KIOSK, answers[-1], agreed)

    def look(folder: Path) -> object:
        key, certificate = folder / "kiosk-1.key", folder / "kiosk-1.crt"
        if not key.exists() or not certificate.exists():
            return None
        assert fits(key, certificate)
        assert (folder / "ca.crt").read_bytes() == certificate_pem(authority.certificate)
        return read_issued(certificate.read_bytes()).serial

    serials: list[object] = [None]
    for name in ("first", "second"):
        before = tmp_path / name
        if name == "second":
            shutil.copytree(tmp_path / "first", before)
            enrol(before)
            register = revoke(register, "kiosk-1", NOW)
        asking = ask(box_pair(before, "kiosk-1", Role.KIOSK), "kiosk")
        register, issued = enroll(register, authority, read_request(asking.pem), NOW)
        answers.append(issued.pem + certificate_pem(authority.certificate))
        serials.append(issued.serial)
        seen = at_every_step(before, enrol, look)
        assert set(seen) == set(serials[-2:])
        assert (seen[0], seen[-1]) == tuple(serials[-2:])


def signed_hub(folder: Path) -> tuple[Authority, Register]:
    """An office with a hub and a kiosk, whose broker is in this folder."""
    authority, register = office()
    asking = ask(broker_pair(folder), BROKER, ["hub.local"])
    register, _ = enroll(register, authority, read_request(asking.pem), NOW)
    for name, role in (("hub", "hub"), ("kiosk-1", "kiosk")):
        register, _ = enroll(register, authority, asked(name, role), NOW)
    return authority, register


def test_a_revocation_that_is_cut_short_never_leaves_less_than_there_was(tmp_path: Path) -> None:
    """The broker could start at any moment, and no list is older than the rights that it guards."""
    before = tmp_path / "broker"
    authority, register = signed_hub(before)
    agreed = Agreement(fingerprint(authority.key.public_key()))
    install_broker(before, access_text(register, authority), agreed)
    register = revoke(register, "kiosk-1", NOW)
    register, _ = renew(register, authority, BROKER, LATER)
    text = access_text(register, authority)

    def look(folder: Path) -> object:
        assert fits(folder / "broker.key", folder / "broker.crt")
        has = Installed((folder / "ca.crt").read_bytes(), (folder / "revoked.crl").read_bytes())
        assert read_access(text, [(folder / "broker.key").read_bytes()], has).number == register.number
        assert "crlfile" in (folder / "mosquitto.conf").read_text()
        is_told = has.revoked != (before / "revoked.crl").read_bytes()
        may = "user kiosk-1" in (folder / "acl").read_text()
        assert is_told or may
        return is_told, may

    seen = at_every_step(before, lambda folder: install_broker(folder, text, agreed), look)
    assert (seen[0], seen[-1]) == ((False, True), (True, False))
