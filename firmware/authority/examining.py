"""What a certificate, its key and a revocation list say of themselves and of each other.

For whoever looks after an office. That a pair is good is decided at every connection by OpenSSL, not here; this says
in advance what it will decide, and why.
"""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.x509.oid import NameOID
from msgspec import Struct

from firmware.authority.certificates import read_key


class Examined(Struct, frozen=True, kw_only=True):
    """A certificate: for whom and until when. None where there was nothing to compare it with."""

    name: str
    role: str
    serial: int
    ends: datetime
    is_of_office: bool | None = None
    fits_key: bool | None = None


class ExaminedList(Struct, frozen=True, kw_only=True):
    """A revocation list: who is out, and until when it is good."""

    serials: frozenset[int]
    ends: datetime | None
    is_of_office: bool


def examine(pem: bytes, authority: bytes | None = None, key: bytes | None = None) -> Examined:
    """Return what a certificate says, beside `ca.crt` and its key where they are given. Raises ValueError."""
    certificate = x509.load_pem_x509_certificate(pem)
    return Examined(
        name=_first(certificate.subject, NameOID.COMMON_NAME),
        role=_first(certificate.subject, NameOID.ORGANIZATIONAL_UNIT_NAME),
        serial=certificate.serial_number,
        ends=certificate.not_valid_after_utc,
        is_of_office=None if authority is None else _is_issued(certificate, authority),
        fits_key=None if key is None else read_key(key).public_key() == certificate.public_key(),
    )


def examine_list(pem: bytes, authority: bytes) -> ExaminedList:
    """Return what a revocation list says, beside `ca.crt`. Raises ValueError."""
    revoked = x509.load_pem_x509_crl(pem)
    key = x509.load_pem_x509_certificate(authority).public_key()
    return ExaminedList(
        serials=frozenset(one.serial_number for one in revoked),
        ends=revoked.next_update_utc,
        is_of_office=isinstance(key, EllipticCurvePublicKey) and revoked.is_signature_valid(key),
    )


def _first(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    return next((str(said.value) for said in name.get_attributes_for_oid(oid)), "")


def _is_issued(certificate: x509.Certificate, authority: bytes) -> bool:
    issuer = x509.load_pem_x509_certificate(authority)
    key, algorithm = issuer.public_key(), certificate.signature_hash_algorithm
    if certificate.issuer != issuer.subject or not isinstance(key, EllipticCurvePublicKey) or algorithm is None:
        return False
    try:
        key.verify(certificate.signature, certificate.tbs_certificate_bytes, ECDSA(algorithm))
    except InvalidSignature:
        return False
    return True
