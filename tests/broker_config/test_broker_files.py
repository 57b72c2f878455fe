"""The broker's files, as they are made for the hub of an office."""

import subprocess
import sys
from pathlib import Path

import pytest

from firmware.messages.names import Role
from firmware.node.broker_files import write_broker_files

HUB = ("hub", Role.HUB)
KIOSK = ("kiosk-1", Role.KIOSK)


def test_a_new_box_disturbs_no_other(tmp_path: Path) -> None:
    """Made again with one box more, each box that was there keeps its password."""
    files = write_broker_files(tmp_path, [HUB])
    before = files.clear("hub").read_text()
    write_broker_files(tmp_path, [HUB, KIOSK])
    assert files.clear("hub").read_text() == before
    assert files.clear("kiosk-1").read_text() != before


def test_a_box_that_is_gone_is_let_in_no_more(tmp_path: Path) -> None:
    """What is not named is neither in the passwords nor in the access list."""
    write_broker_files(tmp_path, [HUB, KIOSK])
    files = write_broker_files(tmp_path, [HUB])
    assert "kiosk-1" not in files.passwords.read_text()
    assert "kiosk-1" not in files.access.read_text()


def test_no_password_can_be_read_by_others(tmp_path: Path) -> None:
    """Neither the passwords for the boxes nor what the broker keeps of them is open to every user of the hub."""
    files = write_broker_files(tmp_path, [HUB])
    assert [path.stat().st_mode & 0o007 for path in (files.clear("hub"), files.passwords, files.access)] == [0, 0, 0]
    assert files.clear("hub").read_text().strip() not in files.passwords.read_text()


@pytest.mark.parametrize("word", ["kiosk-1=kiosks", "Kiosk 1=kiosk", "kiosk-1"])
def test_a_word_that_is_no_box_is_refused_before_anything_is_written(tmp_path: Path, word: str) -> None:
    """A misspelt role or name is told with what was expected, and no file is touched."""
    command = [sys.executable, "-m", "firmware.node.broker_files", str(tmp_path / "broker"), "hub=hub", word]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert answer.returncode == 2
    assert f"{word!r} is not NAME=ROLE" in answer.stderr
    assert not (tmp_path / "broker").exists()
