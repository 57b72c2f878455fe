"""Looks at all that an authority has signed, on the machine where its folder is. Its key is not opened."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from firmware.authority.register import standing
from firmware.technician.authority_folder import read_register
from firmware.technician.doctor.certificate_look import AUTHORITY_KEY, end_at, key_at
from firmware.technician.doctor.certificates import key_finding
from firmware.technician.doctor.finding import Finding, Group
from firmware.technician.doctor.office import Signed, register_findings
from firmware.technician.faults import NotDone


def look_at_authority(folder: Path, now: datetime | None) -> Iterator[Finding]:
    """Give what is found about all that the authority in `folder` has signed. Raises NotDone where there is none."""
    signed = [Signed(entry.name, entry.end) for entry in standing(read_register(folder))]
    ends = end_at(folder / "ca.crt")
    if ends is None:
        raise NotDone(f"{folder / 'ca.crt'} cannot be read; put it back from your copy of this folder")
    yield from register_findings(signed, ends, now)
    key = key_at(folder / AUTHORITY_KEY, None)
    if key is not None:
        yield key_finding(key, Group.AUTHORITY)
