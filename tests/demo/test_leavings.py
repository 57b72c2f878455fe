"""What a morning removes before it begins."""

from pathlib import Path

import pytest

from firmware.demo.leavings import LeavingsError, clear


def test_an_earlier_morning_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    """Its slips and its office go; a stranger's letter stays."""
    (tmp_path / "slip-A001.png").touch()
    (tmp_path / "letter.txt").touch()
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "presses.jsonl").touch()
    clear(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_an_office_that_no_morning_made_is_left_alone(tmp_path: Path) -> None:
    """`--out ~` must not cost anybody their documents."""
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "budget.ods").touch()
    with pytest.raises(LeavingsError, match="is not from a demo"):
        clear(tmp_path)
    assert (tmp_path / "office" / "budget.ods").exists()
