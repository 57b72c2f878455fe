"""What is typed to check a year: its days off, Ramadan and special days, against what others know of them.

The hub's own module prints it, so that what is shown is what the hub goes by.
"""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from firmware.technician.ending import plain_ending


def calendar(
    year: Annotated[int | None, typer.Argument(min=2000, max=2099, help="This year unless told.")] = None,
    office: Annotated[
        Path, typer.Option(metavar="FILE", help="The office's settings; holidays lie beside them.")
    ] = Path("/etc/antrian/office.toml"),
) -> None:
    """Show a year's days off, Ramadan and special days, and where the holidays package says otherwise."""
    with plain_ending():
        wanted = year or datetime.now(UTC).year
        argv = [sys.executable, "-P", "-m", "firmware.hub.calendar_check", str(wanted), "--office", str(office)]
        raise typer.Exit(subprocess.run(argv, check=False).returncode)  # noqa: S603 - our own
