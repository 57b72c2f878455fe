"""What is typed to enrol a box, and the sentence for whoever types a thing wrong.

Typed in this process; tests/journeys/test_enrolment.py types it in processes, up to the broker's own word.
"""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
import typer.testing
from typer.main import get_command
from typer.testing import CliRunner

from firmware.authority import passphrase
from firmware.authority.certificates import key_pem, new_key, read_key, request_pem
from firmware.authority.issued import read_issued
from firmware.authority.register import latest
from firmware.messages.names import Role
from firmware.technician.authority_folder import read_register
from firmware.technician.certificate_pages import rows_of
from firmware.technician.cli import app
from firmware.technician.faults import NotDone
from firmware.technician.owners import USERS, owner

Types = Callable[..., str]


@cache
def built(app: typer.Typer) -> object:
    """Return what Typer makes of the program, which is the same every time."""
    return get_command(app)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that is cheap to guess, a disk that nobody waits for, and a command that is built once."""
    monkeypatch.setattr(typer.testing, "_get_command", built)
    monkeypatch.setattr(passphrase, "_COST", 2)
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick, mounted."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def types(tmp_path: Path) -> Types:
    """Type `antrian` where the authority and one Pi's folders are `ca`, `tls` and `broker`; what is shown, one line.

    Whoever stands at the Pi has compared the fingerprint, unless something else is `said`.
    """
    secret = tmp_path / "secret"
    secret.write_text("four or five words\nand more\n")
    secret.chmod(0o600)
    own = {"ANTRIAN_TLS": str(tmp_path / "tls"), "ANTRIAN_BROKER": str(tmp_path / "broker"), "COLUMNS": "200"}

    def types(*words: str, status: int = 0, said: str = "", **environment: str) -> str:
        ca = {"ANTRIAN_CA": str(tmp_path / "ca"), "ANTRIAN_PASSPHRASE_FILE": str(secret)}
        of_authority = words[0] in ("ca", "revoke", "renew")
        yes = "" if of_authority else "y\n"
        own_words = {**own, **(ca if of_authority else {}), **environment}
        ended = CliRunner().invoke(app, words, env=own_words, input=said or yes)
        assert ended.exit_code == status, ended.output
        return " ".join(ended.output.split())

    return types


@pytest.fixture
def ca(types: Types, tmp_path: Path) -> Iterator[Path]:
    """The authority's folder."""
    types("ca", "init", "--office", "Lampung")
    return tmp_path / "ca"


def enrolled(types: Types, stick: Path, *boxes: tuple[str, str]) -> None:
    """Enrol these boxes on the one Pi, by stick."""
    for _ in range(2):
        for name, role in boxes:
            types("enroll", name, "--role", role, "--stick", str(stick))
        if any(stick.glob("antrian/*.csr")):
            types("ca", "sign", "--stick", str(stick), "--yes")


@pytest.mark.parametrize(
    ("words", "said", "status"),
    [
        (("--office", "\x1b[2J"), "an office has a name of 1 to 56 letters", 2),
        (("--office", " "), "an office has a name of 1 to 56 letters", 2),
        (
            ("--office", "Lampung", "--no-passphrase"),
            "is not on an encrypted disk, so the key must have a passphrase",
            1,
        ),
        (("--office", "Lampung", "--passphrase-file", "/nowhere"), "cannot read the passphrase in /nowhere", 1),
    ],
)
def test_an_authority_that_would_be_a_mistake_is_not_made(
    types: Types, tmp_path: Path, words: tuple[str, ...], said: str, status: int
) -> None:
    """Nothing is left behind that looks like one."""
    assert said in types("ca", "init", *words, status=status)
    assert not (tmp_path / "ca" / "ca.key").exists()


def test_a_passphrase_is_long_and_typed_by_somebody(types: Types, tmp_path: Path) -> None:
    """Four words are easier to keep than eight signs; a script names a file."""
    (tmp_path / "short").write_text("short\n")
    short = types("ca", "init", "--office", "L", status=1, ANTRIAN_PASSPHRASE_FILE=str(tmp_path / "short"))
    assert "at least 12 characters; take four or five words" in short
    assert f"chmod 600 {tmp_path / 'short'}" in short
    assert "--passphrase-file FILE" in types("ca", "init", "--office", "L", status=1, ANTRIAN_PASSPHRASE_FILE="")


