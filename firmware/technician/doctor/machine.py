"""A Pi itself: its settings files, clock, disk, units and doors. Facts in, findings out. Pure.

None is what could not be looked at: a machine without systemd has no units, and only root sees a firewall.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from firmware.messages.notices import ClockState
from firmware.technician.doctor.finding import Finding, Group, Standing
from firmware.technician.report import LITTLE_DISK_BYTES

MOSQUITTO: Final = "mosquitto.service"
NFTABLES: Final = "nftables.service"
USB_RULES: Final = frozenset({"60-antrian-usb.rules", "69-antrian-usb-decide.rules"})
_NO_TABLE: Final = "No such file or directory"
_PASSWORDS: Final = ("passwordauthentication", "kbdinteractiveauthentication", "permitemptypasswords")


class SettingsFile(Struct, frozen=True):
    """A file in /etc/antrian. `wrong` is what is wrong with it ("": nothing), `unread` why it was not looked at."""

    name: str
    wrong: str = ""
    unread: str = ""


class Unit(Struct, frozen=True):
    """A unit as systemd shows it: LoadState, ActiveState, SubState, UnitFileState."""

    name: str
    load: str
    active: str
    sub: str
    enabled: str


class Answer(Struct, frozen=True):
    """What a command said, `fault` where it said no, `unread` why it could not be asked."""

    text: str = ""
    fault: str = ""
    unread: str = ""


def settings_findings(files: Iterable[SettingsFile]) -> Iterator[Finding]:
    """Give a line for each settings file."""
    for file in files:
        if file.unread:
            yield _settings(file.name, Standing.UNKNOWN, file.unread)
        elif file.wrong:
            yield _settings(file.name, Standing.WRONG, file.wrong, f"sudo nano {file.name}")
        else:
            yield _settings(file.name, Standing.OK, "can be used")


def clock_finding(state: ClockState, *, has_battery_clock: bool) -> Finding:
    """Return how far the clock may be believed. Without a battery clock the next power cut asks for the network."""
    kept = "a real-time clock is there" if has_battery_clock else "no real-time clock for a power cut without network"
    match state:
        case ClockState.TRUSTED:
            return _machine("clock", Standing.OK, f"believed; {kept}")
        case ClockState.HOLDOVER:
            return _machine("clock", Standing.OK, "kept by the real-time clock since the start; no network time yet")
        case ClockState.UNTRUSTED:
            text = f"nobody has set it since the start, and there is {kept.removesuffix(' is there')}"
            return _machine("clock", Standing.WRONG, text, "timedatectl timesync-status; is the time server reached?")


def disk_finding(free: int, place: str) -> Finding:
    """Return whether there is room to write on; `free` in bytes."""
    said = f"{free / 1024**3:.1f} GB free at {place}"
    if free < LITTLE_DISK_BYTES:
        return _machine("disk", Standing.WRONG, said, "sudo journalctl --vacuum-size=50M")
    return _machine("disk", Standing.OK, said)


def unit_findings(units: Iterable[Unit] | None, wanted: Iterable[str]) -> Iterator[Finding]:
    """Give a line for each unit that this machine should run."""
    known = {unit.name: unit for unit in units or ()}
    for name in wanted:
        if units is None:
            yield _machine(_short(name), Standing.UNKNOWN, "systemd does not run here")
        else:
            yield _unit(name, known.get(name))


def firewall_finding(answer: Answer) -> Finding:
    """Return whether our rules are loaded, by the answer to `nft list table inet antrian`."""
    if answer.unread:
        return _door("firewall", Standing.UNKNOWN, answer.unread)
    if answer.fault and _NO_TABLE not in answer.fault:
        return _door("firewall", Standing.UNKNOWN, f"nft says: {answer.fault}")
    if answer.fault:
        mend = "sudo systemctl enable nftables; sudo systemctl reload-or-restart nftables"
        return _door("firewall", Standing.WRONG, "its rules (table inet antrian) are not loaded", mend)
    return _door("firewall", Standing.OK, "its rules are loaded")


def usb_finding(rules: frozenset[str]) -> Finding:
    """Return whether a keyboard that is plugged in works, by the names of the files in udev's folder of rules."""
    missing = sorted(USB_RULES - rules)
    if missing:
        text = f"whatever is plugged in works: {' and '.join(missing)} missing in /etc/udev/rules.d"
        return _door("usb", Standing.WRONG, text, "copy them as the chapter systemd says, then restart this Pi")
    return _door("usb", Standing.OK, "nothing works that is not named in /etc/antrian/usb-allowed")


def ssh_finding(answer: Answer) -> Finding:
    """Return whether somebody who guesses a password gets in, by the answer to `sshd -T`."""
    if answer.unread:
        return _door("ssh", Standing.UNKNOWN, answer.unread)
    if answer.fault:
        return _door("ssh", Standing.UNKNOWN, f"sshd says: {answer.fault}")
    said = dict(line.split(maxsplit=1) for line in answer.text.lower().splitlines() if " " in line)
    if _PASSWORDS[0] not in said:
        return _door("ssh", Standing.UNKNOWN, "sshd does not say whether it takes passwords")
    asked = [name for name in _PASSWORDS if said.get(name) == "yes"]
    if said.get("permitrootlogin") == "yes":
        asked.append("permitrootlogin")
    if asked:
        mend = "put our file into /etc/ssh/sshd_config.d (systemd/README.md); sudo systemctl reload ssh"
        return _door("ssh", Standing.WRONG, f"lets in by password or as root ({', '.join(asked)})", mend)
    return _door("ssh", Standing.OK, "nobody gets in by a password")


def _unit(name: str, unit: Unit | None) -> Finding:
    subject = _short(name)
    if unit is None or unit.load != "loaded":
        return _machine(subject, Standing.WRONG, "its unit is not installed", "see systemd/README.md")
    if unit.sub == "auto-restart":
        return _machine(subject, Standing.WRONG, "starts again and again", f"journalctl -n 50 -u {subject}")
    if unit.active != "active":
        mend = f"journalctl -n 50 -u {subject}, then: sudo systemctl restart {subject}"
        return _machine(subject, Standing.WRONG, f"is {unit.active}", mend)
    if unit.enabled not in {"enabled", "enabled-runtime", "static", "alias", "indirect", "generated"}:
        mend = f"sudo systemctl enable {subject}"
        return _machine(subject, Standing.WRONG, "runs, but does not start with the machine", mend)
    return _machine(subject, Standing.OK, "runs, and starts with the machine")


def _short(unit: str) -> str:
    return unit.removesuffix(".service")


def _settings(path: str, standing: Standing, text: str, mend: str = "") -> Finding:
    subject = path.rpartition("/")[2]
    return Finding(group=Group.SETTINGS, standing=standing, subject=subject, text=text, mend=mend)


def _machine(subject: str, standing: Standing, text: str, mend: str = "") -> Finding:
    return Finding(group=Group.MACHINE, standing=standing, subject=subject, text=text, mend=mend)


def _door(subject: str, standing: Standing, text: str, mend: str = "") -> Finding:
    return Finding(group=Group.DOORS, standing=standing, subject=subject, text=text, mend=mend)
