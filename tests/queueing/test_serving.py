"""An officer at a counter: calling, recalling, setting aside, sending on, finishing; always about whom they saw."""

from typing import Any

import pytest

from firmware.messages.answers import Reason
from firmware.messages.commands import (
    CallNext,
    CallTicket,
    Finish,
    MarkNoShow,
    Park,
    Recall,
    Requeue,
    StartServing,
    Transfer,
    Withdraw,
)
from firmware.queueing.concerns import answered
from firmware.queueing.events import (
    NoShowMarked,
    ServingStarted,
    TicketCalled,
    TicketFinished,
    TicketParked,
    TicketRecalled,
)
from firmware.queueing.model import TicketState, waiting_count


def test_a_call_brings_the_first_of_the_line_to_the_counter(office: Any) -> None:
    """The person is called, the counter has them, the line is shorter, and the call has a time and a position."""
    first = office.take()
    office.take()
    (called,) = office.does(CallNext, counter=1)
    assert (type(called), called.ticket, called.counter) == (TicketCalled, first, 1)
    ticket = office.ticket(first)
    assert (ticket.state, ticket.counter, ticket.calls) == (TicketState.CALLED, 1, 1)
    assert (ticket.called_at, ticket.latest_call) == (office.time, office.queue.position)
    assert office.at(1) == first
    assert waiting_count(office.queue, "A") == 1


def test_a_counter_calls_only_what_it_serves(office: Any) -> None:
    """Counter 2 serves A alone, so a person for F is nobody to it."""
    office.take("F")
    assert office.refuses(CallNext, counter=2) == Reason.NOBODY_WAITING
    assert office.call(1) == "2026-11-23-F001"


def test_a_counter_takes_its_lines_as_one(office: Any) -> None:
    """Whoever waited longest over all services of the counter goes next."""
    waiting = [office.take("F"), office.take("A"), office.take("F")]
    assert [office.call(1) for _ in waiting] == waiting


def test_calling_next_finishes_the_one_before(office: Any) -> None:
    """The five buttons have no "start serving": a call counts as served until somebody says otherwise."""
    first, second = office.take(), office.take()
    office.call(1)
    finished, called = office.does(CallNext, counter=1)
    assert finished == TicketFinished(ticket=first, counter=1)
    assert (type(called), called.ticket, called.counter) == (TicketCalled, second, 1)
    assert office.ticket(first).state is TicketState.FINISHED


def test_calling_next_with_nobody_waiting_still_finishes_the_one_before(office: Any) -> None:
    """The officer is done with the person, even if there is no other; the answer names nobody."""
    first = office.take()
    office.call(1)
    command, _ = office.command(CallNext, counter=1)
    assert office.does(CallNext, counter=1) == (TicketFinished(ticket=first, counter=1),)
    assert answered(office.queue, command) == (None, None, 1)


def test_calling_next_at_an_empty_counter_with_nobody_waiting_is_refused(office: Any) -> None:
    """There is nothing to do, and the lamp can say so."""
    assert office.refuses(CallNext, counter=1) == Reason.NOBODY_WAITING


def test_a_double_tap_never_calls_a_second_person(office: Any) -> None:
    """The second tap saw the counter as the first one did, and the counter has moved on."""
    first = office.take()
    office.take()
    office.does(CallNext, counter=1, saw=None)
    assert office.refuses(CallNext, counter=1, saw=None) == Reason.COUNTER_MOVED_ON
    assert office.at(1) == first


@pytest.mark.parametrize("kind", [CallNext, Recall, MarkNoShow, Requeue, Park, StartServing, Finish])
def test_a_command_about_somebody_who_has_left_is_refused(office: Any, kind: Any) -> None:
    """Whatever the officer wanted, it was about the person they saw."""
    office.take()
    office.take()
    office.call(1)
    seen = office.at(1)
    office.call(1)
    assert office.refuses(kind, counter=1, saw=seen) == Reason.COUNTER_MOVED_ON


@pytest.mark.parametrize("kind", [Recall, MarkNoShow, Requeue, Park, StartServing, Finish])
def test_a_command_about_the_person_at_an_empty_counter_is_refused(office: Any, kind: Any) -> None:
    """Nobody is there, and the officer saw nobody."""
    assert office.refuses(kind, counter=1) == Reason.COUNTER_EMPTY


