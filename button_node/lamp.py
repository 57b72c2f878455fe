"""What a lamp says, told by steadiness, number of blinks and rate, so that nobody needs to see its colour.

`LANGUAGE` is the whole language; the README shows the same table. Lamps of one box breathe in step because their
pattern is a function of the boot clock alone; only the two blinks of a refusal begin with the refusal. A taken press
is shown for at least 0.3 s, however fast the hub is and also while it is silent: an eye needs that long to see it.
Never more than three flashes in a second (WCAG 2.3.1).
"""

from enum import StrEnum
from math import cos, pi
from typing import Final

from msgspec import Struct

REFUSED_SECONDS: Final = 2.0
SEEN_SECONDS: Final = 0.3
BREATH_SECONDS: Final = 2.0
FRAME_SECONDS: Final = 0.05


class LampState(StrEnum):
    """What a lamp can say."""

    READY = "READY"
    SENT = "SENT"
    REFUSED = "REFUSED"
    OFFLINE = "OFFLINE"
    REMINDER = "REMINDER"
    DARK = "DARK"


class Phrase(Struct, frozen=True):
    """One row of the lamp language: what the eye sees, and what it means."""

    state: LampState
    seen: str
    means: str


LANGUAGE: Final = (
    Phrase(LampState.READY, "breathes slowly, once in two seconds", "press me"),
    Phrase(LampState.SENT, "steady", "taken, working"),
    Phrase(LampState.REFUSED, "two short blinks, then dark, for two seconds", "not possible now, look up"),
    Phrase(
        LampState.OFFLINE,
        "fast double blink every two seconds",
        "the hub is silent: a kiosk gives numbers of its own, an officer calls by voice; what is done is kept",
    ),
    Phrase(
        LampState.REMINDER,
        "three short blinks every two seconds",
        "somebody you have set aside has waited for long: press me when nobody is with you",
    ),
    Phrase(LampState.DARK, "dark", "closed"),
)

# (until, level): the level holds until that many seconds into the pattern.
_REFUSED: Final = ((0.25, 1.0), (0.5, 0.0), (0.75, 1.0), (REFUSED_SECONDS, 0.0))
_OFFLINE: Final = ((0.08, 1.0), (0.22, 0.0), (0.3, 1.0), (2.0, 0.0))
_REMINDER: Final = ((0.2, 1.0), (0.4, 0.0), (0.6, 1.0), (0.8, 0.0), (1.0, 1.0), (2.0, 0.0))


class Sight(Struct, frozen=True, kw_only=True):
    """What the box knows about one button. Times are seconds of the boot clock.

    `is_pending`: the hub has not answered it; `is_paper_coming`: the box has given a number itself, which nobody has
    seen yet; `taken_until`: no second press is taken before; `refused_at`: the last press was refused then;
    `is_closed`: the day or the counter is, or nothing is known of it; `is_reminding`: this button calls back whom the
    counter has set aside, and it is time.
    """

    is_pending: bool = False
    is_paper_coming: bool = False
    taken_until: float = 0.0
    refused_at: float | None = None
    is_hub_silent: bool = False
    is_closed: bool = False
    is_reminding: bool = False


def state(sight: Sight, now: float) -> LampState:
    """Return what the lamp says at `now`; what was just refused is said before everything else."""
    if sight.refused_at is not None and now < sight.refused_at + REFUSED_SECONDS:
        return LampState.REFUSED
    if sight.is_paper_coming or now < sight.taken_until:
        return LampState.SENT
    if sight.is_hub_silent:
        return LampState.OFFLINE
    if sight.is_pending:
        return LampState.SENT
    if sight.is_closed:
        return LampState.DARK
    return LampState.REMINDER if sight.is_reminding else LampState.READY


def brightness(sight: Sight, now: float) -> float:
    """Return how bright the lamp is at `now`, 0 to 1."""
    match state(sight, now):
        case LampState.READY:
            return (1 - cos(2 * pi * now / BREATH_SECONDS)) / 2
        case LampState.SENT:
            return 1.0
        case LampState.REFUSED:
            return _step(_REFUSED, _since_refusal(sight, now))[1]
        case LampState.OFFLINE:
            return _step(_OFFLINE, now % _OFFLINE[-1][0])[1]
        case LampState.REMINDER:
            return _step(_REMINDER, now % _REMINDER[-1][0])[1]
        case LampState.DARK:
            return 0.0


def next_change(sight: Sight, now: float) -> float | None:
    """Return when the lamp must be looked at again, on the boot clock; None while time alone changes nothing."""
    match state(sight, now):
        case LampState.READY:
            return now + FRAME_SECONDS
        case LampState.SENT:
            return sight.taken_until if now < sight.taken_until else None
        case LampState.REFUSED:
            since = _since_refusal(sight, now)
            return now - since + _step(_REFUSED, since)[0]
        case LampState.OFFLINE:
            since = now % _OFFLINE[-1][0]
            return now - since + _step(_OFFLINE, since)[0]
        case LampState.REMINDER:
            since = now % _REMINDER[-1][0]
            return now - since + _step(_REMINDER, since)[0]
        case LampState.DARK:
            return None


def _since_refusal(sight: Sight, now: float) -> float:
    return max(0.0, now - (sight.refused_at or 0.0))


def _step(pattern: tuple[tuple[float, float], ...], since: float) -> tuple[float, float]:
    return next((step for step in pattern if since < step[0]), pattern[-1])
