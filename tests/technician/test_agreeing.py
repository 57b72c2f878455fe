"""A stick that was swapped on the way: whose authority a Pi obeys, and what a request may show before it is signed.

Typed in this process, on one Pi whose stick comes from two authorities.
"""

import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from firmware.authority.certificates import new_key
from firmware.technician.authority_folder import fingerprint_of, read_register
from tests.technician.test_enrol import Types, ca, quick, ssh_that, stick, types

__all__ = ["ca", "quick", "stick", "types"]

KIOSK = ("enroll", "kiosk-1", "--role", "kiosk", "--stick")
HUB = ("enroll", "hub", "--role", "hub", "--stick")
SPOOF = "\x1b[1A\r\x1b[2K  kiosk-1      kiosk       7F3A-22C1-09BD-EE41-5A07\x1b[K\n\x1b[8m"


@pytest.fixture
def thief(types: Types, tmp_path: Path) -> dict[str, str]:
    """The environment of somebody else's authority, which has the same name."""
    other = {"ANTRIAN_CA": str(tmp_path / "thief")}
    types("ca", "init", "--office", "Lampung", **other)
    return other


def test_the_same_fingerprint_is_on_every_screen(types: Types, stick: Path, ca: Path) -> None:
    """When the authority is made, on its list, when it signs, and on the Pi that asks whether it is the office's."""
    own = fingerprint_of(ca)
    types(*KIOSK, str(stick))
    assert f"the authority is {own}" in types("ca", "sign", "--stick", str(stick), "--yes")
    assert f"the authority's fingerprint: {own}" in types("ca", "list")
    asked = types(*KIOSK, str(stick))
    assert own in asked
    assert "is this the office's authority? [y/N]" in asked
    assert "kiosk-1: is enrolled" in asked


@pytest.mark.parametrize(
    ("said", "words", "told"),
    [
        ("n\n", (), "nothing was installed"),
        ("", ("--yes",), "nobody has said that"),
        ("", ("--authority", "7F3A-22C1-09BD-EE41-5A07"), "and --authority says 7F3A"),
    ],
)
def test_an_authority_that_nobody_agreed_to_is_not_obeyed(
    types: Types, stick: Path, tmp_path: Path, thief: dict[str, str], said: str, words: tuple[str, ...], told: str
) -> None:
    """Not by a no, not by a script's silence, and not beside another fingerprint; the key goes on waiting."""
    types(*KIOSK, str(stick))
    types("ca", "sign", "--stick", str(stick), "--yes", **thief)
    assert told in types(*KIOSK, str(stick), *words, status=1, said=said or "\x04")
    assert sorted(path.name for path in (tmp_path / "tls").iterdir()) == ["kiosk-1.key.new"]


def test_a_script_says_the_fingerprint_and_is_not_asked(types: Types, stick: Path, ca: Path) -> None:
    """In small letters too; what is no fingerprint is a mistake."""
    types(*KIOSK, str(stick))
    types("ca", "sign", "--stick", str(stick), "--yes")
    assert "a fingerprint is like" in types(*KIOSK, str(stick), "--authority", "7F3A", status=2)
    done = types(*KIOSK, str(stick), "--authority", fingerprint_of(ca).lower())
    assert "is this the office's" not in done


def test_a_pi_that_knows_its_authority_is_not_asked_again(types: Types, stick: Path, ca: Path) -> None:
    """A renewed box, and one more box on the same Pi; also when told to take a new office that is the old one."""
    types(*KIOSK, str(stick))
    types("ca", "sign", "--stick", str(stick), "--yes")
    types(*KIOSK, str(stick))
    for words in ((), ("--new-office",)):
        types("renew", "kiosk-1", "--stick", str(stick))
        assert "kiosk-1: is enrolled" in types(*KIOSK, str(stick), *words, said="n\n")
    assert read_register(ca).number == 3


def test_the_broker_obeys_the_authority_that_the_hub_knows(
    types: Types, stick: Path, tmp_path: Path, thief: dict[str, str], ca: Path
) -> None:
    """Unasked; and a stick that was swapped between the two commands is refused."""
    types(*HUB, str(stick))
    requests = {path: path.read_bytes() for path in (stick / "antrian").glob("*.csr")}
    types("ca", "sign", "--stick", str(stick), "--yes")
    types(*HUB, str(stick))
    good = (stick / "antrian" / "broker.pem").read_bytes()
    for path, content in requests.items():
        path.write_bytes(content)
    types("ca", "sign", "--stick", str(stick), "--yes", **thief)
    install = ("broker", "install", "--stick", str(stick))
    assert "another office's authority" in types(*install, status=1)
    assert "nothing was installed" in types(*install, "--new-office", status=1, said="n\n")
    assert not list((tmp_path / "broker").glob("*.crt"))
    (stick / "antrian" / "broker.pem").write_bytes(good)
    assert "lets in hub" in types(*install, said="n\n")
    assert (tmp_path / "broker" / "ca.crt").read_bytes() == (ca / "ca.crt").read_bytes()


