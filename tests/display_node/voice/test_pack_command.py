"""`antrian voice` as the display's module does it: built, spoilt, checked, taken."""

from pathlib import Path

import pytest

from display_node.voice import sound
from display_node.voice.pack import MANIFEST
from display_node.voice.pack_command import main
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


@pytest.fixture
def office(tmp_path: Path) -> str:
    """A small office's settings."""
    path = tmp_path / "office.toml"
    path.write_text(OFFICE)
    return str(path)


def test_a_pack_is_built_and_found_out_when_a_clip_is_spoilt(
    office: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1 with the file and its words; the other clips, with silence around them, serve as recordings then."""
    pack = tmp_path / "default"
    assert main(["build", str(pack), "--office", office]) == 0
    assert f'pack = "{pack}"' in capsys.readouterr().out
    assert (pack / MANIFEST).exists()
    (pack / "id" / "satu.wav").write_bytes(b"")
    assert main(["check", str(pack), "--office", office]) == 1
    told = capsys.readouterr().out
    assert 'id/satu.wav  "satu,"\n' in told
    assert told.endswith("1 things to do\n")

    source, quiet = tmp_path / "recordings", sound.silence(500)
    (source / "id").mkdir(parents=True)
    for name in ("id/dua.wav", "id/tiga-end.wav"):
        (source / name).write_bytes(wav_bytes(sound.join([quiet, read_wav(pack / name), quiet])))
    who = ("--speaker", "Sari", "--licence", "izin")
    assert main(["import", str(source), str(tmp_path / "sari"), "--office", office, *who]) == 1
    told = capsys.readouterr().out
    assert 'id/satu.wav  "satu,"\n    missing: not recorded yet' in told
    assert "sari: 2 clips" in told


def test_recordings_and_pack_are_two_folders(office: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A take that was cut cannot be uncut."""
    who = ("--speaker", "Sari", "--licence", "izin")
    assert main(["import", str(tmp_path), str(tmp_path), "--office", office, *who]) == 1
    assert "a folder of its own" in capsys.readouterr().err


def test_the_script_is_printed_for_a_printer(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the office's name."""
    assert main(["record-list", "--office", office]) == 0
    assert "Kantor Uji: " in capsys.readouterr().out


def test_an_office_that_is_not_there_ends_with_78(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence names the file."""
    assert main(["record-list", "--office", str(tmp_path / "office.toml")]) == 78
    assert "office.toml: No such file" in capsys.readouterr().err
