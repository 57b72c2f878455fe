"""The Unix sockets between the boxes of one simulated Pi: quick and in order, gone with either process."""

from collections.abc import Callable

from firmware.node.neighbour import NeighbourGone, NeighbourThere, Overheard
from firmware.simulation.timeline import Timeline

LATENCY = 0.0003

Receive = Callable[[object], None]


class Pair:
    """One socket: the printer box has the door, the button box comes to it."""

    def __init__(self, timeline: Timeline, place: str) -> None:
        self._timeline = timeline
        self.place = place
        self._door: Receive | None = None
        self._guest: Receive | None = None
        self._meetings = 0

    @property
    def is_there(self) -> bool:
        """Say whether both ends live."""
        return self._door is not None and self._guest is not None

    def open_door(self, receive: Receive) -> None:
        """The printer box listens."""
        self._door = receive
        self._meet()

    def come(self, receive: Receive) -> None:
        """The button box connects."""
        self._guest = receive
        self._meet()

    def lose_door(self) -> None:
        """The printer box has died."""
        if self.is_there and self._guest is not None:
            self._guest(NeighbourGone(self.place, "closed"))
        self._door, self._meetings = None, self._meetings + 1

    def lose_guest(self) -> None:
        """The button box has died."""
        self._guest, self._meetings = None, self._meetings + 1

    def say(self, topic: str, payload: bytes, *, to_door: bool) -> bool:
        """Carry one message across; False while the other end is not there."""
        if not self.is_there:
            return False
        meeting = self._meetings

        def arrive() -> None:
            receive = self._door if to_door else self._guest
            if meeting == self._meetings and receive is not None:
                receive(Overheard(topic, payload))

        self._timeline.after(LATENCY, arrive)
        return True

    def _meet(self) -> None:
        if self._guest is not None and self._door is not None:
            guest, meeting = self._guest, self._meetings

            def tell() -> None:
                if meeting == self._meetings:
                    guest(NeighbourThere(self.place))

            self._timeline.after(0.2, tell)


class Guest:
    """The button box's end."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self.place = pair.place

    @property
    def is_there(self) -> bool:
        """Say whether the printer box can be spoken to."""
        return self._pair.is_there

    def publish(self, topic: str, payload: bytes) -> bool:
        """Speak to the printer box."""
        return self._pair.say(topic, payload, to_door=True)


class Door:
    """The printer box's end."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair

    def publish(self, topic: str, payload: bytes) -> bool:
        """Speak to the button box."""
        return self._pair.say(topic, payload, to_door=False)
