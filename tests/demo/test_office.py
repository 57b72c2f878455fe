"""An office of real processes starts, works, and is gone again."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from firmware.demo import boxes
from firmware.demo.office import DemoOffice

KEYS = {
    "tickets_issued",
    "slips_printed",
    "reprints",
    "offline_numbers",
    "offline_called",
    "calls",
    "recalls",
    "no_shows",
    "transfers",
    "announcements",
    "duplicates",
    "lost",
    "uncalled",
    "press_to_paper_ms",
    "call_to_wall_ms",
    "outages",
}


def is_running(pid: int | None) -> bool:
    """Say whether the process lives."""
    return pid is not None and Path(f"/proc/{pid}").exists()


def test_an_office_opens_works_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """A press becomes a paper and a call comes to wall and voice; afterwards no process of it lives."""
    with DemoOffice(tmp_path) as office:
        pids = {name: service.pid for name, service in office.services.items()}
        assert all(is_running(pid) for pid in pids.values())
        office.finger("kiosk-1").press(boxes.ticket_pin("A"))
        assert office.sees_papers("kiosk-1", 1, 10.0)
        assert [paper.number for paper in office.papers("printer-1")] == ["A001"]
        office.finger("counter-1").press(boxes.NEXT)
        office.services["display-1"].await_line("spoken .* number=A001 counter=1 kind=CALL", 10.0)
        assert [(shown.number, shown.counter) for shown in office.shown("display-1")] == [("A001", 1)]
        assert office.accepted().count("CallNext") == 1
        assert office.unanswered() == {}
    assert not any(is_running(pid) for pid in pids.values())


@pytest.mark.long
def test_a_morning_with_its_kills_loses_nothing(tmp_path: Path) -> None:
    """The whole demo: 126 presses, three kills, an empty roll; exit 0, and everything that is promised lies there."""
    command = [sys.executable, "-m", "firmware.demo", "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    summary = json.loads((tmp_path / "summary.json").read_bytes())
    assert set(summary) == KEYS
    assert (summary["tickets_issued"], summary["duplicates"], summary["lost"]) == (126, 0, 0)
    assert summary["offline_numbers"] == summary["offline_called"] >= 6
    assert [outage["what"] for outage in summary["outages"]] == ["hub killed", "broker killed", "paper out", "hub away"]
    assert all(outage["unanswered"] > 0 for outage in summary["outages"] if outage["what"] != "paper out")
    # Numbers of each kiosk's own range, as the hub's settings give it.
    for first in ("7", "8"):
        assert list(tmp_path.glob(f"slip-?{first}??.png"))
    assert len(list(tmp_path.glob("slip-*.png"))) == 127  # the torn one too
    assert list(tmp_path.glob("board-*.png"))
    assert len(list(tmp_path.glob("call-*.wav"))) == summary["announcements"]


@pytest.mark.long
def test_a_kept_office_goes_on_without_a_terminal_until_a_signal(tmp_path: Path) -> None:
    """KEEP=1 in a script: the keys are told, the office runs, and SIGTERM ends it; slips are left."""
    command = [sys.executable, "-u", "-m", "firmware.demo", "--keep", "--out", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        told = next(line for line in demo.stdout if "counter-1" in line and "CallNext" in line)
        assert "q CallNext" in told
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(30) == 0
    assert len(list(tmp_path.glob("slip-*.png"))) == 127
