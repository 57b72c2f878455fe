"""The hub's card dies in the middle of a morning: a new one is put in, and the boxes tell it the day.

The boxes and the broker are the shipped programs and go on while the hub is away; what is counted are papers in hands
and numbers on the wall.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.demo import boxes
from firmware.demo.office import DemoOffice
from firmware.demo.supervisor import Service, environment

SECONDS = 20.0


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DemoOffice]:
    """A whole office of real processes, its counters open."""
    with DemoOffice(tmp_path) as office:
        yield office


def take(office: DemoOffice, kiosk: str, service: str, papers: int) -> None:
    """A visitor takes a number and waits for the paper, which is number `papers` of this kiosk."""
    office.finger(kiosk).await_lamp(boxes.ticket_pin(service), "READY", SECONDS)
    office.finger(kiosk).press(boxes.ticket_pin(service))
    assert office.sees_papers(kiosk, papers, SECONDS)


def call(office: DemoOffice, number: str, mark: int = 0) -> None:
    """The officer at counter 1 calls, and the wall shows this number."""
    office.finger("counter-1").press(boxes.NEXT)
    office.services["display-1"].await_line(f"shown number={number} counter=1 ", SECONDS, after=mark)


def lose_the_disk(office: DemoOffice) -> None:
    """The hub's Pi is dead, and its card with it."""
    hub = office.services["hub"]
    hub._is_stopping.set()
    hub.kill()
    hub.stop()
    shutil.rmtree(office.state("hub"))


def typed(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run one of our programs and return how it ended."""
    argv = [sys.executable, "-m", *words]
    return subprocess.run(argv, env=environment(), capture_output=True, text=True, check=False, timeout=60)


def begin(office: DemoOffice) -> Service:
    """Start the hub on whatever its disk holds now."""
    service = office._serve("hub", office.services["hub"].argv)
    service.start(SECONDS)
    return service


def test_a_hub_with_an_empty_disk_gets_the_day_back_from_its_boxes(office: DemoOffice) -> None:
    """It stops and says what to type; a blank office is obeyed by nobody; then the next number and the next person."""
    settings = str(office.settings("hub"))
    take(office, "kiosk-1", "A", 1)
    take(office, "kiosk-2", "A", 1)
    take(office, "kiosk-1", "A", 2)
    call(office, "A001")
    lose_the_disk(office)

    ended = typed("firmware.hub", "--settings", settings)
    assert ended.returncode == 78
    assert "antrian hub recover" in ended.stderr

    assert typed("firmware.technician", "hub", "new-office", "--yes", "--settings", settings).returncode == 0
    mark = office.services["kiosk-1"].mark()
    begin(office)
    office.services["kiosk-1"].await_line("UNKNOWN_JOURNAL", SECONDS, after=mark)
    lose_the_disk(office)

    ended = typed("firmware.technician", "hub", "recover", "--settings", settings)
    assert ended.returncode == 0, ended.stderr
    assert "tickets: 3, waiting: 2 (A 2)" in ended.stdout
    assert "called: A001 to counter 1" in ended.stdout

    mark = office.services["kiosk-2"].mark()
    begin(office)
    office.services["kiosk-2"].await_line("the hub speaks again|well again", SECONDS, after=mark)
    take(office, "kiosk-2", "A", 2)
    office.finger("counter-1").await_lamp(boxes.NEXT, "READY", SECONDS)
    call(office, "A002")
    assert [paper.number for paper in office.papers("printer-1")] == ["A001", "A003"]
    assert [paper.number for paper in office.papers("printer-2")] == ["A002", "A004"]
    assert not any(paper.is_marked for name in ("printer-1", "printer-2") for paper in office.papers(name))
