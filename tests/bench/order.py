"""The bench of the calling order: `python -m tests.bench.order` writes out/bench/order.json.

The same overloaded days, with the same people, are played under each discipline, and the waits of each class are set
beside those of the field notes. Checked on every day of the default order, and exit status 1 where it fails:

1. whenever a counter calls the next one while somebody whom it could call has reached the cap of the class, it calls
   one who has. Not looked at are calls by name, which are the officer's own choice, and people who missed a call, came
   back, and must still let somebody go first;
2. the P90 of that day's priority waits is at most the cap plus the longest service then running: of all services that
   were going on at a counter for somebody at the very moment at which that somebody reached the cap, the longest of
   the day, from the call to the next press.

So it is promised that nobody below the cap is called before somebody at it whom the same counter could call. It is not
promised that a priority wait, or the P90 of a day, stays within the cap itself: nobody is sent away from a counter, and
those at the cap wait for each other. On how many days it did is published beside (`days_p90_within_minutes`), and for
how long anybody at the cap waited on after being passed over (`longest_passed_over`, from that call to the own one).

A wait is from the finger to the first call. `--days N` plays fewer days.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from firmware.messages.why import Rule, Standing
from firmware.queueing.calling_order import waiting_at
from firmware.queueing.discipline import Discipline, OrderPlan
from firmware.queueing.events import LeftCounter, TicketCalled
from firmware.queueing.model import AT_COUNTER, Queue, Ticket
from firmware.simulation.hall import figures
from firmware.simulation.hall.offices import overloaded
from firmware.simulation.hall.playing import Step
from firmware.simulation.hall.workday import Hall

OUT: Final = Path(__file__).resolve().parents[2] / "out" / "bench" / "order.json"
DAYS: Final = 40
SEED: Final = 7
PROCESSES: Final = 2
CAP: Final = OrderPlan().priority_cap or 0
CLASSES: Final = {Standing.PRIORITY: "priority", Standing.BOOKED: "booked", Standing.WALK_IN: "walk_in"}
FIELD_NOTES: Final = {
    "accumulating": {"priority": 17, "booked": 71, "walk_in": 114},
    "strict": {"priority": 5, "booked": 26, "walk_in": 142},
    "first-come": {"priority": 92, "booked": 98, "walk_in": 91},
}
"""P90 in minutes."""


class Service(Struct, frozen=True):
    """Somebody at a counter, from the call to the press that ended it: office time in seconds."""

    counter: int
    begin: float
    end: float


class Played(Struct, frozen=True, kw_only=True):
    """A day under a discipline. Minutes; `longest` is the longest service running when somebody reached the cap.

    `over_cap_passed_over` counts the calls of somebody below the cap while somebody who had reached it could be called;
    `longest_passed_over` is the longest that anybody of those waited from there on.
    """

    discipline: Discipline
    number: int
    waits: dict[Standing, list[float]]
    over_cap_passed_over: int
    longest_passed_over: float
    longest: float

    def is_within_cap(self) -> bool:
        """Say whether what is checked of a day of the default order holds."""
        return self.over_cap_passed_over == 0 and self.p90_of_priority() <= CAP / 60 + self.longest

    def is_p90_within_cap(self) -> bool:
        """Say whether the P90 of the day's priority waits was within the cap itself, which is not promised."""
        return self.p90_of_priority() <= CAP / 60

    def p90_of_priority(self) -> float:
        """Return the P90 of the day's priority waits in minutes."""
        return figures.summary(self.waits[Standing.PRIORITY]).p90


class PassedOver:
    """Counts the calls past somebody at the cap, and measures for how many seconds such a one waits from there on."""

    def __init__(self) -> None:
        self.calls, self.longest = 0, 0.0
        self._since: dict[str, float] = {}

    def see(self, step: Step) -> None:
        """Look at the next step of the day."""
        waits = (step.at - at for at in self._since.values())
        self.longest = max(self.longest, *waits, 0.0)
        for event in step.events:
            passed = _passed_over(step, event)
            self.calls += bool(passed)
            self._since = {**dict.fromkeys(passed, step.at), **self._since}
        waiting = {ticket for line in step.queue.lines.values() for ticket in line}
        self._since = {ticket: at for ticket, at in self._since.items() if ticket in waiting}


def main() -> int:
    """Play, print and write; return 1 where the default order did not stay within the cap on some day."""
    parser = argparse.ArgumentParser(prog="order", description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS, metavar="N", help="how many days under each discipline")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    asked = parser.parse_args()
    result = account(bench(asked.days))
    for line in in_words(result):
        print(line)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n")
    print(f"written: {asked.out}")
    return 0 if result["cap"]["days_within"] == result["days"] else 1


def bench(days: int, processes: int = PROCESSES) -> list[Played]:
    """Return all days under all disciplines, played beside each other."""
    wanted = list(product(Discipline, range(days)))
    if processes == 1:
        return [play(*one) for one in wanted]
    with ProcessPoolExecutor(max_workers=processes) as pool:
        return list(pool.map(play, *zip(*wanted, strict=True), chunksize=4))


