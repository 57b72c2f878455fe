"""Who gets in: a token bucket for every box before anything is parsed, and quarantine for one that talks nonsense.

A box that is mad or hostile must cost nothing and must be named; the others go on. Twenty messages in a minute that
cannot be read put a box into quarantine for a minute, in which nothing of it is looked at.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

NONSENSE_LIMIT: Final = 20
NONSENSE_SECONDS: Final = 60.0


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much one box may say: `rate` messages a second, and `burst` at once."""

    rate: Annotated[float, Meta(gt=0)] = 20.0
    burst: Annotated[int, Meta(ge=1)] = 200


class Verdict(StrEnum):
    """What the door says to one message."""

    COME_IN = "COME_IN"
    TOO_FAST = "TOO_FAST"
    QUARANTINED = "QUARANTINED"


class Guest(Struct, frozen=True, kw_only=True):
    """One box as the door knows it. Times are seconds on the boot clock."""

    tokens: float
    at: float
    nonsense: tuple[float, ...] = ()
    dropped: int = 0
    quarantined_until: float = 0.0

    def is_quarantined(self, now: float) -> bool:
        """Say whether the box is shut out at this moment."""
        return now < self.quarantined_until


def stranger(limits: Limits, now: float) -> Guest:
    """Return a box never seen before."""
    return Guest(tokens=float(limits.burst), at=now)


def knock(guest: Guest, limits: Limits, now: float) -> tuple[Guest, Verdict]:
    """Take one token for one message and say whether it may come in."""
    if guest.is_quarantined(now):
        return guest, Verdict.QUARANTINED
    tokens = min(float(limits.burst), guest.tokens + (now - guest.at) * limits.rate)
    may = tokens >= 1.0
    left = tokens - 1.0 if may else tokens
    return msgspec.structs.replace(guest, tokens=left, at=now), Verdict.COME_IN if may else Verdict.TOO_FAST


def retry_after(guest: Guest, limits: Limits) -> float:
    """Return the seconds until the box may say one more thing."""
    return round(max(0.1, (1.0 - guest.tokens) / limits.rate), 3)


def talk_nonsense(guest: Guest, now: float) -> Guest:
    """Count one message that could not be read; the twentieth within a minute begins a quarantine."""
    recent = (*(at for at in guest.nonsense if now - at < NONSENSE_SECONDS), now)
    until = now + NONSENSE_SECONDS if len(recent) >= NONSENSE_LIMIT else guest.quarantined_until
    return msgspec.structs.replace(
        guest, nonsense=recent[-NONSENSE_LIMIT:], dropped=guest.dropped + 1, quarantined_until=until
    )
