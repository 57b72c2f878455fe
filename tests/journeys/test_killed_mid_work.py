"""A plug is pulled while commands are on their way: everybody is served once, and the office goes on.

The process is frozen first, so that the press is certainly unanswered when the kill lands. What is counted are fingers
and papers, not the journal. A hub that is slow to come back finds that the kiosk has given a number of its own: the
paper decides which one the person is called by.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.demo import boxes
from firmware.demo.office import DemoOffice
from firmware.demo.supervisor import Service

SECONDS = 15.0


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DemoOffice]:
    """A whole office of real processes, its counters open."""
    with DemoOffice(tmp_path) as office:
        yield office


def kill_with_presses_on_their_way(office: DemoOffice, service: Service, next_one: str) -> None:
    """Freeze, let a visitor and an officer press, see that nobody answers, kill, and wait for both to be served."""
    service.freeze()
    office.finger("kiosk-1").press(boxes.ticket_pin("F"))
    office.finger("counter-1").press(boxes.NEXT)
    for box, pin in (("kiosk-1", boxes.ticket_pin("F")), ("counter-1", boxes.NEXT)):
        office.finger(box).await_lamp(pin, "SENT", SECONDS)
    assert set(office.unanswered().values()) == {"kiosk-1", "counter-1"}
    start = service.kill()
    service.await_ready(after_start=start)
    assert office.sees_papers("kiosk-1", 2, SECONDS)
    office.services["display-1"].await_line(f"shown number={next_one} counter=1 ", SECONDS)


@pytest.mark.parametrize("killed", ["hub", "broker"])
def test_a_kill_loses_no_press_and_calls_nobody_twice(office: DemoOffice, killed: str) -> None:
    """One paper for each press, one call for the officer, and the next press is answered as ever."""
    office.finger("kiosk-1").press(boxes.ticket_pin("A"))
    assert office.sees_papers("kiosk-1", 1, SECONDS)
    kill_with_presses_on_their_way(office, office.services[killed], "A001")
    # Of the same service: within one second of credit a counter takes the service it names first.
    office.finger("kiosk-2").press(boxes.ticket_pin("F"))
    assert office.sees_papers("kiosk-2", 1, SECONDS)
    office.await_answers(office.unanswered(), SECONDS)
    first, second = (paper.number for paper in office.papers("printer-1"))
    assert first == "A001"
    assert second in ("F001", "F700")
    (third,) = (paper.number for paper in office.papers("printer-2"))
    assert third in {"F001", "F002"} - {second}
    assert not any(paper.is_marked for paper in (*office.papers("printer-1"), *office.papers("printer-2")))
    office.finger("counter-1").await_lamp(boxes.NEXT, "READY", SECONDS)
    office.finger("counter-1").press(boxes.NEXT)
    office.services["display-1"].await_line(f"shown number={second} counter=1 ", SECONDS)
    assert [(call.number, call.counter) for call in office.shown("display-1")] == [("A001", 1), (second, 1)]


def test_a_printer_box_killed_before_it_prints_prints_once(office: DemoOffice) -> None:
    """The hub tells it the slip again when it is there again."""
    printer = office.services["printer-1"]
    printer.freeze()
    mark = office.services["kiosk-1"].mark()
    office.finger("kiosk-1").press(boxes.ticket_pin("A"))
    office.services["kiosk-1"].await_line("accepted key=", SECONDS, after=mark)
    printer.await_ready(after_start=printer.kill())
    assert office.sees_papers("kiosk-1", 1, SECONDS)
    office.finger("kiosk-1").press(boxes.ticket_pin("F"))
    assert office.sees_papers("kiosk-1", 2, SECONDS)
    papers = office.papers("printer-1")
    assert [(paper.number, paper.is_marked) for paper in papers] == [("A001", False), ("F001", False)]
