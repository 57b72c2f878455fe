"""`antrian hub recover` as it is typed: the hub's own program does it, and its status is the command's."""

import subprocess
import sys
from pathlib import Path

from firmware.demo.broker import Broker
from tests.technician.test_antrian import OFFICE, table


def typed(*words: str) -> "subprocess.CompletedProcess[str]":
    """Type it and return how it ended."""
    argv = [sys.executable, "-m", "firmware.technician", "hub", *words]
    return subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)


def hub_settings(folder: Path, broker: Broker) -> str:
    """Write the files of a hub and return its settings' path."""
    (folder / "office.toml").write_text(OFFICE)
    path = folder / "hub.toml"
    path.write_text(f'office = "{folder / "office.toml"}"\n' + table(broker.box_table("hub", folder / "hub")))
    return str(path)


def test_an_office_that_nobody_remembers_is_not_recovered(broker: Broker, tmp_path: Path) -> None:
    """Status 1, a sentence that says what to do, and no journal."""
    ended = typed("recover", "--settings", hub_settings(tmp_path, broker))
    assert ended.returncode == 1
    assert "no box remembers" in ended.stderr
    assert not (tmp_path / "hub" / "journal.sqlite3").exists()


def test_a_good_journal_stays_as_it_is(broker: Broker, tmp_path: Path) -> None:
    """Status 78: nothing was changed, and the sentence says what to start."""
    settings = hub_settings(tmp_path, broker)
    assert typed("new-office", "--yes", "--settings", settings).returncode == 0
    before = (tmp_path / "hub" / "journal.sqlite3").read_bytes()
    ended = typed("recover", "--settings", settings)
    assert ended.returncode == 78
    assert "is there and good" in ended.stderr
    assert (tmp_path / "hub" / "journal.sqlite3").read_bytes() == before


def test_a_box_that_no_office_knows_is_named(broker: Broker, tmp_path: Path) -> None:
    """A misspelt --without would leave out nobody."""
    ended = typed("recover", "--without", "kiosk-9", "--settings", hub_settings(tmp_path, broker))
    assert ended.returncode == 78
    assert "--without kiosk-9" in ended.stderr
