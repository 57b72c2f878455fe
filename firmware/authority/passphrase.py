"""What makes guessing the passphrase of a stolen authority slow.

PKCS 8 as the library writes it costs a guess 2,048 rounds of SHA-256, which one graphics card does millions of times a
second. So the passphrase goes through scrypt (RFC 7914) first: each guess needs 16 MiB and some 40 ms.
"""

import hashlib
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization

_COST: Final = 2**14
_BLOCK: Final = 8


def stretched(passphrase: bytes, certificate: bytes) -> bytes:
    """Return what the authority's key is encrypted with.

    The salt is the public key in the authority's certificate (PEM): no other office has it, and it stays when the
    certificate is renewed. Raises ValueError for what is no certificate.
    """
    key = x509.load_pem_x509_certificate(certificate).public_key()
    salt = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.scrypt(passphrase, salt=salt, n=_COST, r=_BLOCK, p=1).hex().encode()
