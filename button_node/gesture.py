"""What a finger meant: edges of one contact with their times in, taps and holds out.

A button without a hold acts on the leading edge: the tap is known the moment the contact closes, and whatever
bounces after it is locked out until the contact has been open for `bounce_seconds` without a break. A button with a
hold cannot know at the edge: its hold fires at `hold_seconds` while still down, its tap when the release is certain,
`bounce_seconds` after the finger left (a worn contact that flickers under a finger must not turn a hold into a tap).
Waiting out the bounce first would cost every press 50 ms; a slow second finger is stopped by a lock-out.

Time is an argument, in seconds of the boot clock. `deadline` says when time alone will change something.
"""

from enum import StrEnum
from math import inf

from msgspec import Struct
from msgspec.structs import replace

Contact = int | str


class Edge(Struct, frozen=True, kw_only=True):
    """A contact closed or opened. `contact` is a BCM pin, or the name of a keypad's key ("KEY_KP1")."""

    contact: Contact
    is_down: bool
    at: float


class Kind(StrEnum):
    """The two things a finger can say with one button."""

    TAP = "TAP"
    HOLD = "HOLD"


class Gesture(Struct, frozen=True):
    """A finger's wish. `at` is when it became clear: the edge of a press, the release of a tap, the end of a hold.

    By then the finger had been down for `held` seconds.
    """

    kind: Kind
    at: float
    held: float = 0.0

    @property
    def began(self) -> float:
        """When the finger came down."""
        return self.at - self.held


class Stuck(Struct, frozen=True):
    """A button is down for longer than any finger would, or was released after all."""

    is_stuck: bool


Felt = Gesture | Stuck


class Timing(Struct, frozen=True, kw_only=True):
    """How one button is read, in seconds. `hold_seconds` is None for a button that has no hold.

    Nothing is taken for `lockout_seconds` after a tap, and for `hold_lockout_seconds` after a hold.
    """

    bounce_seconds: float = 0.05
    lockout_seconds: float = 0.0
    hold_lockout_seconds: float = 0.0
    hold_seconds: float | None = None
    stuck_seconds: float = 30.0


class Finger(Struct, frozen=True, kw_only=True):
    """What is known of one contact.

    `is_touching` is the raw level and `changed_at` its last edge; `pressed_at` is the start of the press that goes on,
    bounces included (None: released for certain); a press that begins before `locked_until` is not taken.
    """

    is_touching: bool = False
    changed_at: float = -inf
    pressed_at: float | None = None
    is_decided: bool = True
    is_stuck: bool = False
    locked_until: float = -inf


def rest(*, is_down: bool, now: float) -> Finger:
    """Return the contact as the box finds it. One that is down already means nothing but may be stuck."""
    return Finger(is_touching=is_down, changed_at=now, pressed_at=now if is_down else None)


def feel(finger: Finger, timing: Timing, *, is_down: bool, at: float) -> tuple[Finger, list[Felt]]:
    """Take one edge; edges come in the order of their times. Returns the contact and what it means, in order."""
    at = max(at, finger.changed_at)
    finger, felt = wait(finger, timing, at)
    if is_down == finger.is_touching:
        return finger, felt
    finger = replace(finger, is_touching=is_down, changed_at=at)
    if is_down and finger.pressed_at is None:
        finger, begun = _begin(finger, timing, at)
        felt.extend(begun)
    return finger, felt


def wait(finger: Finger, timing: Timing, now: float) -> tuple[Finger, list[Felt]]:
    """Let time pass until `now`: only valid when every edge before `now` has been taken."""
    felt: list[Felt] = []
    while (due := deadline(finger, timing)) is not None and due <= now:
        finger, passed = _pass(finger, timing, due)
        if passed is not None:
            felt.append(passed)
    return finger, felt


def deadline(finger: Finger, timing: Timing) -> float | None:
    """Return when time alone changes something next, or None while only an edge can."""
    if finger.pressed_at is None:
        return None
    if not finger.is_touching:
        return finger.changed_at + timing.bounce_seconds
    waits = []
    if timing.hold_seconds is not None and not finger.is_decided:
        waits.append(timing.hold_seconds)
    if not finger.is_stuck:
        waits.append(timing.stuck_seconds)
    return max(finger.pressed_at + min(waits), finger.changed_at) if waits else None


def forgive(finger: Finger) -> Finger:
    """End the lock-out: the press brought nothing, so the next one is no second ticket."""
    return replace(finger, locked_until=-inf)


def lock(finger: Finger, until: float) -> Finger:
    """Take no press before `until`, and not the one that goes on: that finger has not seen yet what has changed."""
    return replace(finger, locked_until=max(finger.locked_until, until), is_decided=True)


def _begin(finger: Finger, timing: Timing, at: float) -> tuple[Finger, list[Felt]]:
    finger = replace(finger, pressed_at=at, is_decided=True)
    if at < finger.locked_until:
        return finger, []
    if timing.hold_seconds is not None:
        return replace(finger, is_decided=False), []
    return replace(finger, locked_until=at + timing.lockout_seconds), [Gesture(Kind.TAP, at)]


def _pass(finger: Finger, timing: Timing, due: float) -> tuple[Finger, Felt | None]:
    if not finger.is_touching:
        return _release(finger, timing)
    if _is_held(finger, timing, due):
        held = replace(finger, is_decided=True, locked_until=due + timing.hold_lockout_seconds)
        return held, Gesture(Kind.HOLD, due, _held(finger, due))
    return replace(finger, is_stuck=True), Stuck(is_stuck=True)


def _is_held(finger: Finger, timing: Timing, now: float) -> bool:
    if finger.is_decided or finger.pressed_at is None or timing.hold_seconds is None:
        return False
    return now >= finger.pressed_at + timing.hold_seconds


def _release(finger: Finger, timing: Timing) -> tuple[Finger, Felt | None]:
    released = replace(finger, pressed_at=None, is_decided=True, is_stuck=False)
    if not finger.is_decided:
        left_at = finger.changed_at
        locked = replace(released, locked_until=left_at + timing.lockout_seconds)
        return locked, Gesture(Kind.TAP, left_at, _held(finger, left_at))
    return released, Stuck(is_stuck=False) if finger.is_stuck else None


def _held(finger: Finger, until: float) -> float:
    return 0.0 if finger.pressed_at is None else until - finger.pressed_at
