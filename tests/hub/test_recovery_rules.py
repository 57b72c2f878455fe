"""What was accepted once is not refused by the rules when the day is put together again."""

import pytest
from msgspec.structs import replace

from firmware.hub.memories import Memory, beyond
from firmware.hub.recovery import recover
from firmware.hub.replay import Lost, Recovery
from firmware.messages.commands import AnswerHelp, Finish, MarkNoShow, Park, RequestHelp, Requeue
from firmware.messages.why import Standing
from firmware.queueing.calling_order import standing_of
from firmware.queueing.discipline import NoShowPlan, ParkPlan
from firmware.queueing.model import TicketState, empty
from firmware.queueing.plan import OfficePlan
from tests.hub.lost_day import COUNTERS, LostDay, Make, recovered

SLOT = 5_000.0


@pytest.fixture
def day(lost_day: Make) -> LostDay:
    """A day with its counters open."""
    return lost_day()


def inexact(memories: list[Memory]) -> list[Memory]:
    """The boxes have been switched off since: their ages are only bounds."""
    return [replace(one, commands=tuple(replace(c, is_exact=False) for c in one.commands)) for one in memories]


def under(day: LostDay, plan: OfficePlan, memories: list[Memory], **known: object) -> Recovery:
    """Put the day together again under another plan than that of the day."""
    epoch, position = beyond(memories)
    lost = Lost(journal=day.bench.journal.id, epoch=epoch, now=day.now.office + 60.0, **known)  # type: ignore[arg-type]
    return recover(empty(plan, position), memories, lost)


def strict(day: LostDay) -> OfficePlan:
    """A plan by whose limits nothing of this day would have been accepted."""
    plan: OfficePlan = day.queue.plan
    no_show = NoShowPlan(calls=1, gap=3_600, come_back=0, limit=1)
    services = tuple(replace(service, quota=1, last_ticket=1) for service in plan.services)
    return replace(plan, no_show=no_show, park=ParkPlan(limit=0), services=services)


def test_limits_of_time_and_count_refuse_nothing_a_second_time(day: LostDay) -> None:
    """Absent, back in line, parked, a second ticket of the service: all stands as it stood, and nobody has a doubt."""
    for _ in range(4):
        day.take()
    day.call(1)
    day.serve(MarkNoShow, 1)
    day.seconds += 60.0
    missed = day.queue.tickets["2026-11-23-A001"]
    day.serve(Requeue, 1, ticket=missed.id)
    for _ in range(2):
        day.call(1)
        day.serve(Park, 1)
    recovery = under(day, strict(day), inexact(day.memories()))
    assert recovery.doubts == ()
    states = {one.number: one.state for one in recovery.queue.tickets.values()}
    assert states == {one.number: one.state for one in day.queue.tickets.values()}
    assert list(states.values()).count(TicketState.PARKED) == 2


def test_a_call_said_again_by_absent_is_said_again(day: LostDay) -> None:
    """The third time the person is absent, as on the day that was lost."""
    plan = replace(day.queue.plan, no_show=NoShowPlan(calls=3, gap=20))
    day.bench.desk.queue = replace(day.queue, plan=plan)
    day.take()
    day.call(1)
    for state in (TicketState.CALLED, TicketState.CALLED, TicketState.NO_SHOW):
        day.seconds += 25.0
        day.serve(MarkNoShow, 1)
        recovery = under(day, plan, inexact(day.memories()))
        assert recovery.doubts == ()
        assert [one.state for one in recovery.queue.tickets.values()] == [state]


def test_a_late_absence_is_one_again(day: LostDay) -> None:
    """Pressed while the hub was away, so nobody was called; what was answered before tells that it was late."""
    plan = replace(day.queue.plan, no_show=NoShowPlan(calls=3, gap=20))
    day.bench.desk.queue = replace(day.queue, plan=plan)
    day.take()
    day.call(1)
    day.seconds += 300.0
    day.take("kiosk-2")
    day.serve(MarkNoShow, 1, age=240.0)
    recovery = under(day, plan, day.memories())
    assert recovery.doubts == ()
    assert [one.state for one in recovery.queue.tickets.values()] == [TicketState.NO_SHOW, TicketState.WAITING]


def test_who_had_checked_in_has_the_ticket_again(day: LostDay) -> None:
    """With the number, the appointment and its time, in the class of those who have booked."""
    day.take()
    day.check_in("kiosk-1", "A", 5_000)
    recovery = under(day, day.queue.plan, day.memories(), slots=day.slots())
    assert recovery.doubts == ()
    ticket = recovery.queue.tickets["2026-11-23-A002"]
    assert (ticket.appointment, ticket.slot) == (day.queue.tickets[ticket.id].appointment, 5_000.0)
    assert recovery.queue.appointments == {ticket.appointment: ticket.id}


def test_whose_time_nobody_remembers_counts_as_in_time(day: LostDay) -> None:
    """The person keeps the class; a technician reads of the doubt."""
    day.check_in("kiosk-1", "A", 5_000)
    recovery = recovered(day, day.memories(), slots={})
    (ticket,) = recovery.queue.tickets.values()
    assert standing_of(recovery.queue.plan.order, ticket) is Standing.BOOKED
    assert ticket.slot == ticket.since
    (doubt,) = recovery.doubts
    assert doubt == f"nobody remembers the time of appointment {ticket.appointment}; A001 counts as in time"


def test_a_visit_in_stages_stands_at_its_stage_again(day: LostDay) -> None:
    """Helped at the first, the person waits for the second."""
    plan = day.queue.plan
    services = tuple(replace(one, then="F" if one.letter == "A" else None) for one in plan.services)
    plan = replace(plan, services=services)
    day.bench.desk.queue = replace(day.queue, plan=plan)
    day.take()
    day.take()
    day.call(1)
    day.call(1)
    day.serve(Finish, 1, ends_visit=True)
    recovery = under(day, plan, inexact(day.memories()))
    assert recovery.doubts == ()
    first, second = recovery.queue.tickets.values()
    assert (first.service, first.state, second.state) == ("F", TicketState.WAITING, TicketState.FINISHED)


def test_nobody_is_sent_for_a_call_for_help_of_a_day_that_was_lost(day: LostDay) -> None:
    """Whoever asked has been helped or has gone; an answer whose request nobody remembers is no doubt."""
    day.take()
    day.say("kiosk-1", RequestHelp)
    day.say(COUNTERS[1], AnswerHelp, counter=1, kiosk="kiosk-1")
    day.say("kiosk-1", RequestHelp)
    for memories in (day.memories(), [one for one in day.memories() if one.node != "kiosk-1"]):
        recovery = under(day, day.queue.plan, memories)
        assert recovery.doubts == ()
        assert recovery.queue.help == {}
