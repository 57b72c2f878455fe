"""A look at an office becomes rows and sentences."""

import io
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from rich.console import Console

from firmware.messages import topics
from firmware.messages.codec import encode
from firmware.messages.names import Role
from firmware.messages.notices import (
    Beat,
    Board,
    Call,
    CallState,
    ClockState,
    CounterInfo,
    CounterState,
    CounterTicket,
    Estimate,
    Health,
    Line,
    Office,
    Paper,
    Presence,
    PresenceState,
    Problem,
    ServiceInfo,
    Trouble,
)
from firmware.messages.requests import NodeStatus
from firmware.technician.advice import ADVICE
from firmware.technician.pages import status_page
from firmware.technician.report import box_row, report_of
from firmware.technician.snapshot import Snapshot, hear

NOTICE: dict[str, Any] = {"journal": "0123456789abcdef", "epoch": 3, "position": 1207}
DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)


def node(name: str, role: Role, heard: float | None = 2.0, **health: Any) -> NodeStatus:
    """Return a box that is there and says this of itself."""
    feeling = Health(**{"node": name, "role": role, "uptime": 60.0, "outbox": 0, **health})
    presence = Presence(node=name, role=role, version="0.1.0", state=PresenceState.ONLINE, start=4)
    return NodeStatus(node=name, presence=presence, health=feeling, heard=heard)


def snapshot() -> Snapshot:
    """Return an office where all is well: one counter serves A017, nobody has troubles."""
    ticket = CounterTicket(ticket="2026-11-23-A017", number="A017", service="A")
    call = Call(call=1200, ticket=ticket.ticket, number="A017", counter=1, state=CallState.SERVING, at=AT)
    return Snapshot(
        broker="hub.local:8883",
        beat=Beat(**NOTICE, day=DAY, office_time=9_000.0, at=AT, clock=ClockState.TRUSTED),
        hub=Presence(node="hub", role=Role.HUB, version="0.1.0", state=PresenceState.ONLINE, start=3),
        office=Office(
            **NOTICE,
            name="Kantor Imigrasi Lampung Tengah",
            timezone="Asia/Jakarta",
            languages=("id", "en"),
            word="antrian",
            services=(ServiceInfo(letter="A", name={"id": "Paspor baru", "en": "New passport"}),),
            counters=(CounterInfo(number=1, serves=("A",), box="counter-1", zones=("hall",)),),
        ),
        board=Board(
            **NOTICE,
            day=DAY,
            calls=(call,),
            lines=(Line(service="A", waiting=7, estimate=Estimate(low=20, high=35)),),
        ),
        counters=(CounterState(**NOTICE, counter=1, is_open=True, ticket=ticket, is_serving=True, waiting=7),),
        nodes=(node("counter-1", Role.COUNTER), node("printer-1", Role.PRINTER, paper=Paper.OK)),
    )


def test_an_office_where_all_is_well_has_nothing_wrong() -> None:
    """And the hub's own figures stand in it."""
    report = report_of(snapshot())
    assert report.is_well
    assert report.wrong == ()
    assert (report.day, report.hub.epoch, report.hub.position, report.hub.version) == (DAY, 3, 1207, "0.1.0")


def test_a_counter_says_whom_it_serves_since_when() -> None:
    """The time comes from the board's call of that ticket."""
    [row] = report_of(snapshot()).counters
    assert (row.counter, row.state, row.number, row.since, row.waiting) == (1, "serving", "A017", "02.41", 7)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"is_open": False, "ticket": None}, "closed"),
        ({"ticket": None}, "free"),
        ({"is_serving": False}, "calling"),
        ({}, "serving"),
    ],
)
def test_a_counter_is_closed_free_calling_or_serving(change: dict[str, Any], state: str) -> None:
    """In this order: a closed counter is closed whatever else it says."""
    office = snapshot()
    changed = replace(office, counters=(replace(office.counters[0], **change),))
    assert report_of(changed).counters[0].state == state


def test_a_service_says_how_many_wait_and_how_long() -> None:
    """An estimate that the board does not claim is not claimed here either."""
    office = snapshot()
    assert office.board is not None
    [row] = report_of(office).services
    assert (row.letter, row.name, row.waiting, row.estimate) == ("A", "Paspor baru", 7, "20-35 min")
    unsure = replace(office, board=replace(office.board, lines=(Line(service="A", waiting=7),)))
    assert report_of(unsure).services[0].estimate is None


def test_a_trouble_is_a_sentence_that_says_what_to_check() -> None:
    """With the box's name in front and what it concerns behind."""
    stuck = Trouble(problem=Problem.BUTTON_STUCK, detail="pin 17")
    report = report_of(replace(snapshot(), nodes=(node("counter-1", Role.COUNTER, troubles=(stuck,)),)))
    assert report.wrong == ("counter-1: a button is stuck; free it, or unplug it (pin 17)",)
    assert not report.is_well


