"""Days of a log: entries become the journal that the office would have had, by the same commands and the same rules.

Somebody is issued a ticket by `TakeTicket` (or `CheckIn` where there is a slot), is called by name, and is finished;
who was called and never finished is marked absent. So an outside log can be estimated, scored and accounted for like a
day of our own. What the log says has happened, whatever the rules would have said: opening hours, quotas,
last tickets, stages and the repeated calls of an absent person are not asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from statistics import fmean
from typing import Final

from msgspec.structs import replace

from firmware.messages.commands import (
    CallTicket,
    CheckIn,
    CloseCounter,
    CloseDay,
    Finish,
    MarkNoShow,
    OpenCounter,
    OpenDay,
    TakeTicket,
)
from firmware.queueing.discipline import NoShowPlan
from firmware.queueing.events import TicketIssued
from firmware.queueing.model import empty
from firmware.queueing.now import Booking
from firmware.queueing.plan import CounterPlan, OfficePlan, ServicePlan
from firmware.queueing.refusals import Refusal
from firmware.simulation.hall import dates
from firmware.simulation.hall.log_reading import Entry, Refused
from firmware.simulation.hall.playing import TECHNICIAN, Play, Teller, counter_node, kiosk_node
from firmware.simulation.hall.scenario import Scenario
from firmware.simulation.hall.workday import Row, Workday

ABSENT: Final = 60.0
"""Seconds after which a called person who never finished is marked absent, unless the counter calls on before."""
_FIRST, _SECOND, _THIRD = 0, 1, 2
_LETTERS: Final = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def plan_of(entries: Sequence[Entry]) -> OfficePlan:
    """Return an office that fits a log: its services with their mean minutes, and counters that serve what they did.

    Services that are not letters get them in the order of their names.
    """
    names = sorted({entry.service for entry in entries})
    are_letters = all(name.upper() in _LETTERS for name in names)
    letters = {name: name.upper() if are_letters else _LETTERS[i % len(_LETTERS)] for i, name in enumerate(names)}
    served: dict[int, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.counter is not None:
            served[entry.counter].add(letters[entry.service])
    services = {
        letters[name]: ServicePlan(letter=letters[name], name={"id": name}, minutes=_minutes(entries, name))
        for name in names
    }
    counters = (CounterPlan(number=number, serves=tuple(sorted(served[number]))) for number in sorted(served))
    return OfficePlan(services=tuple(services.values()), counters=tuple(counters))


def days(
    name: str, plan: OfficePlan, entries: Iterable[Entry], teller: Teller | None = None
) -> tuple[list[Workday], list[Refused]]:
    """Return the days of a log, each played through, and the entries that do not fit the plan.

    A `teller` says what the slips would have borne of the wait.
    """
    plan, letters = _as_logged(plan), _letters(plan)
    by_day: dict[date, list[Entry]] = defaultdict(list)
    refused: list[Refused] = []
    for entry in entries:
        letter = letters.get(entry.service.casefold(), "")
        what = _misfit(plan, entry, letter)
        if what is None:
            by_day[entry.day].append(replace(entry, service=letter))
        else:
            refused.append(Refused(entry.line, what))
    scenario = Scenario(name=name, plan=plan, demands=(), officers=())
    played = [_LogDay(scenario, number, day, by_day[day], teller) for number, day in enumerate(sorted(by_day))]
    return [one.run() for one in played], [*refused, *(line for one in played for line in one.refused)]


class _LogDay:
    """One day of a log while it is played."""

    def __init__(self, scenario: Scenario, number: int, day: date, entries: list[Entry], teller: Teller | None) -> None:
        self._scenario, self._entries = scenario, entries
        self._midnight = dates.midnight_of(day)
        queue = empty(scenario.plan, dates.first_position(number))
        self._play = Play(queue, day, self._midnight, self._midnight + max(0.0, entries[0].issue - 1), teller)
        # People are called by name here, but not because an officer went out of order: nobody knows why.
        self._play.has_reasons = False
        self._tickets: dict[int, str] = {}
        self._absent: set[str] = set()
        self.refused: list[Refused] = []

    def run(self) -> Workday:
        play = self._play
        play.press(TECHNICIAN, OpenDay(key=play.key(TECHNICIAN), day=play.day))
        for at, _, act in sorted(self._moments(), key=lambda one: one[:2]):
            play.once(self._midnight + at, act)
        rows = [
            Row(n, step.at, event)
            for step in play.run()
            for n, event in enumerate(step.events, start=step.before.position + 1)
        ]
        return Workday(
            day=play.day, scenario=self._scenario, midnight=self._midnight, rows=tuple(rows), queue=play.queue
        )

    def _moments(self) -> Iterable[tuple[float, int, partial[None]]]:
        """Yield what is pressed when; at one moment people are finished first, then issued, then called."""
        last = 0.0
        calls: dict[int, list[float]] = defaultdict(list)
        for entry in self._entries:
            last = max(last, entry.issue, entry.call or 0.0, entry.finish or 0.0)
            yield entry.issue, _SECOND, partial(self._issue, entry)
            if entry.call is None or entry.counter is None:
                continue
            calls[entry.counter] += [entry.call, entry.finish or entry.call + ABSENT]
            yield entry.call, _THIRD, partial(self._call, entry)
            if entry.finish is None:
                yield entry.call + ABSENT, _FIRST, partial(self._miss, entry)
            else:
                is_at_once = entry.finish == entry.call
                yield entry.finish, _THIRD if is_at_once else _FIRST, partial(self._finish, entry)
        for counter, moments in calls.items():
            yield min(moments), _FIRST, partial(self._open, counter)
            yield max(moments), _THIRD, partial(self._close_counter, counter)
        yield max([last, *(max(moments) for moments in calls.values())]) + 1, _THIRD, partial(self._close)

    def _issue(self, entry: Entry) -> None:
        play, node = self._play, kiosk_node(self._scenario.plan)
        key, finger = play.key(node), play.finger(node)
        slot = None if entry.slot is None else self._midnight + entry.slot
        waits = play.waits(entry.service, slot, is_priority=entry.priority)
        if slot is None:
            wish = TakeTicket(key=key, press=finger, service=entry.service, priority=entry.priority)
            events = play.press(node, wish, waits=waits)
        else:
            here = CheckIn(key=key, press=finger, appointment=f"line-{entry.line}", priority=entry.priority)
            booking = Booking(service=entry.service, slot=slot)
            events = play.press(node, here, booking=booking, waits=waits)
        if isinstance(events, Refusal):
            self.refused.append(Refused(entry.line, events.detail))
            return
        for event in events:
            if isinstance(event, TicketIssued):
                self._tickets[entry.line] = event.ticket

    def _call(self, entry: Entry) -> None:
        counter, ticket = entry.counter or 0, self._tickets.get(entry.line)
        if ticket is None:
            return
        there = self._there(counter)
        if there in self._absent:
            self._mark_absent(counter, there)
            there = None
        if entry.finish is None:
            self._absent.add(ticket)
        key, node = self._key(counter)
        self._play.press(node, CallTicket(key=key, counter=counter, saw=there, ticket=ticket))

    def _finish(self, entry: Entry) -> None:
        """Finish the person, unless the counter has called on already."""
        counter, ticket = entry.counter or 0, self._tickets.get(entry.line)
        if ticket is not None and self._there(counter) == ticket:
            key, node = self._key(counter)
            self._play.press(node, Finish(key=key, counter=counter, saw=ticket))

    def _miss(self, entry: Entry) -> None:
        counter, ticket = entry.counter or 0, self._tickets.get(entry.line)
        if ticket is not None and self._there(counter) == ticket:
            self._mark_absent(counter, ticket)

    def _mark_absent(self, counter: int, ticket: str | None) -> None:
        key, node = self._key(counter)
        self._play.press(node, MarkNoShow(key=key, counter=counter, saw=ticket))

    def _open(self, counter: int) -> None:
        key, node = self._key(counter)
        self._play.press(node, OpenCounter(key=key, counter=counter))

    def _close_counter(self, counter: int) -> None:
        key, node = self._key(counter)
        self._play.press(node, CloseCounter(key=key, counter=counter))

    def _close(self) -> None:
        self._play.press(TECHNICIAN, CloseDay(key=self._play.key(TECHNICIAN), day=self._play.day))

    def _there(self, counter: int) -> str | None:
        return self._play.queue.counters[counter].ticket

    def _key(self, counter: int) -> tuple[str, str]:
        node = counter_node(self._scenario.plan, counter)
        return self._play.key(node), node


def _as_logged(plan: OfficePlan) -> OfficePlan:
    services = tuple(replace(one, then=None, quota=None, last_ticket=None) for one in plan.services)
    return replace(plan, services=services, no_show=NoShowPlan(), hours=None)


def _letters(plan: OfficePlan) -> dict[str, str]:
    """Return every way to write a service: its letter, and its name in any language."""
    names = {name.casefold(): one.letter for one in plan.services for name in one.name.values()}
    return names | {one.letter.casefold(): one.letter for one in plan.services}


def _misfit(plan: OfficePlan, entry: Entry, letter: str) -> str | None:
    if not letter:
        known = ", ".join(one.letter for one in plan.services)
        return f"no service {entry.service!r}; office.toml has {known}: write one of them or its name"
    if entry.counter is None:
        return None
    counter = plan.counter(entry.counter)
    if counter is None:
        return f"no counter {entry.counter}; add it to office.toml"
    if letter not in counter.serves:
        return f"counter {entry.counter} does not serve {letter}; add it to its serves in office.toml"
    return None


def _minutes(entries: Sequence[Entry], service: str) -> int:
    took = [
        entry.finish - entry.call
        for entry in entries
        if entry.service == service and entry.call is not None and entry.finish is not None
    ]
    return max(1, round(fmean(took) / 60)) if took else 10
