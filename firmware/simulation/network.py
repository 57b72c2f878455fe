"""The broker and the cables of a simulated office.

What the broker promises is little, and the simulator takes even that away: a message may be lost, come twice, come 30
seconds late or before an older one; a cable may be out, a broker may forget everything it kept. What the broker keeps
for a topic comes in order, because it comes over one connection: an old picture cannot stay.
"""

import random
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Final

from msgspec import Struct

from firmware.messages import topics
from firmware.node.link import Connected, Disconnected, Received, Will
from firmware.simulation.timeline import Timeline

LATENCY: Final = (0.0005, 0.003)
RETRY: Final = (0.5, 2.0)
KEEPALIVE: Final = 8.5
WILL_DELAY: Final = 2.0
LATE: Final = 30.0

Nudge = Callable[[], None]
Point = Callable[[str], None]
Listener = Callable[[str, bytes], None]


_PRESENCE: Final = topics.PRESENCE.name("")


def is_kept(topic: str) -> bool:
    """Say whether the broker keeps the latest message of a topic."""
    parsed = topics.parse(topic)
    return parsed is not None and parsed[0].is_retained


class Weather(Struct, frozen=True):
    """How bad the way is: the share of messages that are lost, come twice, come late."""

    loss: float = 0.0
    twice: float = 0.0
    late: float = 0.0


CALM: Final = Weather()


class SimulatedLink:
    """What a box takes for its connection to the broker."""

    def __init__(
        self,
        network: "Network",
        node: str,
        inbox: "SimpleQueue[object]",
        subscriptions: Sequence[tuple[str, int]],
        will: Will | None,
        nudge: Nudge,
        point: Point,
    ) -> None:
        self.node = node
        self.will = will
        self.subscriptions = _wanted(subscriptions)
        self.is_connected = False
        self.is_alive = True
        self._network = network
        self._inbox = inbox
        self._nudge = nudge
        self._point = point

    def start(self) -> None:
        """Begin to connect."""
        self._network.join(self)

    def close(self, farewell: Will | None = None) -> None:
        """Leave; the simulator's programs never do."""
        raise AssertionError(f"{self.node} closes its link: {farewell}")

    def listen(self, subscriptions: Sequence[tuple[str, int]], *, is_anew: bool = False) -> None:  # noqa: ARG002 - no flood here
        """Hear these topics instead, and at once what the broker keeps of those that were not heard before."""
        before, self.subscriptions = self.subscriptions, _wanted(subscriptions)
        self._network.tell_kept(self, [topic for topic in self.subscriptions if topic not in before])

    def publish(
        self,
        topic: str,
        payload: bytes,
        *,
        qos: int,  # noqa: ARG002 - the way is bad for all of them
        is_retained: bool = False,
        expiry: float | None = None,
        correlation: bytes | None = None,  # noqa: ARG002 - no technician here
        content_type: str | None = None,  # noqa: ARG002 - as above
        response_topic: str | None = None,  # noqa: ARG002 - as above
    ) -> bool:
        """Hand a message to the network; the program may die before it is out."""
        if not self.is_connected:
            return False
        self._point("before telling")
        self._network.take(self, topic, payload, is_retained=is_retained, expiry=expiry)
        return True

    def receive(self, happening: object) -> None:
        """Put something into the program's inbox."""
        self._inbox.put(happening)
        self._nudge()


