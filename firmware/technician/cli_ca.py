"""What is typed on the authority's machine: make the office's authority, sign what boxes ask, see what was signed.

Nothing here needs the broker. What needs keys is imported by the command that uses it: it costs all others 45 ms.
"""

from pathlib import Path
from typing import Annotated, Final

import typer

from firmware.technician.authority_options import (
    Ca,
    Hub,
    PassphraseFile,
    RemoteCommand,
    SshOption,
    StickFolder,
    Yes,
    ca_folder,
    hub_ways,
    new_passphrase,
)
from firmware.technician.ending import plain_ending
from firmware.technician.faults import NotDone
from firmware.technician.remote import COMMAND
from firmware.technician.stick import Stick
from firmware.technician.terminal import Terminal, say

ca_app = typer.Typer(
    help="The office's authority, on a laptop or a stick in the safe, never on the hub: who is let in.",
    no_args_is_help=True,
)
_MOST_OFFICE: Final = 56


@ca_app.command()
def init(
    office: Annotated[str, typer.Option(metavar="NAME", help="The office, as its boxes are to know it.")],
    ca: Ca = None,
    passphrase_file: PassphraseFile = None,
    no_passphrase: Annotated[
        bool, typer.Option("--no-passphrase", help="Only on an encrypted disk, which must be seen to be one.")
    ] = False,
) -> None:
    """Make the authority: once in the life of an office. Copy the folder to a second stick afterwards."""
    from firmware.technician.authority_folder import (  # noqa: PLC0415
        fingerprint_of,
        is_encrypted,
        make_authority,
        refuse_on_hub,
    )

    with plain_ending():
        folder = ca_folder(ca)
        if not office.strip() or not office.isprintable() or len(office) > _MOST_OFFICE:
            raise typer.BadParameter(f"an office has a name of 1 to {_MOST_OFFICE} letters")
        refuse_on_hub()
        if no_passphrase and not is_encrypted(folder):
            raise NotDone(f"{folder} is not on an encrypted disk, so the key must have a passphrase")
        end = make_authority(folder, office, lambda: None if no_passphrase else new_passphrase(passphrase_file))
        say(f"{folder}: the authority of {office}, until {end:%Y-%m-%d}")
        say(f"its fingerprint: {fingerprint_of(folder)}")
        print("A Pi asks for it the first time: take it along on paper, not on the stick.")
        print("Whoever has this folder and its passphrase decides who is let in: copy it to")
        print("a second stick, lock both away, and never take it to the hub.")
        print("\nnext, on the hub: sudo antrian enroll hub --role hub --stick DIR")


@ca_app.command()
def sign(
    stick: Annotated[Path, typer.Option("--stick", metavar="DIR", help="Where the USB stick is mounted.")],
    ca: Ca = None,
    passphrase_file: PassphraseFile = None,
    yes: Yes = False,
) -> None:
    """Sign the requests on a stick, and write on it what the hub must know. Status 1: one was not signed."""
    from firmware.technician.certifying import opened, sign_stick  # noqa: PLC0415

    with plain_ending():
        to = Stick(stick)
        with opened(ca, passphrase_file) as authority:
            is_all = sign_stick(authority, to, is_agreed=yes)
        raise typer.Exit(0 if is_all else 1)


@ca_app.command("publish")
def tell_hub(
    ca: Ca = None,
    passphrase_file: PassphraseFile = None,
    stick: StickFolder = None,
    hub: Hub = None,
    ssh_option: SshOption = None,
    remote: RemoteCommand = COMMAND,
) -> None:
    """Tell the hub once more who is let in and who is revoked, as the authority's folder says."""
    from firmware.technician.certifying import opened, publish  # noqa: PLC0415

    with plain_ending():
        by_stick, to = hub_ways(stick, hub, ssh_option, remote)
        with opened(ca, passphrase_file) as authority:
            publish(authority, by_stick, to)


@ca_app.command("list")
def show(ca: Ca = None) -> None:
    """Show every box that was ever enrolled, until when, and who is revoked. Status 1: one ends within 90 days."""
    from firmware.technician.authority_folder import fingerprint_of  # noqa: PLC0415
    from firmware.technician.certificate_pages import certificates_page, rows_of  # noqa: PLC0415

    with plain_ending():
        rows = rows_of(ca_folder(ca))
        Terminal(highlight=False).print(certificates_page(rows, fingerprint_of(ca_folder(ca))))
        raise typer.Exit(1 if any(row.advice for row in rows) else 0)


@ca_app.command()
def renew(ca: Ca = None, passphrase_file: PassphraseFile = None) -> None:
    """Give the authority's own certificate ten more years: key and name stay, so nothing has to be enrolled again."""
    from firmware.technician.certifying import opened  # noqa: PLC0415

    with plain_ending():
        with opened(ca, passphrase_file) as authority:
            end = authority.renew_itself()
        say(f"{authority.folder}: the authority of {authority.register.office}, until {end:%Y-%m-%d}")
        print("next, for the broker and then for each box: antrian renew NODE, which brings it along")
