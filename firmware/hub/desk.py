"""One step of the hub: from what boxes sent to what is on disk and what is then told.

For every command that the gate has let in: parsed, its key looked up (the same key brings the same answer for ever),
decided by the pure rules on the tentative queue, answered. All commands that waited together share one transaction;
only after its commit is anything told. If the disk refuses, the tentative queue is thrown away and nobody was promised
anything: the boxes hear STORAGE and keep their commands.
"""

import logging
from collections.abc import Sequence
from itertools import groupby
from typing import Final

import msgspec
from msgspec import Struct

from firmware.hub.bookings import Bookings
from firmware.hub.journal import Entry, Journal, Known, Stamped, StorageError
from firmware.hub.office_time import Moment
from firmware.hub.waits import Waits
from firmware.messages.answers import RETRYABLE, Accepted, AnyAnswer, Reason, Refused
from firmware.messages.codec import Garbage, Malformed, decode_command, encode, fingerprint
from firmware.messages.commands import AdoptTicket, AnyCommand, CheckIn, TakeTicket
from firmware.queueing.concerns import answered
from firmware.queueing.decide import decide
from firmware.queueing.events import AnyEvent
from firmware.queueing.evolve import fold
from firmware.queueing.model import Queue
from firmware.queueing.now import Booking, Now
from firmware.queueing.permission import PROMPT
from firmware.queueing.refusals import Refusal

log = logging.getLogger(__name__)

STORAGE_RETRY_SECONDS: Final = 2.0
NOT_YET_SECONDS: Final = 5.0
UNREADABLE: Final = b""


class Arrival(Struct, frozen=True):
    """What one box sent. `late` is for how many seconds it may have lain here before anybody looked."""

    node: str
    payload: bytes
    late: float = 0.0


class Reply(Struct, frozen=True):
    """What one box is answered."""

    node: str
    answer: bytes


class Step(Struct, frozen=True):
    """What came of a step: replies in order of arrival, events now on disk, boxes that reused a key.

    `unreadable` are the boxes whose words nobody can read, each with what is wrong; also where a key can be read, under
    which the box is answered: each such key is for ever on the disk.
    """

    replies: tuple[Reply, ...] = ()
    events: tuple[Stamped, ...] = ()
    key_reusers: tuple[str, ...] = ()
    is_storage_refused: bool = False
    unreadable: tuple[tuple[str, str], ...] = ()


class _Heard(Struct, frozen=True):
    """A command that could be read."""

    node: str
    command: AnyCommand | Malformed


