"""`antrian voice` as it is typed; it needs neither a hub nor a broker."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from display_node.voice import sound
from display_node.voice.pack import MANIFEST
from display_node.voice.wav import read_wav, wav_bytes

OFFICE = """
[office]
name = "Kantor Uji"
languages = ["id"]
[[service]]
letter = "A"
name = { id = "Paspor" }
[[counter]]
number = 3
serves = ["A"]
"""

Typed = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def voice(tmp_path: Path) -> Typed:
    """Types a command for a small office."""
    office = tmp_path / "office.toml"
    office.write_text(OFFICE)

    def type_it(*words: str) -> "subprocess.CompletedProcess[str]":
        argv = [sys.executable, "-m", "firmware.technician", "voice", *words, "--office", str(office)]
        return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)

    return type_it


def test_a_pack_is_built_checked_and_found_out_when_a_clip_is_spoilt(voice: Typed, tmp_path: Path) -> None:
    """Status 1 with the file and its words; the other clips, with silence around them, serve as recordings then."""
    pack = tmp_path / "default"
    built = voice("build", str(pack))
    assert built.returncode == 0, built
    assert f'pack = "{pack}"' in built.stdout
    assert (pack / MANIFEST).exists()
    (pack / "id" / "satu.wav").write_bytes(b"")
    checked = voice("check", str(pack))
    assert checked.returncode == 1
    assert 'id/satu.wav  "satu,"\n' in checked.stdout

    recordings = tmp_path / "recordings" / "id"
    recordings.mkdir(parents=True)
    quiet = sound.silence(500)
    for name in ("dua.wav", "tiga-end.wav"):
        (recordings / name).write_bytes(wav_bytes(sound.join([quiet, read_wav(pack / "id" / name), quiet])))
    taken = voice(*("import", str(recordings.parent), str(tmp_path / "sari")), "--speaker", "Sari", "--licence", "izin")
    assert taken.returncode == 1
    assert 'id/satu.wav  "satu,"\n    missing: not recorded yet' in taken.stdout
    assert "2 clips" in taken.stdout


def test_the_script_for_a_speaker_is_printed(voice: Typed) -> None:
    """Here as a table."""
    table = voice("record-list", "--csv")
    assert table.stdout.splitlines()[1] == '1,id,"Angka, satu per satu / Digits",nol,lanjut / goes on,id/nol.wav'


def test_an_office_that_is_not_there_ends_with_78(voice: Typed, tmp_path: Path) -> None:
    """The sentence names the file."""
    (tmp_path / "office.toml").unlink()
    ended = voice("record-list")
    assert (ended.returncode, "office.toml: No such file" in ended.stderr) == (78, True)