def test_a_closed_counter_calls_nobody(office: Any) -> None:
    """Neither the next person nor a named one."""
    ticket = office.take()
    office.close(1)
    assert office.refuses(CallNext, counter=1) == Reason.COUNTER_CLOSED
    assert office.refuses(CallTicket, counter=1, ticket=ticket) == Reason.COUNTER_CLOSED


@pytest.mark.parametrize(
    ("kind", "event", "state"),
    [
        (Recall, TicketRecalled, TicketState.CALLED),
        (StartServing, ServingStarted, TicketState.SERVING),
        (MarkNoShow, NoShowMarked, TicketState.NO_SHOW),
        (Park, TicketParked, TicketState.PARKED),
        (Finish, TicketFinished, TicketState.FINISHED),
    ],
)
def test_what_becomes_of_a_called_person(office: Any, kind: Any, event: Any, state: TicketState) -> None:
    """One button, one event, one state."""
    ticket = office.take()
    office.call(1)
    assert office.does(kind, counter=1) == (event(ticket=ticket, counter=1),)
    assert office.ticket(ticket).state is state


def test_a_recall_is_counted_and_moves_the_call_forward(office: Any) -> None:
    """Walls order calls by the latest call or recall; when the call was made stays known."""
    ticket = office.take()
    office.call(1)
    called_at = office.time
    office.does(Recall, counter=1)
    recalled = office.ticket(ticket)
    assert (recalled.recalls, recalled.called_at) == (1, called_at)
    assert (recalled.latest_call, recalled.latest_call_at) == (office.queue.position, office.time)


def test_a_second_call_begins_its_recalls_anew(office: Any) -> None:
    """Recalls are those of the standing call; calls are those of the day."""
    ticket = office.take()
    office.call(1)
    office.does(Recall, counter=1)
    office.does(Requeue, counter=1)
    office.call(2)
    assert (office.ticket(ticket).calls, office.ticket(ticket).recalls, office.ticket(ticket).counter) == (2, 0, 2)


def test_only_a_called_person_is_missed_or_recalled(office: Any) -> None:
    """Somebody who is being served has come."""
    office.take()
    office.call(1)
    office.does(StartServing, counter=1)
    assert office.refuses(MarkNoShow, counter=1) == Reason.NOT_IN_THIS_STATE
    assert office.refuses(Recall, counter=1) == Reason.NOT_IN_THIS_STATE
    assert office.refuses(StartServing, counter=1) == Reason.NOT_IN_THIS_STATE


def test_a_requeued_person_stands_where_their_wait_puts_them(office: Any) -> None:
    """Back in the line before those who came later."""
    first = office.take()
    office.take()
    since = office.ticket(first).since
    office.call(1)
    office.does(Requeue, counter=1)
    assert office.at(1) is None
    assert office.ticket(first).since == since
    assert office.call(2) == first


def test_a_missed_person_who_comes_back_is_requeued_by_name(office: Any) -> None:
    """The officer names the ticket; whoever is at the counter stays there."""
    missed = office.take()
    office.call(1)
    office.does(MarkNoShow, counter=1)
    present = office.take()
    office.call(1)
    office.does(Requeue, counter=1, ticket=missed)
    assert office.at(1) == present
    assert office.call(2) == missed


def test_a_person_at_another_counter_is_not_requeued_by_name(office: Any) -> None:
    """Nobody is taken away from a colleague."""
    theirs = office.take()
    office.call(2)
    assert office.refuses(Requeue, counter=1, ticket=theirs) == Reason.NOT_SERVED_HERE
    assert office.at(2) == theirs


def test_a_transferred_person_keeps_number_and_time_waited(office: Any) -> None:
    """They join the other line where their wait puts them, with the letter on their slip."""
    moved = office.take("A")
    office.take("H")
    since = office.ticket(moved).since
    office.call(2)
    office.does(Transfer, counter=2, service="H")
    ticket = office.ticket(moved)
    assert (ticket.number, ticket.service, ticket.since) == ("A001", "H", since)
    assert (waiting_count(office.queue, "A"), waiting_count(office.queue, "H")) == (0, 2)
    assert office.call(3) == moved


def test_a_transfer_takes_no_number_of_the_other_service(office: Any) -> None:
    """The next slip of the other service is as if nobody had come over."""
    office.take("A")
    office.call(2)
    office.does(Transfer, counter=2, service="H")
    assert office.take("H") == "2026-11-23-H001"


def test_a_transfer_needs_another_service_that_exists(office: Any) -> None:
    """A wrong letter in a box's settings, and a transfer to where the person is, are refused."""
    office.take("A")
    office.call(1)
    assert office.refuses(Transfer, counter=1, service="Z") == Reason.UNKNOWN_SERVICE
    assert office.refuses(Transfer, counter=1, service="A") == Reason.NOT_IN_THIS_STATE


