"""Which call is said next. One queue per zone: never two voices at once, and a sentence that has begun is not cut.

- Counters take turns. One that begins to wait stands behind those that wait already, and one that has just spoken
  stands behind them all, so nobody waits for more than one sentence of each other counter; within a counter, in order.
- An announcement whose id is done, waiting or being said is dropped: the hub repeats them on every connection.
- One that arrives older than its age limit is not said; the person has long looked up or gone.
- Once it waits it is dropped by a board that knows of it and says that its ticket is called no more, or because it
  became too old while an evacuation kept the hall.
- A ticket waits once. Another announcement of it shares the turn of the one that waits: the newest one's counter is
  said, and as a first call while the first call has not been said.
- Where the settings want it, a call is said once more some seconds after it ended, unless somebody did so meanwhile.
- What is done stays known over a restart of the box, so that nothing is said twice.
"""

import math
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from firmware.messages.names import CounterNumber
from firmware.messages.notices import Announcement, AnnouncementKind

REMEMBERED: Final = 512


class Turn(Struct, frozen=True, kw_only=True):
    """A sentence that waits or is being said, and the ids of all announcements that it stands for.

    After `until`, in seconds of the boot clock, it is too old to be worth an interruption's delay. A repetition stands
    for no id: its announcement is done.
    """

    announcement: Announcement
    ids: tuple[str, ...]
    until: float = math.inf
    is_repeat: bool = False

    @property
    def counter(self) -> CounterNumber:
        """The counter whose turn it is."""
        return self.announcement.counter


class Repeat(Struct, frozen=True):
    """A call that is to be said again `at` seconds of the boot clock."""

    announcement: Announcement
    at: float


class VoiceQueue(Struct, frozen=True, kw_only=True):
    """What waits, what is being said, what is to be said again, what is done, and what the newest board knows.

    `line` are the counters that wait for a turn, the next one first. `called` are the tickets that the board of
    `position` still calls; None before the first board.
    """

    waiting: tuple[Turn, ...] = ()
    line: tuple[CounterNumber, ...] = ()
    speaking: Turn | None = None
    repeats: tuple[Repeat, ...] = ()
    done: tuple[str, ...] = ()
    called: frozenset[str] | None = None
    position: int = 0


def arrive(queue: VoiceQueue, announcement: Announcement, age: float, now: float = 0.0) -> VoiceQueue:
    """Return the queue after an announcement came in that was `age` seconds old at `now` of the boot clock."""
    if announcement.id in _known(queue):
        return queue
    if age > announcement.age_limit or _is_over(queue, announcement):
        return _done(queue, (announcement.id,))
    queue = replace(queue, repeats=tuple(r for r in queue.repeats if r.announcement.ticket != announcement.ticket))
    new = Turn(announcement=announcement, ids=(announcement.id,), until=now + announcement.age_limit - age)
    return _add(queue, new)


def heed_board(queue: VoiceQueue, called: frozenset[str], position: int) -> VoiceQueue:
    """Return the queue after a board: what waits is dropped if the board knows of it and calls it no more."""
    queue = replace(queue, called=called, position=position)
    queue = replace(queue, repeats=tuple(each for each in queue.repeats if not _is_over(queue, each.announcement)))
    return _drop(queue, tuple(turn for turn in queue.waiting if _is_over(queue, turn.announcement)))


def drop_old(queue: VoiceQueue, now: float) -> VoiceQueue:
    """Return the queue after something kept the hall until `now`: without what is too old by then."""
    return _drop(replace(queue, repeats=()), tuple(turn for turn in queue.waiting if turn.until < now))


def begin(queue: VoiceQueue, now: float = 0.0) -> VoiceQueue:
    """Return the queue with the next turn being said; unchanged while one is, or when nobody waits."""
    if queue.speaking is not None:
        return queue
    queue = _take_repeats(queue, now)
    if not queue.line:
        return queue
    turn = next(turn for turn in queue.waiting if turn.counter == queue.line[0])
    return _line_up(replace(queue, speaking=turn, waiting=tuple(kept for kept in queue.waiting if kept is not turn)))


