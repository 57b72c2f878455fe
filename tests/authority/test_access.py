"""What the hub takes over a stick: nothing that is not signed, nothing older than what it has."""

import re

import pytest

from firmware.authority.access import Installed, access_text, read_access
from firmware.authority.certificates import (
    BROKER,
    Authority,
    Request,
    certificate_pem,
    key_pem,
    new_authority,
    new_key,
    renewed_authority,
    revocation_list,
)
from firmware.authority.issued import CertificateError
from firmware.authority.register import Register, enroll, renew, revoke, standing
from firmware.authority.seal import parts, sealed
from firmware.messages.names import Role
from tests.authority.office import LATER, NOW, asked, office

KEY = new_key()
KEYS = [key_pem(KEY)]
BOXES = (("hub", "hub"), ("kiosk-1", "kiosk"), ("printer-1", "printer"))


def signed(*boxes: tuple[str, str]) -> tuple[Authority, Register]:
    """Return an office of these boxes, whose broker has KEY."""
    authority, register = office()
    register, _ = enroll(register, authority, asked(BROKER, BROKER, KEY, ["hub.local"]), NOW)
    for name, role in boxes:
        register, _ = enroll(register, authority, asked(name, role), NOW)
    return authority, register


def test_names_and_roles_come_from_the_certificates() -> None:
    """They decide what a box may say and hear, so nobody but the authority writes them."""
    authority, register = signed(*BOXES)
    access = read_access(access_text(register, authority), KEYS, Installed())
    assert access.boxes == (("hub", Role.HUB), ("kiosk-1", Role.KIOSK), ("printer-1", Role.PRINTER))
    assert (access.number, access.key, access.broker.hosts) == (4, KEYS[0], ("hub.local",))


def test_a_revoked_box_is_on_no_list_of_boxes() -> None:
    """Its right and its certificate go together."""
    authority, register = signed(*BOXES)
    register = revoke(register, "kiosk-1", NOW)
    access = read_access(access_text(register, authority), KEYS, Installed())
    assert [name for name, _ in access.boxes] == ["hub", "printer-1"]


def test_a_revoked_certificate_that_is_put_on_the_list_again_gives_no_right() -> None:
    """Not even under a seal: an authority's folder that was mended by hand."""
    authority, register = signed(*BOXES)
    stolen = next(entry.certificate for entry in standing(register) if entry.name == "kiosk-1").encode()
    register = revoke(register, "kiosk-1", NOW)
    text, _ = parts(access_text(register, authority))
    access = read_access(sealed(text + stolen, register.number, authority), KEYS, Installed())
    assert "kiosk-1" not in dict(access.boxes)


def blocks(text: bytes) -> list[bytes]:
    """The pieces of a text: the authority's certificate, the list of what is revoked, certificates, the seal."""
    return re.findall(rb"-----BEGIN .*?-----END [^-]+-----\n", text, re.DOTALL)


def test_a_text_with_a_piece_left_out_put_in_or_moved_is_refused() -> None:
    """Each piece is still signed: a kiosk would lose its rights, and nobody would know why."""
    authority, register = signed(*BOXES)
    before = access_text(register, authority)
    register, _ = renew(register, authority, "kiosk-1", NOW)
    text = access_text(register, authority)
    old, new = blocks(before), blocks(text)
    assert b"".join(new) == text
    others = [[*new[:n], *new[n + 1 :]] for n in range(2, len(new))]
    others += [[*new[:n], old[n], *new[n + 1 :]] for n in range(2, len(new)) if old[n] != new[n]]
    others += [[*new, new[3]], [*new[:-1], old[-1]], [*new[:2], *new[4:2:-1], *new[2:3], *new[5:]]]
    assert len(others) >= 9
    for other in others:
        with pytest.raises(CertificateError, match=r"a piece is missing, added or changed.*antrian ca publish"):
            read_access(b"".join(other), KEYS, Installed(certificate_pem(authority.certificate)))


