"""`antrian` typed with sudo in a folder of somebody else, such as a stick: nothing that lies there is run."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("firmware", "button_node", "printer_node", "display_node")
EVIL = "print('EVIL', flush=True)\n"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["calendar", "2026", "--office", "office.toml"], "2026"),
        (["voice", "record-list", "--csv", "--office", "office.toml"], "office.toml"),
        (["hub", "new-office", "--yes", "--settings", "hub.toml"], "office"),
    ],
    ids=lambda words: " ".join(words[:2]) if isinstance(words, list) else "",
)
def test_a_package_of_our_name_in_the_folder_is_not_run(words: list[str], shown: str, tmp_path: Path) -> None:
    """The command starts a program of ours, which comes from where antrian is installed."""
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text(EVIL)
    (tmp_path / "hub.toml").write_text(f'[box]\nname = "hub"\nbroker = "127.0.0.1"\nstate = "{tmp_path / "state"}"\n')
    argv = [sys.executable, "-P", "-m", "firmware.technician", *words]
    ended = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
    said = ended.stdout + ended.stderr
    assert "EVIL" not in said
    assert shown in said


def test_every_program_of_ours_is_started_so() -> None:
    """The demo alone runs what lies in the folder where it is typed, which is the source tree."""
    sources = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "demo" not in path.parts]
    starts = [found for path in sources for found in re.findall(r'sys\.executable, "[^"]+"', path.read_text("utf-8"))]
    assert len(starts) >= 5
    assert set(starts) == {'sys.executable, "-P"'}
