"""The hub's inbox: of each sender only so much may wait.

The link's thread puts in whatever comes, before anybody has judged it. Without a limit a flood would eat the memory of
the Pi within seconds. What finds no place is counted, and the door counts it against the box. The limit has room for
everything that an honest box can send before it hears TOO_FAST.
"""

from collections import Counter
from queue import SimpleQueue
from typing import Final

from msgspec.structs import replace

from firmware.hub.hearing import sender
from firmware.messages.codec import LIMIT
from firmware.node.link import Received

WAITING_BYTES: Final = 512 * 1024
MESSAGE_BYTES: Final = 1_024
"""What a message costs beside its payload, so that many small ones are few as well."""


class Inbox(SimpleQueue[object]):
    """What has happened and nobody has looked at yet. One thread puts messages, one takes them."""

    def __init__(self) -> None:
        # Each table is written by one thread only, so neither needs a lock.
        self._put: Counter[str | None] = Counter()
        self._taken: Counter[str | None] = Counter()
        self._lost: Counter[str | None] = Counter()
        self._told: Counter[str | None] = Counter()

    def put(self, item: object, block: bool = True, timeout: float | None = None) -> None:
        """Put something in; a message only where its sender has not too much waiting."""
        if isinstance(item, Received):
            if len(item.payload) > LIMIT:
                # A megabyte is no more nonsense than one byte too many.
                item = replace(item, payload=item.payload[: LIMIT + 1])
            who, size = sender(item.topic), len(item.payload) + MESSAGE_BYTES
            if self._put[who] - self._taken[who] + size > WAITING_BYTES:
                self._lost[who] += 1
                return
            self._put[who] += size
        super().put(item, block, timeout)

    def get(self, block: bool = True, timeout: float | None = None) -> object:
        """Take what waits longest. Raises Empty when nothing comes in time."""
        item = super().get(block, timeout)
        if isinstance(item, Received):
            self._taken[sender(item.topic)] += len(item.payload) + MESSAGE_BYTES
        return item

    def get_nowait(self) -> object:
        """Take what waits longest. Raises Empty when nothing waits."""
        return self.get(block=False)

    def lost(self, who: str | None) -> int:
        """Return how many messages of a sender found no place since this was last asked."""
        lost, told = self._lost[who], self._told[who]
        self._told[who] = lost
        return lost - told
