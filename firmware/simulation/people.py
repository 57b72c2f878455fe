"""The people of a simulated office: visitors who want numbers, officers who call, both with clumsy fingers."""

import random
from functools import partial
from typing import Final, Protocol

from msgspec import Struct

from firmware.simulation import plan
from firmware.simulation.timeline import Timeline

TOUCH: Final = 0.12
DOUBLE_TAP: Final = (0.15, 1.3)
_DONE: Final = (
    (plan.NEXT, 12),
    (plan.FINISH, 2),
    (plan.NO_SHOW, 3),
    (plan.RECALL, 1),
    (plan.PARK, 2),
    (plan.REQUEUE, 1),
    (plan.TRANSFER, 1),
)
ABSENT: Final = 0.6


class Touch(Protocol):
    """What a finger does to a contact."""

    def __call__(self, node: str, pin: int, *, is_down: bool) -> None:
        """Close or open it; a box that is dead feels nothing."""
        ...


class Tap(Struct, frozen=True):
    """A finger on a button."""

    at: float
    node: str
    pin: int


class People:
    """Presses buttons by chance. `touch(node, pin, is_down)` is the office's."""

    def __init__(self, timeline: Timeline, chance: random.Random, touch: Touch) -> None:
        self.taps: list[Tap] = []
        self.is_evening = False
        self._timeline = timeline
        self._chance = chance
        self._touch = touch

    def come(self) -> None:
        """Visitors come to each kiosk, officers sit down at each counter."""
        for kiosk in plan.KIOSKS:
            self._timeline.after(self._chance.uniform(1.5, 6.0), partial(self._visit, kiosk))
        for counter in plan.COUNTERS:
            self._timeline.after(self._chance.uniform(3.0, 6.0), partial(self._sit_down, counter))

    def tap(self, node: str, pin: int) -> None:
        """Press and release."""
        self.taps.append(Tap(self._timeline.now, node, pin))
        self._touch(node, pin, is_down=True)
        self._timeline.after(TOUCH, lambda: self._touch(node, pin, is_down=False))

    def _visit(self, kiosk: str) -> None:
        if self.is_evening:
            return
        self._clumsy_tap(kiosk, self._chance.choice(sorted(plan.TAKE)), 0.15)
        self._timeline.after(self._chance.uniform(1.0, 7.0), lambda: self._visit(kiosk))

    def _sit_down(self, counter: str) -> None:
        self.tap(counter, plan.OPEN)
        self._timeline.after(self._chance.uniform(1.0, 3.0), lambda: self._work(counter))

    def _work(self, counter: str) -> None:
        if self.is_evening:
            return
        pins, weights = zip(*_DONE, strict=True)
        done = self._chance.choices(pins, weights)[0]
        self._clumsy_tap(counter, done, 0.25)
        if done == plan.NO_SHOW and self._chance.random() < ABSENT:
            # Nobody comes to the second call either; in the end somebody does.
            self._timeline.after(2.5, lambda: self.tap(counter, plan.NO_SHOW))
            self._timeline.after(self._chance.uniform(3.0, 9.0), lambda: self.tap(counter, plan.REQUEUE))
        if self._chance.random() < 0.08:  # noqa: PLR2004 - now and then; also opens it after a hub that slept through
            self._timeline.after(0.5, lambda: self.tap(counter, plan.OPEN))
        self._timeline.after(self._chance.uniform(1.6, 8.0), lambda: self._work(counter))

    def _clumsy_tap(self, node: str, pin: int, share: float) -> None:
        self.tap(node, pin)
        if self._chance.random() < share:
            self._timeline.after(self._chance.uniform(*DOUBLE_TAP), lambda: self.tap(node, pin))
