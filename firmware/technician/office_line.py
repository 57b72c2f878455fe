"""The technician's line to an office: connects, asks, listens, each with a deadline and never for ever.

The broker takes a box's name for its MQTT client id, so two commands at the same time under one name would throw each
other off. The lock on the state folder makes the second one say so instead.
"""

import re
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import IO, Final, Self

from msgspec import structs

from firmware.messages import topics
from firmware.messages.codec import Garbage, decode, decode_response, encode
from firmware.messages.names import NODE_PATTERN
from firmware.messages.notices import Beat, Presence, PresenceState
from firmware.messages.requests import (
    AnyRequest,
    AnyResponse,
    Failed,
    JournalPage,
    JournalRow,
    NodePage,
    NodeStatus,
    ReadJournal,
    ReadNodes,
    ReadScores,
    ReadTicket,
    TicketPage,
)
from firmware.node.link import Connected, Disconnected, Link, Received
from firmware.node.lock import lock
from firmware.node.settings import state_folder
from firmware.node.world import Connect
from firmware.technician.faults import BoxSilent, Fault, NotDone, OfficeDead
from firmware.technician.settings import TechnicianSettings
from firmware.technician.snapshot import HUB, Snapshot, hear

PAGE_ROWS: Final = 500
PATIENCE_OVER: Final = 1.0
"""Seconds after a deadline in which what has come before it is still looked at."""

HUB_SILENT: Final = (
    "the broker answers, but the hub is silent; check on the hub Pi: systemctl status antrian-hub, "
    "then journalctl -u antrian-hub"
)


