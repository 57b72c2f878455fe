"""Not there: called again, absent, back behind the next, and closed at last."""

from typing import Any

import pytest
from msgspec.structs import replace

from firmware.messages.answers import Reason
from firmware.messages.commands import (
    CallTicket,
    CloseDay,
    MarkNoShow,
    Park,
    PrintOutcome,
    Recall,
    ReportPrint,
    Requeue,
    Transfer,
    Withdraw,
)
from firmware.queueing.discipline import NoShowPlan
from firmware.queueing.events import NoShowMarked, TicketRecalled, TicketRequeued
from firmware.queueing.evolve import fold
from firmware.queueing.model import TicketState, empty


def missing(new_office: Any, **rules: Any) -> Any:
    """Return an office with other rules for those who do not come."""
    return new_office(replace(new_office.PLAN, no_show=NoShowPlan(**rules)))


def misses(office: Any, counter: int = 1) -> str:
    """Call somebody who does not come and return the ticket."""
    ticket = office.call(counter)
    office.does(MarkNoShow, counter=counter)
    return str(ticket)


def test_a_number_is_called_three_times_before_it_is_absent(new_office: Any) -> None:
    """At 0, 20 and 40 seconds; each press before its time is told that the call stands."""
    office = missing(new_office, calls=3, gap=20)
    ticket = office.take()
    office.call(1)
    for event in (TicketRecalled, TicketRecalled, NoShowMarked):
        assert office.refuses(MarkNoShow, counter=1) == Reason.CALL_STANDS
        office.pass_time(18.0)
        assert office.does(MarkNoShow, counter=1) == (event(ticket=ticket, counter=1),)
    assert office.ticket(ticket).state is TicketState.NO_SHOW


def test_recalls_by_the_officer_are_calls_and_bring_the_absence_no_nearer(new_office: Any) -> None:
    """Called at 0, 1 and 2 seconds: absent a minute after the first, as with calls at 0, 20 and 40."""
    office = missing(new_office, calls=3, gap=20)
    office.take()
    office.call(1)
    office.does(Recall, counter=1)
    office.does(Recall, counter=1)
    office.pass_time(56.0)
    assert office.refuses(MarkNoShow, counter=1) == Reason.CALL_STANDS
    assert fold(empty(office.queue.plan), office.journal) == office.queue
    assert isinstance(office.does(MarkNoShow, counter=1)[0], NoShowMarked)


def test_a_late_recall_has_its_own_time(new_office: Any) -> None:
    """Said once more when the time was almost over: that call too gives time to come."""
    office = missing(new_office, calls=2, gap=20)
    office.take()
    office.call(1)
    office.pass_time(37.0)
    office.does(Recall, counter=1)
    office.pass_time(18.0)
    assert office.refuses(MarkNoShow, counter=1) == Reason.CALL_STANDS
    assert isinstance(office.does(MarkNoShow, counter=1)[0], NoShowMarked)


@pytest.mark.parametrize("late", [{"age": 240.0}, {"age": 3.0, "is_age_exact": False}])
def test_a_press_that_comes_late_calls_nobody_again(new_office: Any, late: dict[str, Any]) -> None:
    """Pressed while the hub was away: the officer has long gone on by hand."""
    office = missing(new_office, calls=3, gap=20)
    ticket = office.take()
    office.call(1)
    office.pass_time(300.0)
    assert office.does(MarkNoShow, counter=1, **late) == (NoShowMarked(ticket=ticket, counter=1),)


def test_a_press_counts_from_when_it_was_pressed(new_office: Any) -> None:
    """Not from when it came: pressed ten seconds after the call, it was too early."""
    office = missing(new_office, calls=3, gap=20)
    office.take()
    office.call(1)
    office.pass_time(300.0)
    assert office.refuses(MarkNoShow, counter=1, age=290.0) == Reason.CALL_STANDS
    assert isinstance(office.does(MarkNoShow, counter=1, age=4.0)[0], TicketRecalled)


def test_the_time_to_come_begins_with_the_first_call_by_the_number_on_the_paper(new_office: Any) -> None:
    """Whoever holds A700 has heard nothing before."""
    office = missing(new_office, calls=2, gap=20)
    press = office.press(50)
    office.take(press=press)
    office.call(1)
    office.pass_time(60.0)
    office.adopt(700, press=press)
    office.does(Recall, counter=1)
    office.pass_time(37.0)
    assert office.refuses(MarkNoShow, counter=1) == Reason.CALL_STANDS
    assert isinstance(office.does(MarkNoShow, counter=1)[0], NoShowMarked)


def test_a_second_call_has_its_three_calls_again(new_office: Any) -> None:
    """What was said before the come-back is not counted."""
    office = missing(new_office, calls=2)
    ticket = office.take()
    for _ in range(2):
        office.call(1)
        assert isinstance(office.does(MarkNoShow, counter=1)[0], TicketRecalled)
        office.does(MarkNoShow, counter=1)
        office.asks(Requeue, counter=1, ticket=ticket)
    assert office.ticket(ticket).no_shows == 2


def test_calls_by_a_number_that_is_not_on_the_paper_were_no_calls(new_office: Any) -> None:
    """Whoever holds A700 is called by it as often as anybody."""
    office = missing(new_office, calls=2)
    press = office.press(50)
    office.take(press=press)
    office.call(1)
    office.does(Recall, counter=1)
    office.adopt(700, press=press)
    assert isinstance(office.does(MarkNoShow, counter=1)[0], TicketRecalled)
    assert isinstance(office.does(MarkNoShow, counter=1)[0], NoShowMarked)


