"""Looks at the machine itself: its settings files, clock, disk, units and doors. Nothing is changed.

Each look has a deadline, and what cannot be asked (no systemd, no rights) is a finding of its own, never an error.
"""

import os
import shutil
import subprocess
import tomllib
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from firmware.messages.notices import ClockState
from firmware.node.settings import SettingsError, load
from firmware.technician.doctor.finding import Finding
from firmware.technician.doctor.machine import (
    MOSQUITTO,
    NFTABLES,
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

SECONDS: Final = 5.0
STATE: Final = Path("/var/lib/antrian")
UDEV: Final = Path("/etc/udev/rules.d")
_RTC: Final = Path("/sys/class/rtc/rtc0")
_SHOWN: Final = ("Id", "LoadState", "ActiveState", "SubState", "UnitFileState")

# Each box knows its own settings, and this command knows no box: they are asked for by name.
_KINDS: Final = {
    "hub": ("firmware.hub.settings", "HubSettings"),
    "office": ("firmware.hub.settings", "OfficeSettings"),
    "button": ("button_node.settings", "Settings"),
    "printer": ("printer_node.settings", "Settings"),
    "display": ("display_node.settings", "DisplaySettings"),
    "technician": ("firmware.technician.settings", "TechnicianSettings"),
}
UNITS: Final = ("hub", "button", "printer", "display")
HUB: Final = "antrian-hub.service"


class Table(Struct, frozen=True):
    """A settings file as it was read, not judged."""

    path: Path
    data: dict[str, Any]

    @property
    def box(self) -> dict[str, Any]:
        """Its table [box], empty where it has none."""
        box = self.data.get("box")
        return box if isinstance(box, dict) else {}


def tables(folder: Path) -> tuple[Table, ...]:
    """Return every settings file of a folder that is TOML, by name."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(Table(path, tomllib.loads(path.read_text(encoding="utf-8"))))
        except (OSError, ValueError):
            continue
    return tuple(found)


def units(found: Sequence[Table]) -> tuple[str, ...]:
    """Return the units of the boxes of this machine; none on a technician's own computer."""
    names = {table.path.stem for table in found}
    return tuple(f"antrian-{name}.service" for name in UNITS if name in names)


def look_at_machine(folder: Path, found: Sequence[Table], clock: ClockState) -> Iterator[Finding]:
    """Give what is found about this machine, whose settings are in `folder`."""
    yield from settings_findings(_judge(path) for path in sorted(folder.glob("*.toml")))
    place = STATE if STATE.exists() else Path("/")
    yield disk_finding(shutil.disk_usage(place).free, str(place))
    boxes = units(found)
    if not boxes:
        return  # somebody's own computer: its clock and its doors are not ours
    yield clock_finding(clock, has_battery_clock=_RTC.exists())
    wanted = [*boxes, *([MOSQUITTO] if boxes[0] == HUB else []), NFTABLES]
    yield from unit_findings(_units(wanted), wanted)
    yield firewall_finding(_ask("nft", "list", "table", "inet", "antrian"))
    yield ssh_finding(_ask("sshd", "-T"))
    yield usb_finding(frozenset(path.name for path in UDEV.glob("*.rules")))


def _judge(path: Path) -> SettingsFile:
    kind = _KINDS.get(path.stem)
    try:
        if kind is None:
            tomllib.loads(path.read_text(encoding="utf-8"))
        else:
            load(path, getattr(import_module(kind[0]), kind[1]))
    except PermissionError:
        return SettingsFile(str(path), unread="may not be read by this user")
    except ModuleNotFoundError as error:
        return SettingsFile(str(path), unread=f"its box is not installed here ({error.name})")
    except (SettingsError, OSError, ValueError) as error:
        return SettingsFile(str(path), wrong=str(error).removeprefix(f"{path}: "))
    return SettingsFile(str(path))


def _units(names: Sequence[str]) -> tuple[Unit, ...] | None:
    answer = _ask("systemctl", "show", f"--property={','.join(_SHOWN)}", *names)
    if answer.unread or answer.fault:
        return None
    blocks = [dict(line.partition("=")[::2] for line in block.splitlines()) for block in answer.text.split("\n\n")]
    return tuple(Unit(*(block.get(key, "") for key in _SHOWN)) for block in blocks if block)


def _ask(program: str, *words: str) -> Answer:
    """Return what a program of the system says."""
    # Debian puts some of them where a plain user's PATH does not look.
    path = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if path is None:
        return Answer(unread=f"{program} is not installed")
    try:
        ended = subprocess.run(  # noqa: S603 - the words are our own
            [path, *words], capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Answer(unread=f"{program} does not answer")
    if ended.returncode != 0 and os.geteuid() != 0:
        return Answer(unread="only root may look; sudo antrian doctor")
    if ended.returncode != 0:
        return Answer(fault=(ended.stderr.strip() or f"status {ended.returncode}").splitlines()[0])
    return Answer(text=ended.stdout)
