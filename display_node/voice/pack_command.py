"""What a technician does with voices: `python -m display_node.voice.pack_command`, typed as `antrian voice`.

Here and not in the technician's own package, because it renders and judges with the code that the display plays with,
and needs the display's libraries. Exit status 0 where every clip is well, 1 where something is to be done, 78 for
settings that cannot be used.
"""

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from display_node.voice import phrases, sound
from display_node.voice.languages import spoken_to_all
from display_node.voice.office_file import OfficeFile
from display_node.voice.pack import MANIFEST, Manifest
from display_node.voice.pack_folder import Pack
from display_node.voice.pack_making import Complaint, Judged, build, judge_pack, judge_recordings, take
from display_node.voice.phrase import Clip, Phrases, needed
from display_node.voice.record_list import page, record_list, rows
from display_node.voice.renderer import Renderer
from display_node.voice.settings import VoiceSettings
from display_node.voice.wav import ClipError
from firmware.messages.text import cell, visible
from firmware.node.settings import EXIT_SETTINGS, SettingsError, load

OFFICE: Final = Path("/etc/antrian/office.toml")


class DisplayFile(Struct, frozen=True, kw_only=True):
    """`display.toml`, of which only the voice matters here."""

    voice: VoiceSettings = VoiceSettings()


def main(argv: Sequence[str] | None = None) -> int:
    """Do what is asked, and return the exit status."""
    asked = _parser().parse_args(argv)
    try:
        status: int = asked.do(asked)
    except SettingsError as error:
        print(f"antrian: {error}", file=sys.stderr)
        return EXIT_SETTINGS
    except BrokenPipeError:
        sys.stdout = None  # the reader has seen enough, and Python's own flush shall be quiet too
        return 0
    except ClipError as error:
        print(f"antrian: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"antrian: {error.filename}: {error.strerror}; try it with sudo", file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="antrian voice", description="Make and check the voices of an office.")
    commands = parser.add_subparsers(required=True)
    made = commands.add_parser("build", help="render a voice pack with the synthesizer")
    made.add_argument("folder", type=Path)
    made.add_argument("--settings", type=Path, help="a display.toml whose [voice.speakers] are to speak")
    listed = commands.add_parser("record-list", help="print the script for a person who speaks")
    listed.add_argument("--csv", action="store_true")
    checked = commands.add_parser("check", help="say what is wrong with recordings or with a voice pack")
    checked.add_argument("folder", type=Path)
    taken = commands.add_parser("import", help="make a voice pack of recordings")
    taken.add_argument("source", type=Path)
    taken.add_argument("folder", type=Path)
    taken.add_argument("--name")
    taken.add_argument("--speaker", required=True)
    taken.add_argument("--licence", required=True)
    for command, do in ((made, _build), (listed, _list), (checked, _check), (taken, _import)):
        command.add_argument("--office", type=Path, default=OFFICE)
        command.set_defaults(do=do)
    return parser


def _build(asked: argparse.Namespace) -> int:
    settings = load(asked.settings, DisplayFile).voice if asked.settings else VoiceSettings()
    office = load(asked.office, OfficeFile)
    unspoken = [language for language in spoken_to_all(office.notice()) if phrases.load(language) is None]
    with tempfile.TemporaryDirectory() as scratch:
        renderer = Renderer(Path(scratch))
        try:
            manifest, complaints = build(asked.folder, _clips(office), settings, renderer)
        finally:
            renderer.rest()
    _print_complaints(complaints)
    for language in unspoken:
        print(f"[{language}]  phrases/{language}.toml is missing; nobody knows its words")
    _print_pack(asked.folder, manifest)
    return 1 if complaints or unspoken else 0


def _list(asked: argparse.Namespace) -> int:
    office = load(asked.office, OfficeFile)
    lines = record_list(office.notice(), _spoken(office))
    if asked.csv:
        csv.writer(sys.stdout).writerows(map(cell, row) for row in rows(lines))
    else:
        print(page(office.office.name, lines), end="")
    return 0


def _check(asked: argparse.Namespace) -> int:
    clips = _clips(load(asked.office, OfficeFile))
    if (asked.folder / MANIFEST).exists():
        judged = judge_pack(Pack(asked.folder), clips)
    else:
        judged = judge_recordings(asked.folder, _recorded(asked.folder, clips))
    _print_complaints(judged.complaints)
    _print_judged(asked.folder, judged)
    return 1 if judged.complaints else 0


def _import(asked: argparse.Namespace) -> int:
    if asked.source.resolve() == asked.folder.resolve():
        raise ClipError("a pack needs a folder of its own; the recordings stay as they are")
    judged = judge_recordings(asked.source, _recorded(asked.source, _clips(load(asked.office, OfficeFile))))
    _print_complaints(judged.complaints)
    if not judged.measures:
        raise ClipError(f"{asked.source}: not one recording can be used, so no pack is made")
    name = asked.name or asked.folder.name
    wanted = Manifest(name=name, languages=(), speaker=asked.speaker, licence=asked.licence, rate=sound.RATE)
    _print_pack(asked.folder, take(asked.source, asked.folder, judged, wanted))
    return 1 if judged.complaints else 0


def _spoken(office: OfficeFile) -> list[Phrases]:
    return [found for language in spoken_to_all(office.notice()) if (found := phrases.load(language))]


def _clips(office: OfficeFile) -> list[Clip]:
    return [clip for each in _spoken(office) for clip in needed(office.notice(), each)]


def _recorded(folder: Path, clips: Iterable[Clip]) -> list[Clip]:
    """The clips of the languages that have a folder: an office may record one and leave the other to the synthesizer.

    Raises ClipError where there is none.
    """
    found = [clip for clip in clips if (folder / clip.language).is_dir()]
    if not found:
        raise ClipError(
            f"{folder}: no folder of a language in it, like {folder / 'id'}; see: antrian voice record-list"
        )
    return found


def _print_complaints(complaints: Iterable[Complaint]) -> None:
    for each in complaints:
        words = f'  "{each.words}"' if each.words else ""
        print(visible(f"{each.file}{words}"), visible(each.detail), sep="\n    ")


def _print_judged(folder: Path, judged: Judged) -> None:
    levels = [each.lufs for each in judged.measures.values() if each.lufs is not None]
    noises = [each.noise_db for each in judged.measures.values() if each.noise_db is not None]
    loud = f", {min(levels):.1f} to {max(levels):.1f} LUFS" if levels else ""
    room = f", the room {min(noises):.0f} dB or more under the voice" if noises else ""
    print(f"{folder}: {len(judged.measures)} clips are well{loud}{room}; {len(judged.complaints)} things to do")


def _print_pack(folder: Path, manifest: Manifest) -> None:
    seconds = sum(clip.seconds for clip in manifest.clip)
    languages, said_by = ", ".join(manifest.languages), visible(manifest.speaker)
    print(f"{folder}: {len(manifest.clip)} clips, {seconds:.0f} s, in {languages or 'no language'}; {said_by}")
    if manifest.clip:
        print(f'in display.toml, under [voice]: pack = "{folder.resolve()}"')


if __name__ == "__main__":
    sys.exit(main())
