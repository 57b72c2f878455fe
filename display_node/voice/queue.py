"""Which call is said next. One queue per zone: never two voices at once, and a sentence that has begun is not cut.

- An announcement whose id is done, waiting or being said is dropped: the hub repeats them on every connection.
- One that arrives older than its age limit is not said; the person has long looked up or gone.
- Once it waits it is dropped for one reason only: a board that knows of it says that its ticket is called no more.
- A ticket waits once. Another announcement of it shares the turn of the one that waits: the newest one's counter is
  said, and as a first call while the first call has not been said.
- What is done stays known over a restart of the box, so that nothing is said twice.
- That officers call by hand is said after every call that waits, once however often it was asked for, and not at all
  when the hub is back before its turn.
"""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from firmware.messages.notices import Announcement, AnnouncementKind

REMEMBERED: Final = 512


class Turn(Struct, frozen=True, kw_only=True):
    """A sentence that waits or is being said, and the ids of all announcements that it stands for."""

    announcement: Announcement
    ids: tuple[str, ...]


class VoiceQueue(Struct, frozen=True, kw_only=True):
    """What waits, what is being said, what is done, and what the newest board knows.

    `called` are the tickets that the board of `position` still calls; None before the first board. `has_manual`: the
    sentence of manual mode waits.
    """

    waiting: tuple[Turn, ...] = ()
    speaking: Turn | None = None
    done: tuple[str, ...] = ()
    called: frozenset[str] | None = None
    position: int = 0
    has_manual: bool = False


def arrive(queue: VoiceQueue, announcement: Announcement, age: float) -> VoiceQueue:
    """Return the queue after an announcement came in that is `age` seconds old."""
    if announcement.id in _known(queue):
        return queue
    if age > announcement.age_limit or _is_over(queue, announcement):
        return _done(queue, (announcement.id,))
    for n, turn in enumerate(queue.waiting):
        if turn.announcement.ticket == announcement.ticket:
            merged = _merge(turn, announcement)
            return replace(queue, waiting=(*queue.waiting[:n], merged, *queue.waiting[n + 1 :]))
    return replace(queue, waiting=(*queue.waiting, Turn(announcement=announcement, ids=(announcement.id,))))


def heed_board(queue: VoiceQueue, called: frozenset[str], position: int) -> VoiceQueue:
    """Return the queue after a board: waiting calls that it knows and calls no more are dropped."""
    queue = replace(queue, called=called, position=position)
    for turn in queue.waiting:
        if _is_over(queue, turn.announcement):
            queue = _done(replace(queue, waiting=tuple(kept for kept in queue.waiting if kept is not turn)), turn.ids)
    return queue


def begin(queue: VoiceQueue) -> VoiceQueue:
    """Return the queue with the next turn being said; unchanged while one is, or when nobody waits."""
    if queue.speaking is not None or not queue.waiting:
        return queue
    return replace(queue, speaking=queue.waiting[0], waiting=queue.waiting[1:])


def end(queue: VoiceQueue) -> VoiceQueue:
    """Return the queue after the sentence being said has ended."""
    if queue.speaking is None:
        return queue
    return _done(replace(queue, speaking=None), queue.speaking.ids)


def is_manual_next(queue: VoiceQueue) -> bool:
    """Say whether it is the turn of the sentence of manual mode."""
    return queue.has_manual and queue.speaking is None and not queue.waiting


def _known(queue: VoiceQueue) -> set[str]:
    turns = (*queue.waiting, queue.speaking) if queue.speaking else queue.waiting
    return {*queue.done, *(known for turn in turns for known in turn.ids)}


def _is_over(queue: VoiceQueue, announcement: Announcement) -> bool:
    """A board older than the call cannot speak about it."""
    return (
        queue.called is not None and announcement.position <= queue.position and announcement.ticket not in queue.called
    )


def _merge(turn: Turn, other: Announcement) -> Turn:
    newest = max(turn.announcement, other, key=_event)
    is_first = AnnouncementKind.CALL in (turn.announcement.kind, other.kind)
    kind = AnnouncementKind.CALL if is_first else AnnouncementKind.RECALL
    return Turn(announcement=replace(newest, kind=kind), ids=(*turn.ids, other.id))


def _event(announcement: Announcement) -> int:
    """The journal position of the event behind it: a repeated notice carries a newer `position` than its event."""
    return int(announcement.id.rpartition("-")[2])


def _done(queue: VoiceQueue, ids: tuple[str, ...]) -> VoiceQueue:
    return replace(queue, done=(*queue.done, *ids)[-REMEMBERED:])
