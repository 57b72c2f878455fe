"""Who gets in: a token bucket for every box before anything is parsed, and quarantine for one that is mad or hostile.

Such a box must cost little and must be named; the others go on. Two things shut a box out: twenty messages in a minute
that cannot be read, and going on after TOO_FAST. For the second, what is over the bucket fills a second one, which
empties as fast as an honest outbox could fill it at worst: at most fifty commands at each of its attempts, two attempts
for each connection, and a connection every half second at most (firmware/node/outbox.py, link.py). So an honest box is
never shut out, however long it was away, and one that floods is within a second or so. Each quarantine that follows
another within the hour is twice as long.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

NONSENSE_LIMIT: Final = 20
NONSENSE_SECONDS: Final = 60.0
OVER_LIMIT: Final = 1_000
OVER_RATE: Final = 200.0
QUARANTINE_SECONDS: Final = 60.0
LONGEST_SECONDS: Final = 600.0
FORGIVEN_SECONDS: Final = 3_600.0
TOLD_SECONDS: Final = 1.0


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much one box may say: `rate` messages a second, and `burst` at once.

    A kiosk that takes more than `tickets_a_minute` is named, and refused nothing (firmware/hub/ticket_pace.py).
    """

    rate: Annotated[float, Meta(gt=0)] = 20.0
    burst: Annotated[int, Meta(ge=1)] = 200
    tickets_a_minute: Annotated[int, Meta(ge=1)] = 60


class Verdict(StrEnum):
    """What the door says to one message. UNHEARD is TOO_FAST without a word: the box was told within this second."""

    COME_IN = "COME_IN"
    TOO_FAST = "TOO_FAST"
    UNHEARD = "UNHEARD"
    QUARANTINED = "QUARANTINED"


class Fault(StrEnum):
    """What a box is shut out for, in the words of its alarm."""

    FLOODS = "floods"
    NONSENSE = "talks nonsense"


class Guest(Struct, frozen=True, kw_only=True):
    """One box as the door knows it. Times are seconds on the boot clock.

    `over` are the messages beyond the bucket that are not forgiven yet, `dropped` all that could not be read, `unread`
    those that nobody has looked at since the latest quarantine began, `quarantines` how many followed each other.
    """

    tokens: float
    at: float
    over: float = 0.0
    told_at: float | None = None
    nonsense: tuple[float, ...] = ()
    dropped: int = 0
    unread: int = 0
    fault: Fault | None = None
    quarantines: int = 0
    quarantined_until: float = 0.0

    def is_quarantined(self, now: float) -> bool:
        """Say whether the box is shut out at this moment."""
        return now < self.quarantined_until


def stranger(limits: Limits, now: float) -> Guest:
    """Return a box never seen before."""
    return Guest(tokens=float(limits.burst), at=now)


def knock(guest: Guest, limits: Limits, now: float, lost: int = 0) -> tuple[Guest, Verdict]:
    """Take one token for one message and say whether it may come in; `lost` before it found no place to wait."""
    if guest.is_quarantined(now):
        return msgspec.structs.replace(guest, unread=guest.unread + 1 + lost), Verdict.QUARANTINED
    guest = _later(guest, limits, now)
    may = guest.tokens >= 1.0
    beyond = lost if may else lost + 1
    guest = msgspec.structs.replace(guest, over=guest.over + beyond, unread=guest.unread + beyond)
    if guest.over > OVER_LIMIT:
        return _shut_out(guest, Fault.FLOODS, now), Verdict.QUARANTINED
    if may:
        return msgspec.structs.replace(guest, tokens=guest.tokens - 1.0), Verdict.COME_IN
    if guest.told_at is not None and now - guest.told_at < TOLD_SECONDS:
        return guest, Verdict.UNHEARD
    return msgspec.structs.replace(guest, told_at=now), Verdict.TOO_FAST


def retry_after(guest: Guest, limits: Limits) -> float:
    """Return the seconds until the box may say one more thing."""
    return round(max(0.1, (1.0 - guest.tokens) / limits.rate), 3)


def talk_nonsense(guest: Guest, now: float) -> Guest:
    """Count one message that could not be read; the twentieth within a minute begins a quarantine."""
    recent = (*(at for at in guest.nonsense if now - at < NONSENSE_SECONDS), now)
    guest = msgspec.structs.replace(guest, nonsense=recent[-NONSENSE_LIMIT:], dropped=guest.dropped + 1)
    if len(recent) < NONSENSE_LIMIT or guest.is_quarantined(now):
        return guest
    return _shut_out(guest, Fault.NONSENSE, now)


def fault(guest: Guest) -> str:
    """Return what a box is or was shut out for, and how often it was in a row."""
    return f"{guest.fault}, quarantine {guest.quarantines} in a row" if guest.quarantines > 1 else f"{guest.fault}"


def _later(guest: Guest, limits: Limits, now: float) -> Guest:
    passed = now - guest.at
    tokens = min(float(limits.burst), guest.tokens + passed * limits.rate)
    return msgspec.structs.replace(guest, tokens=tokens, over=max(0.0, guest.over - passed * OVER_RATE), at=now)


def _shut_out(guest: Guest, fault: Fault, now: float) -> Guest:
    is_again = guest.quarantines > 0 and now - guest.quarantined_until < FORGIVEN_SECONDS
    times = guest.quarantines + 1 if is_again else 1
    seconds = min(QUARANTINE_SECONDS * 2.0 ** min(times - 1, 10), LONGEST_SECONDS)
    return msgspec.structs.replace(
        guest, fault=fault, quarantines=times, quarantined_until=now + seconds, over=0.0, unread=0, nonsense=()
    )
