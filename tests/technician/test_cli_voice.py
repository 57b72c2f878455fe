"""`antrian voice` as it is typed; it needs neither a hub nor a broker."""

import subprocess
import sys
from importlib import resources
from pathlib import Path

OFFICE = str(resources.files("firmware.hub") / "office.toml")


def typed(*words: str) -> "subprocess.CompletedProcess[str]":
    """What a command says of the shipped office, and its status."""
    argv = [sys.executable, "-m", "firmware.technician", "voice", *words, "--office", OFFICE]
    return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)


def test_the_script_for_a_speaker_is_printed() -> None:
    """Here as a table."""
    table = typed("record-list", "--csv")
    assert table.stdout.splitlines()[1] == '1,id,"Angka, satu per satu / Digits",nol,lanjut / goes on,id/nol.wav'


def test_what_is_wrong_is_said_with_its_status(tmp_path: Path) -> None:
    """The words go to the display's module as they were typed, and its status comes back."""
    said = typed("import", str(tmp_path), str(tmp_path / "sari"), "--speaker", "Sari", "--licence", "izin")
    assert said.returncode == 1
    assert "antrian voice record-list" in said.stderr
