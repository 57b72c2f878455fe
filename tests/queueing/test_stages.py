"""A visit in stages: one number all the way, each stage with a wait of its own."""

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
    Requeue,
    StartServing,
    Transfer,
)
from firmware.messages.why import Standing
from firmware.queueing.calling_order import waiting_in
from firmware.queueing.discipline import OrderPlan
from firmware.queueing.events import StageFinished, TicketCarriedOut, TicketFinished
from firmware.queueing.evolve import fold
from firmware.queueing.model import TicketState, empty
from firmware.queueing.plan import CounterPlan, ServicePlan

THEN = {"A": "F", "F": "H", "H": None, "S": None}


@pytest.fixture
def staged(new_office: Any) -> Any:
    """Verification A, then photo F, then pick-up H, each at its own counter; S is a visit of one stage."""
    return new_office(
        replace(
            new_office.PLAN,
            services=tuple(
                ServicePlan(letter=letter, name={"id": letter}, minutes=10, then=then) for letter, then in THEN.items()
            ),
            counters=tuple(
                CounterPlan(number=n, serves=serves) for n, serves in enumerate((("A", "S"), ("F",), ("H",)), start=1)
            ),
            order=OrderPlan(booked_cap=1_200),
        )
    )


def test_one_number_goes_through_all_stages(staged: Any) -> None:
    """Helped at each and finished at the last; the number keeps its letter."""
    ticket = staged.take("A")
    for counter, then in ((1, "F"), (2, "H")):
        assert staged.call(counter) == ticket
        staged.does(StartServing, counter=counter)
        assert staged.does(Finish, counter=counter) == (StageFinished(ticket=ticket, counter=counter, service=then),)
        assert (staged.ticket(ticket).state, staged.ticket(ticket).service) == (TicketState.WAITING, then)
    assert staged.call(3) == ticket
    assert staged.does(Finish, counter=3) == (TicketFinished(ticket=ticket, counter=3),)
    assert (staged.ticket(ticket).number, staged.ticket(ticket).calls) == ("A001", 3)


def test_each_stage_begins_a_wait_of_its_own(staged: Any) -> None:
    """From the moment the one before ended; when the visit began stays known, and so does the class."""
    ticket = staged.check_in(-600.0)
    arrived = staged.ticket(ticket).arrived_at
    staged.pass_time(3_000.0)
    staged.call(1)
    staged.pass_time(500.0)
    staged.does(Finish, counter=1)
    after = staged.ticket(ticket)
    assert (after.since, after.arrived_at) == (staged.time, arrived)
    (one,) = waiting_in(staged.queue, "F")
    assert (one.standing, one.credit_from, one.cap_at) == (Standing.BOOKED, int(staged.time), int(staged.time) + 1_200)


@pytest.mark.parametrize("kind", [CallNext, CallTicket, CloseCounter])
def test_a_counter_that_goes_on_sends_the_one_before_to_the_next_stage(staged: Any, kind: Any) -> None:
    """The five buttons know no stages."""
    first, second = staged.take("A"), staged.take("A")
    staged.call(1)
    events = staged.does(kind, counter=1, **({"ticket": second} if kind is CallTicket else {}))
    assert events[0] == StageFinished(ticket=first, counter=1, service="F")
    assert staged.queue.lines["F"] == (first,)


def test_an_officer_may_end_the_visit_at_any_stage(staged: Any) -> None:
    """A paper is missing; come again tomorrow."""
    ticket = staged.take("A")
    staged.call(1)
    assert staged.does(Finish, counter=1, ends_visit=True) == (TicketFinished(ticket=ticket, counter=1),)
    assert staged.ticket(ticket).state is TicketState.FINISHED


def test_a_service_of_one_stage_is_a_whole_visit(staged: Any) -> None:
    """Nothing follows it."""
    ticket = staged.take("S")
    staged.call(1)
    assert staged.does(Finish, counter=1) == (TicketFinished(ticket=ticket, counter=1),)


def test_a_transfer_keeps_the_wait_and_a_stage_does_not(staged: Any) -> None:
    """Sent to another service for the same errand; the stages go on from there."""
    ticket = staged.take("S")
    since = staged.ticket(ticket).since
    staged.pass_time(600.0)
    staged.call(1)
    staged.does(Transfer, counter=1, service="F")
    assert (staged.ticket(ticket).since, staged.ticket(ticket).service) == (since, "F")
    staged.call(2)
    assert staged.does(Finish, counter=2) == (StageFinished(ticket=ticket, counter=2, service="H"),)


