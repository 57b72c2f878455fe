"""Certificates that no authority of an office would give, and revocation lists that it would not write."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from firmware.authority.certificates import Authority, certificate_pem, key_pem, new_key

CLIENT: Final = ExtendedKeyUsageOID.CLIENT_AUTH
SERVER: Final = ExtendedKeyUsageOID.SERVER_AUTH
NOW: Final = datetime.now(UTC)
DAY: Final = timedelta(days=1)
BEGIN: Final = datetime(2020, 1, 1, tzinfo=UTC)


def tls_folder(
    folder: Path,
    name: str,
    signer: Authority,
    trusted: Authority,
    *,
    begins: datetime = BEGIN,
    ends: datetime = NOW + 365 * DAY,
    purpose: x509.ObjectIdentifier = CLIENT,
    hosts: Sequence[str] = (),
) -> Path:
    """Write what a box of this name proves itself by and whom it trusts, as `[box] tls` wants it."""
    key = new_key()
    builder = (
        x509.CertificateBuilder()
        .issuer_name(signer.certificate.subject)
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()), critical=False)
    )
    if hosts:
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(host)) for host in hosts])
        builder = builder.add_extension(names, critical=False)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ca.crt").write_bytes(certificate_pem(trusted.certificate))
    (folder / f"{name}.crt").write_bytes(certificate_pem(builder.sign(signer.key, hashes.SHA256())))
    (folder / f"{name}.key").write_bytes(key_pem(key))
    return folder


def expired_list(signer: Authority) -> bytes:
    """Return a revocation list that ended yesterday, with nobody on it."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(signer.certificate.subject)
        .last_update(NOW - 2 * DAY)
        .next_update(NOW - DAY)
    )
    return builder.sign(signer.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
