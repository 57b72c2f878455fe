"""Sends what the teller makes: effects at once, pictures when they have changed, everything on a new connection.

A notice that could not go while there was a connection is owed: then everything is told again at the next beat.
"""

import logging
from collections.abc import Iterable
from typing import Final

import msgspec

from firmware.hub.desk import Step
from firmware.hub.nodes import Nodes
from firmware.hub.office_time import Moment
from firmware.hub.telling import Teller, Telling
from firmware.hub.waits import Waits
from firmware.messages import topics
from firmware.messages.codec import encode
from firmware.messages.names import Role
from firmware.messages.notices import ClockState, Presence
from firmware.node.world import AnyLink
from firmware.queueing.events import SlipReported, TicketAdopted, TicketIssued
from firmware.queueing.model import Queue

# How many wait may stand on the wall a blink later than the paper comes out; a call may not.
NEWS_SECONDS: Final = 0.03
_UNHURRIED: Final = (TicketIssued, TicketAdopted, SlipReported)

log = logging.getLogger(__name__)


class Publisher:
    """Tells the office over one link. `owes` says that something did not go, `news_at` when pictures are due."""

    def __init__(self, link: AnyLink, teller: Teller, nodes: Nodes, waits: Waits) -> None:
        self._link = link
        self._teller = teller
        self._nodes = nodes
        self._waits = waits
        self._told: dict[str, bytes] = {}
        self.owes = False
        self.news_at: float | None = None

    def step(self, step: Step, queue: Queue, now: Moment) -> None:
        """Tell what is on disk: first what somebody stands and waits for, then the answers, then the pictures."""
        self._tell_all(self._teller.effects(queue, [stamped.event for stamped in step.events], now))
        for reply in step.replies:
            self._link.publish(topics.ANSWER.name(reply.node), reply.answer, qos=1)
        if any(not isinstance(stamped.event, _UNHURRIED) for stamped in step.events):
            self.news(queue, now)
        elif step.events:
            self.soon(now)

    def soon(self, now: Moment) -> None:
        """Tell the pictures that have changed a blink later."""
        if self.news_at is None:
            self.news_at = now.boot + NEWS_SECONDS

    def news(self, queue: Queue, now: Moment) -> None:
        """Tell the board and each counter that has changed since it was last told."""
        self.news_at = None
        self._tell_if_new(self._teller.board(queue, now, self._waits.ready(queue, now), self._nodes.papers()))
        for number in queue.counters:
            self._tell_if_new(self._teller.counter(queue, number, now))

    def everything(self, queue: Queue, now: Moment, clock: ClockState) -> None:
        """Tell a broker that knows nothing."""
        log.info("telling everything")
        self._told.clear()
        self.owes = False
        self.beat(queue, now, clock)
        self._tell(self._teller.office(queue))
        self.news(queue, now)
        self._tell_all(self._teller.standing_calls(queue, now))
        self.slips(queue, now)

    def net(self, queue: Queue, now: Moment) -> None:
        """Tell all pictures and slips, changed or not: no picture stays wrong for longer than between two of these."""
        self._told.clear()
        self.news(queue, now)
        self.slips(queue, now)

    def arrived(self, presence: Presence, queue: Queue, now: Moment) -> None:
        """Tell a box that is there what it may have missed."""
        if presence.role is Role.DISPLAY:
            self._tell_all(self._teller.standing_calls(queue, now))
        elif presence.role is Role.PRINTER:
            self._tell_all(self._teller.outstanding_slips(queue, now, presence.node))

    def slips(self, queue: Queue, now: Moment) -> None:
        """Tell each printer that is there the slips that have no outcome."""
        for printer in self._nodes.online(Role.PRINTER):
            self._tell_all(self._teller.outstanding_slips(queue, now, printer))

    def beat(self, queue: Queue, now: Moment, clock: ClockState) -> None:
        """Give the sign of life."""
        self._tell(self._teller.beat(queue, now, clock))

    def _tell_if_new(self, telling: Telling) -> None:
        topic = telling.topic.name(telling.leaf)
        # The position moves with every event of the office; a picture is told only when it has changed itself.
        picture = encode(msgspec.structs.replace(telling.notice, position=0))
        if self._told.get(topic) != picture and self._tell(telling):
            self._told[topic] = picture

    def _tell_all(self, tellings: Iterable[Telling]) -> None:
        for telling in tellings:
            self._tell(telling)

    def _tell(self, telling: Telling) -> bool:
        topic = telling.topic
        is_told = self._link.publish(
            topic.name(telling.leaf),
            encode(telling.notice),
            qos=topic.qos,
            is_retained=topic.is_retained,
            expiry=telling.expiry,
        )
        # While there is no connection nothing is owed: the next one is told everything anyway.
        self.owes = self.owes or (not is_told and self._link.is_connected)
        return is_told
