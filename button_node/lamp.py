"""What a lamp says, told by steadiness, number of blinks and rate, so that nobody needs to see its colour.

`LANGUAGE` is the whole language of kiosk and counter; the README and button.toml show the same table. The patterns are
the same in every office: who has learned one lamp can read them all. Lamps of one box breathe in step because their
pattern is a function of the boot clock alone; only the two blinks of a refusal begin with the refusal. A taken press
is shown for at least 0.3 s, however fast the hub is and also while it is silent: an eye needs that long to see it.
Never more than three flashes in a second (WCAG 2.3.1).
"""

from enum import StrEnum
from math import cos, pi
from typing import Final

from msgspec import Struct

SEEN_SECONDS: Final = 0.3
FRAME_SECONDS: Final = 0.05


class LampState(StrEnum):
    """What a lamp can say."""

    READY = "READY"
    SENT = "SENT"
    REFUSED = "REFUSED"
    OFFLINE = "OFFLINE"
    REMINDER = "REMINDER"
    NO_PAPER = "NO_PAPER"
    COMING = "COMING"
    DARK = "DARK"


class Breath(Struct, frozen=True):
    """From dark to bright and back, softly, in so many seconds."""

    seconds: float


class Steps(Struct, frozen=True):
    """Each level, 0 dark to 1 bright, holds until that many seconds into the pattern; then it begins again."""

    steps: tuple[tuple[float, float], ...]

    @property
    def seconds(self) -> float:
        """How long the pattern lasts."""
        return self.steps[-1][0]


Pattern = Breath | Steps


class Phrase(Struct, frozen=True, kw_only=True):
    """One row of the lamp language: what the lamp does, what the eye sees, and what it means where."""

    state: LampState
    pattern: Pattern
    seen: str
    kiosk: str
    counter: str


LANGUAGE: Final = (
    Phrase(
        state=LampState.READY,
        pattern=Breath(2.0),
        seen="breathes slowly, once in two seconds",
        kiosk="press me",
        counter="press me",
    ),
    Phrase(
        state=LampState.SENT,
        pattern=Steps(((2.0, 1.0),)),
        seen="steady",
        kiosk="taken: the paper is being printed, or help is asked for and nobody is coming yet",
        counter="taken, working",
    ),
    Phrase(
        state=LampState.REFUSED,
        pattern=Steps(((0.25, 1.0), (0.5, 0.0), (0.75, 1.0), (2.0, 0.0))),
        seen="two short blinks, then dark, for two seconds",
        kiosk="not possible now, look up",
        counter="not possible now, look up",
    ),
    Phrase(
        state=LampState.OFFLINE,
        pattern=Steps(((0.08, 1.0), (0.22, 0.0), (0.3, 1.0), (2.0, 0.0))),
        seen="fast double blink every two seconds",
        kiosk="the hub is silent: press me all the same, your number is valid",
        counter="the hub is silent: call by voice; what is done is kept",
    ),
    Phrase(
        state=LampState.REMINDER,
        pattern=Steps(((0.2, 1.0), (0.4, 0.0), (0.6, 1.0), (0.8, 0.0), (1.0, 1.0), (2.0, 0.0))),
        seen="three short blinks every two seconds",
        kiosk="-",
        counter="somebody waits for you, set aside for long or asking for help: press me when nobody is with you",
    ),
    Phrase(
        state=LampState.NO_PAPER,
        pattern=Steps(((1.7, 1.0), (2.0, 0.0))),
        seen="lit, with one short gap every two seconds",
        kiosk="you get a number but no paper: look at the screen",
        counter="-",
    ),
    Phrase(
        state=LampState.COMING,
        pattern=Breath(1.0),
        seen="breathes fast, once a second",
        kiosk="somebody is coming to you",
        counter="-",
    ),
    Phrase(
        state=LampState.DARK,
        pattern=Steps(((2.0, 0.0),)),
        seen="dark",
        kiosk="closed",
        counter="closed",
    ),
)

_PATTERNS: Final = {phrase.state: phrase.pattern for phrase in LANGUAGE}
REFUSED_SECONDS: Final = _PATTERNS[LampState.REFUSED].seconds


class Sight(Struct, frozen=True, kw_only=True):
    """What the box knows about one button. Times are seconds of the boot clock.

    `is_pending`: the hub has not answered it; `is_paper_coming`: the box has given a number itself, which nobody has
    seen yet; `taken_until`: no second press is taken before; `refused_at`: the last press was refused then;
    `is_printing`: the hub has given a number whose paper is not out; `lacks_paper`: no paper will come with a number;
    `is_asking`: a visitor asks for help and nobody has answered; `is_helped`: somebody has; `is_closed`: the day or
    the counter is, or nothing is known of it; `is_reminding`: this button is for somebody who waits for the officer,
    and it is time.
    """

    is_pending: bool = False
    is_paper_coming: bool = False
    taken_until: float = 0.0
    refused_at: float | None = None
    is_hub_silent: bool = False
    is_printing: bool = False
    lacks_paper: bool = False
    is_asking: bool = False
    is_helped: bool = False
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
    if sight.is_pending or sight.is_asking:
        return LampState.SENT
    return _what_comes(sight) or _at_rest(sight)


def brightness(sight: Sight, now: float) -> float:
    """Return how bright the lamp is at `now`, 0 to 1."""
    match _PATTERNS[state(sight, now)]:
        case Breath(seconds):
            return (1 - cos(2 * pi * now / seconds)) / 2
        case Steps() as pattern:
            return _step(pattern, _since(sight, now, pattern))[1]


def next_change(sight: Sight, now: float) -> float | None:
    """Return when the lamp must be looked at again, on the boot clock; None while time alone changes nothing."""
    match _PATTERNS[state(sight, now)]:
        case Breath():
            return now + FRAME_SECONDS
        case Steps(steps) if len(steps) == 1:
            return sight.taken_until if now < sight.taken_until else None
        case Steps() as pattern:
            since = _since(sight, now, pattern)
            return now - since + _step(pattern, since)[0]


def _what_comes(sight: Sight) -> LampState | None:
    if sight.is_helped:
        return LampState.COMING
    if sight.lacks_paper:
        return LampState.NO_PAPER
    return LampState.SENT if sight.is_printing else None


def _at_rest(sight: Sight) -> LampState:
    if sight.is_closed:
        return LampState.DARK
    return LampState.REMINDER if sight.is_reminding else LampState.READY


def _since(sight: Sight, now: float, pattern: Steps) -> float:
    """Return how far the pattern is: a refusal's begins with the refusal, all others are in step."""
    if state(sight, now) is LampState.REFUSED:
        return max(0.0, now - (sight.refused_at or 0.0))
    return now % pattern.seconds


def _step(pattern: Steps, since: float) -> tuple[float, float]:
    return next((step for step in pattern.steps if since < step[0]), pattern.steps[-1])
