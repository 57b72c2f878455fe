"""The world of a box: its clock, its disk, its way to the broker and its chance, each of which can be handed in.

A box asks nothing else of the machine, so a test or the simulator can run the shipped code in a world of its own: one
where cables are pulled, clocks step and disks fill up, and where the same seed brings the same day again.
"""

import random
from collections.abc import Sequence
from queue import SimpleQueue
from typing import Protocol

from msgspec import Struct

from firmware.node.clock import Clock, SystemClock
from firmware.node.disk import DISK, Disk
from firmware.node.identity import CHANCE
from firmware.node.link import Link, Will
from firmware.node.settings import BoxSettings


class AnyLink(Protocol):
    """A connection to the broker; `firmware/node/link.py` says what each word means."""

    def start(self) -> None:
        """Begin to connect, for ever."""
        ...

    def close(self, farewell: Will | None = None) -> None:
        """Say farewell and leave."""
        ...

    def listen(self, subscriptions: Sequence[tuple[str, int]], *, is_anew: bool = False) -> None:
        """Hear these topics instead of those before."""
        ...

    @property
    def is_connected(self) -> bool:
        """True while messages can go."""
        ...

    @property
    def is_alive(self) -> bool:
        """False when only a restart of the process helps."""
        ...

    def publish(
        self,
        topic: str,
        payload: bytes,
        *,
        qos: int,
        is_retained: bool = False,
        expiry: float | None = None,
        correlation: bytes | None = None,
        content_type: str | None = None,
        response_topic: str | None = None,
    ) -> bool:
        """Hand a message to the broker; False when it cannot go now."""
        ...


class Connect(Protocol):
    """Makes a link that posts into the inbox."""

    def __call__(
        self,
        settings: BoxSettings,
        inbox: "SimpleQueue[object]",
        *,
        subscriptions: Sequence[tuple[str, int]] = (),
        will: Will | None = None,
    ) -> AnyLink:
        """Return the link of the box that `settings` describe, not connected yet. Raises SettingsError."""
        ...


class World(Struct, frozen=True, kw_only=True):
    """What a box asks of the machine. `chance` is for jitter and for names that nobody made before."""

    clock: Clock
    disk: Disk = DISK
    connect: Connect = Link
    chance: random.Random = CHANCE


def this_machine(settings: BoxSettings) -> World:
    """Return the real world, as the settings describe it."""
    return World(clock=SystemClock(settings.clock))
