"""Boxes as far as the broker sees them: what they say, and all that comes to them."""

from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from msgspec.structs import replace

from firmware.demo.broker import Broker
from firmware.node.link import Link

T = TypeVar("T")


class Ear:
    """One connection, used from one thread."""

    def __init__(self, broker: Broker, node: str, *subscriptions: str, tls: Path | None = None) -> None:
        """Begin to connect, with what is in the folder `tls`."""
        self.inbox: SimpleQueue[object] = SimpleQueue()
        wanted = [(topic, 1) for topic in subscriptions]
        settings = broker.box_settings(node)
        own = settings if tls is None else replace(settings, tls=str(tls))
        self.link = Link(own, self.inbox, subscriptions=wanted)
        self.link.start()

    def wait(self, kind: type[T]) -> T:
        """Return the next happening of this kind."""
        while True:
            happening = self.inbox.get(timeout=10.0)
            if isinstance(happening, kind):
                return happening

    def say(self, topic: str, text: str) -> None:
        """Publish a word."""
        assert self.link.publish(topic, text.encode(), qos=1)
