"""What may be plugged into a Pi: the shipped rules, evaluated by udev itself for devices that a test makes.

Each device is a folder as the kernel shows it, with a real descriptor; they stand at /sys in a mount namespace, where
`udevadm test` runs Debian's rules and ours and writes `authorized`. What a kernel does with that is not tested here.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.systemd.cable import is_own_tree_allowed

SOURCE = Path(__file__).resolve().parents[2] / "systemd" / "udev"
LIST, MODEL = "/etc/antrian/usb-allowed", "/proc/device-tree/model"
KEY, MOUSE, PRINTER, STORAGE, HUB = (3, 1, 1), (3, 1, 2), (7, 1, 2), (8, 6, 80), (9, 0, 0)
SOUND, PLAYING, BUTTONS, OWN = (1, 1, 0), (1, 2, 0), (3, 0, 0), (255, 0, 255)
# A descriptor of two bytes: the kernel goes on behind it, udev's reader does not.
GAP = bytes([2, 0x7F])

pytestmark = [
    pytest.mark.skipif(shutil.which("udevadm") is None, reason="udevadm is not here: apt-get install udev"),
    pytest.mark.skipif(
        not is_own_tree_allowed(), reason="no mount namespace here for a /sys of our own: it takes root"
    ),
]


class Device(NamedTuple):
    """What is plugged in: its name, the classes of its parts, and where."""

    ids: str
    parts: tuple[tuple[int, int, int], ...]
    port: str = "1-1.3"
    # What udev does not see of it.
    hidden: tuple[tuple[int, int, int], ...] = ()


class Verdict(NamedTuple):
    """What became of a device: the kind it was taken for, whether it works, and which of its parts do."""

    kind: str
    authorized: bool
    parts: tuple[bool, ...]


NOTHING = Verdict("", authorized=False, parts=())


def works(kind: str, *parts: bool) -> Verdict:
    """Return the verdict on a device that is taken for this kind; without words on its parts all of them work."""
    return Verdict(kind, authorized=True, parts=parts or (True,))


def lay(sys: Path, device: Device, number: int) -> list[Path]:
    """Make the folders of a device as if it worked already; returns it and its parts."""
    folder = sys / "devices" / f"usb{number}" / device.port
    vendor, product = device.ids.split(":")
    known = f"DEVTYPE=usb_device\nDEVNAME=bus/usb/001/{number:03}\nMAJOR=189\nMINOR={number}"
    make(sys, folder, uevent=known, idVendor=vendor, idProduct=product, authorized="1")
    (folder / "descriptors").write_bytes(described(device))
    parts = []
    for count, (kind, _, _) in enumerate((*device.parts, *device.hidden)):
        parts.append(folder / f"{device.port}:1.{count}")
        make(sys, parts[-1], uevent="DEVTYPE=usb_interface", bInterfaceClass=f"{kind:02x}", authorized="1")
    return [folder, *parts]


def described(device: Device) -> bytes:
    """Return the descriptors of a device (USB 2.0, 9.6): its own, a configuration, interfaces."""
    head = bytes([18, 1, 0, 2, 0, 0, 0, 64, *bytes(10), 9, 2, 99, 0, 1, 1, 0, 192, 50])
    seen, hidden = (
        b"".join(bytes([9, 4, 0, 0, 1, *part, 0, 7, 5, 129, 2, 64, 0, 0]) for part in parts)
        for parts in (device.parts, device.hidden)
    )
    return head + seen + (GAP + hidden if hidden else b"")


def make(sys: Path, folder: Path, **values: str) -> None:
    """Make a folder of a USB device with these attributes, as the kernel shows it."""
    folder.mkdir(parents=True)
    for name, value in values.items():
        (folder / name).write_text(f"{value}\n", encoding="ascii")
    (folder / "subsystem").symlink_to(os.path.relpath(sys / "bus" / "usb", folder))


def rules_of(folder: Path, *roles: str, allowed: str = "", model: str = "Raspberry Pi 3 Model B Plus") -> Path:
    """Return a folder with the rules of a Pi with these roles, its list of named devices, and what computer it is."""
    rules = folder / "rules.d"
    rules.mkdir()
    (folder / "usb-allowed").write_text(allowed, encoding="utf-8")
    (folder / "model").write_text(f"{model}\0", encoding="utf-8")
    for name in ("60-antrian-usb", *(f"61-antrian-usb-{role}" for role in roles), "69-antrian-usb-decide"):
        text = (SOURCE / f"{name}.rules").read_text(encoding="utf-8")
        text = text.replace(LIST, str(folder / "usb-allowed")).replace(MODEL, str(folder / "model"))
        (rules / f"{name}.rules").write_text(text, encoding="utf-8")
    return rules


def judged(rules: Path, devices: Mapping[str, Device], *, is_stick_time: bool = False) -> dict[str, Verdict]:
    """Plug devices in, let udev work through its rules, and return what became of each.

    The kernel says "add" and then "bind" of a device, and only then speaks of the parts of one that was authorized.
    """
    sys = rules.parent / "sys"
    (sys / "bus" / "usb").mkdir(parents=True)
    socket = sys / "devices" / "usb1"
    laid = {name: lay(sys, device, number) for number, (name, device) in enumerate(devices.items(), start=2)}
    make(sys, socket, uevent="DEVTYPE=usb_device\nDEVNAME=bus/usb/001/001\nMAJOR=189\nMINOR=1", authorized_default="1")
    told = evaluated(rules, sys, [socket, *chain.from_iterable(laid.values())], is_stick_time=is_stick_time)
    if value(socket, "authorized_default") == "1":
        pytest.skip("udevadm of this version says what it would do, and writes nothing")
    return {name: verdict(told, paths) for name, paths in laid.items()}


def evaluated(rules: Path, sys: Path, paths: Iterable[Path], *, is_stick_time: bool) -> str:
    """Let udev take each device as one that was plugged in this moment; returns all that it says."""
    script = [
        "set -e",
        f"mount --bind {sys} /sys",
        "mount -t tmpfs none /run",
        "mkdir -p /run/udev /run/udev/rules.d" + (" /run/usb-stick" if is_stick_time else ""),
        f"cp {rules}/* /run/udev/rules.d",
        *(f"udevadm test --action={action} /sys/{path.relative_to(sys)}" for path in paths for action in actions(path)),
    ]
    command = ["unshare", "--mount", "sh", "-c", "\n".join(script)]
    environment = {**os.environ, "SYSTEMD_DEVICE_VERIFY_SYSFS": "0"}
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, env=environment)
    lines = [line for line in answer.stderr.splitlines() if "antrian-usb" in line]
    assert [line for line in lines if re.search("invalid|unknown|ignoring|syntax", line, re.IGNORECASE)] == []
    return answer.stdout


def actions(path: Path) -> tuple[str, ...]:
    """Return what the kernel says of a device or of a part, in this order."""
    return ("add",) if ":" in path.name else ("add", "bind")


def verdict(told: str, paths: Sequence[Path]) -> Verdict:
    """Return what became of one device."""
    device, *parts = paths
    path = f"/devices/{device.parent.name}/{device.name}"
    kind = re.search(rf"^DEVPATH={path}$(?:\n.+)*?\nANTRIAN_USB=(.*)$", told, re.MULTILINE)
    is_on = value(device, "authorized") == "1"
    working = tuple(value(part, "authorized") == "1" for part in parts) if is_on else ()
    return Verdict("" if kind is None else kind[1], authorized=is_on, parts=working)


def value(folder: Path, name: str) -> str:
    """Return an attribute."""
    return (folder / name).read_text(encoding="ascii").strip()


STRANGERS = {
    "a stranger's keyboard": Device("046d:c31c", (KEY, BUTTONS)),
    "a stick": Device("0781:5567", (STORAGE,)),
    "a stick that types": Device("0781:5567", (STORAGE, KEY)),
    "a printer that types": Device("04b8:0202", (PRINTER, KEY)),
    "a loudspeaker that types": Device("0d8c:0014", (SOUND, PLAYING, BUTTONS)),
    "a telephone as network": Device("18d1:4eeb", ((224, 1, 3), (10, 0, 0))),
    "a hub that types": Device("05e3:0610", (HUB, KEY)),
    "a Pi's network socket at another place": Device("0424:ec00", (OWN,), port="1-1.4"),
    "one that says nothing of itself": Device("1a2c:2d23", ()),
}
HUBS = {
    "a hub": Device("05e3:0610", (HUB,)),
    "the hub inside a Pi 4": Device("2109:3431", (HUB, (9, 0, 1), (9, 0, 2)), port="1-1"),
}


def test_a_pi_without_a_role_allows_hubs_and_its_own_parts(tmp_path: Path) -> None:
    """Every stranger is off, whatever it says it is; the network socket of a Pi 3 stays on."""
    own = {
        "3 B": Device("0424:ec00", (OWN,), port="1-1.1"),
        "3 B+": Device("0424:7800", (OWN,), port="1-1.1.1"),
    }
    told = judged(rules_of(tmp_path), STRANGERS | HUBS | own)
    assert {name: told[name] for name in STRANGERS} == dict.fromkeys(STRANGERS, NOTHING)
    assert told["a hub"] == works("hub")
    assert told["the hub inside a Pi 4"] == works("hub", True, True, True)
    assert told["3 B"] == told["3 B+"] == works("inside")


def test_another_pi_has_no_network_socket_on_usb(tmp_path: Path) -> None:
    """On a Pi Zero that place is in the lobby's reach: what says it were a Pi's own part is a stranger there."""
    own = {"posing": Device("0424:ec00", (OWN,), port="1-1.1")}
    told = judged(rules_of(tmp_path, model="Raspberry Pi Zero 2 W"), own)
    assert told == {"posing": NOTHING}


@pytest.mark.parametrize(
    ("role", "on"),
    [
        ("button", {}),
        ("printer", {"a printer": works("printer")}),
        ("display", {"a loudspeaker": works("speaker", True, True)}),
    ],
)
def test_a_role_allows_what_it_works_with(tmp_path: Path, role: str, on: dict[str, Verdict]) -> None:
    """A printer is a printer where one belongs, and sound is for walls."""
    usual = {"a printer": Device("04b8:0202", (PRINTER,)), "a loudspeaker": Device("0d8c:0014", (SOUND, PLAYING))}
    assert judged(rules_of(tmp_path, role), usual) == dict.fromkeys(usual, NOTHING) | on


def test_a_pi_of_all_roles_allows_no_stranger(tmp_path: Path) -> None:
    """What is almost one of a role's devices is none."""
    told = judged(rules_of(tmp_path, "button", "display", "printer"), STRANGERS)
    assert told == dict.fromkeys(STRANGERS, NOTHING)


