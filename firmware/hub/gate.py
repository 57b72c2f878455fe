"""Lets messages in: past the door, decoded, and no further where either fails.

Whatever a box says comes through here, on any topic, before it is parsed. A box that is shut out is no longer heard at
the broker at all (firmware/hub/hearing.py); every two seconds of a siege the hub looks for boxes that have come
meanwhile. One line in the log says when a quarantine begins and one when it ends, however much was said in it.
"""

import logging
from collections.abc import Collection
from typing import Final

from msgspec import Struct

from firmware.hub import door, hearing
from firmware.hub.desk import Arrival
from firmware.hub.door import Fault, Guest, Limits, Verdict
from firmware.hub.hearing import ASKERS, TELLERS
from firmware.hub.inbox import Inbox
from firmware.messages import topics
from firmware.messages.codec import Garbage, decode, decode_request
from firmware.messages.notices import Health, Presence, Problem, Trouble
from firmware.messages.requests import AnyRequest
from firmware.node.link import Received
from firmware.node.world import AnyLink

LOOK_SECONDS: Final = 2.0

# Pages are asked for one after the other, as fast as they come; nobody honest asks faster.
_SHARED_LIMITS: Final = Limits(rate=500.0, burst=500)

log = logging.getLogger(__name__)


class Asked(Struct, frozen=True):
    """A technician's request; it came with `message`."""

    request: AnyRequest
    message: Received


class Told(Struct, frozen=True):
    """What a box tells that was asked."""

    message: Received


class TooFast(Struct, frozen=True):
    """Somebody has to hear that it says too much: a box `node`, or (None) who sent the request `message`."""

    node: str | None
    message: Received
    retry_after: float


Heard = Arrival | Presence | Health | Asked | Told | TooFast


class Gate:
    """The door of one hub. `guests` are all who ever spoke to it."""

    def __init__(self, own: str, known: Collection[str], limits: Limits, inbox: Inbox) -> None:
        self._own = own
        self._known = set(known)
        self._limits = limits
        self._inbox = inbox
        self._shut_out: frozenset[str] = frozenset()
        self._look_at = 0.0
        self._heard = hearing.heard(own, self._known, (), is_asking=False)
        self.guests: dict[str, Guest] = {}
        self.has_news = False

    @property
    def subscriptions(self) -> hearing.Subscriptions:
        """What is to be heard at this moment."""
        return list(self._heard)

    def hear(self, message: Received, now: float) -> Heard | None:
        """Return what came in, or None for what goes no further; `now` is the boot clock."""
        parsed, who = topics.parse(message.topic), hearing.sender(message.topic)
        if parsed is None or who is None:
            return None
        verdict = self._knock(who, now)
        if verdict is Verdict.TOO_FAST:
            wait = door.retry_after(self.guests[who], self._limits_of(who))
            return TooFast(None if who in (ASKERS, TELLERS) else who, message, wait)
        if verdict is not Verdict.COME_IN:
            return None
        said = _read(parsed[0], who, message)
        if isinstance(said, Garbage):
            self.blame(who, said.detail, now)
            return None
        return said

    def blame(self, who: str, detail: str, now: float) -> None:
        """Count a message that could not be read."""
        log.warning("%s sent something unreadable: %s", who, detail)
        guest = self.guests.get(who) or door.stranger(self._limits_of(who), now)
        self._note(who, guest, door.talk_nonsense(guest, now), now)

    def listen(self, link: AnyLink, known: Collection[str], now: float, *, is_asking: bool) -> None:
        """Hear at the broker whom the door lets in, of those that are known; call it every second or sooner."""
        self._known.update(known)
        shut_out = frozenset(who for who, guest in self.guests.items() if guest.is_quarantined(now))
        for who in sorted(self._shut_out - shut_out):
            log.warning("%s is let in again; %d of its messages were not read", who, self.guests[who].unread)
        floods = any(self.guests[who].fault is Fault.FLOODS for who in shut_out - self._shut_out)
        self._shut_out = shut_out
        wanted = hearing.heard(self._own, self._known, shut_out, is_asking=is_asking)
        if wanted != self._heard:
            self._heard = wanted
            # What the broker holds of a flood would be read first: thousands, before the first good word.
            link.listen(wanted, is_anew=floods)
        if hearing.is_besieged(shut_out) and now >= self._look_at:
            self._look_at = now + LOOK_SECONDS
            link.listen(hearing.looking_around(wanted))
            link.listen(wanted)

    def troubles(self, now: float) -> tuple[Trouble, ...]:
        """Return the alarm for each box that is shut out."""
        shut_out = ((who, guest) for who, guest in sorted(self.guests.items()) if guest.is_quarantined(now))
        return tuple(
            Trouble(problem=Problem.BOX_QUARANTINED, detail=f"{who}: {door.fault(guest)}") for who, guest in shut_out
        )

    def _limits_of(self, who: str) -> Limits:
        return _SHARED_LIMITS if who in (ASKERS, TELLERS) else self._limits

    def _knock(self, who: str, now: float) -> Verdict:
        before = self.guests.get(who) or door.stranger(self._limits_of(who), now)
        guest, verdict = door.knock(before, self._limits_of(who), now, self._inbox.lost(who))
        self._note(who, before, guest, now)
        return verdict

    def _note(self, who: str, before: Guest, guest: Guest, now: float) -> None:
        self.guests[who] = guest
        self._known.add(who)
        if guest.quarantines != before.quarantines or guest.is_quarantined(now) != before.is_quarantined(now):
            seconds = guest.quarantined_until - now
            log.error(
                "%s %s: it is not heard for %.0f s; look at it, or see: antrian revoke", who, door.fault(guest), seconds
            )
            self.has_news = True


def _read(topic: topics.Topic, who: str, message: Received) -> Heard | Garbage | None:
    if topic is topics.COMMAND:
        return Arrival(who, message.payload)
    if topic is topics.PRESENCE:
        return _own(decode(Presence, message.payload), who)
    if topic is topics.HEALTH:
        return _own(decode(Health, message.payload), who)
    if topic is topics.REQUEST:
        return _request(message)
    return Told(message) if topic is topics.RESPONSE else None


def _own(said: Presence | Health | Garbage, who: str) -> Presence | Health | Garbage:
    if isinstance(said, Garbage) or said.node == who:
        return said
    return Garbage(f"it speaks for {said.node}")


def _request(message: Received) -> Asked | Garbage:
    request = decode_request(message.payload)
    if isinstance(request, Garbage):
        return request
    return Garbage("a request that cannot be answered") if message.response_topic is None else Asked(request, message)