class _Draft:
    """A transaction being made up: the tentative queue and what would be written."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.entries: dict[str, Entry] = {}
        self.replies: list[Reply] = []
        self.key_reusers: list[str] = []
        self.malformed: list[tuple[str, str]] = []


class Desk:
    """Owns the queue and the journal; one thread steps it."""

    def __init__(
        self,
        journal: Journal,
        queue: Queue,
        waits: Waits | None = None,
        bookings: Bookings | None = None,
    ) -> None:
        self._journal = journal
        self._waits = waits or Waits()
        self._bookings = bookings or Bookings(None, ())
        self.queue = queue

    def step(self, arrivals: Sequence[Arrival], now: Moment) -> Step:
        """Take the commands that waited together, in order. `now.office` stamps all their events."""
        unreadable: list[tuple[str, str]] = []
        heard = [one for arrival in arrivals if (one := _read(arrival, unreadable)) is not None]
        draft = _Draft(self.queue)
        for one in heard:
            self._take(one, draft, now)
        unreadable += draft.malformed
        try:
            step = self._commit(draft, now)
        except StorageError as error:
            log.error("the journal refuses: %s", error)  # noqa: TRY400 - the disk's word is enough
            # One of several may be to blame: each gets its own transaction.
            step = _join([self._alone(one, now) for one in heard])
        return msgspec.structs.replace(step, unreadable=tuple(unreadable))

    def too_fast(self, node: str, retry_after: float) -> Reply:
        """Return what a box is told that says too much; nothing of it was read, so there is no key."""
        return Reply(node, encode(self._refuse(None, Reason.TOO_FAST, retry_after=retry_after)))

    def order(self, node: str, command: AnyCommand, now: Moment) -> Step:
        """Take one of the hub's own commands. Raises StorageError."""
        draft = _Draft(self.queue)
        self._answer(node, command, draft, now)
        return self._commit(draft, now)

    def go_on(self, entries: Sequence[Entry], queue: Queue, now: Moment) -> None:
        """Put on disk, all or none, what was put together elsewhere, and go on from the queue after it.

        Raises StorageError.
        """
        self._journal.append(self.queue.position, tuple(entries), now)
        self.queue = queue

    def _commit(self, draft: _Draft, now: Moment) -> Step:
        if draft.entries:
            self._journal.append(self.queue.position, tuple(draft.entries.values()), now)
        self.queue = draft.queue
        events = tuple(stamped for entry in draft.entries.values() for stamped in entry.events)
        return Step(tuple(draft.replies), events, tuple(draft.key_reusers))

    def _alone(self, heard: _Heard, now: Moment) -> Step:
        draft = _Draft(self.queue)
        self._take(heard, draft, now)
        try:
            return self._commit(draft, now)
        except StorageError as error:
            answer = self._refuse(
                heard.command.key, Reason.STORAGE, str(error)[:200], retry_after=STORAGE_RETRY_SECONDS
            )
            return Step((Reply(heard.node, encode(answer)),), is_storage_refused=True)

    def _take(self, heard: _Heard, draft: _Draft, now: Moment) -> None:
        if isinstance(heard.command, Malformed):
            self._answer_malformed(heard.node, heard.command, draft)
        else:
            self._answer(heard.node, heard.command, draft, now)

    def _answer_malformed(self, node: str, malformed: Malformed, draft: _Draft) -> None:
        known = self._known(malformed.key, draft)
        if known is None:
            draft.malformed.append((node, malformed.detail))
            known = Known(UNREADABLE, encode(self._refuse(malformed.key, Reason.BAD_COMMAND, malformed.detail)))
            draft.entries[malformed.key] = Entry(malformed.key, draft.queue.position, known, draft.queue.day, ())
        elif known.fingerprint != UNREADABLE:
            known = self._reused(node, malformed.key, draft)
        draft.replies.append(Reply(node, known.answer))

    def _answer(self, node: str, command: AnyCommand, draft: _Draft, now: Moment) -> None:
        mark = fingerprint(command)
        known = self._known(command.key, draft)
        if known is None:
            known = self._judge(node, command, mark, draft, now)
        elif known.fingerprint not in (mark, UNREADABLE):
            known = self._reused(node, command.key, draft)
        draft.replies.append(Reply(node, known.answer))

    def _judge(self, node: str, command: AnyCommand, mark: bytes, draft: _Draft, now: Moment) -> Known:
        """Decide on the tentative queue, fold what happens into it, and note the entry to be written."""
        before = draft.queue
        try:
            decision = decide(before, command, self._now(node, command, before, now))
            events = () if isinstance(decision, Refusal) else decision
            after = fold(before, ((event, now.office) for event in events))
        except Exception:
            # A fault in the rules must not take the office down with it each time the box asks again.
            log.exception("the rules failed on %s", command)
            refused = self._refuse(command.key, Reason.STORAGE, "a fault in the hub; see its log", retry_after=5.0)
            return Known(mark, encode(refused))
        if isinstance(decision, Refusal) and decision.reason in RETRYABLE:
            return Known(mark, encode(self._refuse(command.key, decision.reason, decision.detail, NOT_YET_SECONDS)))
        draft.queue = after
        known = Known(mark, encode(self._reply(command, decision, after)))
        draft.entries[command.key] = Entry(
            command.key, after.position, known, after.day or before.day, _stamp(before, events, now.office)
        )
        return known

    def _now(self, node: str, command: AnyCommand, queue: Queue, moment: Moment) -> Now:
        owned_on = None
        if isinstance(command, TakeTicket | AdoptTicket | CheckIn) and command.press not in queue.presses:
            owned_on = self._journal.day_of(command.press)
        booking = self._booking(command, queue, moment)
        return Now(
            office_time=moment.office,
            node=node,
            today=moment.today,
            midnight=moment.midnight,
            owned_on=owned_on,
            minute=moment.minute,
            booking=booking,
            waits=self._waits.ready(queue, moment) if isinstance(command, TakeTicket | CheckIn) else {},
            early=self._waits.early(queue, moment, booking),
        )

    def _booking(self, command: AnyCommand, queue: Queue, moment: Moment) -> Booking | None:
        if not isinstance(command, CheckIn) or queue.day is None:
            return None
        return self._bookings.booking(command.appointment, queue.day, moment)

    def _reply(self, command: AnyCommand, decision: tuple[AnyEvent, ...] | Refusal, after: Queue) -> AnyAnswer:
        if isinstance(decision, Refusal):
            return self._refuse(command.key, decision.reason, decision.detail)
        ticket, number, counter = answered(after, command)
        return Accepted(
            key=command.key,
            journal=self._journal.id,
            epoch=self._journal.epoch,
            position=after.position,
            ticket=ticket,
            number=number,
            counter=counter,
        )

    def _reused(self, node: str, key: str, draft: _Draft) -> Known:
        log.error("%s used the key %s for another command", node, key)
        draft.key_reusers.append(node)
        return Known(UNREADABLE, encode(self._refuse(key, Reason.KEY_REUSED)))

    def _known(self, key: str, draft: _Draft) -> Known | None:
        entry = draft.entries.get(key)
        return entry.known if entry is not None else self._journal.known(key)

    def _refuse(self, key: str | None, reason: Reason, detail: str = "", retry_after: float | None = None) -> Refused:
        return Refused(
            key=key,
            reason=reason,
            journal=self._journal.id,
            epoch=self._journal.epoch,
            position=self.queue.position,
            detail=detail,
            retry_after=retry_after,
        )


def restore(journal: Journal, queue: Queue) -> Queue:
    """Return the queue as the journal's latest business day left it; `queue` is the blank one to begin with."""
    queue = msgspec.structs.replace(queue, position=journal.position)
    # Positions of one day follow each other, but for a gap where a lost journal was put together again.
    for _, run in groupby(enumerate(journal.latest_day()), key=lambda row: row[1].position - row[0]):
        rows = [row for _, row in run]
        queue = msgspec.structs.replace(queue, position=rows[0].position - 1)
        queue = fold(queue, ((row.event, row.at) for row in rows))
    return queue


def _read(arrival: Arrival, unreadable: list[tuple[str, str]]) -> _Heard | None:
    command = decode_command(arrival.node, arrival.payload)
    if isinstance(command, Garbage):
        unreadable.append((arrival.node, command.detail))
        return None
    if isinstance(command, PROMPT):
        command = msgspec.structs.replace(command, age=command.age + arrival.late)
    return _Heard(arrival.node, command)


def _stamp(queue: Queue, events: Sequence[AnyEvent], at: float) -> tuple[Stamped, ...]:
    return tuple(Stamped(position, at, event) for position, event in enumerate(events, start=queue.position + 1))


def _join(steps: Sequence[Step]) -> Step:
    return Step(
        tuple(reply for step in steps for reply in step.replies),
        tuple(stamped for step in steps for stamped in step.events),
        tuple(node for step in steps for node in step.key_reusers),
        any(step.is_storage_refused for step in steps),
    )
