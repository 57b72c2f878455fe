"""Voice packs: which file says what, on paper and on disk."""

import tomllib
from array import array
from pathlib import Path

import msgspec
import pytest

from display_node.voice import sound
from display_node.voice.pack import MANIFEST, Manifest, PackClip, file_name, manifest_text, missing, slug
from display_node.voice.pack_folder import LARGEST_FILE, Pack, write_pack
from display_node.voice.phrase import Clip
from display_node.voice.wav import ClipError

SATU, SATU_ENDS, DUA = Clip("id", "satu,"), Clip("id", "satu."), Clip("id", "dua,")
EMPTY = Manifest(name='Ibu "Sari"', languages=("id",), speaker="Sari\\W", licence="line\nline", rate=sound.RATE)
TONE = array("h", [9000, 9000, -9000, -9000] * 3000)


def packed(clip: Clip) -> PackClip:
    """A file of a pack that says this clip."""
    return PackClip(language=clip.language, text=clip.text, file=file_name(clip), seconds=0.5, sha256="0" * 64)


def test_file_names_tell_words_and_melody() -> None:
    """Lower case, words joined by hyphens, no punctuation; what ends a sentence says so."""
    assert slug("Nomor antrian,") == "nomor-antrian"
    assert file_name(Clip("id", "silakan menuju ke loket,")) == "id/silakan-menuju-ke-loket.wav"
    assert file_name(Clip("en", "twenty-one.")) == "en/twenty-one-end.wav"


def test_words_with_the_other_melody_serve_where_the_right_one_is_missing() -> None:
    """The same person, a slightly wrong melody; the right one goes first, and another language never serves."""
    both = msgspec.structs.replace(EMPTY, clip=(packed(SATU), packed(SATU_ENDS)))
    assert [both.find(clip) for clip in (SATU, SATU_ENDS)] == list(both.clip)
    one = msgspec.structs.replace(EMPTY, clip=(packed(SATU),))
    assert one.find(SATU_ENDS) == packed(SATU)
    assert one.find(Clip("en", "satu,")) is None
    assert missing(one, [SATU, SATU_ENDS, DUA]) == (DUA,)


def test_a_manifest_says_as_toml_what_it_is() -> None:
    """Also names with quotes, backslashes and line ends."""
    whole = msgspec.structs.replace(EMPTY, clip=(packed(SATU), msgspec.structs.replace(packed(DUA), noise_db=42.5)))
    assert msgspec.convert(tomllib.loads(manifest_text(whole)), Manifest) == whole


def test_no_file_of_a_pack_lies_outside_it() -> None:
    """A manifest from elsewhere cannot make a display read other files."""
    for file in ("../secret.wav", "/etc/a.wav", "id/../../a.wav", "id/a.mp3"):
        with pytest.raises(msgspec.ValidationError, match="file"):
            msgspec.convert({**msgspec.to_builtins(packed(SATU)), "file": file}, PackClip)


def test_a_pack_says_sample_by_sample_what_was_written(tmp_path: Path) -> None:
    """Nothing is done to a clip between the disk and the loudspeaker."""
    written = write_pack(tmp_path, EMPTY, {SATU: TONE})
    pack = Pack(tmp_path)
    assert pack.manifest == written
    assert pack.read(SATU) == pack.read(SATU_ENDS) == TONE
    assert pack.read(Clip("en", "one,")) is None
    assert written.clip[0].seconds == pytest.approx(sound.seconds(TONE), abs=0.001)


def test_what_is_not_as_it_was_written_is_an_error(tmp_path: Path) -> None:
    """Changed, gone, or never there: each says which file and what to do."""
    write_pack(tmp_path, EMPTY, {SATU: TONE})
    with pytest.raises(ClipError, match="not in the voice pack"):
        Pack(tmp_path).read(DUA)
    file = tmp_path / "id" / "satu.wav"
    file.write_bytes(file.read_bytes()[:-2] + b"\1\1")
    with pytest.raises(ClipError, match="changed since the pack was made"):
        Pack(tmp_path).read(SATU)
    file.unlink()
    with pytest.raises(ClipError, match="copy the whole voice pack again"):
        Pack(tmp_path).read(SATU)


def test_a_silent_clip_of_a_pack_is_an_error(tmp_path: Path) -> None:
    """Whoever wrote it: silence is never played instead of a word."""
    write_pack(tmp_path, EMPTY, {SATU: sound.silence(500)})
    with pytest.raises(ClipError, match="silent"):
        Pack(tmp_path).read(SATU)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name = ", "copy the voice pack again"),
        ('name = "x"', "missing required field"),
        (manifest_text(msgspec.structs.replace(EMPTY, rate=48_000)), "rate is 48000, 22050 is needed"),
        (None, "not under /home; recordings become a pack by: antrian voice import"),
    ],
)
def test_a_folder_without_a_usable_manifest_is_no_pack(tmp_path: Path, text: str | None, complaint: str) -> None:
    """The error names the file and what to do."""
    if text is not None:
        (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(ClipError, match=complaint):
        Pack(tmp_path)


def test_a_monstrous_file_of_a_pack_is_not_read(tmp_path: Path) -> None:
    """A clip is a few words; a gigabyte in its place would take the memory of the box."""
    write_pack(tmp_path, EMPTY, {SATU: TONE})
    with (tmp_path / "id" / "satu.wav").open("r+b") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(ClipError, match=r"satu\.wav: has 8 MiB"):
        Pack(tmp_path).read(SATU)
