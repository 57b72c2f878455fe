"""The authority's folder: its key is never in the open, never on the hub, and never made twice."""

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.authority import passphrase
from firmware.authority.certificates import Request, certificate_pem, new_key
from firmware.node.files import StateError
from firmware.technician import authority_folder
from firmware.technician.authority_folder import (
    AuthorityFolder,
    is_encrypted,
    make_authority,
    read_register,
    refuse_on_hub,
)
from firmware.technician.faults import NotDone

SECRET = b"four or five words"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that is cheap to guess."""
    monkeypatch.setattr(passphrase, "_COST", 2)


def secret() -> bytes:
    """Say the passphrase."""
    return SECRET


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an authority."""
    make_authority(tmp_path / "ca", "Lampung", secret)
    return tmp_path / "ca"


@pytest.fixture
def ca(folder: Path) -> Iterator[AuthorityFolder]:
    """The same, open."""
    with AuthorityFolder(folder, secret) as ca:
        yield ca


def asked(name: str) -> Request:
    """Return what a kiosk asks."""
    return Request(name, "kiosk", (), new_key().public_key())


def test_the_key_is_encrypted_and_its_owners_alone(folder: Path) -> None:
    """Whoever finds the stick has no key."""
    assert (folder / "ca.key").read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "ca.key")] == [0o700, 0o600]


def test_an_authority_is_made_once(folder: Path) -> None:
    """A second one in its place would lock every box out."""
    before = (folder / "ca.key").read_bytes()
    with pytest.raises(NotDone, match="has an authority already"):
        make_authority(folder, "Lampung", secret)
    assert (folder / "ca.key").read_bytes() == before


def test_one_that_was_left_half_made_is_made_anew(folder: Path) -> None:
    """The key is written last: without it nothing was ever signed."""
    (folder / "ca.key").unlink()
    make_authority(folder, "Lampung", secret)
    assert read_register(folder).office == "Lampung"


def test_a_wrong_passphrase_opens_nothing(folder: Path) -> None:
    """And the next one who knows it is not kept out."""
    with pytest.raises(NotDone, match="is it the passphrase of this authority"), AuthorityFolder(folder, lambda: b"?"):
        pass
    with AuthorityFolder(folder, secret):
        pass


def test_two_do_not_change_it_at_once(folder: Path) -> None:
    """One of them would forget what the other has signed."""
    with ExitStack() as stack:
        stack.enter_context(AuthorityFolder(folder, secret))
        with pytest.raises(StateError, match="works in"), AuthorityFolder(folder, secret):
            pass


def test_what_was_signed_is_in_the_register_before_it_leaves(ca: AuthorityFolder) -> None:
    """A plug that is pulled afterwards loses nothing: the same request gets the same certificate."""
    request = asked("kiosk-1")
    issued = ca.enroll(request)
    assert [entry.name for entry in read_register(ca.folder).entries] == ["kiosk-1"]
    assert ca.enroll(request).pem == issued.pem


def test_who_was_revoked_is_revoked_for_good(ca: AuthorityFolder) -> None:
    """The file says so; a second time it says that it was so before."""
    ca.enroll(asked("kiosk-1"))
    assert ca.revoke("kiosk-1")
    assert not ca.revoke("kiosk-1")
    assert read_register(ca.folder).entries[0].revoked is not None
    with pytest.raises(NotDone, match="kiosk-1 is revoked; enroll it"):
        ca.renew("kiosk-1")


def test_the_authority_renews_itself_with_the_same_key(ca: AuthorityFolder, folder: Path) -> None:
    """What it has signed goes on being good, and the next answer brings the longer end along."""
    issued = ca.enroll(asked("kiosk-1"))
    before = ca.authority.certificate
    ca.renew_itself()
    after = ca.authority.certificate
    assert after.public_key() == before.public_key()
    assert after.not_valid_after_utc >= before.not_valid_after_utc
    assert (folder / "ca.crt").read_bytes() == certificate_pem(after)
    assert ca.answer(issued) == issued.pem + certificate_pem(after)


def test_a_wrong_clock_makes_and_signs_nothing(
    tmp_path: Path, ca: AuthorityFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would end before it began; the sentence says how to set the clock."""
    monkeypatch.setattr(authority_folder, "_now", lambda: datetime(1970, 1, 2, tzinfo=UTC))
    for act in (lambda: make_authority(tmp_path / "new", "Metro", secret), lambda: ca.enroll(asked("kiosk-1"))):
        with pytest.raises(NotDone, match="the clock of this machine says 1970-01-02; set it first"):
            act()
    assert not (tmp_path / "new").exists()


def test_a_folder_without_an_authority_says_how_to_make_one(tmp_path: Path) -> None:
    """It is usually a stick that is not mounted."""
    with pytest.raises(NotDone, match="say where it is with --ca, or make one"):
        read_register(tmp_path)


def test_a_register_that_cannot_be_read_is_not_taken_for_an_empty_one(folder: Path) -> None:
    """Else every name would be free."""
    (folder / "register.json").write_text("{")
    with pytest.raises(NotDone, match="put it back from your copy"):
        read_register(folder)


def test_the_hub_is_refused(tmp_path: Path) -> None:
    """A Pi with the hub's settings or a broker is the hub; what stands in a hall has no key to every box."""
    has = (tmp_path / "hub.toml", tmp_path / "broker")
    refuse_on_hub(has)
    (tmp_path / "broker").mkdir()
    with pytest.raises(NotDone, match="this is the hub"):
        refuse_on_hub(has)


def test_an_encrypted_disk_is_known_by_its_device(tmp_path: Path) -> None:
    """As the kernel shows it in /sys: the device itself, or all that lie below it."""
    number = tmp_path.stat().st_dev
    device = tmp_path / "sys" / f"{os.major(number)}:{os.minor(number)}"
    assert not is_encrypted(tmp_path / "not" / "made", tmp_path / "sys")
    (device / "slaves" / "dm-0" / "dm").mkdir(parents=True)
    (device / "slaves" / "dm-0" / "dm" / "uuid").write_text("CRYPT-LUKS2-0123-stick")
    assert is_encrypted(tmp_path / "not" / "made", tmp_path / "sys")
    (device / "slaves" / "sda1").mkdir()
    assert not is_encrypted(tmp_path, tmp_path / "sys")
