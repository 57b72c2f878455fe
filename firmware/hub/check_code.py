"""The check code of a slip: six letters by which a counter tells a forged or an old slip from a genuine one. Pure.

Each business day has a key of its own, made of the hub's secret and the date, and the code is an HMAC-SHA256 of the
ticket's identity under that key, cut to 30 bits and written in Crockford's base 32, which has no I, L, O or U to
mistake. Who guesses is right once in a thousand million times, and the queue itself says who is waiting: the code need
only keep apart papers that the hub has told from papers that somebody drew. The code is shown at the counter when its
ticket is called, and is worth nothing for any other.

A number that a kiosk gave while the hub was silent bears no code: a key in the hall would be no secret.
"""

import hashlib
import hmac
import re
from typing import Final

from firmware.messages.requests import SlipChecked, Verdict
from firmware.queueing.model import Queue

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BITS: Final = 5
_MASK: Final = 31
_SYMBOLS: Final = 6
_TICKET: Final = re.compile(r"(\d{4}-\d{2}-\d{2})-([A-Z]\d{3,4})(?:[^0-9A-Z]+([0-9A-Z]{6}))?\s*\Z")
_CONFUSED: Final = str.maketrans("ILO", "110")


def check_code(secret: bytes, ticket: str) -> str:
    """Return the code of a ticket, by its identity ("2026-11-23-A017"); "" while there is no secret."""
    if not secret:
        return ""
    day_key = hmac.digest(secret, ticket[: len("2026-11-23")].encode(), hashlib.sha256)
    number = int.from_bytes(hmac.digest(day_key, ticket.encode(), hashlib.sha256)[:4], "big") >> 2
    return "".join(_LETTERS[number >> _BITS * place & _MASK] for place in reversed(range(_SYMBOLS)))


def verdict(queue: Queue, secret: bytes, text: str) -> SlipChecked:
    """Return what is to be thought of a slip by the text of its QR, or by what somebody typed of it.

    A number without a date ("a017 7k2qmx") is of the open day. Small letters, and I, L and O for 1 and 0, are taken.
    """
    said = text.strip().upper()
    found = _TICKET.search(said) or _TICKET.search(f"{queue.day}-{said}")
    if found is None:
        return SlipChecked(verdict=Verdict.UNREADABLE)
    day, number, code = found[1], found[2], (found[3] or "").translate(_CONFUSED)
    is_right = code != "" and hmac.compare_digest(code, check_code(secret, f"{day}-{number}"))
    if queue.day is None or day != queue.day.isoformat():
        return SlipChecked(verdict=Verdict.OLD if is_right or not code else Verdict.FORGED)
    ticket = queue.tickets.get(queue.labels.get(number, ""))
    if ticket is None:
        return SlipChecked(verdict=Verdict.GENUINE if is_right else Verdict.FORGED if code else Verdict.UNREADABLE)
    judged = Verdict.GENUINE if is_right else Verdict.FORGED
    if not code:
        # A number that somebody typed without its code accuses nobody.
        judged = Verdict.OFFLINE if number == ticket.adopted else Verdict.UNREADABLE
    return SlipChecked(verdict=judged, ticket=ticket.id, state=ticket.state.value)