def test_named_devices_of_a_kiosk_with_a_printer(tmp_path: Path) -> None:
    """The listed keypad and scanner work, in capital letters and with a note too; the same names hide nothing else."""
    allowed = "# ours\nkeypad 1A2C:2D23  the black one\nscanner\t05f9:221c\nserial 0403:6001\nprinter 0483:5743\n"
    devices = {
        "the keypad": Device("1a2c:2d23", (KEY, MOUSE)),
        "the scanner": Device("05f9:221c", ((2, 2, 1), (10, 0, 0))),
        "the adapter": Device("0403:6001", (OWN,)),
        "a printer with more": Device("0483:5743", (PRINTER, KEY)),
        "another keypad": Device("1a2c:2d24", (KEY,)),
        "its name on a stick": Device("1a2c:2d23", (KEY, STORAGE)),
        "its name on a network": Device("0403:6001", (OWN, KEY)),
    }
    off = dict.fromkeys(("another keypad", "its name on a stick", "its name on a network"), NOTHING)
    assert judged(rules_of(tmp_path, "button", "printer", allowed=allowed), devices) == off | {
        "the keypad": works("keypad", True, True),
        "the scanner": works("scanner", True, True),
        "the adapter": works("serial"),
        "a printer with more": works("printer", True, False),
    }


