"""Events are read for ever: their names in the journal, and what they bring back."""

from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from firmware.messages.commands import CallTicket, CloseDay, Finish, MarkNoShow, Park, Requeue
from firmware.queueing.events import (
    AnyEvent,
    CounterClosed,
    SlipReported,
    TicketCalled,
    TicketFinished,
    TicketTransferred,
)
from firmware.queueing.evolve import evolve, fold
from firmware.queueing.model import TicketState, empty
from firmware.queueing.plan import CounterPlan, OfficePlan

WHY = (
    '{"rule":"CREDIT","standing":"PRIORITY","waited":600,"credit":2400,"rate":4,"slot":null,"choices":8,'
    '"next_number":"A017","next_standing":"WALK_IN","next_credit":2100,"next_slot":null,"next_is_behind":false,'
    '"is_preferred":false}'
)
LATER = {"why", "appointment", "slot", "told", "behind"}
WRITTEN = {
    "DayOpened": '{"event":"DayOpened","day":"2026-11-23"}',
    "DayClosed": '{"event":"DayClosed","day":"2026-11-23"}',
    "CounterOpened": '{"event":"CounterOpened","counter":1}',
    "CounterClosed": '{"event":"CounterClosed","counter":1}',
    "CounterPlanned": '{"event":"CounterPlanned","counter":1,"absences":[[0,480],[720,780]]}',
    "TicketIssued": '{"event":"TicketIssued","ticket":"2026-11-23-A001","number":"A001","service":"A","n":1,'
    '"press":"kiosk-1-0123456789abcdef-1-p1","priority":false,"kiosk":"kiosk-1","since":12.5,"is_since_exact":true,'
    '"appointment":"JB-20261123-4","slot":900.0,"told":{"low":20,"high":35,"p50":1260,"p90":2040,"method":"ROLLOUT",'
    '"raw_p50":1200,"raw_p90":1980}}',
    "TicketCalled": f'{{"event":"TicketCalled","ticket":"2026-11-23-A001","counter":1,"why":{WHY}}}',
    "TicketRecalled": '{"event":"TicketRecalled","ticket":"2026-11-23-A001","counter":1}',
    "ServingStarted": '{"event":"ServingStarted","ticket":"2026-11-23-A001","counter":1}',
    "TicketFinished": '{"event":"TicketFinished","ticket":"2026-11-23-A001","counter":1}',
    "StageFinished": '{"event":"StageFinished","ticket":"2026-11-23-A001","counter":1,"service":"F"}',
    "NoShowMarked": '{"event":"NoShowMarked","ticket":"2026-11-23-A001","counter":1}',
    "TicketRequeued": '{"event":"TicketRequeued","ticket":"2026-11-23-A001","counter":1,"behind":1}',
    "TicketTransferred": '{"event":"TicketTransferred","ticket":"2026-11-23-A001","counter":1,"service":"F"}',
    "TicketParked": '{"event":"TicketParked","ticket":"2026-11-23-A001","counter":1}',
    "TicketWithdrawn": '{"event":"TicketWithdrawn","ticket":"2026-11-23-A001"}',
    "TicketCarriedOut": '{"event":"TicketCarriedOut","ticket":"2026-11-23-A001"}',
    "DayScored": '{"event":"DayScored","day":"2026-11-23","scores":[{"service":"A","standing":"WALK_IN","count":117,'
    '"mae":240,"bias":-30,"over_10":4,"covered":105}]}',
    "HelpRequested": '{"event":"HelpRequested","kiosk":"kiosk-1"}',
    "HelpCancelled": '{"event":"HelpCancelled","kiosk":"kiosk-1"}',
    "HelpAnswered": '{"event":"HelpAnswered","kiosk":"kiosk-1","counter":3}',
    "TicketAdopted": '{"event":"TicketAdopted","ticket":"2026-11-23-A700","number":"A700","service":"A","n":700,'
    '"press":"kiosk-1-0123456789abcdef-1-p2","priority":false,"kiosk":"kiosk-1","since":12.5,"is_since_exact":true}',
    "LabelAdded": '{"event":"LabelAdded","ticket":"2026-11-23-A001","number":"A701","service":"A","n":701}',
    "ServedByHand": '{"event":"ServedByHand","ticket":"2026-11-23-A905","counter":2}',
    "NumbersClaimed": '{"event":"NumbersClaimed","kiosk":"kiosk-1","store":"0123456789abcdef","low":700,"high":799}',
    "JournalRebuilt": '{"event":"JournalRebuilt","last":{"A":117},"missing":["kiosk-2"],"after":1207,"left_out":100,'
    '"is_carried":false}',
    "SlipReported": '{"event":"SlipReported","press":"kiosk-1-0123456789abcdef-1-p1","slip":"0123456789abcdef-2",'
    '"outcome":"PRINTED","cause":null,"is_final":true,"is_marked":false,"printer":"printer-1","number":"A001"}',
}


@pytest.mark.parametrize("event", AnyEvent.__args__)  # type: ignore[attr-defined]
def test_an_event_is_written_and_read_as_it_always_was(event: Any) -> None:
    """A row of an old journal must be read by every later version: names and fields of every event stand here."""
    row = WRITTEN[event.__name__].encode()
    value = msgspec.json.decode(row, type=AnyEvent)
    assert type(value) is event
    assert msgspec.json.encode(value) == row


