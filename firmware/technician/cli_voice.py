"""What is typed about voices: make a voice pack, print the script for a speaker, check and take recordings.

The display's own module does it, in a process of its own: a clip is judged by the code that will play it, and this
package knows the broker and no box. No hub and no broker need run; `build` needs espeak-ng and pyttsx3.
"""

import subprocess
import sys
from pathlib import Path
from typing import Annotated, Final

import typer

from firmware.technician.ending import plain_ending

voice_app = typer.Typer(
    help="Make and check the voices that call: voice packs, and the script for a person who records one.",
    no_args_is_help=True,
)

Office = Annotated[
    Path, typer.Option("--office", metavar="FILE", help="The office's settings: what must be said comes from them.")
]
OFFICE: Final = Path("/etc/antrian/office.toml")
DEFAULT: Final = Path("/etc/antrian/voices/default")
RECORDINGS: Final = "Where the recordings lie, as the script names them: id/satu.wav."


@voice_app.command()
def build(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where the pack is to lie.")] = DEFAULT,
    office: Office = OFFICE,
    settings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A display.toml, for the voices in its [voice.speakers].")
    ] = None,
) -> None:
    """Render the default voice pack with espeak-ng, and list what is missing. Status 1: something is."""
    extra = ("--settings", str(settings)) if settings else ()
    _run("build", str(folder), "--office", str(office), *extra)


@voice_app.command("record-list")
def record_list(
    office: Office = OFFICE,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print it as a table for a spreadsheet.")] = False,
) -> None:
    """Print the script for a person who lends their voice: every line, its melody, its file."""
    _run("record-list", "--office", str(office), *(("--csv",) if as_csv else ()))


@voice_app.command()
def check(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Recordings, or a voice pack.")],
    office: Office = OFFICE,
) -> None:
    """Say of each recording or clip what to do again. Status 1: something is to be done."""
    _run("check", str(folder), "--office", str(office))


@voice_app.command("import")
def take(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help=RECORDINGS)],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the pack is to lie.")],
    speaker: Annotated[str, typer.Option(metavar="NAME", help="Who speaks.")],
    licence: Annotated[str, typer.Option(metavar="TEXT", help="What the speaker allows, and who has the paper.")],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Of the pack; its folder's unless told.")] = None,
    office: Office = OFFICE,
) -> None:
    """Make a voice pack of recordings: cut, levelled, checked. What cannot be used is named and left out."""
    extra = ("--name", name) if name else ()
    _run(
        *("import", str(source), str(folder), "--office", str(office)),
        *("--speaker", speaker, "--licence", licence, *extra),
    )


def _run(*arguments: str) -> None:
    with plain_ending():
        argv = [sys.executable, "-P", "-m", "display_node.voice.pack_command", *arguments]
        raise typer.Exit(subprocess.run(argv, check=False).returncode)  # noqa: S603 - our own
