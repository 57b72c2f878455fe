"""What a process says can be read and waited for."""

import threading
from pathlib import Path

from firmware.demo.record import Record


def test_a_line_counts_only_when_it_has_ended(tmp_path: Path) -> None:
    """A pipe cuts lines, and letters of two bytes, wherever it likes."""
    record = Record(tmp_path / "box.log")
    record.feed("nomor ½ ".encode()[:7])
    assert record.lines() == []
    record.feed("nomor ½ urutan\nnext".encode()[7:])
    assert record.last() == "nomor ½ urutan"
    record.end_line()
    assert record.last() == "next"
    assert (tmp_path / "box.log").read_text() == "nomor ½ urutan\nnext\n"


def test_the_count_th_match_is_waited_for(tmp_path: Path) -> None:
    """Two papers are there when two lines say so."""
    record = Record(tmp_path / "box.log")
    record.feed(b"paper 1\nnoise\npaper 2\n")
    match = record.wait(r"paper (\d)", 0.0, count=2)
    assert match is not None
    assert match[1] == "2"
    assert record.wait(r"paper (\d)", 0.0, count=3) is None


def test_a_line_that_comes_later_ends_the_wait(tmp_path: Path) -> None:
    """Whoever waits is woken by the line, not by the end of the time."""
    record = Record(tmp_path / "box.log")
    threading.Timer(0.05, record.feed, (b"ready\n",)).start()
    assert record.wait("ready", 10.0) is not None


def test_following_begins_now(tmp_path: Path) -> None:
    """Old lines are not told again."""
    record = Record(tmp_path / "box.log")
    record.feed(b"old\n")
    lines = record.follow()
    threading.Timer(0.05, record.feed, (b"new\n",)).start()
    assert next(lines) == "new"
