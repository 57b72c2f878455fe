"""A machine as it is: this one."""

from pathlib import Path

import pytest

from firmware.messages.notices import ClockState
from firmware.technician.doctor.finding import Finding, Group, Standing
from firmware.technician.doctor.machine_look import look_at_machine, tables

BOX = '[box]\nname = "technician-1"\nbroker = "hub.local"\n'


def look(folder: Path) -> dict[str, Finding]:
    """Return what is found, by its subject."""
    return {one.subject: one for one in look_at_machine(folder, tables(folder), ClockState.TRUSTED)}


def test_a_technician_s_own_computer_is_asked_for_no_firewall(tmp_path: Path) -> None:
    """Nor for its clock: its settings are read, and its disk looked at."""
    (tmp_path / "technician.toml").write_text(BOX)
    assert set(look(tmp_path)) == {"technician.toml", "disk"}


def test_settings_are_judged_by_the_box_that_reads_them(tmp_path: Path) -> None:
    """What its box would refuse is said here, before it is started; a file of nobody need only be TOML."""
    (tmp_path / "technician.toml").write_text(BOX + "nmae = 3\n")
    (tmp_path / "display.toml").write_text(BOX + "[screen]\nscale = 'wide'\n")
    (tmp_path / "broken.toml").write_text("[box\n")
    (tmp_path / "other.toml").write_text("[anything]\n")
    found = {subject: one for subject, one in look(tmp_path).items() if one.group is Group.SETTINGS}
    assert found["technician.toml"].text == "[box]: unknown key 'nmae'; did you mean 'name'?"
    assert {subject for subject, one in found.items() if one.standing is Standing.WRONG} == {
        "technician.toml",
        "display.toml",
        "broken.toml",
    }


def test_a_pi_of_the_office_is_asked_for_its_units_and_doors(tmp_path: Path) -> None:
    """However this machine answers, with systemd or without."""
    (tmp_path / "hub.toml").write_text('[box]\nname = "hub"\n')
    assert set(look(tmp_path)) >= {"antrian-hub", "mosquitto", "nftables", "firewall", "ssh", "usb"}


SHOWN = """\
Id=antrian-printer.service
LoadState=loaded
ActiveState=failed
SubState=failed
UnitFileState=enabled

UnitFileState=enabled
Id=nftables.service
LoadState=loaded
ActiveState=active
SubState=exited
"""


def test_units_are_read_as_systemctl_shows_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block for each, its lines in whatever order."""
    (tmp_path / "shown").write_text(SHOWN)
    program = tmp_path / "systemctl"
    program.write_text(f"#!/bin/sh\ncat {tmp_path}/shown\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    (tmp_path / "printer.toml").write_text('[box]\nname = "printer-1"\n')
    found = look(tmp_path)
    assert (found["antrian-printer"].text, found["nftables"].standing) == ("is failed", Standing.OK)
    assert "antrian-printer" in found["antrian-printer"].mend