def test_in_the_next_stage_the_order_is_that_of_coming_there(staged: Any) -> None:
    """Whoever was helped first, whatever number they have."""
    first, second = staged.take("A"), staged.take("A")
    staged.does(CallTicket, counter=1, ticket=second)
    staged.does(CallTicket, counter=1, ticket=first)
    staged.does(Finish, counter=1)
    assert staged.calls(2, counter=2) == [second, first]


def test_who_does_not_come_at_a_later_stage_may_come_back_there(staged: Any) -> None:
    """The stages before are done."""
    ticket = staged.take("A")
    staged.call(1)
    staged.does(Finish, counter=1)
    staged.call(2)
    staged.does(MarkNoShow, counter=2)
    staged.does(CallTicket, counter=2, ticket=ticket)
    assert staged.ticket(ticket).service == "F"


def test_each_stage_counts_its_own_absences(staged: Any) -> None:
    """A missed call at the first stage is forgiven by coming; two at one stage close the ticket."""
    ticket = staged.take("A")
    for counter in (1, 2):
        staged.call(counter)
        staged.does(MarkNoShow, counter=counter)
        staged.does(Requeue, counter=counter, ticket=ticket)
        staged.call(counter)
        assert staged.ticket(ticket).no_shows == 1
        staged.does(Finish, counter=counter)
    staged.call(3)
    staged.does(MarkNoShow, counter=3)
    staged.does(CallTicket, counter=3, ticket=ticket)
    staged.does(MarkNoShow, counter=3)
    assert staged.refuses(Requeue, counter=3, ticket=ticket) == Reason.COME_BACK_OVER
    assert fold(empty(staged.queue.plan), staged.journal) == staged.queue


def test_who_was_not_helped_after_all_has_the_absences_of_that_stage(staged: Any) -> None:
    """Finished by a number that was not on the paper: back at the same stage, as it was."""
    press = staged.press(50)
    ticket = staged.take("A", press=press)
    staged.call(1)
    staged.does(MarkNoShow, counter=1)
    staged.does(CallTicket, counter=1, ticket=ticket)
    staged.does(CallNext, counter=1)
    assert (staged.ticket(ticket).service, staged.ticket(ticket).no_shows) == ("F", 0)
    staged.adopt(700, press=press)
    assert (staged.ticket(ticket).service, staged.ticket(ticket).no_shows) == ("A", 1)


def test_closing_the_day_carries_out_who_is_between_two_stages(staged: Any) -> None:
    """Helped at the counter, and yet not done: both stand in the journal."""
    last = staged.take("H")
    between, at_first = staged.take("A"), staged.take("A")
    staged.call(3)
    staged.calls(2, counter=1)
    events = staged.does(CloseDay, day=staged.DAY)
    assert events[:4] == (
        StageFinished(ticket=at_first, counter=1, service="F"),
        TicketFinished(ticket=last, counter=3),
        TicketCarriedOut(ticket=between),
        TicketCarriedOut(ticket=at_first),
    )
    assert {staged.ticket(one).state for one in (between, at_first)} == {TicketState.CARRIED_OUT}
    assert not any(staged.queue.lines.values())


def test_who_was_finished_by_a_number_not_on_their_paper_is_back_at_the_same_stage(staged: Any) -> None:
    """Nobody came to the call of A001, which was not on the paper: nobody was helped, so nobody goes on."""
    press = staged.press(50)
    ticket = staged.take("A", press=press)
    since = staged.ticket(ticket).since
    staged.call(1)
    staged.does(CallNext, counter=1)
    assert staged.queue.lines["F"] == (ticket,)
    staged.adopt(700, press=press)
    assert (staged.queue.lines["A"], staged.queue.lines["F"]) == ((ticket,), ())
    assert staged.ticket(ticket).since == since
    assert fold(empty(staged.queue.plan), staged.journal) == staged.queue


def test_who_has_been_called_for_the_next_stage_stays_there(staged: Any) -> None:
    """By then somebody has come or has been absent there; that is made good where it happened."""
    press = staged.press(50)
    ticket = staged.take("A", press=press)
    staged.call(1)
    staged.does(Finish, counter=1)
    staged.call(2)
    staged.adopt(700, press=press)
    assert staged.at(2) == ticket