def test_a_name_counts_only_where_its_role_is(tmp_path: Path) -> None:
    """A kiosk's list on a wall allows no keypad there; a loudspeaker's buttons stay dead."""
    allowed = "keypad 1a2c:2d23\nspeaker 0d8c:0014\nnetwork 0bda:8152\n"
    devices = {
        "keypad": Device("1a2c:2d23", (KEY,)),
        "speaker": Device("0d8c:0014", (SOUND, PLAYING, BUTTONS)),
        "network": Device("0bda:8152", (OWN, (2, 6, 0), (10, 0, 0))),
    }
    assert judged(rules_of(tmp_path, "display", allowed=allowed), devices) == {
        "keypad": NOTHING,
        "speaker": works("speaker", True, True, False),
        "network": works("network", True, True, True),
    }


def test_a_part_that_udev_does_not_read_is_off(tmp_path: Path) -> None:
    """A description can hide a keyboard from udev's reader; the kernel shows it, and that part gets no driver."""
    hiding = {"a printer that hides keys": Device("04b8:0202", (PRINTER,), hidden=(KEY,))}
    told = judged(rules_of(tmp_path, "printer"), hiding)
    assert told == {"a printer that hides keys": works("printer", True, False)}


def test_a_stick_works_in_a_technicians_ten_minutes(tmp_path: Path) -> None:
    """A stick, and not one that types, nor any other stranger."""
    names = ("a stick", "a stick that types", "a stranger's keyboard")
    told = judged(rules_of(tmp_path, "button"), {name: STRANGERS[name] for name in names}, is_stick_time=True)
    assert told == dict.fromkeys(names, NOTHING) | {"a stick": works("stick")}


def test_the_permission_for_sticks_is_a_folder_that_goes_with_its_unit(tmp_path: Path) -> None:
    """Systemd takes the folder away with the unit, which ends after ten minutes, and finds no fault in the unit."""
    unit = shutil.copy(SOURCE / "usb-stick.service", tmp_path)
    lines = Path(unit).read_text(encoding="utf-8").splitlines()
    assert {"RuntimeDirectory=usb-stick", "ExecStart=/usr/bin/sleep 600"} <= set(lines)
    assert 'TEST=="/run/usb-stick"' in (SOURCE / "60-antrian-usb.rules").read_text(encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", unit]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (answer.returncode, answer.stdout + answer.stderr) == (0, "")


def test_udev_has_nothing_to_say_of_the_rules() -> None:
    """`udevadm verify` finds no fault; older ones do not have it."""
    rules = sorted(str(path) for path in SOURCE.glob("*.rules"))
    answer = subprocess.run(["udevadm", "verify", *rules], capture_output=True, text=True, timeout=20, check=False)
    if "Unknown command verb" in answer.stdout + answer.stderr:
        pytest.skip("this udevadm cannot verify rules (253 and later can)")
    assert answer.returncode == 0, answer.stdout + answer.stderr