def play(discipline: Discipline, number: int) -> Played:
    """Return one day under a discipline."""
    hall = Hall(overloaded(OrderPlan(discipline=discipline)), SEED, number)
    passed_over, services, queue = PassedOver(), list[Service](), hall.play.queue
    for step in hall.steps():
        passed_over.see(step)
        services += _ended(step)
        queue = step.queue
    waits: dict[Standing, list[float]] = defaultdict(list)
    for wait in figures.waits(queue):
        waits[wait.standing].append(wait.minutes)
    return Played(
        discipline=discipline,
        number=number,
        waits=dict(waits),
        over_cap_passed_over=passed_over.calls,
        longest_passed_over=passed_over.longest / 60,
        longest=_longest_at_cap(queue, services),
    )


def account(days: Sequence[Played]) -> dict[str, Any]:
    """Return what is written: waits per discipline and class over all days, and what was checked of the cap."""
    by_default = [day for day in days if day.discipline is OrderPlan().discipline]
    return {
        "days": len(by_default),
        "disciplines": {one.value: _discipline([day for day in days if day.discipline is one]) for one in Discipline},
        "field_notes": {name: {one: {"p90": p90} for one, p90 in notes.items()} for name, notes in FIELD_NOTES.items()},
        "cap": {
            "minutes": CAP / 60,
            "days_within": sum(day.is_within_cap() for day in by_default),
            "worst_p90": round(max(day.p90_of_priority() for day in by_default), 1),
            "days_p90_within_minutes": sum(day.is_p90_within_cap() for day in by_default),
            "longest_passed_over": round(max(day.longest_passed_over for day in by_default), 1),
            "tightest": round(min(CAP / 60 + day.longest - day.p90_of_priority() for day in by_default), 1),
        },
    }


def in_words(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield the result as a table, P90 of the field notes in brackets."""
    yield f"P90 of the wait in minutes, {result['days']} overloaded days (field notes)"
    yield f"{'':<14}" + "".join(f"{name:>16}" for name in CLASSES.values()) + f"{'cap passed over':>18}"
    for name, of_it in result["disciplines"].items():
        notes = result["field_notes"].get(name, {})
        told = (f"{of_it[one]['p90']:.0f} ({notes[one]['p90'] if notes else '-'})" for one in CLASSES.values())
        yield f"{name:<14}" + "".join(f"{text:>16}" for text in told) + f"{of_it['over_cap_passed_over']:>18}"
    cap = result["cap"]
    within = f"{cap['days_within']} of {result['days']} days"
    yield f"cap of {cap['minutes']:.0f} min kept on {within}; the worst P90 of a day is {cap['worst_p90']} min"
    itself = f"within the cap itself on {cap['days_p90_within_minutes']}"
    yield f"not promised: the P90 was {itself}; longest wait after being passed over: {cap['longest_passed_over']} min"


def _discipline(days: Iterable[Played]) -> dict[str, Any]:
    days = list(days)
    classes = {
        name: figures.summary(minutes for day in days for minutes in day.waits.get(one, ()))
        for one, name in CLASSES.items()
    }
    return {
        **{
            name: {"p50": _tenth(one.p50), "p90": _tenth(one.p90), "max": _tenth(one.longest)}
            for name, one in classes.items()
        },
        "over_cap_passed_over": sum(day.over_cap_passed_over for day in days),
    }


def _passed_over(step: Step, event: object) -> set[str]:
    """Return who had reached the cap and could be called, where a call was of somebody else who had not."""
    if not isinstance(event, TicketCalled) or (event.why is not None and event.why.rule is Rule.NAMED):
        return set()
    capped = _capped(step.before, event.counter, int(step.at))
    return set() if event.ticket in capped else capped


def _capped(queue: Queue, counter: int, now: int) -> set[str]:
    waiting = (one for one in waiting_at(queue, counter) if not one.behind)
    return {one.id for one in waiting if one.cap_at is not None and now >= one.cap_at}


def _ended(step: Step) -> Iterator[Service]:
    """Yield the services that a step ends."""
    for event in step.events:
        was = step.before.tickets[event.ticket] if isinstance(event, LeftCounter) else None
        if was is not None and was.state in AT_COUNTER:
            yield Service(was.counter or 0, was.called_at or step.at, step.at)


def _longest_at_cap(queue: Queue, services: Sequence[Service]) -> float:
    """Return the minutes of the longest service that ran, for anybody, when a priority ticket reached the cap."""
    reached = [(one.labels[0][0], one.arrived_at + CAP) for one in queue.tickets.values() if _has_reached_cap(one)]
    running = (
        service.end - service.begin
        for letter, at in reached
        for service in services
        if service.begin <= at < service.end and _serves(queue, service.counter, letter)
    )
    return max(running, default=0.0) / 60


def _has_reached_cap(ticket: Ticket) -> bool:
    return ticket.priority and figures.wait_of(ticket) * 60 > CAP


def _serves(queue: Queue, counter: int, letter: str) -> bool:
    plan = queue.plan.counter(counter)
    return plan is not None and letter in plan.serves


def _tenth(minutes: float) -> float:
    return round(minutes, 1)


if __name__ == "__main__":
    sys.exit(main())
