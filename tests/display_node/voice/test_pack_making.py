"""Voice packs made and judged."""

import math
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from display_node.voice import sound
from display_node.voice.loudness import CLIP_LUFS, loudness
from display_node.voice.pack import MANIFEST, Manifest, file_name
from display_node.voice.pack_folder import Pack
from display_node.voice.pack_making import MBROLA_LICENCE, build, judge_pack, judge_recordings, take
from display_node.voice.phrase import Clip
from display_node.voice.renderer import Renderer
from display_node.voice.settings import Speaker, VoiceSettings
from display_node.voice.sound import RATE, Samples
from display_node.voice.wav import wav_bytes

SATU, DUA, TIGA = Clip("id", "satu,"), Clip("id", "dua,"), Clip("id", "tiga.")
MANIFEST_OF_SARI = Manifest(name="Ibu Sari", languages=(), speaker="Sari", licence="surat izin", rate=RATE)
WHISTLING = """
import json, sys, wave, array
for line in sys.stdin:
    job = json.loads(line)
    if job["text"] == "dua,":
        print('{"error": "is espeak-ng whole?"}', flush=True)
        continue
    with wave.open(job["path"], "wb") as file:
        file.setparams((1, 2, 22050, 0, "NONE", ""))
        file.writeframes(array.array("h", [7000, 7000, -7000, -7000] * 2500).tobytes())
    print(json.dumps({"voice": job["voice"]}), flush=True)
"""


@pytest.fixture
def whistling(tmp_path: Path) -> Iterator[Renderer]:
    """A synthesizer that whistles every clip, and never knows "dua,"."""
    renderer = Renderer(tmp_path, [sys.executable, "-c", WHISTLING])
    yield renderer
    renderer.rest()


def spoken(seconds: float = 0.5) -> Samples:
    """A recording: half a second of silence, a hum, half a second of silence."""
    hum = array("h", (round(9000 * math.sin(2 * math.pi * 190 * n / RATE)) for n in range(round(seconds * RATE))))
    return sound.join([sound.silence(500), hum, sound.silence(500)])


def record(folder: Path, clip: Clip, samples: Samples) -> Path:
    """Save a recording under the name that the script gives it."""
    path = folder / file_name(clip)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(wav_bytes(samples))
    return path


def test_a_pack_is_rendered_and_what_failed_is_listed(whistling: Renderer, tmp_path: Path) -> None:
    """The failed clip has no file and no line; the pack says who spoke at which pace."""
    manifest, complaints = build(tmp_path / "pack", [SATU, DUA, TIGA], VoiceSettings(), whistling)
    assert [(each.file, each.words, each.detail) for each in complaints] == [
        ("id/dua.wav", "dua,", "is espeak-ng whole?")
    ]
    assert [clip.text for clip in manifest.clip] == ["satu,", "tiga."]
    assert (manifest.speaker, manifest.languages) == ("id+f2 at 150 words a minute", ("id",))
    assert sorted(path.name for path in (tmp_path / "pack").rglob("*.wav")) == ["satu.wav", "tiga-end.wav"]


def test_a_rendered_pack_has_no_fault_but_what_it_lacks(whistling: Renderer, tmp_path: Path) -> None:
    """Levelled and cut as everything that is played."""
    build(tmp_path / "pack", [SATU, DUA, TIGA], VoiceSettings(), whistling)
    judged = judge_pack(Pack(tmp_path / "pack"), [SATU, DUA, TIGA])
    assert [(each.file, each.detail) for each in judged.complaints] == [("id/dua.wav", "missing: not recorded yet")]
    assert all(measured.lufs == pytest.approx(CLIP_LUFS, abs=0.5) for measured in judged.measures.values())


def test_a_pack_of_an_mbrola_voice_says_that_it_is_not_for_sale(whistling: Renderer, tmp_path: Path) -> None:
    """Its licence goes with it."""
    settings = VoiceSettings(speakers={"id": Speaker(voice="mb-id1")})
    manifest, _ = build(tmp_path / "pack", [SATU], settings, whistling)
    assert manifest.licence == MBROLA_LICENCE


def test_without_one_clip_no_pack_is_written(whistling: Renderer, tmp_path: Path) -> None:
    """And a language that nobody speaks is told."""
    _, complaints = build(tmp_path / "pack", [DUA, Clip("zz", "x,")], VoiceSettings(), whistling)
    assert "[voice.speakers]" in complaints[1].detail
    assert not (tmp_path / "pack").exists()


def test_recordings_are_judged_one_by_one(tmp_path: Path) -> None:
    """Good, silent, missing, no sound file, and one whose name has a wrong letter."""
    for clip, samples in ((SATU, spoken()), (DUA, sound.silence(900))):
        record(tmp_path, clip, samples)
    (tmp_path / "id" / "tiga-emd.wav").write_bytes(b"")
    (tmp_path / "id" / "empat.wav").write_text("not sound")
    judged = judge_recordings(tmp_path, [SATU, DUA, TIGA, Clip("id", "empat,")])
    assert set(judged.measures) == {SATU}
    details = {each.file: each.detail for each in judged.complaints}
    assert set(details) == {"id/dua.wav", "id/tiga-end.wav", "id/empat.wav", "id/tiga-emd.wav"}
    assert details["id/dua.wav"].startswith("silent")
    assert details["id/tiga-end.wav"].startswith("missing")
    assert "not a WAV file" in details["id/empat.wav"]
    assert details["id/tiga-emd.wav"] == "not in the script; is it id/tiga-end.wav?"


def test_recordings_become_a_pack_without_those_that_cannot_be_used(tmp_path: Path) -> None:
    """Cut, levelled, with what the room measured; nothing of a faulty one."""
    source, folder = tmp_path / "source", tmp_path / "pack"
    record(source, SATU, sound.scale(spoken(), 0.3))
    record(source, DUA, sound.silence(900))
    manifest = take(source, folder, judge_recordings(source, [SATU, DUA]), MANIFEST_OF_SARI)
    assert (manifest.name, manifest.languages, [clip.text for clip in manifest.clip]) == (
        *("Ibu Sari", ("id",)),
        ["satu,"],
    )
    assert manifest.clip[0].noise_db is not None
    assert {path.name for path in folder.rglob("*.*")} == {MANIFEST, "satu.wav"}
    samples = Pack(folder).read(SATU)
    assert samples is not None
    assert sound.seconds(samples) == pytest.approx(0.55, abs=0.04)
    assert loudness(samples) == pytest.approx(CLIP_LUFS, abs=0.5)
