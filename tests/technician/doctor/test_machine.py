"""How a Pi stands, by what its programs say."""

from pathlib import Path

import pytest

from firmware.messages.notices import ClockState
from firmware.technician.doctor.finding import Standing
from firmware.technician.doctor.machine import (
    USB_RULES,
    Answer,
    SettingsFile,
    Unit,
    clock_finding,
    disk_finding,
    firewall_finding,
    settings_findings,
    ssh_finding,
    unit_findings,
    usb_finding,
)

SSHD = "port 22\npasswordauthentication no\nkbdinteractiveauthentication no\npermitrootlogin without-password\n"


@pytest.mark.parametrize(
    ("load", "active", "sub", "enabled", "says"),
    [
        ("not-found", "inactive", "dead", "", "not installed"),
        ("loaded", "failed", "failed", "enabled", "is failed"),
        ("loaded", "inactive", "dead", "enabled", "is inactive"),
        ("loaded", "activating", "auto-restart", "enabled", "again and again"),
        ("loaded", "active", "running", "disabled", "does not start with the machine"),
    ],
)
def test_a_unit_that_does_not_run_or_would_not_is_wrong(
    load: str, active: str, sub: str, enabled: str, says: str
) -> None:
    """With what to type."""
    unit = Unit("antrian-hub.service", load, active, sub, enabled)
    (found,) = unit_findings([unit], ["antrian-hub.service"])
    assert (found.standing, says in found.text, bool(found.mend)) == (Standing.WRONG, True, True)


def test_a_unit_that_runs_is_well_and_without_systemd_nobody_knows() -> None:
    """A machine without systemd is no Pi of the office, and not wrong."""
    unit = Unit("antrian-hub.service", "loaded", "active", "running", "enabled")
    assert [one.standing for one in unit_findings([unit], [unit.name])] == [Standing.OK]
    assert [one.standing for one in unit_findings(None, [unit.name])] == [Standing.UNKNOWN]


def test_a_firewall_is_there_or_not_or_cannot_be_seen() -> None:
    """Only nft's own word that there is no such table counts as none."""
    assert firewall_finding(Answer("table inet antrian {")).standing is Standing.OK
    assert firewall_finding(Answer(fault="Error: No such file or directory")).standing is Standing.WRONG
    assert firewall_finding(Answer(fault="Error: cannot initialise cache")).standing is Standing.UNKNOWN
    assert firewall_finding(Answer(unread="only root may look")).standing is Standing.UNKNOWN


def test_usb_is_open_where_a_file_of_rules_is_missing() -> None:
    """The first asks, the last decides: one alone is none."""
    assert usb_finding(USB_RULES | {"99-com.rules"}).standing is Standing.OK
    half = usb_finding(USB_RULES - {"69-antrian-usb-decide.rules"})
    assert (half.standing, "69-antrian-usb-decide.rules" in half.text) == (Standing.WRONG, True)
    shipped = {path.name for path in (Path(__file__).parents[3] / "systemd" / "udev").glob("*.rules")}
    assert shipped >= USB_RULES


@pytest.mark.parametrize(
    "line",
    ["passwordauthentication yes", "kbdinteractiveauthentication yes", "permitrootlogin yes"],
)
def test_ssh_that_lets_somebody_guess_is_wrong(line: str) -> None:
    """A password, a dialogue that asks for one, or root."""
    assert ssh_finding(Answer(SSHD)).standing is Standing.OK
    said = "".join(f"{line if kept.split()[0] == line.split(maxsplit=1)[0] else kept}\n" for kept in SSHD.splitlines())
    found = ssh_finding(Answer(said))
    assert (found.standing, line.split(maxsplit=1)[0] in found.text) == (Standing.WRONG, True)


def test_ssh_that_cannot_be_asked_is_not_called_well() -> None:
    """An empty answer is none."""
    assert ssh_finding(Answer(fault="no hostkeys available")).standing is Standing.UNKNOWN
    assert ssh_finding(Answer("")).standing is Standing.UNKNOWN


def test_a_clock_that_nobody_has_set_is_wrong() -> None:
    """One that a battery keeps is not."""
    assert clock_finding(ClockState.TRUSTED, has_battery_clock=False).standing is Standing.OK
    assert clock_finding(ClockState.HOLDOVER, has_battery_clock=True).standing is Standing.OK
    assert clock_finding(ClockState.UNTRUSTED, has_battery_clock=False).standing is Standing.WRONG


def test_a_disk_with_little_room_is_wrong() -> None:
    """By the same measure as in the status of the office."""
    assert disk_finding(199 * 1024**2, "/var/lib/antrian").standing is Standing.WRONG
    assert disk_finding(201 * 1024**2, "/var/lib/antrian").standing is Standing.OK


def test_a_settings_file_that_cannot_be_used_is_wrong() -> None:
    """What is wrong stands there, with the command that opens it."""
    files = [SettingsFile("/e/a.toml"), SettingsFile("/e/b.toml", wrong="not TOML"), SettingsFile("/e/c.toml", "", "?")]
    found = list(settings_findings(files))
    assert [one.standing for one in found] == [Standing.OK, Standing.WRONG, Standing.UNKNOWN]
    assert (found[1].text, found[1].mend) == ("not TOML", "sudo nano /e/b.toml")
