"""The authority's register as a table: every box that was ever enrolled, until when, and what to do about it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from firmware.authority.ending import AUTHORITY, end_in, endings
from firmware.authority.register import Entry, Register, latest
from firmware.technician.authority_folder import read_register
from firmware.technician.pages import LOUD, NONE, QUIET, WELL, WRONG


class CertificateRow(Struct, frozen=True):
    """One line. `days` are those that are left, None for what is revoked; `advice` is what somebody should do soon."""

    name: str
    role: str
    end: datetime
    days: int | None
    revoked: datetime | None
    advice: str | None


def rows_of(folder: Path, now: datetime | None = None) -> list[CertificateRow]:
    """Return a row for the authority, for each box the one that counts, and for each one that is revoked."""
    register, at = read_register(folder), now or datetime.now(UTC)
    end = end_in((folder / "ca.crt").read_bytes())
    ends = {AUTHORITY: end, **{entry.name: entry.end for entry in register.entries if _counts(register, entry)}}
    advice = {told.split(".crt")[0]: told for told in endings(ends, at)}
    own = CertificateRow(AUTHORITY, "authority", end, (end - at).days, None, advice.get(AUTHORITY))
    return [own, *(_row(entry, at, advice) for entry in _shown(register))]


def certificates_page(rows: Sequence[CertificateRow], fingerprint: str) -> RenderableType:
    """Return the table; the authority's fingerprint and what is to be done stand in words below."""
    table = Table(box=box.SIMPLE_HEAD, header_style=QUIET, pad_edge=False, show_edge=False)
    for name in ("Box", "Role", "Until"):
        table.add_column(name, no_wrap=True)
    table.add_column("Days", justify="right", no_wrap=True)
    table.add_column("Revoked", no_wrap=True)
    for row in rows:
        style = QUIET if row.revoked else WRONG if row.advice else LOUD
        table.add_row(
            Text(row.name, style=style),
            Text(row.role, style=QUIET if row.revoked else ""),
            Text(f"{row.end:%Y-%m-%d}", style=QUIET if row.revoked else ""),
            NONE if row.days is None else f"{row.days:,}",
            f"{row.revoked:%Y-%m-%d}" if row.revoked else NONE,
        )
    own = Text(f"the authority's fingerprint: {fingerprint}")
    told = [Text.assemble(("✗ ", WRONG), row.advice) for row in rows if row.advice]
    return Padding(Group(table, Text(), own, *(told or [Text("✓ nothing ends within 90 days", style=WELL)])), (0, 1))


def _shown(register: Register) -> list[Entry]:
    shown = [entry for entry in register.entries if entry.revoked or _counts(register, entry)]
    return sorted(shown, key=lambda entry: (entry.name, entry.revoked is not None, entry.revoked or entry.end))


def _counts(register: Register, entry: Entry) -> bool:
    return entry is latest(register, entry.name)


def _row(entry: Entry, now: datetime, advice: dict[str, str]) -> CertificateRow:
    days = None if entry.revoked else (entry.end - now).days
    told = None if entry.revoked else advice.get(entry.name)
    return CertificateRow(entry.name, entry.role, entry.end, days, entry.revoked, told)