@pytest.mark.usefixtures("ca")
def test_one_request_that_is_not_to_be_signed_keeps_no_other_waiting(types: Types, stick: Path) -> None:
    """Each that was refused is told with what is wrong, and the status is 1."""
    (stick / "antrian").mkdir()
    requests = {
        "a": b"please",
        "b": request_pem("ca", "kiosk", new_key()),
        "c": request_pem("kiosk-2", "king", new_key()),
        "kiosk-1": request_pem("kiosk-1", "kiosk", new_key()),
    }
    for name, content in requests.items():
        (stick / "antrian" / f"{name}.csr").write_bytes(content)
    told = types("ca", "sign", "--stick", str(stick), "--yes", status=1)
    for said in (
        "a.csr: it is no request",
        "b.csr: it asks for a box with the name 'ca'",
        "c.csr: 'king' 'kiosk-2' is",
    ):
        assert said in told
    assert "kiosk-1: signed, until" in told
    assert sorted(path.name for path in (stick / "antrian").iterdir()) == [
        *("a.csr", "b.csr", "broker.pem", "c.csr", "kiosk-1.crt")
    ]


@pytest.mark.usefixtures("ca")
def test_a_request_that_nobody_has_compared_is_not_signed(types: Types, stick: Path, ca: Path) -> None:
    """Without a yes, nothing; the request stays for another time."""
    types("enroll", "kiosk-1", "--role", "kiosk", "--stick", str(stick))
    assert "kiosk-1" in types("ca", "sign", "--stick", str(stick), status=1)
    assert read_register(ca).entries == ()
    assert (stick / "antrian" / "kiosk-1.csr").exists()


@pytest.mark.usefixtures("ca")
def test_a_stick_without_requests_still_brings_the_hub_its_list(types: Types, stick: Path) -> None:
    """That is also what publish does."""
    assert "no request is on the stick" in types("ca", "sign", "--stick", str(stick))
    assert "0 boxes, 0 revoked (number 0), for the hub" in types("ca", "publish", "--stick", str(stick))


