"""Reads the holidays of each year: the files that ship, and those beside office.toml, which win."""

import re
from importlib.resources import files
from pathlib import Path
from typing import Final

from firmware.hub.holiday_year import HolidayYear
from firmware.node.settings import SettingsError, load

_NAME: Final = re.compile(r"holidays-(\d{4})\.toml")


def read_holidays(folder: Path) -> tuple[HolidayYear, ...]:
    """Return the holidays of all known years, in order. Raises SettingsError for a file that is wrong."""
    found: dict[int, Path] = {}
    for place in (Path(str(files("firmware.hub"))), folder):
        found |= {int(match[1]): path for path in place.glob("*.toml") if (match := _NAME.fullmatch(path.name))}
    return tuple(_read(path, year) for year, path in sorted(found.items()))


def _read(path: Path, year: int) -> HolidayYear:
    read = load(path, HolidayYear)
    if read.year != year:
        raise SettingsError(f"{path}: tells of {read.year}; name it holidays-{read.year}.toml")
    return read
