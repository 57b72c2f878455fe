"""A voice pack on disk: opened, each clip checked when it is read, and written.

What is written is cut and levelled already, at our own rate, so that a clip of a pack goes from the disk to the
loudspeaker as it is. The manifest is written last: half a pack is one whose files do not fit their sums, and no clip
of it is played.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from display_node.voice import sound
from display_node.voice.pack import MANIFEST, Manifest, PackClip, file_name, manifest_text
from display_node.voice.phrase import Clip
from display_node.voice.renderer import check
from display_node.voice.sound import Samples
from display_node.voice.wav import ClipError, read_wav, wav_bytes
from firmware.node.files import write_atomic

ROUND: Final = 3
LARGEST_FILE: Final = 8 * 1024 * 1024  # three minutes at our rate


class Pack:
    """A folder with a manifest."""

    def __init__(self, folder: Path) -> None:
        """Read the manifest. Raises ClipError where there is none, or it cannot be used."""
        self.folder = folder
        self.manifest = _manifest(folder)

    def read(self, clip: Clip) -> "Samples | None":
        """Return the clip, or None where the pack does not speak its language.

        Raises ClipError where the pack should have it and has not, or has a broken one.
        """
        if clip.language not in self.manifest.languages:
            return None
        found = self.manifest.find(clip)
        if found is None:
            raise ClipError(f"not in the voice pack {self.manifest.name!r}; see: antrian voice check {self.folder}")
        return check(clip.text, self.read_file(found))

    def read_file(self, clip: PackClip) -> Samples:
        """Return the samples of one file of the manifest. Raises ClipError where it is not the file it was."""
        path = self.folder / clip.file
        try:
            if (size := path.stat().st_size) > LARGEST_FILE:
                raise ClipError(f"{path}: has {size >> 20} MiB, a clip has at most {LARGEST_FILE >> 20}; make it again")
            content = path.read_bytes()
        except OSError as error:
            raise ClipError(f"{path}: {error.strerror}; copy the whole voice pack again") from error
        if hashlib.sha256(content).hexdigest() != clip.sha256:
            raise ClipError(f"{path}: changed since the pack was made; make it again: antrian voice import")
        return read_wav(path)


def write_pack(
    folder: Path, manifest: Manifest, clips: Mapping[Clip, Samples], noise: Mapping[Clip, float | None] | None = None
) -> Manifest:
    """Write a pack and return its manifest with what was written. Raises OSError."""
    written = []
    for clip, samples in clips.items():
        path, content = folder / file_name(clip), wav_bytes(samples)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, content)
        written.append(
            PackClip(
                language=clip.language,
                text=clip.text,
                file=file_name(clip),
                seconds=round(sound.seconds(samples), ROUND),
                sha256=hashlib.sha256(content).hexdigest(),
                noise_db=(noise or {}).get(clip),
            )
        )
    whole = replace(manifest, clip=tuple(written))
    write_atomic(folder / MANIFEST, manifest_text(whole).encode())
    return whole


def _manifest(folder: Path) -> Manifest:
    path = folder / MANIFEST
    try:
        manifest = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Manifest)
    except OSError as error:
        hint = "keep it not under /home; recordings become a pack by: antrian voice import"
        raise ClipError(f"{path}: {error.strerror}; {hint}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise ClipError(f"{path}: {error}; copy the voice pack again, or make it again") from error
    if manifest.rate != sound.RATE:
        raise ClipError(f"{path}: rate is {manifest.rate}, {sound.RATE} is needed; make the pack with: antrian voice")
    return manifest