@pytest.mark.parametrize(
    ("name", "left_out", "stands_for"),
    [
        ("SlipReported", ',"number":"A001"', {"number": None}),
        ("TicketCalled", f',"why":{WHY}', {"why": None}),
        ("TicketRequeued", ',"behind":1', {"behind": 0}),
        (
            "TicketIssued",
            WRITTEN["TicketIssued"].partition('"is_since_exact":true')[2].removesuffix("}"),
            {"appointment": None, "slot": None, "told": None},
        ),
    ],
)
def test_a_row_without_the_fields_that_came_later_is_still_read(name: str, left_out: str, stands_for: Any) -> None:
    """Journals hold rows of every version that has ever run."""
    assert left_out in WRITTEN[name]
    event = msgspec.json.decode(WRITTEN[name].replace(left_out, "").encode(), type=AnyEvent)
    assert {field: getattr(event, field) for field in stands_for} == stands_for


def test_an_event_never_changes_the_queue_it_was_given(office: Any) -> None:
    """A desk may hold a tentative queue beside the one on disk, and throw it away."""
    ticket = office.take()
    before = office.queue
    copy = msgspec.json.encode(before)
    evolve(before, TicketCalled(ticket=ticket, counter=1), 5.0)
    evolve(before, CounterClosed(counter=1), 5.0)
    assert msgspec.json.encode(before) == copy


def test_every_event_takes_the_next_position(office: Any) -> None:
    """Positions of the queue are those of the journal."""
    assert office.queue.position == len(office.journal)
    assert fold(empty(office.PLAN, position=40), office.journal).position == 40 + len(office.journal)


def test_a_day_written_under_an_older_plan_is_still_read(office: Any) -> None:
    """A counter and a service that office.toml no longer names have happened, and closing ends them."""
    called, moved = office.take("A"), office.take("A")
    office.call(1)
    office.call(2)
    office.journal.append((TicketTransferred(ticket=moved, counter=2, service="F"), office.time))
    smaller = OfficePlan(services=office.PLAN.services[2:], counters=office.PLAN.counters[2:])
    office.queue = fold(empty(smaller), office.journal)
    assert office.at(1) == called
    assert office.queue.lines["F"] == (moved,)
    office.does(CloseDay, day=office.DAY)
    assert office.ticket(called).state is TicketState.FINISHED
    assert office.ticket(moved).state is TicketState.CARRIED_OUT


def test_a_counter_that_no_longer_serves_a_service_resumes_whom_it_parked(office: Any) -> None:
    """Settings that change at noon leave nobody on a list that no counter can call from."""
    parked = office.take("A")
    office.call(1)
    office.does(Park, counter=1)
    counters = (CounterPlan(number=1, serves=("F",), box="counter-1"),)
    office.queue = fold(empty(OfficePlan(services=office.PLAN.services, counters=counters)), office.journal)
    office.does(CallTicket, counter=1, ticket=parked)
    assert office.at(1) == parked


def test_a_visit_whose_next_stage_is_gone_is_read_and_goes_no_further(new_office: Any) -> None:
    """Who waits for the stage that is gone is carried out; who is helped before it has a next one no more."""
    a, f, h = new_office.PLAN.services
    office = new_office(replace(new_office.PLAN, services=(replace(a, then="F"), f, h)))
    gone_on, absent, helped = (office.take("A") for _ in range(3))
    office.calls(2)
    office.does(MarkNoShow, counter=1)
    office.does(Requeue, counter=1, ticket=absent)
    assert office.call(2) == helped
    smaller = OfficePlan(services=(a,), counters=(replace(office.PLAN.counters[1], box=None),))
    office.queue = fold(empty(smaller), office.journal)
    assert office.queue.lines == {"A": (absent,), "F": (gone_on,)}
    assert office.does(Finish, counter=2) == (TicketFinished(ticket=helped, counter=2),)
    assert office.call(2) == absent
    office.does(CloseDay, day=office.DAY)
    assert office.ticket(gone_on).state is TicketState.CARRIED_OUT


def test_a_day_written_before_the_fields_that_came_later_is_the_same_day(office: Any) -> None:
    """People stand where they stood; what was not written is not known."""
    missed, gone = office.take(), office.take("F")
    office.call(1)
    office.does(MarkNoShow, counter=1)
    office.does(Requeue, counter=1, ticket=missed)
    office.call(3)
    office.does(Park, counter=3)
    office.take(priority=True)
    old = [(msgspec.convert(_without_later_fields(event), AnyEvent), at) for event, at in office.journal]
    queue = fold(empty(office.PLAN), old)
    assert queue.tickets == office.queue.tickets
    assert (queue.lines, queue.counters) == (office.queue.lines, office.queue.counters)
    assert (queue.behind, queue.tickets[gone].told) == ({}, None)


def _without_later_fields(event: AnyEvent) -> dict[str, Any]:
    return {name: value for name, value in msgspec.to_builtins(event).items() if name not in LATER}


def test_a_slip_may_be_reported_before_anything_else_is_known() -> None:
    """A lone row never breaks the reading of a journal."""
    report = msgspec.json.decode(WRITTEN["SlipReported"], type=AnyEvent)
    queue = evolve(empty(OfficePlan(services=(), counters=()), last_day=date(2026, 11, 22)), report, 1.0)
    assert isinstance(queue.slips["kiosk-1-0123456789abcdef-1-p1"], SlipReported)
