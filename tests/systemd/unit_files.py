"""The shipped unit files, and how a test asks systemd what it makes of them, without a systemd that runs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "systemd"
MANUAL = SOURCE / "README.md"
UNITS = sorted(SOURCE.glob("antrian-*.service"))
STICK = SOURCE / "udev" / "usb-stick.service"
COMMON = SOURCE / "antrian-.service.d" / "box.conf"
BROKER = SOURCE / "mosquitto.service.d" / "antrian.conf"
INSTALLED_PYTHON = "/opt/antrian/bin/python"
DEBIAN_MOSQUITTO = Path("/lib/systemd/system/mosquitto.service")


def lines(path: Path) -> list[tuple[str, str]]:
    """Return key and value of each line of a unit file, in their order."""
    found = (line.split("=", maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines() if _is_setting(line))
    return [(key, value) for key, value in found]


def settings(path: Path) -> dict[str, str]:
    """Return the keys of a unit file, each with the last value that is said."""
    return dict(lines(path))


def listed(path: Path, key: str) -> list[str]:
    """Return what all lines with this key name."""
    return [word for said, value in lines(path) if said == key for word in value.split()]


def gather(folder: Path) -> Path:
    """Copy the units as an office has them, beside Debian's for mosquitto, and return their folder.

    This machine's Python stands in for the office's: `verify` wants a program that is there.
    """
    shutil.copytree(SOURCE, folder)
    for path in folder.glob("*.service"):
        path.write_text(path.read_text(encoding="utf-8").replace(INSTALLED_PYTHON, sys.executable), encoding="utf-8")
    shutil.copy(STICK, folder)
    shutil.copy(DEBIAN_MOSQUITTO, folder)
    return folder


def ask(*argv: str, units: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run one of systemd's programs; with `units` it knows the units of this folder and no others."""
    found = {} if units is None else {"SYSTEMD_UNIT_PATH": str(units)}
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **found}
    return subprocess.run(argv, env=environment, capture_output=True, text=True, timeout=60, check=False)


def rows(title: str) -> list[list[str]]:
    """Return the cells of the table under this heading of the manual, without what makes them look like code."""
    chapter = MANUAL.read_text(encoding="utf-8").split(f"\n## {title}\n", maxsplit=1)[1].split("\n## ", maxsplit=1)[0]
    table = [line.strip("|").split("|") for line in chapter.splitlines() if line.startswith("|")]
    return [[cell.strip().replace("`", "") for cell in row] for row in table[2:]]


def _is_setting(line: str) -> bool:
    return re.match(r"[A-Z]\w*=", line) is not None
