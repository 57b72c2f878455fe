"""What was looked at, how it stands, and the command that mends it.

The worst stands last, next to where a person types: of a long page in a small window only the end is left to read.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct


class Standing(StrEnum):
    """How something stands, the best first. UNKNOWN is what could not be looked at, and is no fault."""

    OK = "ok"
    UNKNOWN = "unknown"
    SOON = "soon"
    WRONG = "wrong"


class Group(StrEnum):
    """What belongs together on the page."""

    SETTINGS = "Settings"
    MACHINE = "This machine"
    DOORS = "Doors"
    CERTIFICATES = "Certificates"
    BROKER = "Broker"
    AUTHORITY = "Authority"
    OFFICE = "Office"


class Finding(Struct, frozen=True, kw_only=True):
    """One thing. `mend` is what to type or to do ("": nothing)."""

    group: Group
    standing: Standing
    subject: str
    text: str
    mend: str = ""


_RANK: Final = {standing: rank for rank, standing in enumerate(Standing)}


def is_well(findings: Iterable[Finding]) -> bool:
    """Say whether nobody need do anything."""
    return all(finding.standing in {Standing.OK, Standing.UNKNOWN} for finding in findings)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return them group by group, the worst group last, and within each the worst last."""
    findings = tuple(findings)
    worst: dict[Group, int] = {}
    for finding in findings:
        worst[finding.group] = max(worst.get(finding.group, 0), _badness(finding))
    places = list(Group)
    return tuple(sorted(findings, key=lambda one: (worst[one.group], places.index(one.group), _badness(one))))


def verdict(findings: Iterable[Finding]) -> str:
    """Return the page's last line: "2 things are wrong, 1 soon; 3 were not looked at"."""
    standings = [finding.standing for finding in findings]
    wrong, soon, unknown = (standings.count(one) for one in (Standing.WRONG, Standing.SOON, Standing.UNKNOWN))
    parts = [f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong"] if wrong else []
    parts += [f"{soon} will be soon"] if soon else []
    said = ", ".join(parts) or "nothing is wrong"
    return f"{said}; {unknown} could not be looked at" if unknown else said


def _badness(finding: Finding) -> int:
    # What could not be looked at does not push a group down the page.
    return 0 if finding.standing is Standing.UNKNOWN else _RANK[finding.standing]