def test_a_broker_on_a_pi_that_knows_nobody_asks(types: Types, stick: Path, ca: Path, tmp_path: Path) -> None:
    """Somebody typed the second command first."""
    types(*HUB, str(stick))
    types("ca", "sign", "--stick", str(stick), "--yes")
    asked = types("broker", "install", "--stick", str(stick), said="n\n", status=1)
    assert fingerprint_of(ca) in asked
    assert not (tmp_path / "broker" / "ca.crt").exists()


def test_over_ssh_the_side_that_knows_says_it(types: Types, stick: Path, ca: Path) -> None:
    """Nobody sits over there, so each word that brings an authority along brings its fingerprint."""
    types(*HUB, str(stick))
    types("ca", "sign", "--stick", str(stick), "--yes")
    there = ssh_that(ca.parent, 'cat >>said; echo "$@" >>words')
    path = {"PATH": f"{there}:/usr/bin:/bin"}
    types("ca", "publish", "--hub", "pi@hub", **path)
    types("renew", "hub", "--ssh", "pi@hub", **path)
    words = [line for line in (ca.parent / "words").read_text().splitlines() if "install" in line or "--cert" in line]
    assert len(words) == 3
    assert all(f"--authority {fingerprint_of(ca)}" in line for line in words)


def false_request(role: str) -> bytes:
    """A request whose broker is found at a line with a good fingerprint, over its own."""
    said = [(NameOID.ORGANIZATIONAL_UNIT_NAME, role), (NameOID.COMMON_NAME, "kiosk-1" if role == "kiosk" else role)]
    builder = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name([x509.NameAttribute(oid, value) for oid, value in said])
    )
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(SPOOF)]), critical=False)
    return builder.sign(new_key(), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def test_what_lies_on_a_stick_writes_no_line_of_its_own(
    stick: Path, ca: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the hosts in a request nor the name of a file; nothing of it is signed."""
    (stick / "antrian").mkdir()
    for role in ("kiosk", "broker"):
        (stick / "antrian" / f"{role}.csr").write_bytes(false_request(role))
    (stick / "antrian" / f"{SPOOF}.csr").write_bytes(b"please")
    (stick / "antrian" / f"large{SPOOF}.csr").write_bytes(bytes(1_048_577))
    monkeypatch.setenv("ANTRIAN_PASSPHRASE_FILE", str(ca.parent / "secret"))
    monkeypatch.setattr(sys, "argv", ["antrian", "ca", "sign", "--ca", str(ca), "--stick", str(stick), "--yes"])
    from firmware.technician.__main__ import main  # noqa: PLC0415 - as it is started

    with pytest.raises(SystemExit):
        main()
    shown = "".join(capfd.readouterr())
    assert all(line.isprintable() for line in shown.splitlines())
    assert len([line for line in shown.splitlines() if line.startswith("antrian: ")]) == 4
    assert not [line for line in shown.splitlines() if line.lstrip().startswith("kiosk-1")]
    assert read_register(ca).entries == ()


@pytest.mark.parametrize("host", ["\x1b[2J", "hub_1", "10.0.0.300", "*.local"])
def test_a_host_that_is_none_is_not_asked_for(types: Types, tmp_path: Path, host: str) -> None:
    """On the hub and where the authority is: status 2, before anything is made."""
    for words in (("enroll", "hub", "--role", "hub", "--request", "-"), ("renew", "broker", "--hub", "pi@hub")):
        assert "is neither an address nor the name of a host" in types(*words, "--host", host, status=2)
    assert not (tmp_path / "tls").exists()


@pytest.mark.parametrize(("name", "role"), [("hub-2", "hub"), ("hub", "kiosk"), ("technician-1", "kiosk")])
def test_a_name_with_another_role_is_not_asked_for(types: Types, name: str, role: str) -> None:
    """The queue goes by such names."""
    assert f"this is {role} {name}" in types("enroll", name, "--role", role, "--request", "-", status=2)
