"""What printers, walls and voices left behind is read as it was written."""

import re
from pathlib import Path

import msgspec
import pytest

from firmware.demo.account import Paper, Shown, Spoken
from firmware.demo.evidence import OFFLINE, SHOWN, SPOKEN, papers_of, read_papers, shown_by, spoken_by
from printer_node import words

PAPER = (
    b'{"at":12.5,"text":["A 001"],"number":"A001","qr":"2026-11-23-A001",'
    b'"is_marked":false,"is_complete":true,"picture":"slip-001.png"}\n'
)


def matches(pattern: str, line: str) -> list[re.Match[str]]:
    """The line as a service's log gives it."""
    return [match for match in [re.search(pattern, line)] if match is not None]


def test_a_walls_line_is_a_call_that_was_shown() -> None:
    """The line is the public one of the display's README."""
    line = "INFO display_node.display: shown number=A017 counter=3 call=1207 at=12345.678901"
    assert shown_by("display-1", matches(SHOWN, line)) == (
        Shown(at=12345.678901, display="display-1", number="A017", counter=3, call=1207),
    )


def test_a_voices_line_is_a_sentence_that_was_said() -> None:
    """The line is the public one of the display's README."""
    line = "INFO display_node.voice.voice: spoken id=0123456789abcdef-7 number=A017 counter=3 kind=RECALL at=12.5"
    assert spoken_by("display-1", matches(SPOKEN, line)) == (
        Spoken(at=12.5, display="display-1", id="0123456789abcdef-7", number="A017", counter=3, kind="RECALL"),
    )


def test_papers_are_those_of_the_kiosk_beside_the_printer(tmp_path: Path) -> None:
    """A printer knows no kiosk; who reads its papers does."""
    (tmp_path / "papers.jsonl").write_bytes(PAPER)
    lines = read_papers(tmp_path / "papers.jsonl")
    assert papers_of("kiosk-2", lines) == (
        Paper(at=12.5, kiosk="kiosk-2", number="A001", is_marked=False, is_complete=True),
    )


def test_a_paper_with_the_kiosks_own_number_says_so(tmp_path: Path) -> None:
    """It is known by the words that the printer box prints, and by nothing else."""
    line = PAPER.replace(b'"A 001"', b'"  Nomor luring - urutan sesuai waktu ambil  ","A 700"')
    (tmp_path / "papers.jsonl").write_bytes(PAPER + line)
    papers = papers_of("kiosk-1", read_papers(tmp_path / "papers.jsonl"))
    assert [paper.is_offline for paper in papers] == [False, True]
    assert words.INDONESIAN.offline.startswith(OFFLINE)


def test_a_printer_that_has_printed_nothing_has_no_papers(tmp_path: Path) -> None:
    """The file comes with the first paper."""
    assert read_papers(tmp_path / "papers.jsonl") == ()


def test_a_line_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    """Skipping it could hide a duplicate."""
    (tmp_path / "papers.jsonl").write_bytes(PAPER + b"half a li\n")
    with pytest.raises(msgspec.DecodeError):
        read_papers(tmp_path / "papers.jsonl")
