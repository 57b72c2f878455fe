"""What the commands of the authority's machine ask alike: where it is, its passphrase, how to get to the hub."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Final

import msgspec
import typer

from firmware.authority.naming import box_complaint, hosts_complaint
from firmware.messages.names import NodeName, Role
from firmware.technician.faults import NotDone
from firmware.technician.remote import Remote
from firmware.technician.stick import Stick

LEAST_PASSPHRASE: Final = 12
THERE: Final = "Where the authority is"

Ca = Annotated[
    Path | None,
    typer.Option(
        "--ca",
        metavar="FOLDER",
        envvar="ANTRIAN_CA",
        help="The authority's folder; ~/antrian-ca unless told.",
        rich_help_panel=THERE,
    ),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        envvar="ANTRIAN_PASSPHRASE_FILE",
        help="Read the passphrase here instead of asking for it.",
        rich_help_panel=THERE,
    ),
]
StickFolder = Annotated[Path | None, typer.Option("--stick", metavar="DIR", help="Where the USB stick is mounted.")]
Hub = Annotated[
    str | None,
    typer.Option(
        "--hub", metavar="USER@HOST", help="The hub, by ssh: its broker is told at once.", rich_help_panel=THERE
    ),
]
SshOption = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=VALUE",
        help="Of ssh, like Port=2222; better in ~/.ssh/config. May be repeated.",
        rich_help_panel=THERE,
    ),
]
RemoteCommand = Annotated[
    str, typer.Option("--remote", metavar="COMMAND", help="What starts antrian over there.", rich_help_panel=THERE)
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Sign without asking.", rich_help_panel=THERE)]


def ca_folder(given: Path | None) -> Path:
    """Return the authority's folder."""
    return given or Path.home() / "antrian-ca"


def hub_ways(
    stick: Path | None, hub: str | None, ssh_option: list[str] | None, remote: str
) -> tuple[Stick | None, Remote | None]:
    """Return the one way to the hub that was typed. Raises BadParameter for none and for both, NotDone."""
    if (stick is None) == (hub is None):
        raise typer.BadParameter("say the way to the hub: either --hub USER@HOST or --stick DIR")
    return None if stick is None else Stick(stick), None if hub is None else Remote(hub, ssh_option or (), remote)


def checked_name(name: str, role: Role) -> None:
    """See that a box may be called this. Raises BadParameter."""
    try:
        msgspec.convert(name, NodeName)
    except msgspec.ValidationError:
        raise typer.BadParameter(f'{name!r} is no name of a box; it is like "{role}-1": a-z, 0-9 and hyphens') from None
    complaint = box_complaint(name, role)
    if complaint:
        raise typer.BadParameter(complaint)


def checked_hosts(hosts: Sequence[str]) -> None:
    """See that a broker can be found at these. Raises BadParameter."""
    complaint = hosts_complaint(hosts)
    if complaint:
        raise typer.BadParameter(complaint)


def passphrase(folder: Path, file: Path | None) -> Callable[[], bytes]:
    """Return what asks for the passphrase of an authority that is there: a file, or a person at a terminal."""
    return lambda: _from_file(file) if file else _typed(f"passphrase of {folder}")


def new_passphrase(file: Path | None) -> bytes:
    """Return the passphrase for a new authority, typed twice. Raises NotDone for one that is too short."""
    said = _from_file(file) if file else _typed("a passphrase for the authority's key", is_new=True)
    if len(said) < LEAST_PASSPHRASE:
        raise NotDone(f"a passphrase has at least {LEAST_PASSPHRASE} characters; take four or five words")
    return said


def _typed(question: str, *, is_new: bool = False) -> bytes:
    if not sys.stdin.isatty():
        raise NotDone("nobody is here to type the passphrase; name a file with it: --passphrase-file FILE")
    answer: str = typer.prompt(question, hide_input=True, confirmation_prompt=is_new, err=True)
    return answer.encode()


def _from_file(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotDone(f"cannot read the passphrase in {path}: {error.strerror}") from error
    lines = content.splitlines()
    if not lines or not lines[0]:
        raise NotDone(f"{path} has no passphrase in its first line")
    if os.name == "posix" and path.is_file() and path.stat().st_mode & 0o077:
        print(f"antrian: others may read {path}; chmod 600 {path}", file=sys.stderr)
    return lines[0]
