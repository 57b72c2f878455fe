"""What stands in keys, requests, certificates and revocation lists, and what is refused."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from firmware.authority.certificates import (
    BROKER,
    Authority,
    RequestError,
    Revoked,
    fingerprint,
    key_pem,
    new_authority,
    new_key,
    read_key,
    read_request,
    request_pem,
    revocation_list,
    sign,
)
from firmware.authority.validity import BEGIN, NO_END
from tests.authority.office import LATER, NOW, asked

AUTHORITY = new_authority("Lampung", NOW)
KIOSK = sign(AUTHORITY, asked("kiosk-1", "kiosk"), NOW)
SERVER = sign(AUTHORITY, asked(BROKER, BROKER, hosts=("hub.local", "192.168.1.10")), NOW)


def purposes(certificate: x509.Certificate) -> list[x509.ObjectIdentifier]:
    """Return what a certificate may be used for."""
    return list(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)


def named(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> list[str]:
    """Return what the subject of a certificate says."""
    return [str(one.value) for one in certificate.subject.get_attributes_for_oid(oid)]


def test_a_box_may_call_and_only_the_broker_may_be_called() -> None:
    """So a kiosk that was carried away cannot play the broker."""
    assert purposes(KIOSK) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert purposes(SERVER) == [ExtendedKeyUsageOID.SERVER_AUTH]


def test_a_certificate_names_one_box_and_its_role() -> None:
    """The name is the box's user name and client id at the broker."""
    assert named(KIOSK, NameOID.COMMON_NAME) == ["kiosk-1"]
    assert named(KIOSK, NameOID.ORGANIZATIONAL_UNIT_NAME) == ["kiosk"]


def test_the_broker_is_found_under_its_names_and_addresses() -> None:
    """As a box writes them into `broker` of its settings."""
    names = SERVER.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["hub.local"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["192.168.1.10"]


@pytest.mark.parametrize("certificate", [KIOSK, SERVER, AUTHORITY.certificate], ids=["box", "broker", "authority"])
def test_every_certificate_is_as_rfc_5280_wants_it(certificate: x509.Certificate) -> None:
    """P-256, signed by SHA-256, begun in the past; only the authority signs, and only certificates of its own."""
    certificate.verify_directly_issued_by(AUTHORITY.certificate)
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    assert isinstance(certificate.signature_hash_algorithm, hashes.SHA256)
    assert certificate.not_valid_before_utc == BEGIN
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    is_authority = certificate is AUTHORITY.certificate
    assert constraints.critical
    assert constraints.value.ca == is_authority
    assert constraints.value.path_length == (0 if is_authority else None)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert (usage.value.key_cert_sign, usage.value.crl_sign, usage.value.digital_signature) == (
        is_authority,
        is_authority,
        not is_authority,
    )


def test_no_two_certificates_have_a_number_in_common() -> None:
    """A number is what is revoked."""
    again = sign(AUTHORITY, asked("kiosk-1", "kiosk"), NOW)
    assert again.serial_number != KIOSK.serial_number


def test_nothing_outlives_its_authority() -> None:
    """It would be worth nothing, and no alarm would say so."""
    late = sign(AUTHORITY, asked("kiosk-2", "kiosk"), LATER)
    assert late.not_valid_after_utc == AUTHORITY.certificate.not_valid_after_utc


def test_a_request_comes_back_as_it_was_asked() -> None:
    """Name, role, hosts and key."""
    key = new_key()
    request = read_request(request_pem(BROKER, BROKER, key, ("hub.local", "::1")))
    assert (request.name, request.role, request.hosts) == (BROKER, BROKER, ("hub.local", "::1"))
    assert fingerprint(request.key) == fingerprint(key.public_key())


def foreign_curve() -> bytes:
    """Return a request whose key is of another curve."""
    key = ec.generate_private_key(ec.SECP384R1())
    return request_pem("kiosk-1", "kiosk", key)


def two_names() -> bytes:
    """Return a request for two boxes at once."""
    names = [x509.NameAttribute(NameOID.COMMON_NAME, name) for name in ("kiosk-1", "hub")]
    role = x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "kiosk")
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([role, *names]))
    return builder.sign(new_key(), hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize(
    "pem",
    [
        lambda: b"",
        lambda: bytes(500),
        lambda: key_pem(new_key()),
        foreign_curve,
        two_names,
        lambda: request_pem("kiosk-1", "king", new_key()),
        lambda: request_pem("Kiosk 1", "kiosk", new_key()),
        lambda: request_pem("+", "kiosk", new_key()),
        lambda: request_pem("kiosk/1", "kiosk", new_key()),
        lambda: request_pem(BROKER, "kiosk", new_key()),
        lambda: request_pem("kiosk-1", BROKER, new_key()),
    ],
)
def test_what_no_box_of_ours_would_ask_is_refused(pem: Callable[[], bytes]) -> None:
    """Whatever lies on the stick: a name with a wildcard would hear what others say."""
    with pytest.raises(RequestError):
        read_request(pem())


def test_a_key_is_read_by_its_passphrase_alone() -> None:
    """And one that is not encrypted is not taken for one that is."""
    key = new_key()
    locked, open_ = key_pem(key, b"durian"), key_pem(key)
    assert fingerprint(read_key(locked, b"durian").public_key()) == fingerprint(key.public_key())
    assert b"ENCRYPTED" in locked
    for pem, passphrase in ((locked, None), (locked, b"mangga"), (open_, b"durian"), (b"", None)):
        with pytest.raises(ValueError, match=r"."):
            read_key(pem, passphrase)


def test_a_key_of_another_kind_is_refused() -> None:
    """All of an office are of one curve."""
    other = ec.generate_private_key(ec.SECP384R1())
    with pytest.raises(ValueError, match="P-256"):
        read_key(key_pem(other))


def test_a_fingerprint_is_read_out_loud() -> None:
    """Five groups of four, the same for the same key."""
    key = new_key().public_key()
    groups = fingerprint(key).split("-")
    assert [len(group) for group in groups] == [4] * 5
    assert fingerprint(key) == fingerprint(key) != fingerprint(new_key().public_key())


def listed(authority: Authority, *serials: int, number: int = 1) -> x509.CertificateRevocationList:
    """Return a list with these numbers."""
    return x509.load_pem_x509_crl(revocation_list(authority, [Revoked(one, NOW) for one in serials], number))


def test_a_list_names_who_is_out_and_never_ends() -> None:
    """Signed by the authority; one that had ended would lock out every good box."""
    revoked = listed(AUTHORITY, KIOSK.serial_number, number=7)
    assert revoked.is_signature_valid(AUTHORITY.key.public_key())
    assert [one.serial_number for one in revoked] == [KIOSK.serial_number]
    assert revoked.next_update_utc == NO_END
    assert revoked.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 7


def test_a_later_list_begins_later() -> None:
    """OpenSSL takes that one, whatever the clocks say."""
    first, second = listed(AUTHORITY, number=1), listed(AUTHORITY, number=2)
    assert first.last_update_utc < second.last_update_utc < BEGIN + timedelta(days=1)
