"""Keys, requests, certificates and revocation lists, by the `cryptography` package: values in, values out.

Elliptic curve P-256 throughout. A certificate says who (CN: the box's name, which is its user name and its client id at
the broker), what for (OU: its role) and in which direction: a box's may only call, the broker's may only be called, so
a kiosk that was carried away cannot play the broker. Profiles follow RFC 5280, as strictly as Python 3.13 wants them.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from ipaddress import ip_address
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

from firmware.authority.naming import box_complaint, hosts_complaint
from firmware.authority.validity import BEGIN, NO_END, end_of, list_begins

BROKER: Final = "broker"
"""Name and role of the broker itself, the only one who is called."""
RESERVED: Final = frozenset({BROKER, "ca"})
"""No names of boxes: the broker's, and that of the file with the authority's certificate."""

UNREADABLE: Final = (
    *(ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm),
    *(x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType),
)
"""What reading raises for bytes that none of ours has written; some of it only when a field is looked at."""

_PEM: Final = serialization.Encoding.PEM


class RequestError(Exception):
    """A request that cannot be signed; says what is wrong with it."""


class Request(Struct, frozen=True):
    """What somebody asks a certificate for: a box by name and role, or the broker, which is found at `hosts`."""

    name: str
    role: str
    hosts: tuple[str, ...]
    key: EllipticCurvePublicKey


class Revoked(Struct, frozen=True):
    """A certificate that is good no more, by serial number."""

    serial: int
    at: datetime


class Authority(Struct, frozen=True):
    """Who signs: the office's key, which never comes near the hub, and what the boxes know of it."""

    key: EllipticCurvePrivateKey
    certificate: x509.Certificate


def new_key() -> EllipticCurvePrivateKey:
    """Return a private key that nobody had before."""
    return generate_private_key(SECP256R1())


def key_pem(key: EllipticCurvePrivateKey, passphrase: bytes | None = None) -> bytes:
    """Return the key as PKCS 8, encrypted where there is a passphrase."""
    secret = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, secret)


def read_key(pem: bytes, passphrase: bytes | None = None) -> EllipticCurvePrivateKey:
    """Return a private key. Raises ValueError for what is none of ours or a wrong passphrase."""
    try:
        key = serialization.load_pem_private_key(pem, passphrase)
    except TypeError as error:  # one is given and not wanted, or wanted and not given
        raise ValueError(str(error)) from error
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1):
        raise ValueError("the key is not one of curve P-256")  # noqa: TRY004 - a bad file, not a bad call
    return key


def fingerprint(key: EllipticCurvePublicKey) -> str:
    """Return what two people compare by eye: 80 bits of the key's SHA-256, as "7F3A-22C1-09BD-EE41-5A07"."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))
    text = digest.finalize()[:10].hex().upper()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def new_authority(office: str, now: datetime) -> Authority:
    """Return the authority of an office, with a key of its own. Raises ClockError."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Antrian {office}"[:64])])
    return _authority(new_key(), name, now)


def renewed_authority(authority: Authority, now: datetime) -> Authority:
    """Return the same authority for ten more years: name and key stay, so all that it signed is good under both.

    Raises ClockError.
    """
    return _authority(authority.key, authority.certificate.subject, now)


def read_authority(key: EllipticCurvePrivateKey, pem: bytes) -> Authority:
    """Return the authority with this key and this certificate. Raises ValueError where they are no pair."""
    certificate = x509.load_pem_x509_certificate(pem)
    if certificate.public_key() != key.public_key():
        raise ValueError("the authority's key and its certificate are no pair")
    return Authority(key, certificate)


def request_pem(name: str, role: str, key: EllipticCurvePrivateKey, hosts: Iterable[str] = ()) -> bytes:
    """Return a request for a certificate (PKCS 10), signed by the key that it is for."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, role),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    names = [_host(host) for host in hosts]
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(_PEM)


def read_request(pem: bytes) -> Request:
    """Return what is asked for. Raises RequestError for anything that a box of ours would not ask."""
    try:
        asked = x509.load_pem_x509_csr(pem)
        is_own, key, hosts = asked.is_signature_valid, asked.public_key(), _hosts(asked)
        name, role = _one(asked.subject, NameOID.COMMON_NAME), _one(asked.subject, NameOID.ORGANIZATIONAL_UNIT_NAME)
    except UNREADABLE as error:
        raise RequestError(f"it is no request for a certificate: {error}") from error
    if not is_own or not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise RequestError(
            "it is not signed by a key of curve P-256 of its own; make it anew: antrian enroll NAME --role ROLE"
        )
    _check(name, role, hosts)
    return Request(name, role, hosts, key)


def sign(authority: Authority, request: Request, now: datetime) -> x509.Certificate:
    """Return the certificate that was asked for. Raises ClockError."""
    is_broker = request.role == BROKER
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, request.role),
            x509.NameAttribute(NameOID.COMMON_NAME, request.name),
        ]
    )
    # A certificate that outlives the authority's own is worth nothing after it.
    end = min(end_of(now), authority.certificate.not_valid_after_utc)
    purpose = ExtendedKeyUsageOID.SERVER_AUTH if is_broker else ExtendedKeyUsageOID.CLIENT_AUTH
    builder = (
        _builder(authority.certificate.subject, subject, request.key, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_others=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    )
    if request.hosts:
        names = x509.SubjectAlternativeName([_host(host) for host in request.hosts])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(authority.key, hashes.SHA256())


def revocation_list(authority: Authority, revoked: Sequence[Revoked], number: int) -> bytes:
    """Return the list of what is good no more, as PEM; `number` rises with every list that is made."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(list_begins(number))
        .next_update(NO_END)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.serial).revocation_date(one.at).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(_PEM)


def certificate_pem(certificate: x509.Certificate) -> bytes:
    """Return the certificate as PEM."""
    return certificate.public_bytes(_PEM)


def serial_of(pem: bytes) -> int:
    """Return the number of a certificate, by which it is revoked. Raises ValueError for what is none."""
    return x509.load_pem_x509_certificate(pem).serial_number


def _builder(
    issuer: x509.Name, subject: x509.Name, key: EllipticCurvePublicKey, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _authority(key: EllipticCurvePrivateKey, name: x509.Name, now: datetime) -> Authority:
    certificate = (
        _builder(name, name, key.public_key(), end_of(now))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_others=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(key, certificate)


def _usage(*, signs_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_others,
        key_cert_sign=signs_others,
        crl_sign=signs_others,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _hosts(asked: x509.CertificateSigningRequest) -> tuple[str, ...]:
    try:
        names = asked.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value) for name in names if isinstance(name, x509.DNSName | x509.IPAddress))


def _one(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    said = name.get_attributes_for_oid(oid)
    if len(said) != 1:
        raise RequestError("it does not say one name and one role; make it anew: antrian enroll NAME --role ROLE")
    return str(said[0].value)


def _check(name: str, role: str, hosts: Sequence[str]) -> None:
    if (name, role) == (BROKER, BROKER):
        complaint = hosts_complaint(hosts)
    elif name in RESERVED:
        complaint = f"it asks for a box with the name {name!r}, which is taken"
    elif hosts:
        complaint = "it asks to be found under names, as only the broker is"
    else:
        complaint = box_complaint(name, role)
    if complaint:
        raise RequestError(complaint)
