"""Opening and closing: counters, and the business day.

The business day is state and never rolls over by itself: it opens later than every day before it, and closes by name.
Whoever is at a counter at closing has been helped; whoever still waits or is parked is carried out, each by an event,
so that nobody is silently reset. Closing also says how true the day's estimates were.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from firmware.messages.answers import Reason
from firmware.messages.commands import Absence, CloseCounter, CloseDay, OpenCounter, OpenDay, PlanCounter
from firmware.queueing.events import (
    AnyEvent,
    CounterClosed,
    CounterOpened,
    CounterPlanned,
    DayClosed,
    DayOpened,
    DayScored,
    JournalRebuilt,
    StageFinished,
    TicketCarriedOut,
)
from firmware.queueing.lifecycle import leads_to
from firmware.queueing.model import Queue
from firmware.queueing.now import Now
from firmware.queueing.numbering import leave_out
from firmware.queueing.refusals import Refusal
from firmware.queueing.scoring import score
from firmware.queueing.serving import finish_before

AHEAD: Final = timedelta(days=1)


def open_counter(queue: Queue, command: OpenCounter) -> tuple[AnyEvent, ...]:
    """Return that the counter begins to call; nothing where it is open."""
    return () if queue.counters[command.counter].is_open else (CounterOpened(counter=command.counter),)


def close_counter(queue: Queue, command: CloseCounter) -> tuple[AnyEvent, ...]:
    """Return that the counter stops calling, after the end of the one there; nothing where it is closed."""
    counter = queue.counters[command.counter]
    return (*finish_before(queue, counter), CounterClosed(counter=counter.number)) if counter.is_open else ()


def plan_counter(queue: Queue, command: PlanCounter) -> tuple[AnyEvent, ...] | Refusal:
    """Return when nobody will be at the counter today; nothing where that is known."""
    if any(begin >= end for begin, end in command.absences):
        return Refusal(Reason.BAD_COMMAND, f"an absence ends after it begins: {command.absences}")
    absences = _merged(command.absences)
    if queue.counters[command.counter].absences == absences:
        return ()
    return (CounterPlanned(counter=command.counter, absences=absences),)


def _merged(absences: Iterable[Absence]) -> tuple[Absence, ...]:
    """Return the same minutes with no minute twice, the earliest first."""
    merged: list[Absence] = []
    for begin, end in sorted(absences):
        if merged and begin <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((begin, end))
    return tuple(merged)


def open_day(queue: Queue, command: OpenDay, now: Now) -> tuple[AnyEvent, ...] | Refusal:
    """Return the beginning of a business day later than all before it, and not far ahead of a believed calendar."""
    if queue.day is not None:
        return Refusal(Reason.DAY_OPEN, f"{queue.day} is open; close it first")
    if queue.last_day is not None and command.day <= queue.last_day:
        return Refusal(Reason.DAY_PAST, f"{queue.last_day} was open already; a business day never goes back")
    if now.today is not None and command.day > now.today + AHEAD:
        # A mistyped year would shut every day before it out for ever.
        return Refusal(Reason.DAY_AHEAD, f"today is {now.today}; {command.day} is more than a day ahead")
    return (DayOpened(day=command.day), *_still_left_out(queue))


def _still_left_out(queue: Queue) -> tuple[JournalRebuilt, ...]:
    """The day may have been open when the journal was lost: silent boxes may know of numbers of it."""
    before, ranges = queue.rebuilt, queue.plan.hub_numbers
    if before is None or not before.left_out:
        return ()
    last = leave_out(ranges, 0, before.left_out)
    figures = {service.letter: last for service in queue.plan.services}
    return (replace(before, last=figures, left_out=0, is_carried=True),)


def close_day(queue: Queue, command: CloseDay) -> tuple[AnyEvent, ...] | Refusal:
    """Return the end of the open business day, with the end of everybody and every counter in it."""
    if command.day != queue.day:
        reason = Reason.DAY_PAST if queue.day is not None and command.day < queue.day else Reason.DAY_OPEN
        return Refusal(reason, f"{queue.day} is open, not {command.day}")
    counters = sorted(queue.counters.values(), key=lambda counter: counter.number)
    # Who is helped at closing and would go on to a next stage is still there.
    helped = tuple(event for counter in counters for event in finish_before(queue, counter))
    going_on = {event.ticket for event in helped if isinstance(event, StageFinished)}
    left = [one.id for one in queue.tickets.values() if leads_to(CloseDay, one.state) or one.id in going_on]
    return (
        *helped,
        *(TicketCarriedOut(ticket=ticket) for ticket in left),
        *(CounterClosed(counter=counter.number) for counter in counters if counter.is_open),
        *((DayScored(day=command.day, scores=scores),) if (scores := score(queue)) else ()),
        DayClosed(day=command.day),
    )
