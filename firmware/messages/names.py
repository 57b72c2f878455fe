"""Names that cross the broker, each with the pattern it must match.

A *key* names one command for ever, so that sending it again is harmless; a *press* names one finger's wish for a
ticket and is kept through every retry and change of plan. Both begin with the node that made them, then `store`
(64 random bits made together with the box's state folder), then `start` (rises at every start of the process): a
swapped SD card can therefore never make an old name again. A copied one could: no box's state is put back from a copy.
"""

import hashlib
import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from firmware.messages.personal import IMPERSONAL

NODE_PATTERN: Final = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
_MADE_BY = rf"(?P<node>{NODE_PATTERN})-(?P<store>[0-9a-f]{{16}})-(?P<start>[0-9]{{1,9}})"

NodeName = Annotated[str, Meta(pattern=rf"^{NODE_PATTERN}\Z", max_length=32)]
Key = Annotated[str, Meta(pattern=rf"^{NODE_PATTERN}-[0-9a-f]{{16}}-[0-9]{{1,9}}-[0-9]{{1,12}}\Z", max_length=80)]
Press = Annotated[str, Meta(pattern=rf"^{NODE_PATTERN}-[0-9a-f]{{16}}-[0-9]{{1,9}}-p[0-9]{{1,12}}\Z", max_length=80)]

JournalId = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}\Z")]
EffectId = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}-[0-9]{1,12}\Z")]
ServiceLetter = Annotated[str, Meta(pattern=r"^[A-Z]\Z")]
CounterNumber = Annotated[int, Meta(ge=1, le=99)]
TicketId = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}-[A-Z][0-9]{3,4}\Z")]
TicketNumber = Annotated[str, Meta(pattern=r"^[A-Z][0-9]{3,4}\Z")]
AppointmentCode = Annotated[str, Meta(pattern=rf"{IMPERSONAL}[A-Za-z0-9-]{{1,32}}\Z")]
CheckCode = Annotated[str, Meta(pattern=r"^(?:[0-9A-HJKMNP-TV-Z]{6})?\Z")]
"""Six letters of Crockford's base 32, which no eye confuses; empty where there is no code."""
Language = Annotated[str, Meta(pattern=r"^[a-z]{2}\Z")]
Zone = Annotated[str, Meta(pattern=rf"^{NODE_PATTERN}\Z", max_length=32)]


class Role(StrEnum):
    """What a box is for; decides what the broker lets it say and hear."""

    HUB = "hub"
    KIOSK = "kiosk"
    COUNTER = "counter"
    PRINTER = "printer"
    DISPLAY = "display"
    TECHNICIAN = "technician"


def is_hub(node: str) -> bool:
    """Say whether this is the hub's name; no certificate bears it but the hub's."""
    return node == Role.HUB


def is_technician(node: str) -> bool:
    """Say whether a name is a technician's; no certificate of another role begins like it."""
    return node.startswith(Role.TECHNICIAN)


def make_key(node: str, store: str, start: int, n: int) -> str:
    """Return the key of the `n`-th command of this start of the box."""
    return f"{node}-{store}-{start}-{n}"


def make_press(node: str, store: str, start: int, n: int) -> str:
    """Return the name of the `n`-th press of this start of the box."""
    return f"{node}-{store}-{start}-p{n}"


def node_of(key_or_press: str) -> str | None:
    """Return the node that made a key or a press, or None where it is neither."""
    match = re.match(rf"^{_MADE_BY}-p?[0-9]{{1,12}}\Z", key_or_press)
    return match["node"] if match else None


def store_of(key_or_press: str) -> str:
    """Return the store that made a key or a press. Raises ValueError for what is neither."""
    match = re.match(rf"^{_MADE_BY}-p?[0-9]{{1,12}}\Z", key_or_press)
    if match is None:
        raise ValueError(f"{key_or_press!r} is neither a key nor a press")
    return match["store"]


def ticket_number(service: str, number: int) -> str:
    """Return what a person reads and hears: the service's letter and at least three digits ("A017")."""
    return f"{service}{number:03d}"


def ticket_id(day: date, number: str) -> str:
    """Return the identity of a ticket for ever: its business day and its first number ("2026-11-23-A017")."""
    return f"{day.isoformat()}-{number}"


def offline_slip_id(press: str, number: str) -> str:
    """Return the id of the slip with a number that a kiosk gave by itself, the same for whoever makes the slip.

    The first part is a digest of the press: a kiosk's store gives A701 and F701 on a day, and both again on the next.
    """
    return f"{hashlib.blake2b(press.encode(), digest_size=8).hexdigest()}-{number[1:]}"


def effect_id(journal: str, position: int) -> str:
    """Return the id of what one journaled event makes a box do (print, announce)."""
    return f"{journal}-{position}"
