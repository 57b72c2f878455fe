"""The forecaster: from a journal and a moment to what is told, or silence."""

from random import Random
from typing import Any

from firmware.messages.commands import (
    CallNext,
    CloseCounter,
    CounterCommand,
    Finish,
    MarkNoShow,
    OpenCounter,
    Park,
    Requeue,
    TakeTicket,
    Transfer,
)
from firmware.messages.why import Standing
from firmware.queueing.events import CounterOpened, JournalRebuilt, Method
from firmware.queueing.model import TicketState
from firmware.queueing.refusals import Refusal
from firmware.waiting.forecaster import Forecaster
from firmware.waiting.record import Arrival, Closure
from tests.queueing.conftest import OfficeDay
from tests.waiting.office import OPENED, Day, a_plan, a_record


def test_silence_between_days_and_without_a_clock(day: Any) -> None:
    """No day is open, or nobody knows the time of day."""
    assert day.forecaster.estimate(day.time, None) is None
    assert Forecaster(day.plan).estimate(OPENED, 480.0) is None
    day.ends()
    assert day.forecaster.estimate(day.time, 480.0) is None


def test_silence_on_a_day_whose_journal_was_put_together_again(day: Any) -> None:
    """Who waits is not known for certain."""
    day.happens(JournalRebuilt(last={}))
    assert day.forecaster.estimate(day.time, 480.0) is None


def test_the_first_day_is_told_by_the_fluid() -> None:
    """One is helped, two wait, of ten minutes each: half of the first, and two."""
    day = Day(a_plan("A"))
    tickets = [day.comes() for _ in range(3)]
    day.calls(tickets[0])
    estimates = day.forecaster.estimate(day.time, 480.0)
    assert estimates is not None
    assert estimates.method is Method.FLUID
    assert 24 * 60 <= estimates.waits["A", Standing.WALK_IN].p50 <= 26 * 60


def test_the_fluid_answers_where_no_runs_are_asked_for(day: Any) -> None:
    """On a slow machine."""
    estimates = day.forecaster.estimate(day.time, 480.0, runs=0)
    assert estimates.method is Method.FLUID


def test_a_counter_that_is_expected_is_counted_and_one_that_stays_away_is_not() -> None:
    """It opened after ten minutes on twenty days: before that it will come, two hours later hardly."""
    plan = a_plan("A")
    closure = Closure(counter=1, at=OPENED, seconds=600.0, is_over=True, is_morning=True)
    day = Day(plan, a_record(plan, closures=(closure,) * 20), is_open=False)
    assert 590 <= (day.wait() or 0) <= 610
    day.time += 7200.0
    assert day.wait() is None
    day.happens(CounterOpened(counter=1))
    assert (day.wait() or 0) <= 5


def test_those_who_will_come_and_go_before_are_expected() -> None:
    """Forty priority visitors an hour came on the day before: a walk-in behind two waits longer than two take."""
    plan = a_plan("A")
    arrivals = tuple(
        Arrival(service="A", standing=Standing.PRIORITY, at=OPENED + 90.0 * n, late=None) for n in range(80)
    )
    quiet, busy = Day(plan, a_record(plan)), Day(plan, a_record(plan, arrivals=arrivals))
    for day in (quiet, busy):
        tickets = [day.comes() for _ in range(3)]
        day.calls(tickets[0])
    assert (busy.wait() or 0) > (quiet.wait() or 0) + 600


def test_booked_visitors_who_are_still_to_come_go_before_a_walk_in(day: Any) -> None:
    """Three are booked for the next minutes, a walk-in waits behind two."""
    tickets = [day.comes() for _ in range(3)]
    day.calls(tickets[0])
    minute = int(day.time // 60)
    assert (day.wait(booked=[("A", minute + n) for n in range(3)]) or 0) > (day.wait() or 0) + 600


def test_what_was_told_stays_while_it_is_near_enough(day: Any) -> None:
    """The wall does not flicker from minute to minute."""
    for _ in range(3):
        day.comes()
    day.calls(day.first)
    probe = ("A", Standing.WALK_IN)
    told = day.forecaster.tell(day.forecaster.estimate(day.time, 480.0))[probe]
    later = day.forecaster.tell(day.forecaster.estimate(day.time + 120.0, 482.0))[probe]
    assert later.p50 < told.p50
    assert (later.low, later.high) == (told.low, told.high)


def test_a_day_that_is_over_is_history(day: Any) -> None:
    """Its record joins those before; at most twenty are kept."""
    day.calls(day.comes())
    day.finishes(day.first, after=60.0)
    day.ends()
    day.time += 1.0
    record = day.forecaster.close_day()
    assert day.forecaster.history[-1] == record
    assert len(Forecaster(day.plan, [record] * 30).history) == 20


def test_no_legal_journal_makes_it_fail() -> None:
    """A day of commands in any order, asked after each event."""
    for seed in range(6):
        chance, office = Random(seed), OfficeDay()
        forecaster, fed = Forecaster(office.PLAN, [a_record(office.PLAN)] if seed % 2 else []), 0
        for _ in range(120):
            _something(office, chance)
            for event, at in office.journal[fed:]:
                forecaster.apply(event, at)
            fed = len(office.journal)
            estimates = forecaster.estimate(office.time, 480.0, runs=2)
            assert estimates is None or all(0 <= one.low < one.high for one in forecaster.tell(estimates).values())


def _something(office: OfficeDay, chance: Random) -> None:
    counter = chance.choice((1, 2, 3))
    kinds: list[Any] = [TakeTicket, TakeTicket, CallNext, Finish, MarkNoShow, Park, Transfer, Requeue]
    kind = chance.choice([*kinds, OpenCounter, CloseCounter])
    fields: dict[str, Any] = {"counter": counter} if issubclass(kind, CounterCommand) else {}
    if kind is TakeTicket:
        fields = {"service": chance.choice("AFH"), "priority": chance.random() < 0.2}
    if kind is Transfer:
        fields["service"] = chance.choice("AFH")
    if kind is Requeue:
        missed = [one.id for one in office.queue.tickets.values() if one.state is TicketState.NO_SHOW]
        fields["ticket"] = chance.choice(missed) if missed else None
    office.time += chance.random() * 300.0
    assert office.asks(kind, **fields) is not Refusal
