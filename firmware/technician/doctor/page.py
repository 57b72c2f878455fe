"""The findings drawn for a terminal of 80 columns, or for none. The word says it; colour only repeats the word."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from rich.console import Group as Lines
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from firmware.technician.doctor.finding import Finding, Standing, is_well, ordered, verdict

_STYLE: Final = {
    Standing.OK: "green",
    Standing.UNKNOWN: "dim",
    Standing.SOON: "yellow",
    Standing.WRONG: "bold red",
}


def doctor_page(findings: Sequence[Finding]) -> RenderableType:
    """Return all findings in groups, the worst last, and after them the verdict."""
    parts: list[RenderableType] = []
    width = max((len(finding.subject) for finding in findings), default=0)
    for group, members in groupby(ordered(findings), lambda finding: finding.group):
        parts += [Text(group, style="bold"), _table(tuple(members), width), Text()]
    well = is_well(findings)
    style = _STYLE[Standing.OK if well else Standing.WRONG]
    return Padding(Lines(*parts, Text(f"{'✓' if well else '✗'} {verdict(findings)}", style=style)), (0, 1))


def _table(findings: Sequence[Finding], width: int) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=len(Standing.UNKNOWN), no_wrap=True)
    table.add_column(width=width, no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        style = _STYLE[finding.standing]
        table.add_row(Text(finding.standing, style=style), finding.subject, Text(finding.text))
        if finding.mend:
            table.add_row("", "", Text(f"→ {finding.mend}", style="cyan"))
    return table