@pytest.mark.usefixtures("ca")
def test_one_box_may_be_signed_for_alone(types: Types, stick: Path, ca: Path) -> None:
    """By name, where the authority is; another's request waits."""
    for name in ("kiosk-1", "kiosk-2"):
        types("enroll", name, "--role", "kiosk", "--stick", str(stick))
    secret = {"ANTRIAN_PASSPHRASE_FILE": str(ca.parent / "secret")}
    one = ("enroll", "kiosk-2", "--role", "kiosk", "--ca", str(ca), "--stick", str(stick), "--yes")
    assert "kiosk-2: signed" in types(*one, **secret)
    assert [entry.name for entry in read_register(ca).entries] == ["kiosk-2"]
    assert "no request of kiosk-2 is on the stick" in types(*one, status=1, **secret)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("kiosk-1", "--role", "kiosk"), "say one way: --stick DIR on the box, or --ssh USER@HOST"),
        (("Kiosk_1", "--role", "kiosk", "--request", "-"), 'it is like "kiosk-1": a-z, 0-9 and hyphens'),
        (("kiosk-1", "--role", "kiosk", "--request", "-", "--host", "x"), "--host is for --role hub"),
        (("kiosk-1", "--role", "king", "--request", "-"), "'king' is not one of"),
    ],
)
def test_a_box_that_is_mistyped_gets_no_key(types: Types, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """Status 2, and what it should have been."""
    assert said in types("enroll", *words, status=2)
    assert not (tmp_path / "tls").exists()


@pytest.mark.usefixtures("ca")
def test_asking_again_asks_with_the_same_key(types: Types, stick: Path) -> None:
    """A stick that was lost on the way costs nothing; --new-key throws away what waits."""
    words = ("enroll", "kiosk-1", "--role", "kiosk", "--stick", str(stick))
    first = next(word for word in types(*words).split() if word.count("-") == 4 and "/" not in word)
    assert first in types(*words)
    assert first not in types(*words, "--new-key")


@pytest.mark.usefixtures("ca")
def test_an_answer_for_another_key_is_left_from_before(types: Types, stick: Path, tmp_path: Path) -> None:
    """The successor of a box asks with a key of its own, and is not stopped by its forerunner's certificate."""
    words = ("enroll", "kiosk-1", "--role", "kiosk", "--stick", str(stick))
    types(*words)
    types("ca", "sign", "--stick", str(stick), "--yes")
    told = types(*words, ANTRIAN_TLS=str(tmp_path / "successor"))
    assert "kiosk-1.crt on the stick is for another key; asking again" in told
    assert (stick / "antrian" / "kiosk-1.csr").exists()


@pytest.mark.usefixtures("ca")
def test_a_box_that_asks_for_another_key_goes_on_with_the_one_it_has(types: Types, stick: Path, tmp_path: Path) -> None:
    """Until its certificate is revoked and the next one is here."""
    enrolled(types, stick, ("kiosk-1", "kiosk"))
    before = (tmp_path / "tls" / "kiosk-1.key").read_bytes()
    words = ("enroll", "kiosk-1", "--role", "kiosk", "--stick", str(stick))
    assert "kiosk-1 has a certificate and goes on with it" in types(*words)
    assert "revoke it first: antrian revoke kiosk-1" in types("ca", "sign", "--stick", str(stick), "--yes", status=1)
    types("revoke", "kiosk-1", "--stick", str(stick))
    assert (tmp_path / "tls" / "kiosk-1.key").read_bytes() == before
    types("ca", "sign", "--stick", str(stick), "--yes")
    types(*words)
    assert (tmp_path / "tls" / "kiosk-1.key").read_bytes() != before


@pytest.mark.usefixtures("ca")
def test_a_box_obeys_another_office_only_when_it_is_told_to(types: Types, stick: Path, tmp_path: Path) -> None:
    """A stick of another office, by mistake or not, takes no box away."""
    enrolled(types, stick, ("hub", "hub"))
    types("broker", "install", "--stick", str(stick))
    other = {"ANTRIAN_CA": str(tmp_path / "other")}
    types("ca", "init", "--office", "Metro", **other)
    types("enroll", "hub", "--role", "hub", "--stick", str(stick), "--new-key")
    types("ca", "sign", "--stick", str(stick), "--yes", **other)
    words = ("enroll", "hub", "--role", "hub", "--stick", str(stick))
    assert "another office's authority; if this Pi is to move to that office, add --new-office" in types(
        *words, status=1
    )
    assert "another office's authority" in types("broker", "install", "--stick", str(stick), status=1)
    types(*words, "--new-office")
    assert "lets in hub" in types("broker", "install", "--stick", str(stick), "--new-office")


@pytest.mark.usefixtures("ca")
def test_a_stick_from_last_week_lets_no_revoked_box_in(types: Types, stick: Path) -> None:
    """The broker knows the number of the list it has."""
    enrolled(types, stick, ("hub", "hub"), ("kiosk-1", "kiosk"))
    old = (stick / "antrian" / "broker.pem").read_bytes()
    types("revoke", "kiosk-1", "--stick", str(stick))
    assert "lets in hub (number 4)" in types("broker", "install", "--stick", str(stick))
    (stick / "antrian" / "broker.pem").write_bytes(old)
    assert "older than what the broker has (number 3 after 4)" in types(
        "broker", "install", "--stick", str(stick), status=1
    )


def test_a_hub_that_was_never_enrolled_says_so(types: Types, stick: Path) -> None:
    """In the order in which things must be typed."""
    assert "has nothing for the broker; where the authority is" in types(
        "broker", "install", "--stick", str(stick), status=1
    )
    assert "say where it comes from" in types("broker", "install", status=2)


@pytest.mark.usefixtures("ca")
def test_a_broker_that_moves_gets_its_other_names_without_another_key(
    types: Types, stick: Path, tmp_path: Path
) -> None:
    """No box has to be touched."""
    enrolled(types, stick, ("hub", "hub"))
    types("broker", "install", "--stick", str(stick))
    key = (tmp_path / "broker" / "broker.key").read_bytes()
    types("renew", "broker", "--host", "antrian.local", "--host", "10.0.0.7", "--stick", str(stick))
    types("broker", "install", "--stick", str(stick))
    assert (tmp_path / "broker" / "broker.key").read_bytes() == key
    assert read_issued((tmp_path / "broker" / "broker.crt").read_bytes()).hosts == ("antrian.local", "10.0.0.7")
    assert "only the broker is found under names" in types(
        "renew", "hub", "--host", "x", "--stick", str(stick), status=2
    )


def test_the_list_tells_what_ends_soon(types: Types, stick: Path, ca: Path) -> None:
    """Ninety days ahead, with the command; who is revoked stays on it."""
    enrolled(types, stick, ("kiosk-1", "kiosk"), ("kiosk-2", "kiosk"))
    types("revoke", "kiosk-2", "--stick", str(stick))
    assert "nothing ends within 90 days" in types("ca", "list")
    soon = datetime.now(UTC) + timedelta(days=3_600)
    rows = {row.name: row for row in rows_of(ca, soon)}
    assert "antrian ca renew" in (rows["ca"].advice or "")
    assert (rows["kiosk-1"].revoked, rows["kiosk-2"].days) == (None, None)
    assert rows["kiosk-2"].revoked is not None
    entry = latest(read_register(ca), "kiosk-1")
    assert entry is not None
    assert rows["kiosk-1"].end == entry.end


@pytest.mark.usefixtures("ca")
def test_the_way_to_the_hub_must_be_said(types: Types) -> None:
    """A revocation that the hub does not hear of lets everybody in as before."""
    for words in (("revoke", "kiosk-1"), ("renew", "kiosk-1"), ("ca", "publish")):
        assert "say the way to the" in types(*words, status=2)


def test_a_hub_that_is_not_reached_is_told_the_same_when_it_is_typed_again(types: Types, stick: Path, ca: Path) -> None:
    """The box is revoked from the first time on; only the hub has not heard it."""
    enrolled(types, stick, ("hub", "hub"), ("kiosk-1", "kiosk"))
    path = {"PATH": f"{ssh_that(ca.parent, 'echo gone >&2; exit 255')}:/usr/bin:/bin"}
    told = types("revoke", "kiosk-1", "--hub", "pi@hub", status=69, **path)
    assert "kiosk-1: revoked" in told
    assert "The hub was not told; mend that and type the same again" in told
    assert read_register(ca).number == 4
    path = {"PATH": f"{ssh_that(ca.parent, 'cat >list')}:/usr/bin:/bin"}
    told = types("revoke", "kiosk-1", "--hub", "pi@hub", **path)
    assert "kiosk-1: was revoked before pi@hub: its broker has 1 box, 1 revoked (number 4)" in told


def ssh_that(folder: Path, script: str) -> Path:
    """Return the folder of a program `ssh` that does this, in that folder."""
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "bin" / "ssh").write_text(f"#!/bin/sh\ncd {folder}\n{script}\n")
    (folder / "bin" / "ssh").chmod(0o755)
    return folder / "bin"


