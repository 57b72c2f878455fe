"""How true the day's estimates were: told and real, per service and class."""

from typing import Any

from firmware.messages.commands import CallTicket, CloseDay, Finish, Requeue
from firmware.messages.why import Standing
from firmware.queueing.events import DayScored, Method, Score, Told
from firmware.queueing.scoring import score


def told(p50: int, high: int) -> Told:
    """Return an estimate of so many seconds, told as a range up to so many minutes."""
    return Told(low=0, high=high, p50=p50, p90=high * 60, method=Method.ROLLOUT, raw_p50=p50, raw_p90=high * 60)


def wait(office: Any, service: str, seconds: float, estimate: Told | None, **fields: Any) -> str:
    """Take a ticket with an estimate and be called so long after its wait began."""
    standing = Standing.PRIORITY if fields.get("priority") else Standing.WALK_IN
    office.waits = {} if estimate is None else {(service, standing): estimate}
    ticket = str(office.take(service, **fields))
    office.pass_time(seconds - 1.0)
    office.does(CallTicket, counter=1, ticket=ticket)
    return ticket


def test_the_score_of_a_class_is_told_against_real(office: Any) -> None:
    """300 told and 360 waited, 300 told and 1,000 waited: 380 off, 380 too short, one far off, one within the range."""
    wait(office, "A", 360.0, told(300, 10))
    wait(office, "A", 1_000.0, told(300, 10))
    assert score(office.queue) == (
        Score(service="A", standing=Standing.WALK_IN, count=2, mae=380, bias=-380, over_10=1, covered=1),
    )


def test_ten_minutes_are_not_far_off_and_the_end_of_the_range_is_in_it(office: Any) -> None:
    """Both ends belong to the kinder side."""
    wait(office, "A", 600.0, told(1_200, 10))
    (one,) = score(office.queue)
    assert (one.bias, one.over_10, one.covered) == (600, 0, 1)


def test_each_service_and_class_is_scored_for_itself(office: Any) -> None:
    """In their order."""
    for service, is_priority in (("F", False), ("A", True), ("A", False)):
        wait(office, service, 60.0, told(60, 5), priority=is_priority)
    assert [(one.service, one.standing) for one in score(office.queue)] == [
        ("A", Standing.PRIORITY),
        ("A", Standing.WALK_IN),
        ("F", Standing.WALK_IN),
    ]


def test_who_was_told_nothing_or_never_called_has_no_score(office: Any) -> None:
    """There is nothing to compare."""
    wait(office, "A", 60.0, None)
    office.waits = {("A", Standing.WALK_IN): told(60, 5)}
    office.take("A")
    assert score(office.queue) == ()
    assert not any(isinstance(event, DayScored) for event in office.does(CloseDay, day=office.DAY))


def test_the_wait_that_counts_ends_with_the_first_call(office: Any) -> None:
    """That is what the slip spoke of; a second call is another story."""
    ticket = wait(office, "A", 120.0, told(120, 5))
    office.does(Requeue, counter=1)
    office.pass_time(3_600.0)
    office.call(1)
    assert office.ticket(ticket).calls == 2
    assert score(office.queue)[0].mae == 0


def test_closing_the_day_journals_the_score(office: Any) -> None:
    """Once, before the day's end, for the calibration of the days to come."""
    wait(office, "A", 60.0, told(60, 5))
    office.does(Finish, counter=1)
    scores = score(office.queue)
    events = office.does(CloseDay, day=office.DAY)
    assert events[-2] == DayScored(day=office.DAY, scores=scores)
