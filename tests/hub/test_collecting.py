"""Asking the boxes what they keep: one that talks is heard to the end, one that says nothing is given up."""

import threading
from queue import SimpleQueue
from typing import Any

from msgspec import Raw

from firmware.hub.collecting import collect
from firmware.messages.codec import encode
from firmware.messages.requests import KeptCommand, KeptPage
from firmware.node.clock import SystemClock
from firmware.node.link import Connected, Received
from firmware.node.settings import BoxSettings
from firmware.node.world import World

PAGES = 15
PAGE_SECONDS = 0.1
PATIENCE = 1.0


class SlowBox:
    """A link to one box that tells a page after a while, so often as `PAGES`; any other box is silent."""

    is_connected = is_alive = True

    def __init__(self, _node: str, inbox: "SimpleQueue[object]", **_: Any) -> None:
        """Be there."""
        self._inbox = inbox
        self._told = 0

    def start(self) -> None:
        """Connect at once."""
        self._inbox.put(Connected())

    def close(self, farewell: object = None) -> None:
        """Leave."""

    def listen(self, subscriptions: object, *, is_anew: bool = False) -> None:
        """Hear other topics."""

    def publish(self, topic: str, _payload: bytes, **properties: Any) -> bool:
        """Take a question and answer it later."""
        if topic.endswith("/kiosk-1"):
            self._told += 1
            row = KeptCommand(n=self._told, command=Raw(b"{}"), answer=Raw(b"{}"), age=1.0, is_age_exact=True)
            is_last = self._told == PAGES
            page = encode(KeptPage(rows=(row,), is_last=is_last, journal="0" * 16, epoch=1, position=1))
            answer = Received(topic="", payload=page, correlation=properties["correlation"])
            threading.Timer(PAGE_SECONDS, self._inbox.put, [answer]).start()
        return True


def test_a_slow_box_is_heard_to_the_end_and_a_silent_one_is_given_up() -> None:
    """A small Pi with a whole day to tell needs longer than a silent box is waited for."""
    world = World(clock=SystemClock("trusted"), connect=SlowBox)
    nodes = {"kiosk-1": False, "kiosk-2": False}
    memories, missing = collect(BoxSettings(name="hub"), world, nodes, PATIENCE, lambda: 0.0)
    assert [memory.unreadable for memory in memories] == [PAGES]
    assert missing == ["kiosk-2"]
