"""Restarting what reads new certificates: a box's unit, or the broker."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from firmware.messages.names import Role
from firmware.technician.faults import NotDone

BROKER_UNIT: Final = "mosquitto"
UNITS: Final = {
    Role.HUB: "antrian-hub",
    Role.KIOSK: "antrian-button",
    Role.COUNTER: "antrian-button",
    Role.PRINTER: "antrian-printer",
    Role.DISPLAY: "antrian-display",
}
_SYSTEMD: Final = Path("/run/systemd/system")
_SECONDS: Final = 90.0


def restart(unit: str, systemd: Path = _SYSTEMD) -> bool:
    """Start a unit again, also one that has given up; say whether it is one that this Pi starts. Raises NotDone."""
    systemctl = shutil.which("systemctl")
    if systemctl is None or not systemd.is_dir() or _run(systemctl, "is-enabled", "--quiet", unit):
        return False
    if _run(systemctl, "restart", unit):
        raise NotDone(f"all is in place, but {unit} does not start; see: systemctl status {unit}")
    return True


def _run(*argv: str) -> int:
    try:
        return subprocess.run(argv, check=False, timeout=_SECONDS).returncode  # noqa: S603 - systemctl
    except subprocess.TimeoutExpired:
        return 1
