"""What the Pi says of itself: temperature and throttling, from sysfs. None where the machine does not say."""

from pathlib import Path
from typing import Final

_TEMPERATURE: Final = Path("/sys/class/thermal/thermal_zone0/temp")
_THROTTLED: Final = Path("/sys/devices/platform/soc/soc:firmware/get_throttled")


def temperature() -> float | None:
    """Return the processor's temperature in degrees Celsius."""
    try:
        return round(int(_TEMPERATURE.read_text()) / 1000, 1)
    except (OSError, ValueError):
        return None


def is_throttled() -> bool | None:
    """Return whether the Pi runs slower now because of heat or a weak power supply (bits 0-3 of the firmware word)."""
    try:
        return bool(int(_THROTTLED.read_text(), 16) & 0xF)
    except (OSError, ValueError):
        return None
