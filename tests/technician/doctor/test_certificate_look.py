"""The certificates of a machine, by files on a disk: those of a hub Pi with a kiosk's buttons."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.demo.broker import Broker
from firmware.messages.names import Role
from firmware.technician.doctor.certificate_look import look_at_broker, look_at_certificates
from firmware.technician.doctor.finding import Finding, Standing
from firmware.technician.doctor.machine_look import tables

NOW = datetime.now(UTC)
NODES = (("hub", Role.HUB), ("kiosk-1", Role.KIOSK), ("printer-1", Role.PRINTER))
OFFICE = '[[kiosk]]\nname = "kiosk-1"\nprinter = "printer-1"\n'


@pytest.fixture
def broker(tmp_path: Path) -> Broker:
    """The files of a broker, which nobody starts, and the settings of two boxes beside them."""
    broker = Broker(tmp_path / "broker", NODES)
    for file, node in (("hub", "hub"), ("button", "kiosk-1")):
        box = "".join(f"{key} = {json.dumps(value)}\n" for key, value in broker.box_table(node).items())
        (tmp_path / f"{file}.toml").write_text(f"[box]\n{box}")
    (tmp_path / "office.toml").write_text(OFFICE)
    return broker


def look(folder: Path, now: datetime | None = NOW) -> dict[str, Finding]:
    """Return all that is found below a folder, by its subject."""
    found = tables(folder)
    return {
        one.subject: one
        for one in (*look_at_certificates(folder, found, now), *look_at_broker(folder, found, now, [folder]))
    }


def wrong(folder: Path, now: datetime = NOW) -> dict[str, str]:
    """Return what is not well."""
    found = look(folder, now).values()
    return {one.subject: one.text for one in found if one.standing in {Standing.SOON, Standing.WRONG}}


def test_what_the_authority_made_is_well(broker: Broker, tmp_path: Path) -> None:
    """Boxes, keys, authority, and all files of the broker."""
    assert broker.tls.exists()
    assert wrong(tmp_path) == {}
    assert set(look(tmp_path)) >= {"ca.crt", "hub.crt", "kiosk-1.key", "broker.crt", "broker.key", "acl", "authority"}


def test_near_the_end_the_authority_is_told_first(broker: Broker, tmp_path: Path) -> None:
    """Everything here ends with it, so nothing else is worth a renewal before."""
    end = broker.authority.certificate.not_valid_after_utc
    assert set(wrong(tmp_path, end - timedelta(days=10))) == {"ca.crt"}
    assert wrong(tmp_path, end + timedelta(days=1))["ca.crt"].startswith("ended ")


def test_what_somebody_has_broken_is_named(broker: Broker, tmp_path: Path) -> None:
    """A key for all to read, a certificate of another box, a revoked one, a key that must be elsewhere."""
    (broker.tls / "kiosk-1.key").chmod(0o644)
    broker.revoke(broker.serial("kiosk-1"))
    (broker.tls / "hub.crt").write_bytes((broker.tls / "printer-1.crt").read_bytes())
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "ca.key").touch()
    (tmp_path / "broker" / "acl").write_text("user hub\nuser kiosk-1\n")
    found = wrong(tmp_path)
    assert found["kiosk-1.key"] == "others may read it (mode 0644)"
    assert found["kiosk-1.crt"].startswith("revoked")
    assert found["hub.crt"] == "is for 'printer-1', but the settings say 'hub'"
    assert found["acl"] == "does not know printer-1 of office.toml"
    assert str(tmp_path / "stick" / "ca.key") in found["authority"]
    assert len(found) == 5


def test_what_is_missing_or_rubbish_is_named(broker: Broker, tmp_path: Path) -> None:
    """A certificate, the broker's list and its settings."""
    (broker.tls / "kiosk-1.crt").unlink()
    (broker.tls / "hub.key").write_text("rubbish")
    for name in ("revoked.crl", "mosquitto.conf"):
        (tmp_path / "broker" / name).unlink()
    assert set(wrong(tmp_path)) == {"kiosk-1.crt", "hub.crt", "revoked.crl", "mosquitto.conf"}


def test_a_machine_that_is_no_hub_has_no_broker(broker: Broker, tmp_path: Path) -> None:
    """Nothing is sought there."""
    (tmp_path / "hub.toml").unlink()
    assert broker.tls.exists()
    assert set(look(tmp_path)) == {"ca.crt", "kiosk-1.crt", "kiosk-1.key"}
