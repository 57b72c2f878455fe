"""A voice pack: a folder of clips in one voice, and `pack.toml`, which says what each file says.

A clip is found by its words and their melody: one that goes on ends in a comma, one that ends a sentence in a full
stop. Where a pack has the words with the other melody only, that clip is said: the same person with a slightly wrong
melody disturbs less than another person for one word. Every file is known by its SHA-256, so that half a copy or a
clip recorded over is noticed before anybody hears it.
"""

from collections.abc import Iterable
from typing import Annotated, Final

from msgspec import Meta, Struct

from display_node.voice.phrase import Clip
from firmware.messages.names import Language
from firmware.messages.text import safe_name

MANIFEST: Final = "pack.toml"
ENDING: Final = "-end"
_MELODY: Final = ".,"

_Line = Annotated[str, Meta(min_length=1, max_length=300)]


class PackClip(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of a pack: what it says, where it lies, how long it lasts.

    `noise_db` is how far the room was under the voice when it was recorded (None: nobody measured it).
    """

    language: Language
    text: _Line
    file: Annotated[str, Meta(pattern=r"^[a-z]{2}/[a-z0-9-]+\.wav\Z", max_length=120)]
    seconds: Annotated[float, Meta(gt=0)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    noise_db: float | None = None


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`pack.toml`. `speaker` is who speaks, `licence` what may be done with the voice, `rate` the samples a second."""

    name: _Line
    languages: Annotated[tuple[Language, ...], Meta(min_length=1)]
    speaker: _Line
    licence: _Line
    rate: int
    clip: tuple[PackClip, ...] = ()

    def find(self, clip: Clip) -> PackClip | None:
        """Return the file that says this clip: with its melody, else with the other, else None."""
        said = {each.text: each for each in self.clip if each.language == clip.language}
        return said.get(clip.text) or next((said[text] for text in _either(clip.text) if text in said), None)


def slug(text: str) -> str:
    """Return words as part of a file name: "Nomor antrian," is `nomor-antrian`."""
    return safe_name(text)


def file_name(clip: Clip) -> str:
    """Return where a clip lies in a pack and among recordings: `id/satu.wav`, and `id/satu-end.wav` for "satu."."""
    return f"{clip.language}/{slug(clip.text)}{ENDING if clip.text.endswith('.') else ''}.wav"


def missing(manifest: Manifest, clips: Iterable[Clip]) -> tuple[Clip, ...]:
    """Return the clips that the pack does not have, in whatever melody."""
    return tuple(clip for clip in clips if manifest.find(clip) is None)


def manifest_text(manifest: Manifest) -> str:
    """Return the manifest as TOML."""
    lines = [
        "# What each file of this voice pack says. Written by `antrian voice`; a file that was changed by hand is not",
        "# played, because its sha256 is another: record it again and import again.",
        "",
        f"name = {_quoted(manifest.name)}",
        f"languages = [{', '.join(map(_quoted, manifest.languages))}]",
        f"speaker = {_quoted(manifest.speaker)}",
        f"licence = {_quoted(manifest.licence)}",
        f"rate = {manifest.rate}",
    ]
    return "\n".join([*lines, *(line for clip in manifest.clip for line in _clip_lines(clip))]) + "\n"


def _clip_lines(clip: PackClip) -> tuple[str, ...]:
    return (
        "",
        "[[clip]]",
        f"language = {_quoted(clip.language)}",
        f"text = {_quoted(clip.text)}",
        f"file = {_quoted(clip.file)}",
        f"seconds = {clip.seconds:.3f}",
        f"sha256 = {_quoted(clip.sha256)}",
        *(() if clip.noise_db is None else (f"noise_db = {clip.noise_db:.1f}",)),
    )


def _either(text: str) -> tuple[str, ...]:
    return tuple(text.rstrip(_MELODY) + mark for mark in _MELODY)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in escaped) + '"'
