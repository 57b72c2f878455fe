"""What the hub's broker goes by, in one text that the authority has signed piece by piece and as a whole.

In PEM: the authority's certificate, the list of what is revoked, the certificate of the broker and of every box. The
broker's access list is made of the names and roles in the certificates, so nothing decides about rights that could be
written on a stick by somebody else, and the seal at its end lets nobody leave a piece out. A text that is older than
what the broker has is refused by the list's number: it would let a revoked box in again.
"""

from collections.abc import Sequence

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from msgspec import Struct

from firmware.authority.certificates import BROKER, UNREADABLE, Authority, certificate_pem
from firmware.authority.issued import (
    CertificateError,
    Issued,
    OtherKeyError,
    check_office,
    check_signed,
    is_same_office,
    issued,
    key_of,
    later,
    read_certificates,
)
from firmware.authority.naming import box_complaint
from firmware.authority.register import Register, revoked_list, standing
from firmware.authority.seal import is_whole, parts, sealed
from firmware.messages.names import NodeName, Role


class Installed(Struct, frozen=True):
    """What the broker has: the authority's certificate and the list of what is revoked, as PEM; None before."""

    authority: bytes | None = None
    revoked: bytes | None = None


class Access(Struct, frozen=True):
    """What a broker is to have, checked. `key` is its own."""

    authority: bytes
    revoked: bytes
    number: int
    boxes: tuple[tuple[str, Role], ...]
    broker: Issued
    key: bytes


def access_text(register: Register, authority: Authority) -> bytes:
    """Return all that the hub must know of the office's boxes, as the register says."""
    certificates = [entry.certificate.encode() for entry in standing(register)]
    text = b"".join([certificate_pem(authority.certificate), revoked_list(register, authority), *certificates])
    return sealed(text, register.number, authority)


def read_access(text: bytes, keys: Sequence[bytes], installed: Installed) -> Access:
    """Return what the broker with one of these keys is to have.

    With an empty `installed` whichever office comes is believed. Raises CertificateError.
    """
    authority, *others = read_certificates(text)
    check_office(authority, installed.authority)
    revoked = _list(text, authority)
    number = _number(revoked)
    _check_whole(text, number, authority)
    _check_number(number, installed, authority)
    for certificate in others:
        check_signed(certificate, authority)
    good = [
        issued(one) for one in others if revoked.get_revoked_certificate_by_serial_number(one.serial_number) is None
    ]
    broker, key = _broker([one for one in good if one.role == BROKER], keys)
    return Access(
        authority=later(authority, installed.authority),
        revoked=revoked.public_bytes(serialization.Encoding.PEM),
        number=number,
        boxes=_boxes([one for one in good if one.role != BROKER]),
        broker=broker,
        key=key,
    )


def _list(text: bytes, authority: x509.Certificate) -> x509.CertificateRevocationList:
    key = authority.public_key()
    try:
        found = x509.load_pem_x509_crl(text)
        is_ours = isinstance(key, EllipticCurvePublicKey) and found.is_signature_valid(key)
    except UNREADABLE as error:
        raise CertificateError("there is no list of what is revoked in it; make it anew: antrian ca publish") from error
    if not is_ours or found.issuer != authority.subject:
        raise CertificateError("the list of what is revoked is not signed by the office's authority")
    return found


def _check_whole(text: bytes, number: int, authority: x509.Certificate) -> None:
    try:
        content, signature = parts(text)
        is_good = is_whole(content, number, signature, authority)
    except ValueError:
        is_good = False
    if not is_good:
        raise CertificateError(
            "it is not as the authority has written it: a piece is missing, added or changed; make it anew: "
            "antrian ca publish"
        )


def _number(revoked: x509.CertificateRevocationList) -> int:
    try:
        return revoked.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except (x509.ExtensionNotFound, *UNREADABLE) as error:
        raise CertificateError("the list of what is revoked has no number") from error


def _check_number(number: int, installed: Installed, authority: x509.Certificate) -> None:
    if installed.authority is None or installed.revoked is None:
        return
    if not is_same_office(authority, read_certificates(installed.authority)[0]):
        return
    has = _number(x509.load_pem_x509_crl(installed.revoked))
    if number < has:
        raise CertificateError(
            f"it is older than what the broker has (number {number} after {has}), and would let in again who was "
            "revoked; make it anew: antrian ca publish"
        )


def _boxes(boxes: Sequence[Issued]) -> tuple[tuple[str, Role], ...]:
    try:
        named = msgspec.convert(sorted({(box.name, box.role) for box in boxes}), tuple[tuple[NodeName, Role], ...])
    except msgspec.ValidationError as error:
        raise CertificateError(f"it names what no box is: {error}") from error
    complaint = next(filter(None, (box_complaint(name, role) for name, role in named)), "")
    if complaint:
        raise CertificateError(f"{complaint}; revoke what is named so")
    names = [name for name, _ in named]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CertificateError(f"it gives two roles to {', '.join(twice)}; revoke one: antrian revoke {twice[0]}")
    if Role.HUB not in {role for _, role in named}:
        raise CertificateError(
            "no hub is in it, and without one no box is answered; enroll it: antrian enroll hub --role hub"
        )
    return named


def _broker(brokers: Sequence[Issued], keys: Sequence[bytes]) -> tuple[Issued, bytes]:
    for broker in sorted(brokers, key=lambda one: one.end, reverse=True):
        try:
            return broker, key_of(broker, keys)
        except OtherKeyError:
            continue
    raise CertificateError(
        "it has no certificate for the key of this Pi's broker; sign its request first: sudo antrian enroll hub "
        "--role hub, then antrian ca sign"
    )
