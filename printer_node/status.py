"""The printer's own word about itself: DLE EOT asked, one byte each answered, and what that means for a slip.

Source: Epson ESC/POS Command Reference, "DLE EOT n". Each answer has bits 0 and 7 clear and bits 1 and 4 set, so that
it can be told from other bytes. n=1: bit 3 offline. n=2: bit 2 cover open, bit 5 stopped by paper end, bit 6 error.
n=4: bits 2 and 3 near end, bits 5 and 6 out. "GS r 1": bits 0 and 1 near end, bits 2 and 3 out, bits 4 and 7 clear.
"GS a": a printer may also report by itself (ASB), four bytes that begin with bits 0, 1 and 7 clear and bit 4 set; the
other three look like an answer to GS r. An answer that is missing or impossible makes the status *unknown*, and unknown
is never fine: a silent printer has often run out of something.
"""

from typing import Final

from msgspec import Struct

from firmware.messages.commands import PrintCause
from firmware.messages.notices import Paper, Problem

ASK: Final = b"\x10\x04\x01\x10\x04\x02\x10\x04\x04"
ANSWERS: Final = 3

ASK_PROOF: Final = b"\x1dr\x01"
"""GS r 1: answered only when everything sent before it has been worked off, unlike DLE EOT, which overtakes."""

NO_REPORTS: Final = b"\x1da\x00"
"""GS a 0: never speak unasked. A memory switch may say otherwise, and holds again after each ESC @."""

_FIXED_MASK, _FIXED, _REPORT = 0x93, 0x12, 0x10
_REPORT_BYTES = 4
_OFFLINE = 0x08
_COVER_OPEN, _PAPER_STOP, _ERROR = 0x04, 0x20, 0x40
_NEAR_END, _OUT = 0x0C, 0x60
_PROOF_MASK, _PROOF_OUT = 0x90, 0x0C


class Status(Struct, frozen=True, kw_only=True):
    """`cause` says why a slip cannot be printed now; None means that it can."""

    paper: Paper
    cause: PrintCause | None


def silent(cause: PrintCause) -> Status:
    """Return the status of a printer that could not be asked."""
    return Status(paper=Paper.UNKNOWN, cause=cause)


def is_answer(byte: int) -> bool:
    """Say whether the byte can be an answer to DLE EOT."""
    return byte & _FIXED_MASK == _FIXED


def without_reports(data: bytes, rest: int = 0) -> tuple[bytes, int]:
    """Return the bytes without what the printer reported by itself, and how many bytes of a report are yet to come.

    `rest` is that number after the bytes before these.
    """
    kept = bytearray()
    for byte in data:
        if rest:
            rest -= 1
        elif byte & _FIXED_MASK == _REPORT:
            rest = _REPORT_BYTES - 1
        else:
            kept.append(byte)
    return bytes(kept), rest


def is_proof(byte: int) -> bool:
    """Say whether the byte can be the answer to GS r: its bits 4 and 7 are clear, where DLE EOT sets bit 4."""
    return byte & _PROOF_MASK == 0


def proof_cause(byte: int) -> PrintCause | None:
    """Return None where the answer to GS r proves the paper before it, PAPER_OUT where that may have ended too soon."""
    return PrintCause.PAPER_OUT if byte & _PROOF_OUT else None


def parse_status(answers: bytes) -> Status:
    """Return what the answers to `ASK` mean; fewer, more or impossible answers are UNKNOWN."""
    if len(answers) != ANSWERS or not all(map(is_answer, answers)):
        return silent(PrintCause.UNKNOWN)
    printer, offline, roll = answers
    paper = _paper(roll)
    if offline & _PAPER_STOP and not offline & _COVER_OPEN:
        paper = Paper.OUT
    return Status(paper=paper, cause=_cause(printer, offline, paper))


PROBLEMS: Final = {
    PrintCause.PAPER_OUT: Problem.PAPER_OUT,
    PrintCause.COVER_OPEN: Problem.COVER_OPEN,
    PrintCause.OFFLINE: Problem.PRINTER_OFFLINE,
    PrintCause.STALLED: Problem.PRINTER_STALLED,
    PrintCause.UNREACHABLE: Problem.PRINTER_UNREACHABLE,
    PrintCause.UNKNOWN: Problem.PRINTER_OFFLINE,
}

CHECKS: Final = {
    Problem.PAPER_OUT: "no paper: put in a new roll",
    Problem.PAPER_NEAR_END: "the roll is nearly empty: have a new one ready",
    Problem.COVER_OPEN: "the cover is open: close it until it clicks",
    Problem.PRINTER_OFFLINE: "the printer says it is not ready: is a lamp blinking, is paper jammed at the cutter?",
    Problem.PRINTER_STALLED: "the printer does not answer: switch it off and on",
    Problem.PRINTER_UNREACHABLE: "no connection: is it switched on, is the cable in, is the address right?",
}


def problems(status: Status) -> frozenset[Problem]:
    """Return what is wrong with the printer, for its box's health."""
    found = {PROBLEMS[status.cause]} if status.cause else set()
    if status.paper is Paper.NEAR_END:
        found.add(Problem.PAPER_NEAR_END)
    return frozenset(found)


def _paper(roll: int) -> Paper:
    if roll & _OUT:
        return Paper.OUT
    return Paper.NEAR_END if roll & _NEAR_END else Paper.OK


def _cause(printer: int, offline: int, paper: Paper) -> PrintCause | None:
    """The cause a person can mend first: an open cover also looks like no paper, no paper also looks offline."""
    if offline & _COVER_OPEN:
        return PrintCause.COVER_OPEN
    if paper is Paper.OUT:
        return PrintCause.PAPER_OUT
    if printer & _OFFLINE or offline & _ERROR:
        return PrintCause.OFFLINE
    return None
