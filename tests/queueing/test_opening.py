"""Opening and closing counters and the business day."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from firmware.messages.answers import Reason
from firmware.messages.commands import (
    CallNext,
    CallTicket,
    CloseCounter,
    CloseDay,
    Finish,
    MarkNoShow,
    OpenCounter,
    OpenDay,
    Park,
    PlanCounter,
    Requeue,
    StartServing,
    TakeTicket,
    Withdraw,
)
from firmware.queueing.events import (
    CounterClosed,
    CounterOpened,
    CounterPlanned,
    DayClosed,
    TicketCarriedOut,
    TicketFinished,
)
from firmware.queueing.model import TicketState


def test_a_counter_opens_once(office: Any) -> None:
    """Opening an open counter, or closing a closed one, is accepted with nothing to do."""
    office.close(1)
    assert office.does(OpenCounter, counter=1) == (CounterOpened(counter=1),)
    assert office.does(OpenCounter, counter=1) == ()
    assert office.does(CloseCounter, counter=1) == (CounterClosed(counter=1),)
    assert office.does(CloseCounter, counter=1) == ()


def test_a_counter_that_the_office_does_not_have_is_refused(office: Any) -> None:
    """A box with a wrong counter in its settings gets a reason."""
    assert office.refuses(OpenCounter, counter=9) == Reason.UNKNOWN_COUNTER
    assert office.refuses(CallNext, counter=9) == Reason.UNKNOWN_COUNTER


def test_closing_a_counter_finishes_the_person_there(office: Any) -> None:
    """Nobody is left standing at a closed counter."""
    ticket = office.take()
    office.call(1)
    assert office.does(CloseCounter, counter=1) == (TicketFinished(ticket=ticket, counter=1), CounterClosed(counter=1))
    assert office.at(1) is None


def test_a_closed_counter_keeps_whom_it_parked(office: Any) -> None:
    """After lunch it goes on with them."""
    parked = office.take()
    office.call(1)
    office.does(Park, counter=1)
    office.close(1)
    office.does(OpenCounter, counter=1)
    assert office.queue.counters[1].parked == (parked,)
    office.does(CallTicket, counter=1, ticket=parked)
    assert office.at(1) == parked


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (TakeTicket, {"service": "A"}),
        (CallNext, {"counter": 1}),
        (Finish, {"counter": 1}),
        (OpenCounter, {"counter": 1}),
        (CloseCounter, {"counter": 1}),
        (Withdraw, {"ticket": "2026-11-23-A001"}),
        (CloseDay, {"day": date(2026, 11, 23)}),
    ],
)
def test_nothing_happens_while_no_day_is_open(new_office: Any, kind: Any, fields: Any) -> None:
    """Before the first opening and after each closing everything waits for `OpenDay`."""
    assert new_office(is_open=False).refuses(kind, **fields) == Reason.DAY_CLOSED
    office = new_office()
    office.does(CloseDay, day=office.DAY)
    assert office.refuses(kind, **fields) == Reason.DAY_CLOSED


def test_a_day_opens_once(office: Any) -> None:
    """While one is open no other opens, not even the same."""
    assert office.refuses(OpenDay, day=office.DAY) == Reason.DAY_OPEN
    assert office.refuses(OpenDay, day=office.DAY + timedelta(days=1)) == Reason.DAY_OPEN


def test_the_business_day_never_goes_back(office: Any) -> None:
    """Numbers of a day are given once, so neither that day nor one before it opens again."""
    office.does(CloseDay, day=office.DAY)
    assert office.refuses(OpenDay, day=office.DAY) == Reason.DAY_PAST
    assert office.refuses(OpenDay, day=office.DAY - timedelta(days=1)) == Reason.DAY_PAST
    assert office.does(OpenDay, day=office.DAY + timedelta(days=3))


def test_only_the_open_day_closes(office: Any) -> None:
    """A late or early closing by another name does nothing."""
    assert office.refuses(CloseDay, day=office.DAY - timedelta(days=1)) == Reason.DAY_PAST
    assert office.refuses(CloseDay, day=office.DAY + timedelta(days=1)) == Reason.DAY_OPEN


def test_closing_the_day_ends_every_ticket_and_counter_by_an_event(office: Any) -> None:
    """Called and served people are finished, waiting and parked ones carried out; who was absent stays a no-show."""
    missed, parked, called, served, waiting, requeued = (office.take() for _ in range(6))
    office.call(1)
    office.does(MarkNoShow, counter=1)
    office.call(1)
    office.does(Park, counter=1)
    office.call(1)
    office.call(2)
    office.does(StartServing, counter=2)
    office.does(CallTicket, counter=3, node="technician-1", ticket=office.take("H"))
    office.does(Requeue, counter=3)
    office.close(3)
    events = office.does(CloseDay, day=office.DAY)
    assert events == (
        TicketFinished(ticket=called, counter=1),
        TicketFinished(ticket=served, counter=2),
        *(TicketCarriedOut(ticket=ticket) for ticket in (parked, waiting, requeued, "2026-11-23-H001")),
        CounterClosed(counter=1),
        CounterClosed(counter=2),
        DayClosed(day=office.DAY),
    )
    assert office.ticket(called).state is TicketState.FINISHED
    assert office.ticket(parked).state is TicketState.CARRIED_OUT
    assert office.ticket(missed).state is TicketState.NO_SHOW
    assert not any(counter.is_open or counter.ticket or counter.parked for counter in office.queue.counters.values())
    assert not any(office.queue.lines.values())
    assert office.queue.day is None


def test_the_tickets_of_a_closed_day_stay_known_until_the_next_opens(office: Any) -> None:
    """A wall may still show the last calls, and a late report of a printer finds its press."""
    ticket = office.take()
    office.does(CloseDay, day=office.DAY)
    assert office.ticket(ticket).state is TicketState.CARRIED_OUT
    assert office.queue.last_day == office.DAY


BREAK, LATE = (720, 780), (450, 500)


def test_an_officer_says_when_nobody_will_be_at_the_counter(office: Any) -> None:
    """In the order of the day; saying it again changes nothing, saying it otherwise replaces it."""
    planned = CounterPlanned(counter=1, absences=(LATE, BREAK))
    assert office.does(PlanCounter, counter=1, absences=(BREAK, LATE)) == (planned,)
    assert office.queue.counters[1].absences == (LATE, BREAK)
    assert office.does(PlanCounter, counter=1, absences=(LATE, BREAK)) == ()
    assert office.does(PlanCounter, counter=1, absences=()) == (CounterPlanned(counter=1, absences=()),)


def test_absences_that_overlap_or_touch_are_one(office: Any) -> None:
    """Whoever counts the minutes of absence counts none twice; said again in other words it is nothing."""
    typed = ((840, 900), (720, 760), (750, 780), (725, 730), (780, 790))
    planned = CounterPlanned(counter=1, absences=((720, 790), (840, 900)))
    assert office.does(PlanCounter, counter=1, absences=typed) == (planned,)
    assert office.does(PlanCounter, counter=1, absences=((840, 900), (720, 790))) == ()


def test_an_absence_ends_after_it_begins(office: Any) -> None:
    """A mistyped hour is refused."""
    assert office.refuses(PlanCounter, counter=1, absences=((780, 720),)) == Reason.BAD_COMMAND


def test_only_the_box_of_the_counter_plans_it(office: Any) -> None:
    """As with everything at a counter."""
    assert office.refuses(PlanCounter, "counter-2", counter=1, absences=(BREAK,)) == Reason.NOT_YOURS


def test_the_next_day_begins_with_the_absences_of_the_plan(new_office: Any) -> None:
    """What an officer said was about today."""
    first, *others = new_office.PLAN.counters
    office = new_office(replace(new_office.PLAN, counters=(replace(first, absences=(BREAK,)), *others)))
    assert office.queue.counters[1].absences == (BREAK,)
    office.does(PlanCounter, counter=1, absences=(LATE,))
    office.does(CloseDay, day=office.DAY)
    office.does(OpenDay, day=office.DAY + timedelta(days=1))
    assert office.queue.counters[1].absences == (BREAK,)
