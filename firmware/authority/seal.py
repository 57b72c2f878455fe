"""The authority's signature under a whole text, as a last block in the manner of PEM.

What the hub gets is made of pieces that are each signed. Whoever leaves one out, or puts in one from before, breaks no
signature of a piece: a kiosk would lose its rights and nobody would know why. So the text is signed as one. Before the
text stands what it is and its number, so that this signature can be taken for no other.
"""

import re
from base64 import b64decode, b64encode
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey

from firmware.authority.certificates import UNREADABLE, Authority

_BEGIN: Final = b"-----BEGIN ANTRIAN SEAL-----\n"
_END: Final = b"-----END ANTRIAN SEAL-----\n"
_SEALED: Final = re.compile(rb"(.*)" + _BEGIN + rb"([A-Za-z0-9+/=]{1,200})\n" + _END + rb"\Z", re.DOTALL)


def sealed(text: bytes, number: int, authority: Authority) -> bytes:
    """Return the text with the authority's signature under it."""
    signature = authority.key.sign(_signed(text, number), ECDSA(hashes.SHA256()))
    return text + _BEGIN + b64encode(signature) + b"\n" + _END


def parts(text: bytes) -> tuple[bytes, bytes]:
    """Return the text above the seal, and the signature. Raises ValueError where no seal ends it."""
    found = _SEALED.match(text)
    if found is None:
        raise ValueError("there is no seal at its end")
    return found[1], b64decode(found[2], validate=True)


def is_whole(text: bytes, number: int, signature: bytes, authority: x509.Certificate) -> bool:
    """Say whether the authority has signed just this text with this number."""
    key = authority.public_key()
    if not isinstance(key, EllipticCurvePublicKey):
        return False
    try:
        key.verify(signature, _signed(text, number), ECDSA(hashes.SHA256()))
    except UNREADABLE:
        return False
    return True


def _signed(text: bytes, number: int) -> bytes:
    return b"what an office's broker goes by, number %d\n" % number + text