def end(queue: VoiceQueue, now: float = 0.0, repeat_seconds: float = 0.0) -> VoiceQueue:
    """Return the queue after the sentence being said has ended; with `repeat_seconds` a call is said once more then."""
    turn = queue.speaking
    if turn is None:
        return queue
    queue = replace(queue, speaking=None)
    is_awaited = any(other.announcement.ticket == turn.announcement.ticket for other in queue.waiting)
    if repeat_seconds and not (turn.is_repeat or is_awaited or _is_over(queue, turn.announcement)):
        again = Repeat(turn.announcement, now + repeat_seconds)
        queue = replace(queue, repeats=(*queue.repeats, again))
    return _line_up(_done(queue, turn.ids))


def next_at(queue: VoiceQueue) -> float:
    """Return when a call is to be said: 0.0 where one waits, infinity where none ever will."""
    return 0.0 if queue.waiting else min((each.at for each in queue.repeats), default=math.inf)


def _add(queue: VoiceQueue, new: Turn) -> VoiceQueue:
    for n, turn in enumerate(queue.waiting):
        if turn.announcement.ticket == new.announcement.ticket:
            merged = _merge(turn, new)
            return _line_up(replace(queue, waiting=(*queue.waiting[:n], merged, *queue.waiting[n + 1 :])))
    return _line_up(replace(queue, waiting=(*queue.waiting, new)))


def _take_repeats(queue: VoiceQueue, now: float) -> VoiceQueue:
    due = tuple(each for each in queue.repeats if each.at <= now)
    queue = replace(queue, repeats=tuple(each for each in queue.repeats if each.at > now))
    for each in due:
        queue = _add(queue, Turn(announcement=each.announcement, ids=(), until=each.at, is_repeat=True))
    return queue


def _drop(queue: VoiceQueue, turns: tuple[Turn, ...]) -> VoiceQueue:
    for turn in turns:
        queue = _done(replace(queue, waiting=tuple(kept for kept in queue.waiting if kept is not turn)), turn.ids)
    return _line_up(queue)


def _line_up(queue: VoiceQueue) -> VoiceQueue:
    """Who waits keeps the place; who begins to wait goes to the end, and the one who speaks only after that."""
    speaking = queue.speaking.counter if queue.speaking else None
    counters = dict.fromkeys(turn.counter for turn in queue.waiting if turn.counter != speaking)
    kept = [counter for counter in queue.line if counter in counters]
    return replace(queue, line=(*kept, *(counter for counter in counters if counter not in kept)))


def _known(queue: VoiceQueue) -> set[str]:
    turns = (*queue.waiting, queue.speaking) if queue.speaking else queue.waiting
    return {*queue.done, *(known for turn in turns for known in turn.ids)}


def _is_over(queue: VoiceQueue, announcement: Announcement) -> bool:
    """A board older than the call cannot speak about it."""
    return (
        queue.called is not None and announcement.position <= queue.position and announcement.ticket not in queue.called
    )


def _merge(turn: Turn, new: Turn) -> Turn:
    newest = max(turn.announcement, new.announcement, key=_event)
    kinds = {each.announcement.kind for each in (turn, new) if not each.is_repeat}
    kind = AnnouncementKind.CALL if AnnouncementKind.CALL in kinds else newest.kind
    return Turn(announcement=replace(newest, kind=kind), ids=(*turn.ids, *new.ids), until=max(turn.until, new.until))


def _event(announcement: Announcement) -> int:
    """The journal position of the event behind it: a repeated notice carries a newer `position` than its event."""
    return int(announcement.id.rpartition("-")[2])


def _done(queue: VoiceQueue, ids: tuple[str, ...]) -> VoiceQueue:
    return replace(queue, done=(*queue.done, *ids)[-REMEMBERED:])
