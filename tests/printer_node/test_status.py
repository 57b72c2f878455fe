"""What the printer's own bytes mean."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.messages.commands import PrintCause
from firmware.messages.notices import Paper, Problem
from printer_node.status import Status, is_answer, is_proof, parse_status, problems, silent, without_reports

WELL = Status(paper=Paper.OK, cause=None)


@pytest.mark.parametrize(
    ("answers", "paper", "cause"),
    [
        ("12 12 12", Paper.OK, None),
        ("12 12 1e", Paper.NEAR_END, None),
        ("1a 32 7e", Paper.OUT, PrintCause.PAPER_OUT),
        ("1a 12 72", Paper.OUT, PrintCause.PAPER_OUT),
        ("1a 32 12", Paper.OUT, PrintCause.PAPER_OUT),
        ("1a 16 12", Paper.OK, PrintCause.COVER_OPEN),
        ("1a 36 7e", Paper.OUT, PrintCause.COVER_OPEN),
        ("1a 12 12", Paper.OK, PrintCause.OFFLINE),
        ("1a 52 12", Paper.OK, PrintCause.OFFLINE),
        ("12 52 12", Paper.OK, PrintCause.OFFLINE),
        ("16 12 12", Paper.OK, None),
    ],
)
def test_the_table_of_answers(answers: str, paper: Paper, cause: PrintCause | None) -> None:
    """Each combination of the three answers that a printer gives, and the first thing a person should mend."""
    assert parse_status(bytes.fromhex(answers)) == Status(paper=paper, cause=cause)


@pytest.mark.parametrize("answers", ["", "12", "12 12", "12 12 12 12", "00 12 12", "12 ff 12", "12 12 13", "12 12 92"])
def test_what_is_missing_or_impossible_is_unknown(answers: str) -> None:
    """An empty, short, long or impossible reply is unknown: it never passes for plenty of paper."""
    assert parse_status(bytes.fromhex(answers)) == silent(PrintCause.UNKNOWN)


@given(st.binary(max_size=4))
def test_only_three_good_answers_are_fine(answers: bytes) -> None:
    """A printer is well only if all three answers are possible and no bad bit is set in any of them."""
    if parse_status(answers).cause is None:
        printer, offline, roll = answers
        assert all(map(is_answer, answers))
        assert not printer & 0x08
        assert not offline & 0x64
        assert not roll & 0x60


@given(st.integers(0, 255))
def test_a_proof_is_never_an_answer(byte: int) -> None:
    """The reply to GS r cannot be mistaken for one to DLE EOT, nor the other way round."""
    assert not (is_answer(byte) and is_proof(byte))


@given(
    st.lists(st.sampled_from([b"\x12", b"\x1a", b"\x00", b"\x0c", b"\x10\0\0\x0f", b"\x38\0\x12\0"])), st.integers(0, 9)
)
def test_reports_are_taken_out_however_they_are_cut(said: list[bytes], cut: int) -> None:
    """What the printer says by itself is four bytes long, also where its end comes with the next bytes."""
    data = b"".join(said)
    first, rest = without_reports(data[:cut])
    second, rest = without_reports(data[cut:], rest)
    assert first + second == b"".join(part for part in said if len(part) == 1)
    assert rest == 0


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (WELL, set()),
        (Status(paper=Paper.NEAR_END, cause=None), {Problem.PAPER_NEAR_END}),
        (Status(paper=Paper.OUT, cause=PrintCause.PAPER_OUT), {Problem.PAPER_OUT}),
        (Status(paper=Paper.NEAR_END, cause=PrintCause.COVER_OPEN), {Problem.COVER_OPEN, Problem.PAPER_NEAR_END}),
        (silent(PrintCause.OFFLINE), {Problem.PRINTER_OFFLINE}),
        (silent(PrintCause.UNKNOWN), {Problem.PRINTER_OFFLINE}),
        (silent(PrintCause.STALLED), {Problem.PRINTER_STALLED}),
        (silent(PrintCause.UNREACHABLE), {Problem.PRINTER_UNREACHABLE}),
    ],
)
def test_health_names_every_trouble(status: Status, expected: set[Problem]) -> None:
    """What stops or will soon stop the printer stands in the box's health."""
    assert problems(status) == expected
