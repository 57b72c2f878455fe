"""The hub is away and visitors come all the same: numbers of the kiosk's own on paper, one ticket each afterwards.

What is counted are papers and what the wall shows, not the journal.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.demo import boxes
from firmware.demo.office import DemoOffice
from firmware.demo.supervisor import Service

SECONDS = 15.0
AWAY_SECONDS = 7.0
OFFLINE = "Nomor luring"
PIN = boxes.ticket_pin("A")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DemoOffice]:
    """A whole office of real processes, its counters open and the kiosks' ranges their own."""
    with DemoOffice(tmp_path) as office:
        yield office


def calls_next(office: DemoOffice, number: str) -> None:
    """Let counter 1 call the next person, who is this one."""
    office.finger("counter-1").press(boxes.NEXT)
    office.services["display-1"].await_line(f"shown number={number} counter=1 ", SECONDS)


@pytest.mark.parametrize("away", ["hub", "broker"])
def test_a_visitor_gets_a_number_without_the_hub_and_is_called_by_it(office: DemoOffice, away: str) -> None:
    """The paper says so at once; when the hub is back the number waits in its queue like any other."""
    kiosk = office.services["kiosk-1"]
    service: Service = office.services[away]
    start = service.kill(dead_seconds=AWAY_SECONDS)
    kiosk.await_line("the hub is silent", SECONDS)
    office.finger("kiosk-1").press(PIN)
    assert office.sees_papers("kiosk-1", 1, 1.5)
    assert service.pid is None
    office.finger("kiosk-1").await_lamp(PIN, "OFFLINE", SECONDS)
    (paper,) = office.papers("printer-1")
    assert (paper.number, paper.is_marked) == ("A700", False)
    assert any(OFFLINE in line for line in paper.text)
    service.await_ready(after_start=start)
    kiosk.await_line("accepted key=.* number=A700", SECONDS)
    calls_next(office, "A700")
    assert len(office.papers("printer-1")) == 1
    assert office.unanswered() == {}


def test_a_press_that_the_hub_answers_too_late_has_two_labels_and_one_paper(office: DemoOffice) -> None:
    """The hub gave A001 and the kiosk A700: the printer printed one, and by that one the visitor is called."""
    office.hub.freeze()
    office.finger("kiosk-1").press(PIN)
    assert office.sees_papers("kiosk-1", 1, SECONDS)
    mark = office.services["kiosk-1"].mark()
    office.hub.thaw()
    office.services["kiosk-1"].await_line("accepted key=", SECONDS, after=mark)
    calls_next(office, "A700")
    office.finger("kiosk-2").press(PIN)
    assert office.sees_papers("kiosk-2", 1, SECONDS)
    assert [paper.number for paper in office.papers("printer-1")] == ["A700"]
    assert [paper.number for paper in office.papers("printer-2")] == ["A002"]
    assert office.unanswered() == {}
