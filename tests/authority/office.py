"""An office's authority for the tests, and boxes that ask it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from firmware.authority.certificates import (
    BROKER,
    Authority,
    Request,
    new_authority,
    new_key,
    read_request,
    request_pem,
)
from firmware.authority.register import Register, enroll

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LATER = datetime(2031, 11, 23, 9, 30, tzinfo=UTC)


def asked(name: str, role: str, key: EllipticCurvePrivateKey | None = None, hosts: Sequence[str] = ()) -> Request:
    """Return what a box asks, with a key of its own unless it is given."""
    return read_request(request_pem(name, role, key or new_key(), hosts))


def office() -> tuple[Authority, Register]:
    """Return an authority that has signed nothing."""
    return new_authority("Lampung", NOW), Register(office="Lampung")


def enrolled(*boxes: tuple[str, str]) -> tuple[Authority, Register]:
    """Return an authority that has signed for these."""
    authority, register = office()
    for name, role in boxes:
        hosts = ("hub.local",) if role == BROKER else ()
        register, _ = enroll(register, authority, asked(name, role, hosts=hosts), NOW)
    return authority, register