def test_the_counter_that_sent_a_person_on_cannot_call_them(office: Any) -> None:
    """They wait for another service now."""
    moved = office.take("A")
    office.call(2)
    office.does(Transfer, counter=2, service="H")
    assert office.refuses(CallTicket, counter=2, ticket=moved) == Reason.NOT_SERVED_HERE


def test_a_counter_lists_whom_it_parked_the_latest_first(office: Any) -> None:
    """And stays free to call the next."""
    first, second = office.take(), office.take()
    for _ in range(2):
        office.call(1)
        office.does(Park, counter=1)
    assert office.queue.counters[1].parked == (second, first)
    assert office.at(1) is None


def test_a_parked_person_is_resumed_by_name(office: Any) -> None:
    """The one before is finished, and the list is shorter."""
    parked, other = office.take(), office.take()
    office.call(1)
    office.does(Park, counter=1)
    office.call(1)
    finished, called = office.does(CallTicket, counter=1, ticket=parked)
    assert finished == TicketFinished(ticket=other, counter=1)
    assert (called.ticket, called.counter) == (parked, 1)
    assert office.queue.counters[1].parked == ()
    assert office.at(1) == parked


def test_a_parked_person_may_be_called_by_another_counter_that_serves_them(office: Any) -> None:
    """When the first counter closed for lunch its parked people are not lost."""
    parked = office.take("A")
    office.call(1)
    office.does(Park, counter=1)
    office.close(1)
    office.does(CallTicket, counter=2, ticket=parked)
    assert office.queue.counters[1].parked == ()
    assert office.at(2) == parked


def test_a_parked_person_of_another_service_is_not_called(office: Any) -> None:
    """A counter calls by name only whom it serves, or whom it set aside itself."""
    parked = office.take("F")
    office.call(1)
    office.does(Park, counter=1)
    assert office.refuses(CallTicket, counter=2, ticket=parked) == Reason.NOT_SERVED_HERE


def test_a_named_person_is_called_out_of_order(office: Any) -> None:
    """Somebody who must catch a flight may go before the line, by the officer's word."""
    office.take()
    late = office.take()
    office.does(CallTicket, counter=1, ticket=late)
    assert office.at(1) == late


def test_a_missed_person_may_be_called_again_by_name(office: Any) -> None:
    """They came to the counter after all."""
    missed = office.take()
    office.call(1)
    office.does(MarkNoShow, counter=1)
    office.does(CallTicket, counter=1, ticket=missed)
    assert office.ticket(missed).state is TicketState.CALLED


def test_a_person_at_a_counter_is_not_called_by_name(office: Any) -> None:
    """Neither to another counter nor to the same."""
    ticket = office.take()
    office.call(1)
    assert office.refuses(CallTicket, counter=2, ticket=ticket) == Reason.NOT_IN_THIS_STATE
    assert office.refuses(CallTicket, counter=1, ticket=ticket) == Reason.NOT_IN_THIS_STATE


@pytest.mark.parametrize("kind", [CallTicket, Requeue])
def test_a_ticket_that_was_not_issued_today_is_unknown(office: Any, kind: Any) -> None:
    """A slip of yesterday is recognised as such."""
    assert office.refuses(kind, counter=1, ticket="2026-11-22-A001") == Reason.UNKNOWN_TICKET


def test_a_person_who_leaves_is_taken_from_wherever_they_stood(office: Any) -> None:
    """From the line, from the counter's call and from its parked list."""
    parked, called, waiting = office.take(), office.take(), office.take()
    office.call(1)
    office.does(Park, counter=1)
    office.call(1)
    for ticket in (parked, called, waiting):
        office.does(Withdraw, ticket=ticket)
        assert office.ticket(ticket).state is TicketState.WITHDRAWN
    assert office.queue.counters[1].parked == ()
    assert office.at(1) is None
    assert waiting_count(office.queue, "A") == 0


def test_a_person_who_is_being_served_or_was_does_not_withdraw(office: Any) -> None:
    """That is for the officer to finish."""
    ticket = office.take()
    office.call(1)
    office.does(StartServing, counter=1)
    assert office.refuses(Withdraw, ticket=ticket) == Reason.NOT_IN_THIS_STATE
    assert office.refuses(Withdraw, ticket="2026-11-23-A999") == Reason.UNKNOWN_TICKET
