"""Who goes next, and how many go before."""

from typing import Any

from firmware.queueing.calling_order import ahead_of, next_ticket, waiting_for


def test_two_priorities_go_in_the_order_of_their_wait(office: Any) -> None:
    """Priority is a class with a line of its own."""
    later = office.take("A", priority=True)
    earlier = office.take("F", node="kiosk-2", priority=True, age=20.0)
    assert [office.call(1), office.call(1)] == [earlier, later]


def test_two_people_of_one_moment_go_in_the_order_of_issue(office: Any) -> None:
    """The journal's position breaks the tie."""
    first = office.take("A")
    second = office.take("A", node="kiosk-2", age=1.0)
    assert office.ticket(first).since == office.ticket(second).since
    assert office.call(1) == first


def test_a_counter_without_lines_has_nobody_next(office: Any) -> None:
    """Nor has one that the plan does not know."""
    office.take("H")
    assert next_ticket(office.queue, 1, office.time) is None
    assert next_ticket(office.queue, 9, office.time) is None
    assert waiting_for(office.queue, 9) == 0


def test_a_counter_counts_all_whom_it_could_call(office: Any) -> None:
    """For its small display."""
    for service in "AAFH":
        office.take(service)
    assert [waiting_for(office.queue, counter) for counter in (1, 2, 3)] == [3, 2, 2]


def test_people_ahead_are_those_who_would_be_called_before(office: Any) -> None:
    """A slip says how many of the same line go first; a priority ticket has only other priorities before it."""
    tickets = [office.take("A"), office.take("A"), office.take("F"), office.take("A", priority=True)]
    office.pass_time(30.0)
    assert [ahead_of(office.queue, office.ticket(ticket), office.time) for ticket in tickets] == [1, 2, 0, 0]


def test_somebody_who_has_been_called_is_no_longer_ahead(office: Any) -> None:
    """Only those who wait are counted."""
    office.take("A")
    second = office.take("A")
    office.call(1)
    assert ahead_of(office.queue, office.ticket(second), office.time) == 0
