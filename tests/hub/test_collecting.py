"""Asking the boxes what they keep: one that talks is heard to the end, one that says nothing is given up."""

import threading
import time
from queue import SimpleQueue
from typing import Any

from msgspec import Raw

from firmware.hub.collecting import LONGEST_PATIENCE, ROWS_LIMIT, Talk, collect
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


class Babbler(SlowBox):
    """A link over which somebody answers in the name of the box that is asked, without knowing the question."""

    def publish(self, topic: str, _payload: bytes, **_properties: Any) -> bool:
        """Answer at once, and again and again while anybody listens."""
        node = topic.rpartition("/")[2]
        if self._told < 40:
            self._told += 1
            self._inbox.put(Received(topic="", payload=b"x", correlation=f"{node}/".encode()))
            threading.Timer(0.05, self.publish, [topic, b""]).start()
        return True


def test_who_does_not_know_the_question_holds_nobody_up() -> None:
    """Any box may speak on the topic of the answers; the silent one is given up when it would be without that."""
    world = World(clock=SystemClock("trusted"), connect=Babbler)
    begun = time.monotonic()
    assert collect(BoxSettings(name="hub"), world, {"kiosk-1": False}, 0.3, lambda: 0.0) == ([], ["kiosk-1"])
    assert time.monotonic() - begun < 1.5


class Endless(SlowBox):
    """A link to a box that always has one more row to tell."""

    def publish(self, _topic: str, _payload: bytes, **properties: Any) -> bool:
        """Tell it."""
        self._told += 1
        answer = Received(topic="", payload=told(self._told), correlation=properties["correlation"])
        threading.Timer(0.01, self._inbox.put, [answer]).start()
        return True


def told(*rows: int) -> bytes:
    """A page that is not the last."""
    kept = [KeptCommand(n=n, command=Raw(b"{}"), answer=Raw(b"{}"), age=1.0, is_age_exact=True) for n in rows]
    return encode(KeptPage(rows=tuple(kept), is_last=False, journal="0" * 16, epoch=1, position=1))


def test_a_box_that_never_ends_is_given_up() -> None:
    """Twenty times as long as a silent one, and no longer: the office waits for its journal."""
    world = World(clock=SystemClock("trusted"), connect=Endless)
    begun = time.monotonic()
    assert collect(BoxSettings(name="hub"), world, {"kiosk-1": False}, 0.02, lambda: 0.0) == ([], ["kiosk-1"])
    assert time.monotonic() - begun < 0.02 * LONGEST_PATIENCE + 1.0


class Asked(SlowBox):
    """A link that notes the correlation of the latest question."""

    correlation = b""

    def publish(self, _topic: str, _payload: bytes, **properties: Any) -> bool:
        """Note it."""
        self.correlation = properties["correlation"]
        return True


def test_a_page_that_does_not_go_on_or_is_too_much_is_none() -> None:
    """The rows of a box rise, and there are not twice as many as the busiest day has."""
    link, talk = Asked("hub", SimpleQueue()), Talk("kiosk-1", is_printer=False)

    def hear(*rows: int) -> bool:
        talk.ask(link, "hub", 0.0)
        return talk.hear(Received(topic="", payload=told(*rows), correlation=link.correlation), 0.0)

    assert hear(5)
    assert not hear(5)
    assert all(hear(n) for n in range(6, ROWS_LIMIT + 5))
    assert not hear(ROWS_LIMIT + 5)
    assert len(talk.pages) == ROWS_LIMIT
