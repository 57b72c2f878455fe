"""Evolve: one event more, one queue further. Nothing is refused here: what is in the journal has happened.

A day's maps hold thousands of tickets. A single event copies them once (tens of microseconds); a whole day folds on one
working copy, so that a restart at closing time takes moments. The copy never leaves this call: callers only ever see
frozen queues.
"""

from collections.abc import Iterable

from firmware.queueing.draft import Draft
from firmware.queueing.events import AnyEvent
from firmware.queueing.model import Queue


def evolve(queue: Queue, event: AnyEvent, at: float) -> Queue:
    """Return the queue after an event that was journaled at office time `at`, at the next position."""
    return fold(queue, [(event, at)])


def fold(queue: Queue, events: Iterable[tuple[AnyEvent, float]]) -> Queue:
    """Return the queue after all events, each with its office time, in the order of their positions."""
    draft = Draft(queue)
    for event, at in events:
        draft.apply(event, at)
    return draft.queue()
