"""Prints a year of the office for `antrian calendar`: `python -m firmware.hub.calendar_check 2026`.

It needs no hub and no broker. Status 0: the file and the holidays package agree. 1: they do not, or the year is not
known. 78: a file is wrong.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from firmware.hub.calendar_page import Others, differences, page
from firmware.hub.holiday_files import read_holidays
from firmware.hub.settings import load_office
from firmware.node.settings import EXIT_SETTINGS, SettingsError


def package_of(year: int) -> Others | None:
    """Return what the holidays package has of a year, or None where it is not installed."""
    try:
        from holidays.countries.indonesia import Indonesia  # noqa: PLC0415 - only a technician's machine has it
    except ImportError:
        return None
    national, joint_leave = (
        dict(Indonesia(years=year, categories=(kind,), language="id").items()) for kind in ("public", "government")
    )
    return Others(version=version("holidays"), national=national, joint_leave=joint_leave)


def main(argv: Sequence[str]) -> int:
    """Print the year; return the exit status."""
    parser = ArgumentParser(prog="antrian calendar", description="A year of the office, compared.")
    parser.add_argument("year", type=int)
    parser.add_argument("--office", type=Path, default=Path("/etc/antrian/office.toml"))
    asked = parser.parse_args(argv)
    try:
        known = {one.year: one for one in read_holidays(asked.office.parent)}
        hours = load_office(str(asked.office)).plan().hours if asked.office.exists() else None
    except SettingsError as error:
        sys.stderr.write(f"antrian calendar: {error}\n")
        return EXIT_SETTINGS
    holidays, others = known.get(asked.year), package_of(asked.year)
    if not asked.office.exists():
        sys.stdout.write(f"{asked.office} is not here: these are the holidays that ship\n")
    sys.stdout.write(page(asked.year, holidays, hours, others))
    return int(holidays is None or (others is not None and bool(differences(holidays, others))))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
