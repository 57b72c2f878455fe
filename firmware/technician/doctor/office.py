"""What the office says of itself when it is asked over the broker, and the authority's register. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from firmware.authority.ending import AUTHORITY
from firmware.technician.doctor.certificates import end_finding
from firmware.technician.doctor.finding import Finding, Group, Standing
from firmware.technician.report import Report


class Asked(Struct, frozen=True, kw_only=True):
    """How asking the office went. `dead` is why nobody answered, `unread` why nobody was asked.

    `status` is what a command that only asks would have ended with.
    """

    report: Report | None = None
    broker_ends: datetime | None = None
    dead: str = ""
    unread: str = ""
    status: int = 0


class Signed(Struct, frozen=True):
    """A certificate of the register that stands: the latest of its name."""

    name: str
    ends: datetime


def office_findings(asked: Asked, now: datetime | None) -> Iterator[Finding]:
    """Give a line for the broker, one for the hub, and one for each trouble of a box."""
    if asked.unread:
        yield _finding("office", Standing.UNKNOWN, asked.unread)
    if asked.dead:
        yield _finding("office", Standing.WRONG, *_parted(asked.dead))
    if asked.broker_ends is not None:
        yield end_finding(Group.OFFICE, "broker", asked.broker_ends, now)
    if asked.report is not None:
        yield from _troubles(asked.report)


def register_findings(signed: Iterable[Signed], authority_ends: datetime, now: datetime | None) -> Iterator[Finding]:
    """Give a line for each box of the register, and one for the authority. What ends with it is judged with it."""
    for one in signed:
        is_judged = one.ends < authority_ends
        yield end_finding(Group.AUTHORITY, one.name, one.ends, now) if is_judged else _bounded(one)
    yield end_finding(Group.AUTHORITY, AUTHORITY, authority_ends, now)


def _bounded(one: Signed) -> Finding:
    text = f"good until {one.ends:%Y-%m-%d}, as long as the authority"
    return Finding(group=Group.AUTHORITY, standing=Standing.OK, subject=f"{one.name}.crt", text=text)


def _troubles(report: Report) -> Iterator[Finding]:
    here = f"{len(report.boxes)} boxes known, hub {report.hub.version or 'without a version'}"
    yield _finding("hub", Standing.OK, f"{report.office or 'an office without a name'} answers; {here}")
    for sentence in report.wrong:
        subject, _, text = sentence.partition(": ")
        yield _finding(subject, Standing.WRONG, *_parted(text))


def _parted(sentence: str) -> tuple[str, str]:
    """Part what is wrong from what to do: our sentences say it after a semicolon."""
    text, _, mend = sentence.partition("; ")
    return text, mend


def _finding(subject: str, standing: Standing, text: str, mend: str = "") -> Finding:
    return Finding(group=Group.OFFICE, standing=standing, subject=subject, text=text, mend=mend)
