"""`antrian enroll`, on two machines: a box makes its key and installs its certificate, the authority's signs.

With `--ssh` (or `--ca`) it is typed where the authority is, without on the box itself. Whichever way, typing it again
goes on where it stopped.
"""

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from firmware.messages.names import Role
from firmware.technician.authority_options import (
    THERE,
    Ca,
    Hub,
    PassphraseFile,
    RemoteCommand,
    SshOption,
    StickFolder,
    Yes,
    checked_hosts,
    checked_name,
)
from firmware.technician.ending import plain_ending
from firmware.technician.owners import BROKER_FOLDER, TLS
from firmware.technician.remote import COMMAND, Remote
from firmware.technician.stick import Stick

HERE: Final = "On the box itself"
_FINGERPRINT: Final = re.compile(r"(?:[0-9A-F]{4}-){4}[0-9A-F]{4}")


def _checked_fingerprint(said: str | None) -> str | None:
    if said is not None and _FINGERPRINT.fullmatch(said.upper()) is None:
        raise typer.BadParameter("a fingerprint is like 7F3A-22C1-09BD-EE41-5A07")
    return said and said.upper()


Tls = Annotated[
    Path,
    typer.Option(
        metavar="FOLDER",
        envvar="ANTRIAN_TLS",
        rich_help_panel=HERE,
        help="Of key and certificate. Another than this belongs to whoever types, and nothing is restarted.",
    ),
]
BrokerFolder = Annotated[
    Path,
    typer.Option(
        "--broker",
        metavar="FOLDER",
        envvar="ANTRIAN_BROKER",
        rich_help_panel=HERE,
        help="Of the broker's files, likewise.",
    ),
]
AuthoritySeen = Annotated[
    str | None,
    typer.Option(
        "--authority",
        metavar="FINGERPRINT",
        callback=_checked_fingerprint,
        rich_help_panel=HERE,
        help="Of the office's authority, as antrian ca list shows it, for scripts; without it a person is asked.",
    ),
]
HOSTS: Final = ("hub.local", "localhost", "127.0.0.1")


def enroll(
    node: Annotated[str, typer.Argument(metavar="NODE", help='The box\'s name, like "kiosk-1".')],
    role: Annotated[Role, typer.Option(help="What the box is for.")],
    stick: StickFolder = None,
    ssh: Annotated[
        str | None, typer.Option(metavar="USER@HOST", rich_help_panel=THERE, help="Do all of it over there, by ssh.")
    ] = None,
    hub: Hub = None,
    ca: Ca = None,
    passphrase_file: PassphraseFile = None,
    host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="HOST",
            help="Of a hub: a name or address by which boxes find it, beside hub.local. May be repeated.",
        ),
    ] = None,
    new_key: Annotated[bool, typer.Option("--new-key", help="Throw away a key that waits for its answer.")] = False,
    new_office: Annotated[
        bool, typer.Option("--new-office", help="Obey another office's authority from here on.")
    ] = False,
    yes: Yes = False,
    request: Annotated[
        Path | None,
        typer.Option(metavar="FILE", rich_help_panel=HERE, help='Write the request here, "-" for stdout; no stick.'),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(metavar="FILE", rich_help_panel=HERE, help='Install the answer in this file, "-" for stdin.'),
    ] = None,
    authority: AuthoritySeen = None,
    tls: Tls = TLS,
    broker: BrokerFolder = BROKER_FOLDER,
    ssh_option: SshOption = None,
    remote: RemoteCommand = COMMAND,
) -> None:
    """Give a box its key and certificate: by stick from the box, or by ssh from where the authority is.

    On the box, before and after `antrian ca sign`: sudo antrian enroll NODE --role ROLE --stick DIR

    Where the authority is, all at once: antrian enroll NODE --role ROLE --ssh USER@HOST --hub USER@HOST
    """
    with plain_ending():
        ways = [way for way in (stick, ssh, request, certificate) if way is not None]
        if len(ways) != 1:
            raise typer.BadParameter("say one way: --stick DIR on the box, or --ssh USER@HOST where the authority is")
        checked_name(node, role)
        if host and role is not Role.HUB:
            raise typer.BadParameter("only a hub is found under names; --host is for --role hub")
        checked_hosts(host or ())
        if ssh is not None:
            flags = [*(("--new-key",) if new_key else ()), *(("--new-office",) if new_office else ())]
            hosts = [word for one in host or () for word in ("--host", one)]
            _by_ssh(
                node,
                role,
                Remote(ssh, ssh_option or (), remote),
                None if hub is None else Remote(hub, ssh_option or (), remote),
                ca,
                passphrase_file,
                [*flags, *hosts],
            )
        elif ca is not None and stick is not None:
            _sign(node, Stick(stick), ca, passphrase_file, is_agreed=yes)
        else:
            from firmware.technician.agreeing import Agreement  # noqa: PLC0415 - keys cost 45 ms
            from firmware.technician.box_enrolling import BoxEnrolling  # noqa: PLC0415 - keys cost 45 ms

            agreement = Agreement(authority, new_office)
            here = BoxEnrolling(node, role, tls, broker, (*HOSTS, *(host or ())), agreement)
            if certificate is not None:
                here.install(certificate)
            elif request is not None:
                here.write_request(request, is_new_key=new_key)
            elif stick is not None:
                here.by_stick(Stick(stick), is_new_key=new_key)


def _by_ssh(
    node: str,
    role: Role,
    box: Remote,
    hub: Remote | None,
    ca: Path | None,
    passphrase_file: Path | None,
    words: list[str],
) -> None:
    from firmware.technician.certifying import enroll_over_ssh, opened  # noqa: PLC0415 - keys cost 45 ms

    with opened(ca, passphrase_file) as authority:
        enroll_over_ssh(authority, node, role, box, hub, words)


def _sign(node: str, stick: Stick, ca: Path, passphrase_file: Path | None, *, is_agreed: bool) -> None:
    from firmware.technician.certifying import opened, sign_stick  # noqa: PLC0415 - keys cost 45 ms

    with opened(ca, passphrase_file) as authority:
        is_all = sign_stick(authority, stick, is_agreed=is_agreed, only=(node,))
    if not is_all:
        raise typer.Exit(1)
