"""When a certificate ends, and when somebody must hear of it.

A box asks this of itself for years, so it is answered without the `cryptography` package, which would cost each box
11 MB of memory and a pause in which no button is heard. What a clock says that cannot be right is no reason for an
alarm. A certificate that ends with the authority's own cannot outlive it: then only the authority's end is told.
"""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from firmware.authority.validity import ALARM, MADE

AUTHORITY: Final = "ca"
"""What the authority's own certificate is called: `ca.crt`."""

_PEM: Final = re.compile(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_VERSION, _UTC_TIME, _GENERALIZED_TIME = 0xA0, 0x17, 0x18
_LONG_LENGTH: Final = 0x80
_PIVOT: Final = "50"


def end_in(pem: bytes) -> datetime:
    """Return when the certificate in a PEM file ends (RFC 5280, 4.1.2.5). Raises ValueError for what is none."""
    found = _PEM.search(pem)
    if found is None:
        raise ValueError("it is no certificate in PEM")
    try:
        ((_, certificate),) = _parts(b64decode(found[1]))
        fields = list(_parts(next(_parts(certificate))[1]))
        _, validity = fields[4 if fields[0][0] == _VERSION else 3]
        _, (kind, text) = _parts(validity)
        return _time(kind, text.decode("ascii"))
    except (IndexError, StopIteration) as error:
        raise ValueError("it is no certificate") from error


def days_left(end: datetime, now: datetime) -> int | None:
    """Return for how many days it is still good, below 0 after its end; None where nobody need do anything yet."""
    if now < MADE or end - now > ALARM:
        return None
    return (end - now).days


def renewal(name: str) -> str:
    """Return the command that gives this box, the broker or the authority a certificate for ten more years."""
    return "antrian ca renew" if name == AUTHORITY else f"antrian renew {name}"


def sentence(name: str, end: datetime, days: int) -> str:
    """Return what people read of a certificate that ends soon, or has ended."""
    when = f"ended {end:%Y-%m-%d}" if days < 0 else f"ends {end:%Y-%m-%d}, in {days} days"
    return f"{name}.crt {when}: {renewal(name)}"


def endings(ends: Mapping[str, datetime], now: datetime) -> tuple[str, ...]:
    """Return a sentence for each of these certificates that needs somebody now."""
    last = ends.get(AUTHORITY)
    told = [(name, end) for name, end in ends.items() if name == AUTHORITY or last is None or end < last]
    left = [(name, end, days_left(end, now)) for name, end in told]
    return tuple(sentence(name, end, days) for name, end, days in left if days is not None)


def _parts(der: bytes) -> Iterator[tuple[int, bytes]]:
    """Give tag and content of each value in a piece of DER (ITU-T X.690, 8.1). Raises ValueError for a piece of one."""
    at = 0
    while at < len(der):
        tag, length, at = der[at], der[at + 1], at + 2
        if length >= _LONG_LENGTH:
            digits = length - _LONG_LENGTH
            length, at = int.from_bytes(der[at : at + digits], "big"), at + digits
        if at + length > len(der):
            raise ValueError("it is only a part of a certificate")
        yield tag, der[at : at + length]
        at += length


def _time(kind: int, text: str) -> datetime:
    if kind == _UTC_TIME:
        text = ("20" if text < _PIVOT else "19") + text
    elif kind != _GENERALIZED_TIME:
        raise ValueError("it does not say when it ends")
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