class Network:
    """The broker, and one cable for each node. `on_said` hears what is sent, `on_heard` what arrives at a listener."""

    def __init__(self, timeline: Timeline, chance: random.Random) -> None:
        self._timeline = timeline
        self._chance = chance
        self._links: dict[str, SimulatedLink] = {}
        self._retained: dict[str, bytes] = {}
        self._last: dict[tuple[str, bool], float] = {}
        self._held: dict[str, list[Callable[[], None]]] = {}
        self._life = 0
        self.is_up = True
        self.weather = CALM
        self.cut: set[str] = set()
        self.on_said: Listener = lambda _topic, _payload: None
        self.on_heard: Listener = lambda _topic, _payload: None

    # -- the broker's life -------------------------------------------------------------------------------------------

    def crash(self, *, forgets: bool) -> None:
        """The broker dies with everything on its way; what it kept may go with it."""
        self.is_up = False
        self._life += 1
        self._held.clear()
        if forgets:
            self._retained.clear()
        for link in list(self._links.values()):
            self._lose(link, "the broker is gone")

    def recover(self) -> None:
        """The broker is there again; boxes find it at their next attempt."""
        self.is_up = True

    def pull(self, node: str) -> None:
        """A cable is pulled. Soon after the keepalive both ends know."""
        self.cut.add(node)
        self._timeline.after(KEEPALIVE, lambda: self._notice(node))

    def plug(self, node: str) -> None:
        """The cable is back: what the ends still hold goes on its way."""
        self.cut.discard(node)
        for deliver in self._held.pop(node, []):
            deliver()

    def calm(self) -> None:
        """The way is good from now on."""
        self.weather = CALM
        for node in list(self.cut):
            self.plug(node)

    def retained(self, topic: str) -> bytes | None:
        """Return what the broker keeps of a topic."""
        return self._retained.get(topic)

    # -- links -------------------------------------------------------------------------------------------------------

    def join(self, link: SimulatedLink) -> None:
        """A link tries to connect, again and again."""
        self._links[link.node] = link
        self._timeline.after(self._latency(), lambda: self._try(link))

    def leave(self, node: str, *, is_silent: bool) -> None:
        """A program has died: the broker sees it at once, or (power gone) only after the keepalive."""
        link = self._links.pop(node, None)
        if link is None or not link.is_connected:
            return
        link.is_connected = False
        link.is_alive = False
        self._say_will(link, (KEEPALIVE if is_silent else 0.0) + WILL_DELAY)

    def _try(self, link: SimulatedLink) -> None:
        if self._links.get(link.node) is not link or link.is_connected:
            return
        if not self.is_up or link.node in self.cut:
            self._timeline.after(self._chance.uniform(*RETRY), lambda: self._try(link))
            return
        link.is_connected = True
        link.receive(Connected())
        self.tell_kept(link, link.subscriptions)

    def tell_kept(self, link: SimulatedLink, wanted: Sequence[str]) -> None:
        """Tell a link what the broker keeps of these topics."""
        for topic in sorted(self._retained):
            if link.is_connected and _matches(wanted, topic):
                link.receive(Received(topic=topic, payload=self._retained[topic], is_retained=True))

    def _notice(self, node: str) -> None:
        link = self._links.get(node)
        if node in self.cut and link is not None and link.is_connected:
            self._held.pop(node, None)
            self._lose(link, "no answer")

    def _lose(self, link: SimulatedLink, detail: str) -> None:
        if link.is_connected:
            link.is_connected = False
            link.receive(Disconnected(detail))
            self._say_will(link, WILL_DELAY)
            self._timeline.after(self._chance.uniform(*RETRY), lambda: self._try(link))

    def _say_will(self, link: SimulatedLink, delay: float) -> None:
        life = self._life

        def say() -> None:
            there = self._links.get(link.node)
            if link.will is not None and self.is_up and life == self._life and not (there and there.is_connected):
                self._spread(link.will.topic, link.will.payload, is_retained=True)

        self._timeline.after(delay, say)

    # -- messages ----------------------------------------------------------------------------------------------------

    def take(self, link: SimulatedLink, topic: str, payload: bytes, *, is_retained: bool, expiry: float | None) -> None:
        """Carry a message to the broker, and from there to everybody who listens."""
        self.on_said(topic, payload)
        end = None if expiry is None else self._timeline.now + expiry
        self._carry(link.node, topic, lambda: self._arrive(topic, payload, is_retained=is_retained, end=end), up=True)

    def _arrive(self, topic: str, payload: bytes, *, is_retained: bool, end: float | None) -> None:
        if self.is_up and (end is None or self._timeline.now < end):
            self._spread(topic, payload, is_retained=is_retained)

    def _spread(self, topic: str, payload: bytes, *, is_retained: bool) -> None:
        if is_retained:
            self._retained[topic] = payload
        for link in list(self._links.values()):
            if link.is_connected and _matches(link.subscriptions, topic):
                self._pass_on(link, Received(topic=topic, payload=payload))

    def _pass_on(self, link: SimulatedLink, message: Received) -> None:
        def deliver() -> None:
            if link.is_connected:
                self.on_heard(message.topic, message.payload)
                link.receive(message)

        self._carry(link.node, message.topic, deliver, up=False)

    def _carry(self, node: str, topic: str, deliver: Callable[[], None], *, up: bool) -> None:
        life = self._life
        is_ordered = is_kept(topic)

        def arrive() -> None:
            if life != self._life:
                return
            if node in self.cut:
                self._held.setdefault(node, []).append(deliver)
            else:
                deliver()

        weather = Weather(loss=self.weather.loss) if is_ordered else self.weather
        if self._chance.random() < weather.loss and not topic.startswith(_PRESENCE):
            return
        for _ in range(2 if self._chance.random() < weather.twice else 1):
            delay = self._latency()
            if self._chance.random() < weather.late:
                self._timeline.after(delay + self._chance.uniform(0, LATE), arrive)
                continue
            # One connection keeps its order.
            time = max(self._timeline.now + delay, self._last.get((node, up), 0.0))
            self._last[node, up] = time
            self._timeline.at(time, arrive)

    def _latency(self) -> float:
        return self._chance.uniform(*LATENCY)


def _wanted(subscriptions: Sequence[tuple[str, int]]) -> list[str]:
    return [topic.removesuffix("+") for topic, _ in subscriptions]


def _matches(wanted: Sequence[str], topic: str) -> bool:
    return any(topic == one or (one[-1] == "/" and topic.startswith(one)) for one in wanted)