class OfficeLine:
    """A connection for the time of one command. Also a context manager: connected inside, closed after."""

    def __init__(
        self, settings: TechnicianSettings, heard: Sequence[topics.Topic] = (), *, connect: Connect = Link
    ) -> None:
        """Prepare to hear these topics beside our own responses. Raises SettingsError and StateError."""
        box = settings.box
        self._patience = settings.patience
        self._inbox: SimpleQueue[object] = SimpleQueue()
        self._folder = state_folder(box)
        self._lock: IO[bytes] | None = None
        self._back = topics.RESPONSE.name(box.name)
        self.place = f"{box.broker}:{box.port}"
        self.broker_ends: datetime | None = None
        self._link = connect(
            box,
            self._inbox,
            subscriptions=[(self._back, 1), *((topic.pattern, topic.qos) for topic in heard)],
        )

    def __enter__(self) -> Self:
        """Connect. Raises OfficeDead with the reason, StateError when the name is in use on this machine."""
        self._lock = lock(self._folder)
        self._link.start()
        deadline = time.monotonic() + self._patience.connect_seconds
        said: Disconnected | None = None
        while not isinstance(happening := self._next(deadline), Connected):
            if isinstance(happening, Disconnected):
                said = happening
            if said is not None and (said.is_refused or happening is None):
                self.close()
                raise OfficeDead(dead_sentence(said))
            if happening is None:
                self.close()
                raise OfficeDead(f"the broker at {self.place} does not answer; is the hub Pi switched on?")
        self.broker_ends = happening.broker_ends
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the broker and let go of the name."""
        self._link.close()
        if self._lock is not None:
            self._lock.close()

    def messages(self, seconds: float | None = None) -> Iterator[Received]:
        """Give what is heard, for so long (default: the patience for an answer). Raises OfficeDead."""
        deadline = time.monotonic() + (self._patience.answer_seconds if seconds is None else seconds)
        while (happening := self._next(deadline)) is not None:
            if isinstance(happening, Disconnected):
                raise OfficeDead(dead_sentence(happening))
            if isinstance(happening, Received):
                yield happening

    def look(self) -> Snapshot:
        """Return what the hub tells of itself within the patience; a beat is needed, the rest only waited for.

        The beat, the office, the board, the counters and presence must be heard. Raises OfficeDead.
        """
        snapshot = Snapshot(broker=self.place)
        for message in self.messages():
            snapshot = hear(snapshot, message.topic, message.payload)
            if snapshot.is_whole:
                break
        if snapshot.beat is None:
            raise OfficeDead(HUB_SILENT)
        return structs.replace(snapshot, nodes=tuple(self.nodes()))

    def beats(self) -> Iterator[Beat]:
        """Give the hub's beats as they come, for ever. Raises OfficeDead when they stop."""
        while True:
            yield self.beat()

    def beat(self) -> Beat:
        """Return the next beat. Raises OfficeDead when the hub is silent."""
        for message in self.messages():
            if message.topic == topics.BEAT.name() and isinstance(beat := decode(Beat, message.payload), Beat):
                return beat
        raise OfficeDead(HUB_SILENT)

    def await_presence(self, node: str) -> None:
        """Return when the broker says that a box is there; topics.PRESENCE must be heard. Raises BoxSilent."""
        for message in self.messages():
            if message.topic == topics.PRESENCE.name(node):
                presence = decode(Presence, message.payload)
                if isinstance(presence, Presence) and presence.state is PresenceState.ONLINE:
                    return
        raise BoxSilent(f"{node} does not answer; look at it with: antrian nodes")

    def ask(self, node: str, request: AnyRequest, seconds: float | None = None) -> AnyResponse | bytes:
        """Return a box's response, or the bytes of a PNG, within `seconds` (default: the patience for an answer).

        Raises NotDone with the box's reason, BoxSilent, OfficeDead.
        """
        correlation = self._publish(node, request)
        for message in self.messages(seconds):
            if message.topic == self._back and message.correlation == correlation:
                return _response(node, message)
        raise _silent(node)

    def ask_all(self, nodes: Iterable[str], request: AnyRequest) -> dict[str, Fault | None]:
        """Ask several boxes at once; return for each what went wrong (None: nothing). Raises OfficeDead."""
        asked = {self._publish(node, request): node for node in nodes}
        ended: dict[str, Fault | None] = {}
        for message in self.messages() if asked else ():
            if message.topic == self._back and (message.correlation or b"") in asked:
                ended |= _ending(asked[message.correlation or b""], message)
            if len(ended) == len(asked):
                break
        return {node: ended[node] if node in ended else _silent(node) for node in asked.values()}

    def _publish(self, node: str, request: AnyRequest) -> bytes:
        """Ask, and return by what the answer is known. Raises NotDone for what is no box's name."""
        if not re.fullmatch(NODE_PATTERN, node):
            raise NotDone("that is no box's name; see: antrian nodes")
        correlation = secrets.token_bytes(8)  # nobody else can guess it: all boxes answer on one topic
        self._link.publish(
            topics.REQUEST.name(node),
            encode(request),
            qos=1,
            expiry=self._patience.answer_seconds,
            correlation=correlation,
            response_topic=self._back,
        )
        return correlation

    def nodes(self) -> list[NodeStatus]:
        """Return every box that the hub knows, by name."""
        nodes: list[NodeStatus] = []
        after = ""
        while True:
            page = self.ask(HUB, ReadNodes(after=after))
            if not isinstance(page, NodePage):
                raise NotDone(f"the hub answered with {type(page).__name__}; do hub and antrian have the same version?")
            is_further = any(node.node > after for node in page.nodes)
            nodes += page.nodes
            if page.is_last or not is_further:
                return nodes
            after = page.nodes[-1].node

    def journal(self, after: int) -> Iterator[JournalRow]:
        """Give the rows after a position up to the end, the oldest first; a negative one counts from the end."""
        while True:
            page = self.ask(HUB, ReadJournal(after=after, limit=PAGE_ROWS))
            if not isinstance(page, JournalPage):
                raise NotDone(f"the hub answered with {type(page).__name__}; do hub and antrian have the same version?")
            yield from page.rows
            if not page.rows or not after < page.rows[-1].position < page.end:
                return
            after = page.rows[-1].position

    def scores(self, days: int) -> list[JournalRow]:
        """Return the rows that score the latest days, the oldest first."""
        rows: list[JournalRow] = []
        while len(rows) < days:
            page = self.ask(HUB, ReadScores(before=rows[-1].position if rows else None))
            if not isinstance(page, JournalPage):
                raise NotDone(f"the hub answered with {type(page).__name__}; do hub and antrian have the same version?")
            if not page.rows:
                break
            rows += page.rows
        return rows[::-1]

    def ticket(self, number: str) -> tuple[str, list[JournalRow]]:
        """Return a ticket of the latest business day and all its rows. Raises NotDone where nobody has the number."""
        rows: list[JournalRow] = []
        after = 0
        while True:
            page = self.ask(HUB, ReadTicket(number=number, after=after))
            if not isinstance(page, TicketPage):
                raise NotDone(f"the hub answered with {type(page).__name__}; do hub and antrian have the same version?")
            if page.ticket is None:
                raise NotDone(f"nobody had {number} on {page.day or 'any business day'}; is the letter right?")
            rows += page.rows
            if page.is_last or page.reached <= after:
                return page.ticket, rows
            after = page.reached

    def _next(self, deadline: float) -> object | None:
        left = deadline - time.monotonic()
        if left < -PATIENCE_OVER:
            return None  # somebody talks without end, and not about what is waited for
        with suppress(Empty):
            return self._inbox.get(timeout=max(0.0, left))
        return None


def _response(node: str, message: Received) -> AnyResponse | bytes:
    if message.content_type == "image/png":
        return message.payload
    response = decode_response(message.payload)
    if isinstance(response, Garbage):
        raise NotDone(f"{node} answered something unreadable ({response.detail}); has it the same version?")
    if isinstance(response, Failed):
        raise NotDone(f"{node}: {response.detail}")
    return response


def _ending(node: str, message: Received) -> dict[str, Fault | None]:
    try:
        _response(node, message)
    except NotDone as error:
        return {node: error}
    return {node: None}


def _silent(node: str) -> Fault:
    return (
        OfficeDead(HUB_SILENT) if node == HUB else BoxSilent(f"{node} does not answer; look at it with: antrian nodes")
    )


def dead_sentence(said: Disconnected) -> str:
    """Return why there is no broker, and what to check."""
    if said.is_refused:
        return said.detail
    return f"{said.detail}; is the hub Pi switched on, the network cable in, and mosquitto running there?"
