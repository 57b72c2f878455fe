"""What one business day taught, read from its events."""

from datetime import date

from firmware.messages.why import Rule, Standing, Why
from firmware.queueing.events import (
    CounterOpened,
    DayClosed,
    Method,
    TicketCalled,
    TicketParked,
    TicketRequeued,
    TicketTransferred,
    Told,
)
from firmware.waiting.record import Gap, Help, Outcome
from firmware.waiting.watcher import record_of
from tests.waiting.office import DAY, OPENED, Day, a_plan

NAMED = Why(rule=Rule.NAMED, standing=Standing.WALK_IN, waited=0, credit=0, rate=1)


def test_help_is_from_the_call_until_the_counter_is_free() -> None:
    """Whether the officer said that it began or not."""
    day = Day(a_plan("A"))
    day.calls(day.comes())
    day.finishes(day.first, after=300.0)
    assert record_of(day.plan, day.rows).helps == (Help(service="A", counter=1, at=OPENED, seconds=300.0),)


def test_a_gap_counts_only_while_somebody_waits() -> None:
    """The counter was free for 100 s before somebody came, and called 7 s later; then for 30 s with people waiting."""
    day = Day(a_plan("A"))
    day.time += 100.0
    day.comes()
    day.comes()
    day.calls(day.ticket(1), after=7.0)
    day.finishes(day.ticket(1), after=60.0)
    day.calls(day.ticket(2), after=30.0)
    assert record_of(day.plan, day.rows).gaps == (
        Gap(counter=1, at=OPENED + 100, seconds=7.0, is_idle=True),
        Gap(counter=1, at=OPENED + 167, seconds=30.0, is_idle=False),
    )


def test_a_counter_whose_visitor_another_one_took_was_not_slow() -> None:
    """Both were free; the first called. The second has no gap until somebody waits again."""
    day = Day(a_plan("A", "A"))
    day.calls(day.comes(), 1, after=5.0)
    day.calls(day.comes(), 2, after=9.0)
    assert [gap.seconds for gap in record_of(day.plan, day.rows).gaps] == [5.0, 9.0]


def test_a_missed_call_is_no_help_and_the_way_back_is_timed() -> None:
    """Absent after a minute, back after eight more."""
    day = Day(a_plan("A"))
    day.calls(day.comes())
    day.misses(day.first, after=60.0)
    day.happens(TicketRequeued(ticket=day.first, counter=1, behind=1), after=480.0)
    record = record_of(day.plan, day.rows)
    assert [(one.seconds, one.is_no_show) for one in record.helps] == [(60.0, True)]
    assert (record.misses, record.come_backs) == (1, (480.0,))


def test_calls_by_name_and_after_a_transfer_are_extra() -> None:
    """Nobody's turn had come."""
    day = Day(a_plan("AF"))
    day.calls(day.comes())
    day.happens(TicketParked(ticket=day.first, counter=1), after=60.0)
    day.happens(TicketCalled(ticket=day.first, counter=1, why=NAMED), after=60.0)
    day.happens(TicketTransferred(ticket=day.first, counter=1, service="F"), after=60.0)
    day.calls(day.first)
    day.finishes(day.first, after=60.0)
    helps = record_of(day.plan, day.rows).helps
    assert [(one.service, one.is_extra) for one in helps] == [("A", False), ("A", True), ("F", True)]


def test_what_was_told_is_kept_beside_what_came() -> None:
    """Told 10 minutes before calibration, waited 4."""
    told = Told(low=5, high=20, p50=540, p90=1080, method=Method.ROLLOUT, raw_p50=600, raw_p90=900)
    day = Day(a_plan("A"))
    day.calls(day.comes(priority=True, told=told), after=240.0)
    assert record_of(day.plan, day.rows).outcomes == (
        Outcome(service="A", standing=Standing.PRIORITY, method=Method.ROLLOUT, raw_p50=600, raw_p90=900, real=240.0),
    )


def test_closures_of_counters_are_timed_and_closing_the_day_is_none() -> None:
    """Counter 1 opens after ten minutes, is closed for five, and shut with the office; counter 2 never opens."""
    day = Day(a_plan("A", "A"), is_open=False)
    day.happens(CounterOpened(counter=1), after=600.0)
    day.closes(after=60.0)
    day.happens(CounterOpened(counter=1), after=300.0)
    day.time += 60.0
    day.closes()
    day.ends()
    closures = record_of(day.plan, day.rows).closures
    assert [(one.counter, one.seconds, one.is_over, one.is_morning) for one in closures] == [
        (1, 600.0, True, True),
        (1, 300.0, True, False),
        (2, 1020.0, False, True),
    ]


def test_help_that_the_closing_of_the_day_cut_short_teaches_nothing() -> None:
    """Whoever is at a counter then counts as helped, however short it was."""
    day = Day(a_plan("A"))
    day.calls(day.comes())
    day.finishes(day.first, after=5.0)
    day.ends()
    assert record_of(day.plan, day.rows).helps == ()


def test_rows_that_begin_in_the_middle_of_a_day_are_read_as_far_as_they_go() -> None:
    """A ticket whose issue is missing, a counter that the plan no longer has."""
    record = record_of(a_plan("A"), [(TicketCalled(ticket="x", counter=9), 5.0), (DayClosed(day=DAY), 6.0)])
    assert (record.day, record.helps) == (date.min, ())
