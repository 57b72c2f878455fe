"""What people type: accounts of days at work, of an office's log, and the story of a day of faults."""

from pathlib import Path

import pytest

from firmware.simulation.__main__ import main

OFFICE = Path(__file__).resolve().parents[2] / "firmware" / "hub" / "office.toml"


def test_days_of_a_seed_are_accounted_for_one_by_one_and_together(capsys: pytest.CaptureFixture[str]) -> None:
    """`--seed 7 --days 2`: two pages with their dates, then one for both."""
    assert main(["--seed", "7", "--days", "2"]) == 0
    page = capsys.readouterr().out
    assert [page.count(words) for words in ("Monday 04 January", "Tuesday 05 January", "2 days together")] == [1, 1, 1]


def test_a_written_day_is_read_again_with_the_same_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--csv` writes what `--log` reads, also without an office.toml; what comes out is the same log."""
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"
    assert main(["--seed", "3", "--csv", str(once)]) == 0
    assert main(["--log", str(once), "--csv", str(twice)]) == 0
    assert once.read_bytes() == twice.read_bytes()
    assert "not told by the log" in capsys.readouterr().out


def test_a_bad_row_of_a_log_is_told_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The good rows are accounted for; the exit status is 1, so that a script notices."""
    log = tmp_path / "log.csv"
    log.write_text(
        "issue,call,finish,service,counter\n08:00,08:05,08:09,Paspor baru,1\n08:00,08:05,08:09,H,1\n08:0,,,A,\n",
        encoding="utf-8",
    )
    assert main(["--log", str(log), "--office", str(OFFICE)]) == 1
    told = capsys.readouterr()
    assert " 1 ticket\n" in told.out
    assert f"{log}:3: counter 1 does not serve H" in told.err
    assert f"{log}:4: issue '08:0' cannot be read; write it like 08:01:30" in told.err


def test_no_days_are_no_wish(capsys: pytest.CaptureFixture[str]) -> None:
    """`--days 0` is refused in a sentence."""
    with pytest.raises(SystemExit):
        main(["--seed", "7", "--days", "0"])
    assert "0 is no number from 1 on" in capsys.readouterr().err


def test_a_log_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 78, as for any setting that cannot be used."""
    assert main(["--log", str(tmp_path / "none.csv")]) == 78
    assert "none.csv" in capsys.readouterr().err


def test_a_story_is_told_of_a_day_of_faults(capsys: pytest.CaptureFixture[str]) -> None:
    """`--story N`, the number that a failing seed names."""
    assert main(["--story", "17"]) == 0
    assert "seed 17: " in capsys.readouterr().out
