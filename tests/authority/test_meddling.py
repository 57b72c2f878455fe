"""Bytes on a stick that somebody has changed: a sentence, whatever they are, and never a right."""

import base64
import random
import re

import pytest

from firmware.authority.access import Installed, access_text, read_access
from firmware.authority.certificates import (
    BROKER,
    RequestError,
    certificate_pem,
    key_pem,
    new_key,
    read_request,
    request_pem,
    sign,
)
from firmware.authority.issued import CertificateError, accept
from firmware.authority.register import enroll
from tests.authority.office import NOW, asked, office

TIMES = 250
BLOCK = re.compile(rb"(-----BEGIN [^-]+-----\n)(.*?)(-----END [^-]+-----\n)", re.DOTALL)


def meddled(text: bytes, chance: random.Random) -> bytes:
    """Return the text with one to four bytes of one of its pieces changed, below the PEM."""
    pieces = BLOCK.findall(text)
    which = chance.randrange(len(pieces))
    begin, middle, end = pieces[which]
    content = bytearray(base64.b64decode(middle))
    for _ in range(chance.randint(1, 4)):
        content[chance.randrange(len(content))] ^= chance.randint(1, 255)
    pieces[which] = (begin, base64.encodebytes(bytes(content)), end)
    return b"".join(b"".join(piece) for piece in pieces)


def test_a_request_that_was_changed_is_not_signed() -> None:
    """It is signed by its own key, so nobody changes name or role on the way."""
    chance = random.Random(1)
    pem = request_pem("kiosk-1", "kiosk", new_key(), ["hub.local", "192.168.1.10"])
    for _ in range(TIMES):
        with pytest.raises(RequestError):
            read_request(meddled(pem, chance))


@pytest.mark.filterwarnings("ignore::Warning")  # the library warns of odd certificates before it refuses them
def test_what_a_box_or_the_hub_gets_is_taken_whole_or_not() -> None:
    """An answer or a list of boxes of which one bit is another gives nobody anything."""
    chance, key = random.Random(2), new_key()
    authority, register = office()
    register, _ = enroll(register, authority, asked(BROKER, BROKER, key), NOW)
    register, _ = enroll(register, authority, asked("hub", "hub"), NOW)
    ca = certificate_pem(authority.certificate)
    answer = certificate_pem(sign(authority, asked("kiosk-1", "kiosk", key), NOW)) + ca
    access = access_text(register, authority)
    for _ in range(TIMES):
        with pytest.raises(CertificateError):
            accept(meddled(answer, chance), "kiosk-1", "kiosk", [key_pem(key)], ca)
        with pytest.raises(CertificateError):
            read_access(meddled(access, chance), [key_pem(key)], Installed(ca))