@pytest.mark.parametrize(
    "asks", [[("kiosk-2", "kiosk")], [("kiosk-1", "printer")], [("kiosk-1", "kiosk"), ("hub", "hub")], []]
)
def test_a_pi_that_asks_for_something_else_gets_nothing(types: Types, ca: Path, asks: list[tuple[str, str]]) -> None:
    """Whoever sits on that Pi decides neither its name nor its role."""
    requests = b"".join(request_pem(name, role, new_key()) for name, role in asks)
    (ca.parent / "requests").write_bytes(requests)
    path = {"PATH": f"{ssh_that(ca.parent, 'cat requests')}:/usr/bin:/bin", "ANTRIAN_CA": str(ca)}
    secret = {"ANTRIAN_PASSPHRASE_FILE": str(ca.parent / "secret")}
    told = types("enroll", "kiosk-1", "--role", "kiosk", "--ssh", "pi@kiosk-1", status=1, **path, **secret)
    assert "kiosk-1 was to ask as kiosk and asks as" in told
    assert read_register(ca).entries == ()


@pytest.mark.usefixtures("ca")
def test_two_authorities_do_not_mix_on_a_laptop(types: Types, tmp_path: Path) -> None:
    """One that is not there is not made by the way."""
    assert "no authority in" in types("ca", "list", status=1, ANTRIAN_CA=str(tmp_path / "usb"))
    assert "has an authority already" in types("ca", "init", "--office", "Lampung", status=1)


def test_a_key_belongs_to_a_user_that_is_there() -> None:
    """Each role to its own; a Pi without the users is told how to get them, whoever is not root to use sudo."""
    assert set(USERS) == set(Role)
    with pytest.raises(NotDone, match=r"this machine has no user antrian-nobody|type it with sudo"):
        owner("antrian-nobody", "antrian")


@pytest.mark.usefixtures("ca")
def test_a_key_that_the_card_has_spoilt_is_replaced_by_asking_anew(types: Types, stick: Path, tmp_path: Path) -> None:
    """No traceback, and nothing to delete by hand."""
    enrolled(types, stick, ("kiosk-1", "kiosk"))
    for name in ("kiosk-1.key", "kiosk-1.key.new"):
        (tmp_path / "tls" / name).unlink(missing_ok=True)
        (tmp_path / "tls" / name).write_bytes(key_pem(new_key())[:90])
    types("revoke", "kiosk-1", "--stick", str(stick))
    enrolled(types, stick, ("kiosk-1", "kiosk"))
    issued = read_issued((tmp_path / "tls" / "kiosk-1.crt").read_bytes())
    assert read_key((tmp_path / "tls" / "kiosk-1.key").read_bytes()).public_key() == issued.key


def test_a_disk_that_says_no_is_told(types: Types, stick: Path, tmp_path: Path) -> None:
    """With the file, and what usually helps."""
    (tmp_path / "tls").write_text("a file where the folder should be")
    assert "cannot use" in types("enroll", "kiosk-1", "--role", "kiosk", "--stick", str(stick), status=1)
