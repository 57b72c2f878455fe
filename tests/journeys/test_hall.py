"""What happens in a hall beside the calls: somebody needs an officer, doubts a slip, or must leave. Real processes."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from firmware.demo import boxes
from firmware.demo.office import DemoOffice

SECONDS = 10.0


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoOffice]:
    """An office whose counters are open; each test leaves it so."""
    with DemoOffice(tmp_path_factory.getbasetemp() / "hall") as office:
        yield office


def antrian(office: DemoOffice, *words: str) -> "subprocess.CompletedProcess[str]":
    """Type a command as the technician."""
    argv = [sys.executable, "-m", "firmware.technician", "--settings", str(office.settings("technician")), *words]
    return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=30)


def test_a_visitor_who_asks_for_help_gets_one_officer(office: DemoOffice) -> None:
    """Every free counter is reminded; the first who presses goes, and the visitor's lamp says so."""
    kiosk, first, second = (office.finger(box) for box in ("kiosk-1", "counter-1", "counter-2"))
    wall = office.services["display-1"].mark()
    kiosk.press(boxes.HELP)
    kiosk.await_lamp(boxes.HELP, "SENT", SECONDS)
    for officer in (first, second):
        officer.await_lamp(boxes.RECALL, "REMINDER", SECONDS)
    second.press(boxes.RECALL)
    kiosk.await_lamp(boxes.HELP, "COMING", SECONDS)
    for officer in (first, second):
        officer.await_lamp(boxes.RECALL, "READY", SECONDS)
    assert "counter 2 goes to kiosk-1" in antrian(office, "journal", "--last", "3").stdout
    office.services["display-1"].await_line("spoken help", SECONDS, after=wall)


def test_a_visitor_who_holds_the_button_asks_no_more(office: DemoOffice) -> None:
    """No officer leaves a counter for nobody."""
    kiosk, officer = office.finger("kiosk-2"), office.finger("counter-1")
    kiosk.press(boxes.HELP)
    officer.await_lamp(boxes.RECALL, "REMINDER", SECONDS)
    kiosk.hold(boxes.HELP, boxes.HOLD_SECONDS + 0.1)
    officer.await_lamp(boxes.RECALL, "READY", SECONDS)
    kiosk.await_lamp(boxes.HELP, "READY", SECONDS)


def test_a_slip_from_the_printer_is_genuine_and_a_copied_number_is_not(office: DemoOffice) -> None:
    """By its QR, as a scanner types it."""
    office.finger("kiosk-1").press(boxes.ticket_pin("A"))
    assert office.sees_papers("kiosk-1", 1, SECONDS)
    [paper] = (office.folder / "papers" / "printer-1" / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    line = json.loads(paper)["qr"]
    assert json.loads(antrian(office, "status", "--json").stdout)["services"][0]["waiting"] == 1
    genuine = antrian(office, "check-slip", line)
    assert (genuine.returncode, genuine.stdout.startswith("asli")) == (0, True), (line, genuine)
    forged = antrian(office, "check-slip", f"{line[:-1]}{'0' if line[-1] != '0' else '1'}")
    assert (forged.returncode, "PALSU" in forged.stdout) == (1, True)


def test_an_evacuation_is_shown_and_said_everywhere_until_all_clear(office: DemoOffice) -> None:
    """One command reaches every display, and the calls are back with another one."""
    marks = {display: office.services[display].mark() for display in boxes.ZONES}
    told = antrian(office, "announce", "evacuation")
    assert (told.returncode, sorted(told.stdout.split())) == (
        0,
        ["display-1:", "display-2:", "evacuation", "evacuation"],
    ), told
    for display, mark in marks.items():
        office.services[display].await_line("spoken evacuation", 3 * SECONDS, after=mark)
    assert antrian(office, "announce", "all-clear").returncode == 0
    for display, mark in marks.items():
        office.services[display].await_line("spoken all-clear", 3 * SECONDS, after=mark)
