"""`antrian doctor` as it is typed, against a real broker and a real hub."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from firmware.demo.broker import Broker
from firmware.demo.toml import to_toml
from firmware.messages.names import Role
from firmware.messages.notices import Problem
from tests.hub.running import RunningHub

OFFICE = """
[office]
name = "Kantor Imigrasi Lampung Tengah"
day = "manual"
[[service]]
letter = "A"
name = { id = "Paspor baru", en = "New passport" }
[[counter]]
number = 1
serves = ["A"]
"""


@pytest.fixture
def settings(broker: Broker, tmp_path: Path) -> Path:
    """The technician's file, alone in its folder: a laptop in the office."""
    path = tmp_path / "etc" / "technician.toml"
    path.parent.mkdir()
    box = broker.box_table("technician-1", tmp_path / "technician")
    path.write_text(to_toml({"box": box, "patience": {"answer_seconds": 2.0, "connect_seconds": 1.0}}))
    return path


def doctor(settings: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Type the command and return how it ended."""
    argv = [sys.executable, "-m", "firmware.technician", "--settings", str(settings), "doctor", *words]
    return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=30)


def found(ended: "subprocess.CompletedProcess[str]") -> dict[str, dict[str, Any]]:
    """Return what is not well, by its subject."""
    return {one["subject"]: one for one in json.loads(ended.stdout) if one["standing"] in {"soon", "wrong"}}


def test_the_doctor_looks_at_the_machine_and_at_the_office(broker: Broker, settings: Path, tmp_path: Path) -> None:
    """Well is 0; a trouble of a box and a key for all to read are 1; a dead broker is 69, and the page still comes."""
    (tmp_path / "office.toml").write_text(OFFICE)
    hub = RunningHub(tmp_path / "hub", broker, tmp_path / "office.toml").start()
    try:
        well = doctor(settings)
        assert (well.returncode, well.stderr) == (0, "")
        assert "Kantor Imigrasi Lampung Tengah answers" in well.stdout
        assert well.stdout.rstrip().endswith("✓ nothing is wrong")
        kiosk = hub.box("kiosk-1", Role.KIOSK)
        kiosk.report(Problem.BUTTON_STUCK, "pin 17")
        kiosk.step(0)
        (broker.tls / "technician-1.key").chmod(0o644)
        ill = doctor(settings, "--json")
        assert (ill.returncode, set(found(ill))) == (1, {"kiosk-1", "technician-1.key"})
        assert found(ill)["kiosk-1"]["mend"] == "free it, or unplug it (pin 17)"
        kiosk.close()
        broker.kill()
        dead = doctor(settings, "--json")
        assert (dead.returncode, set(found(dead))) == (69, {"office", "technician-1.key"})
        assert "cannot be reached" in found(dead)["office"]["text"]
    finally:
        hub.service.stop()


def test_settings_that_cannot_be_used_are_told_with_the_rest(tmp_path: Path) -> None:
    """Status 78, and whatever else can be looked at without them."""
    (tmp_path / "technician.toml").write_text('[box]\nname = "technician-1"\ntls = "/nowhere"\n')
    ended = doctor(tmp_path / "technician.toml", "--json")
    assert (ended.returncode, set(found(ended))) == (78, {"office", "ca.crt", "technician-1.crt"})
