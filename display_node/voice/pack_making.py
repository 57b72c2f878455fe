"""Voice packs made and judged: rendered by the synthesizer, or taken from a person's recordings.

What cannot be used is never written into a pack; it is named with its words, its file and what to do again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from display_node.voice import recording, sound
from display_node.voice.loudness import level
from display_node.voice.pack import Manifest, file_name
from display_node.voice.pack_folder import Pack, write_pack
from display_node.voice.phrase import Clip
from display_node.voice.recording import Measures
from display_node.voice.renderer import Renderer
from display_node.voice.settings import Speaker, VoiceSettings
from display_node.voice.sound import Samples
from display_node.voice.synthesizer import is_mbrola
from display_node.voice.wav import ClipError, read_wav

LICENCE: Final = "made by espeak-ng (GPL-3.0-or-later), which lays no claim to what it speaks"
MBROLA_LICENCE: Final = "made with an MBROLA voice: not for sale, nor inside anything that is sold; see its licence"
NOT_RECORDED: Final = "missing: not recorded yet"


class Complaint(Struct, frozen=True):
    """What is wrong with one clip, or with one file that is none."""

    file: str
    words: str
    detail: str


class Judged(Struct, frozen=True):
    """A folder after a look at it: what each usable clip measures, and what is wrong with the others."""

    measures: dict[Clip, Measures]
    complaints: tuple[Complaint, ...]


def build(
    folder: Path, clips: Iterable[Clip], settings: VoiceSettings, renderer: Renderer
) -> tuple[Manifest, tuple[Complaint, ...]]:
    """Render a pack, and return it with the clips that cannot be had. Raises OSError."""
    made, complaints = dict[Clip, Samples](), list[Complaint]()
    for clip in clips:
        try:
            made[clip] = _render(renderer, clip, settings)
        except ClipError as error:
            complaints.append(_about(clip, str(error)))
    speakers = {language: who for language in _languages(made) if (who := settings.speaker(language))}
    manifest = _synthesized(folder.name, speakers)
    return write_pack(folder, manifest, made) if made else manifest, tuple(complaints)


def judge_recordings(folder: Path, clips: Iterable[Clip]) -> Judged:
    """Return what a folder of raw recordings is worth for these clips."""
    wanted = {file_name(clip): clip for clip in clips}
    measures, complaints = dict[Clip, Measures](), list[Complaint]()
    for file, clip in wanted.items():
        path = folder / file
        try:
            measured = recording.measure(read_wav(path)) if path.exists() else None
        except ClipError as error:
            complaints.append(_about(clip, f"{error}; save it as WAV and say it again if it is lost"))
            continue
        found = recording.faults(clip.text, measured) if measured else (NOT_RECORDED,)
        complaints += [_about(clip, each) for each in found]
        if measured and not found:
            measures[clip] = measured
    return Judged(measures, (*complaints, *_strangers(folder, wanted)))


def judge_pack(pack: Pack, clips: Iterable[Clip]) -> Judged:
    """Return what a finished pack is worth: its own clips, and those an office needs beside them."""
    measures, complaints = dict[Clip, Measures](), list[Complaint]()
    for packed in pack.manifest.clip:
        clip = Clip(packed.language, packed.text)
        try:
            # A clip that is cut has no silence to tell of the room; what the recording told is in the manifest.
            measured = replace(recording.measure(pack.read_file(packed)), noise_db=packed.noise_db)
        except ClipError as error:
            complaints.append(_about(clip, str(error)))
            continue
        found = recording.faults_of_clip(clip.text, measured)
        complaints += [_about(clip, each) for each in found]
        if not found:
            measures[clip] = measured
    spoken = [clip for clip in clips if clip.language in pack.manifest.languages]
    complaints += [_about(clip, NOT_RECORDED) for clip in spoken if pack.manifest.find(clip) is None]
    return Judged(measures, tuple(complaints))


def take(source: Path, folder: Path, judged: Judged, manifest: Manifest) -> Manifest:
    """Write the usable recordings into a pack, cut and levelled. Raises ClipError and OSError."""
    clips = {clip: recording.fit(read_wav(source / file_name(clip))) for clip in judged.measures}
    noise = {clip: measured.noise_db for clip, measured in judged.measures.items()}
    return write_pack(folder, replace(manifest, languages=_languages(clips)), clips, noise)


def _render(renderer: Renderer, clip: Clip, settings: VoiceSettings) -> Samples:
    speaker = settings.speaker(clip.language)
    if speaker is None:
        raise ClipError("no voice speaks it; set one in [voice.speakers]")
    return sound.fade(level(sound.trim(renderer.render(clip.text, speaker))))


def _synthesized(name: str, speakers: Mapping[str, Speaker]) -> Manifest:
    return Manifest(
        name=name,
        languages=tuple(speakers),
        speaker=", ".join(f"{each.voice} at {each.rate} words a minute" for each in speakers.values()),
        licence=MBROLA_LICENCE if any(is_mbrola(each.voice) for each in speakers.values()) else LICENCE,
        rate=sound.RATE,
    )


def _strangers(folder: Path, wanted: Collection[str]) -> Iterator[Complaint]:
    """What lies there under a name that no line of the script has: mostly one letter is wrong."""
    languages = {name.partition("/")[0] for name in wanted}
    for path in sorted(folder.glob("*/*")):
        name = path.relative_to(folder).as_posix()
        if path.parent.name in languages and name not in wanted:
            near = get_close_matches(name, wanted, n=1)
            yield Complaint(
                name, "", f"not in the script; is it {near[0]}?" if near else "not in the script; delete it"
            )


def _languages(clips: Iterable[Clip]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clip.language for clip in clips))


def _about(clip: Clip, detail: str) -> Complaint:
    return Complaint(file_name(clip), clip.text, detail)
