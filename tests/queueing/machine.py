"""An office that uses everything, driven at random: each step is a command, and every promise is looked at after it.

`python -m tests.queueing.machine --days 400` plays so many until a promise is broken, and tells which.
"""

import argparse
import sys
from copy import copy
from datetime import date, timedelta
from typing import Any, Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from firmware.messages import commands as words
from firmware.messages.commands import Command, CounterCommand, ServingCommand
from firmware.messages.names import make_key, make_press
from firmware.queueing.decide import decide
from firmware.queueing.discipline import STANDINGS, Discipline, NoShowPlan, OrderPlan, ParkPlan, Shares
from firmware.queueing.events import AnyEvent, Method, Told
from firmware.queueing.evolve import fold
from firmware.queueing.model import Queue, TicketState, empty
from firmware.queueing.now import Booking, Now
from firmware.queueing.plan import CounterPlan, KioskPlan, OfficePlan, ServicePlan
from firmware.queueing.refusals import Refusal
from tests.queueing.ledger import Book, Step
from tests.queueing.promises import ALWAYS, NOW_AND_THEN, Promise

STORE: Final = "0123456789abcdef"
STEPS: Final = 40
DAY: Final = date(2026, 11, 23)
OPENS: Final = 9 * 3_600.0
LAST_TICKET: Final = 9 * 60 + 25
SLOTS: Final = (-2_400.0, -900.0, 0.0, 600.0, 1_800.0)
BOOKINGS: Final = {f"JKT-{n}": Booking(service="AFH"[n % 3], slot=OPENS + SLOTS[n % 5]) for n in range(10)}
TOLD: Final = Told(low=5, high=20, p50=600, p90=1_200, method=Method.FLUID, raw_p50=500, raw_p90=1_100)
WAITS: Final = {(letter, one): TOLD for letter in "AFH" for one in STANDINGS}
SERVICES: Final = (
    ServicePlan(letter="A", name={"id": "A"}, minutes=5, then="F"),
    ServicePlan(letter="F", name={"id": "F"}, minutes=5, then="K", last_ticket=LAST_TICKET),
    ServicePlan(letter="K", name={"id": "K"}, minutes=5),
    ServicePlan(letter="H", name={"id": "H"}, minutes=5, quota=2),
)
AT_COUNTER: Final = (words.Recall, words.MarkNoShow, words.Park, words.StartServing, words.Finish, words.Requeue)

PICKS = st.integers(0, 99)
COUNTERS = st.integers(1, 3)
AGES = st.sampled_from((0.0, 0.2, 0.7, 4.0, 25.0))
CROWDS = st.lists(st.tuples(st.sampled_from("AAFKHH"), st.booleans()), max_size=8)
FAMILIES = st.lists(st.tuples(st.booleans(), st.sampled_from((0.0, 0.2, 0.7))), min_size=2, max_size=4)
ORDERS = st.builds(
    OrderPlan,
    discipline=st.sampled_from((Discipline.ACCUMULATING, *Discipline)),
    rates=st.sampled_from((Shares(), Shares(), Shares(priority=3, booked=3, walk_in=2))),
    turns=st.sampled_from((Shares(), Shares(priority=1, booked=2, walk_in=2))),
    priority_cap=st.sampled_from((900, 300, None)),
    booked_cap=st.sampled_from((None, 600)),
    booked_late=st.sampled_from((1_800, 600)),
)
NO_SHOWS = st.builds(
    NoShowPlan,
    calls=st.integers(1, 3),
    gap=st.sampled_from((0, 20)),
    come_back=st.sampled_from((1_800, 300)),
    behind=st.integers(0, 2),
    limit=st.integers(1, 3),
)


def office(order: OrderPlan, no_show: NoShowPlan, park: int, *, is_strict: bool) -> OfficePlan:
    """Return an office with four services, three of them the stages of a visit, and three counters."""
    return OfficePlan(
        services=SERVICES,
        counters=(
            CounterPlan(number=1, serves=("A", "H", "F"), box="counter-1"),
            CounterPlan(number=2, serves=("F", "A"), prefers_strictly=is_strict),
            CounterPlan(number=3, serves=("K", "H", "A"), absences=((720, 780),)),
        ),
        kiosks=(KioskPlan(name="kiosk-1", printer="printer-1", numbers=(700, 799)), KioskPlan(name="kiosk-2")),
        order=order,
        no_show=no_show,
        park=ParkPlan(limit=park),
    )


