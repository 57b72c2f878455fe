"""What is typed on the hub for its broker: give it all its files, as the authority says."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from firmware.technician.authority_options import StickFolder
from firmware.technician.cli_enroll import AuthoritySeen, BrokerFolder, Tls
from firmware.technician.ending import plain_ending
from firmware.technician.faults import NotDone
from firmware.technician.owners import BROKER_FOLDER, TLS
from firmware.technician.stick import ACCESS, Stick, read_some
from firmware.technician.units import BROKER_UNIT, restart

broker_app = typer.Typer(help="The broker, on the hub itself.", no_args_is_help=True)


@broker_app.command()
def install(
    stick: StickFolder = None,
    source: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help='What antrian ca has written, "-" for stdin.')
    ] = None,
    new_office: Annotated[
        bool, typer.Option("--new-office", help="Obey another office's authority from here on.")
    ] = False,
    authority: AuthoritySeen = None,
    broker: BrokerFolder = BROKER_FOLDER,
    tls: Tls = TLS,
) -> None:
    """Write all files of the broker and start it again: who is let in, what each may, who is revoked."""
    from firmware.technician.agreeing import Agreement  # noqa: PLC0415 - keys cost 45 ms
    from firmware.technician.enrolling import files_told, install_broker, read  # noqa: PLC0415

    with plain_ending():
        if (stick is None) == (source is None):
            raise typer.BadParameter("say where it comes from: --stick DIR")
        with files_told():
            known = read(tls / "ca.crt")
        access = install_broker(broker, _text(stick, source), Agreement(authority, new_office), known)
        boxes = ", ".join(name for name, _ in access.boxes)
        print(f"{broker}: lets in {boxes} (number {access.number})")
        if broker == BROKER_FOLDER and restart(BROKER_UNIT):
            print(f"{BROKER_UNIT}: started again")


def _text(stick: Path | None, source: Path | None) -> bytes:
    if stick is not None:
        text = Stick(stick).read(ACCESS)
        if text is None:
            raise NotDone(
                f"{stick} has nothing for the broker; where the authority is: antrian ca sign --stick {stick}"
            )
        return text
    if source is None or source == Path("-"):
        return sys.stdin.buffer.read()
    try:
        return read_some(source)
    except OSError as error:
        raise NotDone(f"cannot read {source}: {error.strerror}") from error