def test_a_list_that_is_older_than_the_one_in_use_is_refused() -> None:
    """Else a stick from last week would let a revoked box in again. The same one again is welcome."""
    authority, register = signed(*BOXES)
    old = access_text(register, authority)
    new = access_text(revoke(register, "kiosk-1", NOW), authority)
    access = read_access(new, KEYS, Installed())
    has = Installed(access.authority, access.revoked)
    assert read_access(new, KEYS, has).number == access.number
    with pytest.raises(CertificateError, match=r"older than what the broker has \(number 4 after 5\)"):
        read_access(old, KEYS, has)


def test_a_list_of_another_office_is_refused() -> None:
    """Unless this Pi is to move there; then its numbers begin anew."""
    authority, register = signed(*BOXES)
    other, others = signed(BOXES[0])
    access = read_access(access_text(register, authority), KEYS, Installed())
    text = access_text(others, other)
    with pytest.raises(CertificateError, match=r"another office.s authority.*--new-office"):
        read_access(text, KEYS, Installed(access.authority, access.revoked))
    assert read_access(text, KEYS, Installed()).authority == certificate_pem(other.certificate)


def test_a_list_that_the_authority_has_not_signed_is_refused() -> None:
    """An empty one by somebody else would let every revoked box in."""
    authority, register = signed(*BOXES)
    text = access_text(register, authority)
    forged = revocation_list(new_authority("Lampung", NOW), [], 99)
    begin, end = text.index(b"-----BEGIN X509 CRL"), text.index(b"-----END X509 CRL-----\n")
    with pytest.raises(CertificateError, match="not signed by the office's authority"):
        read_access(text[:begin] + forged + text[end + len(b"-----END X509 CRL-----\n") :], KEYS, Installed())
    with pytest.raises(CertificateError, match="no list of what is revoked"):
        read_access(text[:begin], KEYS, Installed())


def test_a_box_of_another_office_gets_no_right_here() -> None:
    """One foreign certificate, and the whole is refused: somebody has meddled with it."""
    authority, register = signed(*BOXES)
    _, others = signed(("kiosk-9", "kiosk"))
    foreign = next(entry.certificate for entry in standing(others) if entry.name == "kiosk-9")
    text, _ = parts(access_text(register, authority))
    with pytest.raises(CertificateError, match="not signed by the authority"):
        read_access(sealed(text + foreign.encode(), register.number, authority), KEYS, Installed())


def test_no_box_has_a_right_under_a_name_that_is_not_its_role_s() -> None:
    """Whatever an authority once signed: a technician's name on a kiosk would call at every counter."""
    authority, register = signed(*BOXES)
    odd = Request("technician-2", "kiosk", (), new_key().public_key())
    register, _ = enroll(register, authority, odd, NOW)
    with pytest.raises(CertificateError, match="this is kiosk technician-2; revoke"):
        read_access(access_text(register, authority), KEYS, Installed())


def test_an_office_has_a_hub() -> None:
    """Without one no box is answered, so such a list is a mistake."""
    authority, register = signed(("kiosk-1", "kiosk"))
    with pytest.raises(CertificateError, match=r"no hub is in it.*antrian enroll hub"):
        read_access(access_text(register, authority), KEYS, Installed())


def test_a_broker_without_its_certificate_says_what_to_sign() -> None:
    """Its key is another: a new hub, whose request nobody has signed."""
    authority, register = signed(*BOXES)
    with pytest.raises(CertificateError, match="no certificate for the key of this Pi's broker"):
        read_access(access_text(register, authority), [key_pem(new_key())], Installed())


def test_a_renewed_authority_and_its_list_go_on_where_the_old_ones_stood() -> None:
    """The hub keeps the later end, also when an older text with the same number comes after it."""
    authority, register = signed(*BOXES)
    before = read_access(access_text(register, authority), KEYS, Installed())
    renewed = renewed_authority(authority, LATER)
    register, _ = renew(register, renewed, BROKER, LATER)
    after = read_access(access_text(register, renewed), KEYS, Installed(before.authority, before.revoked))
    assert after.authority == certificate_pem(renewed.certificate)
    assert after.broker.end > before.broker.end
    same = access_text(register, authority)
    assert read_access(same, KEYS, Installed(after.authority, after.revoked)).authority == after.authority
