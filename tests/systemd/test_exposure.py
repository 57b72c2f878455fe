"""What each unit may still do: the figure that systemd gives for it, its devices, and the tables of the manual."""

import re
from pathlib import Path

import pytest

from tests.systemd.unit_files import BROKER, COMMON, UNITS, ask, gather, listed, rows, settings

NAMES = [*(unit.name for unit in UNITS), "mosquitto.service", "usb-stick.service"]
LIMITS = {name: 4.0 if name == "antrian-display.service" else 2.5 for name in NAMES}
COUNTED_BY = "systemd 252 "
FIGURE = re.compile(r"Overall exposure level for (\S+): (\d+\.\d)")


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units with their drop-ins, and no others."""
    return gather(tmp_path_factory.mktemp("exposure") / "units")


def exposures(units: Path) -> dict[str, float]:
    """Return what systemd says of each unit, from 0 to 10; a service without any care has 9.6."""
    answer = ask("systemd-analyze", "security", "--offline=yes", "--no-pager", *NAMES, units=units)
    return {name: float(figure) for name, figure in FIGURE.findall(answer.stdout)}


@pytest.mark.parametrize("name", NAMES)
def test_a_unit_that_is_taken_over_can_do_little(units: Path, name: str) -> None:
    """Its exposure is 2.5 at most, the display's 4; what else it may do is printed where it is more."""
    answer = ask(
        *("systemd-analyze", "security", "--offline=yes", "--no-pager", f"--threshold={LIMITS[name] * 10:.0f}"),
        *(name,),
        units=units,
    )
    told = [line for line in answer.stdout.splitlines() if line.startswith(("✗", "→"))]
    assert answer.returncode == 0, "\n".join([*told, answer.stderr])


def test_what_all_boxes_share_is_counted(units: Path, tmp_path: Path) -> None:
    """The check sees drop-ins: the same unit alone is over the limit."""
    bare = gather(tmp_path / "bare")
    (bare / "antrian-.service.d" / "box.conf").unlink()
    assert exposures(units)["antrian-hub.service"] < 2.5 < exposures(bare)["antrian-hub.service"]


def test_the_manual_tells_the_exposure_of_each_unit(units: Path) -> None:
    """The figures are those of Debian 12; a later systemd may count otherwise, and the limits hold there too."""
    told = {f"{row[0]}.service": float(row[2]) for row in rows("What a unit may touch")}
    assert sorted(told) == sorted(NAMES)
    if ask("systemctl", "--version").stdout.startswith(COUNTED_BY):
        assert told == exposures(units)


def test_the_manual_tells_the_user_of_each_unit() -> None:
    """Each role has one of its own, and the broker Debian's."""
    told = {row[0]: row[1] for row in rows("What a unit may touch")}
    users = {unit.stem: settings(unit)["User"] for unit in UNITS}
    assert told == {**users, "mosquitto": settings(BROKER)["User"], "usb-stick": "root"}
    assert users == {unit.stem: unit.stem for unit in UNITS}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_opens_the_devices_of_its_role_and_no_others(unit: Path) -> None:
    """The manual's table has a row for each; the hub has none, and so no /dev but the harmless one."""
    told = [row for row in rows("Devices") if row[0] == unit.stem]
    allowed = [row[1] for row in told]
    assert [f"{device} rw" for device in allowed] == [
        " ".join(pair) for pair in zip(listed(unit, "DeviceAllow")[::2], listed(unit, "DeviceAllow")[1::2], strict=True)
    ]
    groups = set(listed(unit, "SupplementaryGroups")) - {"antrian-doors"}
    assert {group for row in told for group in row[3].split(", ")} == groups
    assert (settings(unit).get("PrivateDevices") == "yes") is (not allowed)


def test_no_unit_waits_for_a_class_of_devices_that_may_come_later() -> None:
    """A name is looked up in /proc/devices once, at the start; only the pins' driver is part of the kernel itself."""
    devices = {device for unit in UNITS for device in listed(unit, "DeviceAllow")[::2]}
    assert {device for device in devices if not device.removeprefix("char-").isdigit()} == {"char-gpiochip"}


def test_the_broker_is_shut_in_like_the_boxes() -> None:
    """What the boxes share of the sandbox stands word for word in the broker's drop-in, but for three reasons."""
    ours, boxes = settings(BROKER), settings(COMMON)
    box_only = {
        "Type",
        "WatchdogSec",
        "RestartPreventExitStatus",
        "TimeoutStopSec",
        "Environment",
        "StateDirectoryMode",
    }
    differs = {key for key in set(boxes) - box_only if ours.get(key) != boxes[key]}
    # Its own group, no state folder; and it needs nothing of /proc but itself.
    assert differs == {"Group", "NoExecPaths"}
    assert (ours["ProcSubset"], ours["ExecStartPre"]) == ("pid", "")


@pytest.mark.parametrize("file", [COMMON, BROKER], ids=["boxes", "broker"])
def test_a_box_speaks_to_the_office_and_to_nobody_else(file: Path) -> None:
    """This machine, this link, and the networks that RFC 1918 and RFC 4193 set apart; the internet is not there."""
    assert settings(file)["IPAddressDeny"] == "any"
    assert listed(file, "IPAddressAllow") == [
        *("localhost", "link-local", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
    ]


def test_only_the_wall_may_write_code_while_it_runs() -> None:
    """Mesa's shaders need it; no other unit may, the broker included."""
    allowed = [unit.stem for unit in UNITS if settings(unit).get("MemoryDenyWriteExecute") != "yes"]
    assert allowed == ["antrian-display"]
    assert settings(BROKER)["MemoryDenyWriteExecute"] == "yes"


def test_a_box_is_told_no_and_is_not_killed_for_asking() -> None:
    """A call that a filter forgot would end a box at its first use, and again, for ever."""
    assert all(settings(file)["SystemCallErrorNumber"] == "EPERM" for file in (COMMON, BROKER))
    assert all(listed(unit, "SystemCallFilter")[0] == "@system-service" for unit in UNITS)