class OfficeMachine(RuleBasedStateMachine):
    """A day by the shipped rules, beside the second book."""

    days = 0
    wanted: frozenset[str] = frozenset()

    @initialize(order=ORDERS, no_show=NO_SHOWS, park=st.integers(1, 2), is_strict=st.booleans(), crowd=CROWDS)
    def open_the_office(
        self, order: OrderPlan, no_show: NoShowPlan, park: int, is_strict: bool, crowd: list[tuple[str, bool]]
    ) -> None:
        """Draw a plan, open the day and the counters, and let in those who waited before the door."""
        OfficeMachine.days += 1
        plan = office(order, no_show, park, is_strict=is_strict)
        self.queue: Queue = empty(plan)
        self.book = Book(plan)
        self.journal: list[tuple[AnyEvent, float]] = []
        self.asked: list[tuple[type[Command], str, dict[str, Any]]] = []
        self.now, self._n = OPENS, 0
        self.ask(words.OpenDay, day=DAY)
        self.sit_down()
        for service, is_priority in crowd:
            self.now += 40
            self.ask(words.TakeTicket, "kiosk-1", service=service, priority=is_priority)

    def sit_down(self) -> None:
        """All officers open their counters."""
        for counter in self.queue.plan.counters:
            self.ask(words.OpenCounter, counter=counter.number)

    def call_somebody(self, counter: int) -> None:
        """Call where nobody is at a counter."""
        if self.queue.counters[counter].ticket is None:
            self.ask(words.CallNext, counter=counter)

    def ask(self, kind: type[Command], node: str = "technician-1", **fields: Any) -> Step:
        """Send a command, take in what happens, and look at every promise."""
        self._n += 1
        if issubclass(kind, ServingCommand):
            fields.setdefault("saw", self.queue.counters[fields["counter"]].ticket)
        if kind in (words.TakeTicket, words.CheckIn, words.AdoptTicket):
            fields.setdefault("press", make_press(node, STORE, 1, self._n))
            self.asked.append((kind, node, fields))
        command: Any = kind(key=make_key(node, STORE, 1, self._n), **fields)
        minute = int(self.now // 60)
        booking = BOOKINGS.get(fields.get("appointment", ""))
        now = Now(office_time=self.now, node=node, minute=minute, booking=booking, waits=WAITS)
        before = self.queue
        fair = self.book.fair(command.counter, self.now) if isinstance(command, CounterCommand) else []
        ranked = [(name, copy(one)) for name, one in fair]
        decision = decide(before, command, now)
        events = () if isinstance(decision, Refusal) else decision
        self._take_in(events)
        reason = decision.reason if isinstance(decision, Refusal) else None
        step = Step(
            command, node, self.now, minute, before, self.queue, events, reason, self.book, ranked, self.journal
        )
        self.look(step, ALWAYS)
        return step

    def _take_in(self, events: tuple[AnyEvent, ...]) -> None:
        at_once = fold(self.queue, [(event, self.now) for event in events])
        # One by one, as a hub does that is asked one thing at a time.
        for event in events:
            self.queue = fold(self.queue, [(event, self.now)])
            self.journal.append((event, self.now))
        assert self.queue == at_once, "replay_is_the_queue: a restart within a step forgets something"
        for event in events:
            self.book.note(event, self.now, self.queue)

    def look(self, step: Step, promises: tuple[Promise, ...]) -> None:
        """Fail with the name of the first promise that is broken."""
        self.last = step
        for promise in promises:
            for what in () if self.wanted and promise.__name__ not in self.wanted else promise(step):
                raise AssertionError(f"{promise.__name__}: {what}")

    def someone(self, pick: int, *states: TicketState) -> str:
        """Return somebody who is in one of these states, anybody where nobody is, or a name that is nobody's."""
        people = list(self.queue.tickets)
        wanted = [ticket for ticket in people if self.queue.tickets[ticket].state in states] or people
        return wanted[pick % len(wanted)] if wanted else f"{DAY}-A001"

    # -- visitors ----------------------------------------------------------------------------------------------------

    @rule(service=st.sampled_from("AAFHHZ"), is_priority=st.booleans(), age=AGES, kiosk=st.integers(1, 2))
    def come(self, service: str, is_priority: bool, age: float, kiosk: int) -> None:
        """Somebody takes a ticket."""
        self.ask(words.TakeTicket, f"kiosk-{kiosk}", service=service, priority=is_priority, age=age)

    @rule(service=st.sampled_from("AAF"), people=FAMILIES, pause=st.sampled_from((0, 0, 30, 90)))
    def come_together(self, service: str, people: list[tuple[bool, float]], pause: int) -> None:
        """A family comes; with two kiosks the second finger may be told first."""
        for n, (is_priority, age) in enumerate(people):
            self.now += pause
            self.ask(words.TakeTicket, f"kiosk-{1 + n % 2}", service=service, priority=is_priority, age=age)

    @rule(code=st.sampled_from((*BOOKINGS, "JKT-99")), is_priority=st.sampled_from((False, False, True)), age=AGES)
    def check_in(self, code: str, is_priority: bool, age: float) -> None:
        """Somebody who has booked comes, early or late, or a second time."""
        self.ask(words.CheckIn, "kiosk-1", appointment=code, priority=is_priority, age=age)

    @rule(pick=PICKS, is_latest=st.booleans())
    def press_again(self, pick: int, is_latest: bool) -> None:
        """A kiosk that heard no answer asks for the same press again, under a new key."""
        asked = [one for one in self.asked if one[0] is not words.AdoptTicket]
        if asked:
            kind, node, fields = asked[-1 if is_latest else pick % len(asked)]
            self.ask(kind, node, **fields)

    @rule(n=st.integers(700, 704), pick=PICKS, is_known=st.booleans(), is_priority=st.booleans())
    def adopt(self, n: int, pick: int, is_known: bool, is_priority: bool) -> None:
        """A kiosk tells of a number that it gave by itself, sometimes to a press that has a ticket."""
        presses = list(self.queue.presses)
        known = {"press": presses[pick % len(presses)]} if is_known and presses else {}
        self.ask(words.AdoptTicket, "kiosk-1", service="A", number=n, age=float(pick), priority=is_priority, **known)

    @rule(pick=PICKS, n=st.integers(700, 704), is_second=st.booleans())
    def print_slip(self, pick: int, n: int, is_second: bool) -> None:
        """A printer tells which of its numbers a press has on paper."""
        if not self.queue.presses:
            return
        press = list(self.queue.presses)[pick % len(self.queue.presses)]
        labels = self.queue.tickets[self.queue.presses[press]].labels
        number = labels[-1] if is_second else f"A{n}"
        said = {"slip": "0123456789abcdef-1", "outcome": words.PrintOutcome.PRINTED, "number": number}
        self.ask(words.ReportPrint, "printer-1", press=press, **said)

    @rule(pick=PICKS)
    def leave(self, pick: int) -> None:
        """Somebody goes home."""
        self.ask(words.Withdraw, ticket=self.someone(pick, TicketState.WAITING, TicketState.NO_SHOW))

    @rule(seconds=st.sampled_from((1, 5, 20, 60, 300, 600, 1_500)))
    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.now += seconds

    @rule(counter=COUNTERS)
    def wait_for_a_cap(self, counter: int) -> None:
        """Time passes until the very second in which somebody reaches the cap, and an officer calls."""
        caps = [cap for one in self.book.waiting(counter) if (cap := self.book.cap(one)) is not None and cap > self.now]
        self.now = float(min(caps, default=self.now))
        self.ask(words.CallNext, counter=counter)

    # -- officers ----------------------------------------------------------------------------------------------------

    @rule(counter=COUNTERS, pause=st.sampled_from((0, 60)))
    def call_next(self, counter: int, pause: int) -> None:
        """An officer calls."""
        self.now += pause
        self.ask(words.CallNext, counter=counter)

    @rule(counter=COUNTERS, count=st.integers(2, 5), pause=st.sampled_from((10, 240)))
    def work(self, counter: int, count: int, pause: int) -> None:
        """An officer calls one after the other."""
        for _ in range(count):
            self.ask(words.CallNext, counter=counter)
            self.now += pause

    @rule(counter=COUNTERS, kind=st.sampled_from(AT_COUNTER), pause=st.sampled_from((0, 20)))
    def serve(self, counter: int, kind: type[ServingCommand], pause: int) -> None:
        """An officer says what becomes of the person at the counter."""
        self.call_somebody(counter)
        self.now += pause
        self.ask(kind, counter=counter)

    @rule(
        counter=COUNTERS,
        recalls=st.integers(0, 2),
        pauses=st.lists(st.sampled_from((20, 5, 30)), min_size=1, max_size=3),
    )
    def miss(self, counter: int, recalls: int, pauses: list[int]) -> None:
        """Somebody is called, sometimes once more at once, and does not come."""
        self.call_somebody(counter)
        for _ in range(recalls):
            self.now += 1
            self.ask(words.Recall, counter=counter)
        for pause in pauses:
            self.now += pause
            self.ask(words.MarkNoShow, counter=counter)

    @rule(counter=COUNTERS, seconds=st.sampled_from((60, 20, 290, 301, 1_000, 1_790, 1_801)))
    def miss_and_come_back(self, counter: int, seconds: int) -> None:
        """Somebody does not come, and then does."""
        self.call_somebody(counter)
        ticket = self.queue.counters[counter].ticket
        for _ in range(self.queue.plan.no_show.calls):
            self.now += 20
            self.ask(words.MarkNoShow, counter=counter)
        if ticket is not None:
            self.now += seconds
            self.ask(words.Requeue, counter=counter, ticket=ticket)

    @rule(counter=COUNTERS, count=st.integers(1, 3))
    def set_aside(self, counter: int, count: int) -> None:
        """An officer sets people aside until there is no place for more."""
        for _ in range(count):
            self.call_somebody(counter)
            self.ask(words.Park, counter=counter)

    @rule(counter=COUNTERS, pick=PICKS)
    def come_back(self, counter: int, pick: int) -> None:
        """Somebody who missed a call, or was set aside, is there again."""
        ticket = self.someone(pick, TicketState.NO_SHOW, TicketState.PARKED)
        self.ask(words.Requeue, counter=counter, ticket=ticket)

    @rule(counter=COUNTERS, pick=PICKS, is_away=st.booleans())
    def call_by_name(self, counter: int, pick: int, is_away: bool) -> None:
        """An officer calls somebody out of order."""
        states = (TicketState.NO_SHOW, TicketState.PARKED) if is_away else (TicketState.WAITING,)
        self.ask(words.CallTicket, counter=counter, ticket=self.someone(pick, *states))

    @rule(counter=COUNTERS, service=st.sampled_from("AFKH"))
    def transfer(self, counter: int, service: str) -> None:
        """An officer sends somebody to another service."""
        self.call_somebody(counter)
        self.ask(words.Transfer, counter=counter, service=service)

    @rule(counter=COUNTERS)
    def send_home(self, counter: int) -> None:
        """An officer ends a visit before its last stage."""
        self.call_somebody(counter)
        self.ask(words.Finish, counter=counter, ends_visit=True)

    @rule(counter=COUNTERS, kind=st.sampled_from((words.OpenCounter, words.CloseCounter, words.PlanCounter)))
    def come_and_go(self, counter: int, kind: type[CounterCommand]) -> None:
        """An officer comes, goes, or says when nobody will be there; the others are there."""
        absences = {"absences": ((600 + self._n, 700),)} if kind is words.PlanCounter else {}
        self.sit_down()
        self.ask(kind, counter=counter, **absences)

    # -- the office --------------------------------------------------------------------------------------------------

    @precondition(lambda self: self._n > 40)
    @rule(shift=st.integers(-1, 1))
    def turn_the_day(self, shift: int) -> None:
        """The day closes, and one opens: the same, an earlier one, or the next. Then all sit down again."""
        day = self.queue.last_day or DAY
        self.ask(words.CloseDay, day=day)
        self.ask(words.OpenDay, day=day + timedelta(days=shift))
        self.ask(words.OpenDay, day=day + timedelta(days=1))
        self.sit_down()

    @precondition(lambda self: self._n > 30)
    @rule()
    def restart(self) -> None:
        """The hub starts anew from its journal, and goes on."""
        self.look(self.last, NOW_AND_THEN)

    def teardown(self) -> None:
        """At the end a restart brings the same office, and closing leaves nobody behind."""
        if not hasattr(self, "book"):
            return
        self.look(self.last, NOW_AND_THEN)
        if self.queue.day is not None:
            self.ask(words.CloseDay, day=self.queue.day)


def main(argv: list[str]) -> int:
    """Play days until a promise is broken; return 1 then."""
    parser = argparse.ArgumentParser(prog="machine", description=__doc__)
    parser.add_argument("--days", type=int, default=400, metavar="N", help="how many")
    parser.add_argument("--until", nargs="+", default=[], metavar="PROMISE", help="look at these only")
    asked = parser.parse_args(argv)
    OfficeMachine.wanted = frozenset(asked.until)
    quick = settings(
        max_examples=asked.days,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(OfficeMachine, settings=quick)  # type: ignore[no-untyped-call]
    except Exception as error:  # noqa: BLE001 - whatever the rules do is a finding
        named = str(error) if isinstance(error, AssertionError) else f"no_step_fails: {type(error).__name__}: {error}"
        print(f"day {OfficeMachine.days}: {named.splitlines()[0]}")
        return 1
    print(f"{OfficeMachine.days} days, no promise broken")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