def test_every_problem_has_its_advice() -> None:
    """A new problem cannot be forgotten here."""
    assert set(ADVICE) == set(Problem)


def test_a_box_that_is_gone_is_wrong_whatever_it_said_last() -> None:
    """Its old troubles are not told as if they were new."""
    gone = node("printer-1", Role.PRINTER, troubles=(Trouble(problem=Problem.PAPER_OUT),))
    assert gone.presence is not None
    row = box_row(replace(gone, presence=replace(gone.presence, state=PresenceState.OFFLINE)))
    assert row.troubles == ("gone; is it switched on, and the network cable in?",)


def test_a_box_that_fell_silent_is_wrong_before_the_broker_says_so() -> None:
    """Half a minute without a word, three healths, is too long."""
    assert box_row(node("display-1", Role.DISPLAY, heard=30.0)).troubles == ()
    assert "not heard for 31 s" in box_row(node("display-1", Role.DISPLAY, heard=31.0)).troubles[0]


def test_a_technician_who_left_is_no_trouble() -> None:
    """The command itself is a box that comes and goes."""
    away = node("technician-1", Role.TECHNICIAN, heard=9_999.0)
    assert box_row(away).troubles == ()


@pytest.mark.parametrize(
    ("health", "said"),
    [
        ({"outbox": 5}, "5 commands wait for an answer"),
        ({"is_throttled": True}, "power supply"),
        ({"temperature": 80.0}, "80 °C hot"),
        ({"disk_free": 199 * 1024**2}, "only 199 MB of disk left"),
    ],
)
def test_what_a_box_measures_can_be_wrong(health: dict[str, Any], said: str) -> None:
    """Each at its limit."""
    [trouble] = box_row(node("kiosk-1", Role.KIOSK, **health)).troubles
    assert said in trouble


def test_what_a_box_measures_may_be_unknown() -> None:
    """A machine without sensors is not ill."""
    well = node("kiosk-1", Role.KIOSK, outbox=4, temperature=79.9, disk_free=200 * 1024**2, is_throttled=False)
    assert box_row(well).troubles == ()
    assert box_row(node("kiosk-1", Role.KIOSK)).troubles == ()


def test_a_quarantined_box_is_shown() -> None:
    """With what it does, and the command that ends it."""
    [trouble] = box_row(replace(node("kiosk-1", Role.KIOSK), is_quarantined=True, fault="floods")).troubles
    assert "quarantined: it floods" in trouble
    assert "antrian revoke kiosk-1" in trouble


def test_a_box_of_the_plan_that_was_never_heard_is_missed() -> None:
    """office.toml says that it stands on a counter."""
    report = report_of(replace(snapshot(), nodes=()))
    assert report.wrong == ("counter-1: never heard, but it stands on counter 1 in office.toml; is it switched on?",)


def test_an_untrusted_clock_is_the_first_thing_wrong() -> None:
    """Without it no day opens by itself."""
    office = snapshot()
    assert office.beat is not None
    report = report_of(replace(office, beat=replace(office.beat, clock=ClockState.UNTRUSTED)))
    assert "antrian day open" in report.wrong[0]


def test_a_dead_office_is_not_reported_on() -> None:
    """Old retained boards must not look like an office that works."""
    with pytest.raises(ValueError, match="dead"):
        report_of(replace(snapshot(), beat=None))


def test_what_is_heard_adds_up_and_rubbish_does_not() -> None:
    """The latest of each counter counts; whole when every counter of the plan was heard."""
    full = snapshot()
    heard = Snapshot(broker="hub.local:8883", nodes=full.nodes)
    said = [
        (topics.BEAT.name(), full.beat),
        (topics.PRESENCE.name("hub"), full.hub),
        (topics.OFFICE.name(), full.office),
        (topics.BOARD.name(), full.board),
        (topics.COUNTER.name(1), replace(full.counters[0], waiting=99)),
        (topics.COUNTER.name(1), full.counters[0]),
    ]
    for topic, notice in said:
        assert notice is not None
        assert not heard.is_whole or topic == topics.COUNTER.name(1)
        heard = hear(heard, topic, encode(notice))
        heard = hear(heard, topic, b"rubbish")
        heard = hear(heard, "antrian/nothing", encode(notice))
    assert heard == full
    assert heard.is_whole


def test_a_counter_s_absences_and_its_forgotten_people_are_told() -> None:
    """In words, on the same screen."""
    parked = CounterTicket(ticket="2026-11-23-A003", number="A003", service="A")
    state = replace(snapshot().counters[0], overdue=1, parked=(parked,), absences=((735, 765), (840, 1440)))
    report = report_of(replace(snapshot(), counters=(state,)))
    console = Console(width=80, file=io.StringIO())
    console.print(status_page(report, ZoneInfo("Asia/Jakarta")))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert report.is_well
    assert "parked for long at counter 1 (A003)" in shown
    assert "nobody there today: counter 1 12.15-12.45, from 14.00" in shown
