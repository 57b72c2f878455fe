"""What the authority has signed, read back by whoever gets it: a box its answer, the office its register.

Nothing that came over a stick is believed for where it came from, only for who signed it. An *answer* is what a box
gets for its request: its certificate, and after it the authority's own.
"""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.x509.oid import NameOID
from msgspec import Struct

from firmware.authority.certificates import UNREADABLE, Request, certificate_pem, fingerprint, read_key
from firmware.messages.text import is_clean


class CertificateError(Exception):
    """A certificate that is not to be used; says why, and what to do."""


class OtherKeyError(CertificateError):
    """It is for a key that is not here."""


class Issued(Struct, frozen=True):
    """A certificate: who, what for, from which number on the list of what is revoked, until when, as PEM."""

    name: str
    role: str
    serial: int
    end: datetime
    hosts: tuple[str, ...]
    key: EllipticCurvePublicKey
    pem: bytes

    def request(self) -> Request:
        """Return what one would ask to get the same for longer."""
        return Request(self.name, self.role, self.hosts, self.key)


class Accepted(Struct, frozen=True):
    """An answer that fits a box: what it is to keep, and which of its keys it is for."""

    issued: Issued
    authority: bytes
    key: bytes


def issued(certificate: x509.Certificate) -> Issued:
    """Return what a certificate says. Raises CertificateError for one that is none of ours."""
    try:
        return _issued(certificate)
    except UNREADABLE as error:
        raise CertificateError(f"the certificate cannot be read: {error}") from error


def read_issued(pem: bytes) -> Issued:
    """Return what the certificate in a PEM text says. Raises CertificateError."""
    (certificate,) = read_certificates(pem)[:1]
    return issued(certificate)


def read_certificates(pem: bytes) -> Sequence[x509.Certificate]:
    """Return the certificates in a PEM text, at least one. Raises CertificateError."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except UNREADABLE as error:
        raise CertificateError(f"there is no certificate in it: {error}") from error


def fingerprint_in(pem: bytes) -> str:
    """Return what two people compare by eye of the key in a certificate. Raises CertificateError."""
    return fingerprint(_key(read_certificates(pem)[0]))


def check_signed(certificate: x509.Certificate, authority: x509.Certificate) -> None:
    """See that the authority has signed it. Raises CertificateError."""
    try:
        certificate.verify_directly_issued_by(authority)
    except UNREADABLE as error:
        raise CertificateError("the certificate is not signed by the authority that it comes with") from error


def check_office(authority: x509.Certificate, known: bytes | None) -> None:
    """See that it is an authority, and the one that is known here, which may be for longer. Raises CertificateError."""
    check_signed(authority, authority)
    if not _is_authority(authority):
        raise CertificateError("what comes with it is no authority's certificate")
    if known is not None and not is_same_office(authority, read_certificates(known)[0]):
        raise CertificateError(
            "it is of another office's authority; if this Pi is to move to that office, add --new-office"
        )


def is_same_office(one: x509.Certificate, other: x509.Certificate) -> bool:
    """Say whether two certificates are of one authority: renewed, it keeps its key and its name."""
    return one.subject == other.subject and one.public_key() == other.public_key()


def later(authority: x509.Certificate, known: bytes | None) -> bytes:
    """Return the authority's certificate to keep: of two of the same office the one that ends later."""
    if known is not None:
        old = read_certificates(known)[0]
        if is_same_office(authority, old) and old.not_valid_after_utc > authority.not_valid_after_utc:
            return known
    return certificate_pem(authority)


def accept(pem: bytes, name: str, role: str, keys: Sequence[bytes], known: bytes | None) -> Accepted:
    """Return what the box of this name and role is to keep of an answer.

    `keys` are the private keys that it has, as PEM; `known` is the authority's certificate that it trusts, None where
    it is to trust whichever comes. Raises CertificateError.
    """
    certificates = read_certificates(pem)
    if len(certificates) != 2:  # noqa: PLR2004 - its own and the authority's
        raise CertificateError("it is no answer to a request: an answer is made by antrian ca sign")
    certificate, authority = certificates
    check_office(authority, known)
    check_signed(certificate, authority)
    own = issued(certificate)
    if (own.name, own.role) != (name, role):
        raise CertificateError(f"it is for {own.role} {own.name}, and this is to be {role} {name}")
    return Accepted(own, later(authority, known), key_of(own, keys))


def key_of(own: Issued, keys: Sequence[bytes]) -> bytes:
    """Return the one of these keys that the certificate is for. Raises OtherKeyError."""
    for key in keys:
        if read_key(key).public_key() == own.key:
            return key
    raise OtherKeyError(f"the certificate of {own.name} is for a key that is not on this Pi")


def _issued(certificate: x509.Certificate) -> Issued:
    return Issued(
        name=_one(certificate, NameOID.COMMON_NAME),
        role=_one(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME),
        serial=certificate.serial_number,
        end=certificate.not_valid_after_utc,
        hosts=_hosts(certificate),
        key=_key(certificate),
        pem=certificate_pem(certificate),
    )


def _key(certificate: x509.Certificate) -> EllipticCurvePublicKey:
    key = certificate.public_key()
    if not isinstance(key, EllipticCurvePublicKey):
        raise CertificateError("the certificate is for a key of another kind")
    return key


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, *UNREADABLE):
        return False


def _one(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    said = certificate.subject.get_attributes_for_oid(oid)
    if len(said) != 1 or not is_clean(str(said[0].value)):
        raise CertificateError("the certificate does not say one name and one role")
    return str(said[0].value)


def _hosts(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value) for name in names if isinstance(name, x509.DNSName | x509.IPAddress))