def test_who_comes_back_is_placed_second(office: Any) -> None:
    """One call goes first; then the one who missed theirs, before all who have waited longer than the rest."""
    missed, others = office.take(), [office.take() for _ in range(3)]
    office.call(1)
    office.does(MarkNoShow, counter=1)
    assert office.does(Requeue, counter=1, ticket=missed) == (TicketRequeued(ticket=missed, counter=1, behind=1),)
    assert office.calls(4) == [others[0], missed, *others[1:]]


def test_not_even_a_cap_takes_who_has_come_back_to_the_front(office: Any) -> None:
    """A priority of long ago missed its call; the next one in line did not."""
    missed = office.take(priority=True)
    misses(office)
    office.pass_time(1_000.0)
    other = office.take()
    office.does(Requeue, counter=1, ticket=missed)
    third = office.take(priority=True)
    assert office.calls(3) == [third, missed, other]


def test_calls_of_other_counters_that_serve_the_line_count_and_those_of_others_do_not(new_office: Any) -> None:
    """Behind two: counter 2 calls one of A, counter 3 serves no A, and a call by name is a call."""
    office = missing(new_office, behind=2)
    missed = office.take()
    misses(office)
    for service in "AAAHH":
        office.take(service)
    office.does(Requeue, counter=1, ticket=missed)
    office.calls(2, counter=3)
    assert office.queue.behind == {missed: 2}
    office.call(2)
    assert office.queue.behind == {missed: 1}
    office.does(CallTicket, counter=1, ticket="2026-11-23-A004")
    assert office.queue.behind == {missed: 0}
    assert office.call(2) == missed
    assert office.queue.behind == {}


def test_who_has_come_back_need_not_wait_for_others_where_there_are_none(office: Any) -> None:
    """An empty hall keeps nobody waiting."""
    office.take()
    missed = misses(office)
    office.does(Requeue, counter=1, ticket=missed)
    assert office.call(1) == missed


@pytest.mark.parametrize("kind", [Requeue, CallTicket])
def test_the_way_back_is_open_for_half_an_hour(office: Any, kind: Any) -> None:
    """Half an hour itself is in time; afterwards neither the line nor a call by name takes them."""
    early, late = office.take(), office.take()
    misses(office)
    office.pass_time(-2.0)
    misses(office)
    office.pass_time(1_798.0)
    office.does(kind, counter=2, ticket=early)
    office.pass_time(2.0)
    assert office.refuses(kind, counter=2, ticket=late) == Reason.COME_BACK_OVER


def test_the_second_absence_closes_the_ticket(office: Any) -> None:
    """However soon they come; only leaving is left, and the day's end finds them absent."""
    missed = office.take()
    misses(office)
    office.does(Requeue, counter=1, ticket=missed)
    misses(office)
    assert office.refuses(Requeue, counter=1, ticket=missed) == Reason.COME_BACK_OVER
    assert office.refuses(CallTicket, counter=1, ticket=missed) == Reason.COME_BACK_OVER
    office.does(CloseDay, day=office.DAY)
    assert office.ticket(missed).state is TicketState.NO_SHOW


def test_a_limit_of_one_gives_no_second_chance(new_office: Any) -> None:
    """An office may choose so."""
    office = missing(new_office, limit=1)
    office.take()
    missed = misses(office)
    assert office.refuses(Requeue, counter=1, ticket=missed) == Reason.COME_BACK_OVER


def test_an_absence_by_a_number_that_is_not_on_the_paper_is_none(office: Any) -> None:
    """It is neither counted nor does it put anybody behind; a true one before it stays counted."""
    press = office.press(50)
    ticket = office.take(press=press)
    told = {"press": press, "slip": "0123456789abcdef-4", "outcome": PrintOutcome.PRINTED}
    misses(office)
    office.adopt(700, press=press)
    assert (office.ticket(ticket).no_shows, office.queue.behind) == (0, {})
    misses(office)
    office.does(Requeue, counter=1, ticket=ticket)
    assert office.ticket(ticket).no_shows == 1
    office.call(1)
    office.call(1)
    office.does(ReportPrint, "printer-1", number="A001", **told)
    assert (office.ticket(ticket).state, office.ticket(ticket).no_shows) == (TicketState.WAITING, 1)


@pytest.mark.parametrize("kind", [Withdraw, CloseDay])
def test_who_leaves_the_line_is_behind_nobody_any_more(office: Any, kind: Any) -> None:
    """Whatever takes them out of it."""
    missed = office.take()
    misses(office)
    office.take()
    office.does(Requeue, counter=1, ticket=missed)
    office.does(kind, **({"ticket": missed} if kind is Withdraw else {"day": office.DAY}))
    assert office.queue.behind == {}


@pytest.mark.parametrize("kind", [Park, Transfer])
def test_who_was_called_after_coming_back_has_a_place_like_anybody(office: Any, kind: Any) -> None:
    """Set aside or sent on, and back into the line by their wait."""
    missed = office.take()
    misses(office)
    office.does(Requeue, counter=1, ticket=missed)
    office.call(1)
    office.take("F")
    office.does(kind, counter=1, **({"service": "F"} if kind is Transfer else {}))
    if kind is Park:
        office.does(Requeue, counter=1, ticket=missed)
    assert office.queue.behind == {}
    assert office.call(1) == missed
