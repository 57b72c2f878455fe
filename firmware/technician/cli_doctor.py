"""`antrian doctor`, as it is typed: looks everywhere, prints, and ends with a status.

What it looks with is imported when it is typed: the `cryptography` package takes longer than any other command.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
import typer

from firmware.messages import topics
from firmware.messages.notices import ClockState
from firmware.node.clock import SystemClock
from firmware.node.files import StateError
from firmware.node.settings import EXIT_SETTINGS, SettingsError, load
from firmware.technician.ending import plain_ending
from firmware.technician.faults import Fault
from firmware.technician.office_line import OfficeLine
from firmware.technician.report import report_of
from firmware.technician.settings import SETTINGS, TechnicianSettings
from firmware.technician.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from firmware.technician.doctor.finding import Finding
    from firmware.technician.doctor.office import Asked

_HEARD: Final = (topics.BEAT, topics.OFFICE, topics.BOARD, topics.COUNTER, topics.PRESENCE)


def doctor(
    context: typer.Context,
    authority: Annotated[
        Path | None, typer.Option("--ca", metavar="FOLDER", help="Also look at all that this authority has signed.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a script.")] = False,
) -> None:
    """Look at this machine and at the office, and say what to type. Nothing is changed.

    Type it with sudo: keys, firewall and sshd are root's. Status 0: all is well, 1: wrong or soon, 69: nobody answers.
    """
    from firmware.technician.doctor.finding import is_well, ordered  # noqa: PLC0415 - see above
    from firmware.technician.doctor.page import doctor_page  # noqa: PLC0415

    settings = Path(context.obj)
    with plain_ending():
        asked = _ask(settings)
        findings = ordered(_findings(settings.parent, authority, asked))
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(findings), indent=2).decode())
    else:
        Terminal(highlight=False).print(doctor_page(findings))
    raise typer.Exit(asked.status or (0 if is_well(findings) else 1))


def _findings(folder: Path, authority: Path | None, asked: "Asked") -> "list[Finding]":
    from firmware.technician.doctor.certificate_look import look_at_broker, look_at_certificates  # noqa: PLC0415
    from firmware.technician.doctor.machine_look import look_at_machine, tables, units  # noqa: PLC0415
    from firmware.technician.doctor.office import office_findings  # noqa: PLC0415

    found = tables(folder)
    # Whoever has a computer without a box of ours sees to its clock.
    is_set = not units(found) or any(table.box.get("clock") == "trusted" for table in found)
    state = SystemClock("trusted" if is_set else "system").state()
    now = None if state is ClockState.UNTRUSTED else datetime.now(UTC)
    return [
        *look_at_machine(folder, found, state),
        *look_at_certificates(folder, found, now),
        *look_at_broker(folder, found, now),
        *(_look_at_authority(authority, now) if authority else ()),
        *office_findings(asked, now),
    ]


def _look_at_authority(folder: Path, now: datetime | None) -> "Iterator[Finding]":
    from firmware.technician.doctor.authority_look import look_at_authority  # noqa: PLC0415

    return look_at_authority(folder, now)


def _ask(path: Path) -> "Asked":
    """Ask the office as a technician, where this machine has what that takes."""
    from firmware.technician.doctor.office import Asked  # noqa: PLC0415

    if path == SETTINGS and not path.exists():
        return Asked(unread=f"nobody asked it: there is no {path}; that is well on a box where nobody types")
    line: OfficeLine | None = None
    try:
        with OfficeLine(load(path, TechnicianSettings), _HEARD) as line:
            report = report_of(line.look())
        return Asked(report=report, broker_ends=line.broker_ends)
    except Fault as fault:
        return Asked(dead=str(fault), broker_ends=line.broker_ends if line else None, status=fault.status)
    except SettingsError as error:
        return Asked(dead=str(error), status=EXIT_SETTINGS)
    except StateError as error:
        return Asked(unread=f"{error}; try it with sudo")
