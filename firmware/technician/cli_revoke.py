"""What is typed where the authority is when a box is lost, or its time is nearly over."""

from typing import Annotated

import typer

from firmware.technician.authority_options import (
    Ca,
    Hub,
    PassphraseFile,
    RemoteCommand,
    SshOption,
    StickFolder,
    checked_hosts,
    hub_ways,
)
from firmware.technician.ending import plain_ending
from firmware.technician.remote import COMMAND, Remote
from firmware.technician.stick import Stick

Node = Annotated[str, typer.Argument(metavar="NODE", help='The box\'s name, like "kiosk-1".')]


def revoke(
    node: Node,
    hub: Hub = None,
    stick: StickFolder = None,
    ca: Ca = None,
    passphrase_file: PassphraseFile = None,
    ssh_option: SshOption = None,
    remote: RemoteCommand = COMMAND,
) -> None:
    """Let a box in no more: stolen, lost, given away, or to get a new key. The hub must hear of it."""
    from firmware.technician.certifying import opened, revoke_box  # noqa: PLC0415 - keys cost 45 ms

    with plain_ending():
        by_stick, to = hub_ways(stick, hub, ssh_option, remote)
        with opened(ca, passphrase_file) as authority:
            revoke_box(authority, node, by_stick, to)


def renew(
    node: Node,
    ssh: Annotated[str | None, typer.Option(metavar="USER@HOST", help="The box, by ssh.")] = None,
    stick: StickFolder = None,
    hub: Hub = None,
    host: Annotated[
        list[str] | None, typer.Option(help="Of the broker: all names by which it is found, instead of those it has.")
    ] = None,
    ca: Ca = None,
    passphrase_file: PassphraseFile = None,
    ssh_option: SshOption = None,
    remote: RemoteCommand = COMMAND,
) -> None:
    """Give a box's key, or the broker's, a certificate for ten more years. For a new key: revoke, then enroll."""
    from firmware.technician.certifying import opened, renew_box  # noqa: PLC0415 - keys cost 45 ms

    with plain_ending():
        if (stick is None) == (ssh is None and hub is None):
            raise typer.BadParameter("say the way to the box: either --ssh USER@HOST or --stick DIR")
        if host and node != "broker":
            raise typer.BadParameter("only the broker is found under names; --host is for: antrian renew broker")
        checked_hosts(host or ())
        by_stick = None if stick is None else Stick(stick)
        box, to = (None if one is None else Remote(one, ssh_option or (), remote) for one in (ssh, hub))
        with opened(ca, passphrase_file) as authority:
            renew_box(authority, node, host or (), box, by_stick, to)
