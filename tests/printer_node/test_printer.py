"""One printer, real over TCP: asked before, given a paper, believed only when it has worked that off."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from firmware.messages.commands import PrintCause
from firmware.messages.notices import Paper, Slip
from printer_node.elements import Roll
from printer_node.paper import encode_paper
from printer_node.printer import Printer, Proof
from printer_node.slip import Style, lay_out
from printer_node.status import ASK_PROOF, NO_REPORTS, Status
from printer_node.transport import open_transport

WELL = Status(paper=Paper.OK, cause=None)


@pytest.fixture
def paper(make_slip: Callable[..., Slip]) -> bytes:
    """The bytes of one slip."""
    style = Style(zone=ZoneInfo("Asia/Jakarta"))
    return encode_paper(lay_out(make_slip(), Roll(48), style, is_marked=False), "TM-T20II")


@contextmanager
def printer_at(port: int, proof: Proof = "GS r", print_seconds: float = 2.0) -> Iterator[Printer]:
    """Speak to whoever listens on the port."""
    printer = Printer(
        lambda: open_transport("tcp", f"127.0.0.1:{port}", 0),
        status_seconds=0.5,
        print_seconds=print_seconds,
        proof=proof,
    )
    try:
        yield printer
    finally:
        printer.close()


@pytest.mark.parametrize("proof", ["GS r", "DLE EOT"])
def test_a_paper_is_printed_and_proved(virtual: Any, paper: bytes, proof: Proof) -> None:
    """The printer has the whole paper when `print` returns."""
    with printer_at(virtual.port, proof) as printer:
        assert printer.ask() == WELL
        assert printer.print(paper) is None
    assert [(p.number, p.qr, p.is_complete) for p in virtual.papers] == [("A017", "2026-11-23-A017", True)]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"paper": "near_end"}, Status(paper=Paper.NEAR_END, cause=None)),
        ({"paper": "out"}, Status(paper=Paper.OUT, cause=PrintCause.PAPER_OUT)),
        ({"cover": "open"}, Status(paper=Paper.OK, cause=PrintCause.COVER_OPEN)),
        ({"stall": True}, Status(paper=Paper.UNKNOWN, cause=PrintCause.STALLED)),
        ({"vanish": True}, Status(paper=Paper.UNKNOWN, cause=PrintCause.UNREACHABLE)),
    ],
)
def test_the_printers_trouble_is_known_and_its_recovery_too(virtual: Any, told: Any, expected: Status) -> None:
    """Whatever stops it is seen on the next question, and so is its end, with the same object."""
    with printer_at(virtual.port) as printer:
        assert printer.ask() == WELL
        virtual.tell(**told)
        assert printer.ask() == expected
        virtual.tell(paper="ok", cover="closed", stall=False, vanish=False)
        assert printer.ask() == WELL


def test_paper_that_ends_in_the_middle_is_no_print(virtual: Any, paper: bytes) -> None:
    """The bytes were all written; the printer says that they were not all printed."""
    virtual.tell(paper_lines_left=4)
    with printer_at(virtual.port) as printer:
        assert printer.ask() == WELL
        assert printer.print(paper) is PrintCause.PAPER_OUT
    assert [(p.number, p.is_complete) for p in virtual.papers] == [("A017", False)]


def test_what_a_printer_reports_by_itself_is_no_proof(virtual: Any, paper: bytes) -> None:
    """Three of its four bytes look like an answer to GS r; each ESC @ of a paper lets it speak once more."""
    virtual.tell(asb=True, paper_lines_left=4)
    with printer_at(virtual.port) as printer:
        assert printer.ask() == WELL
        assert printer.print(paper) is PrintCause.PAPER_OUT


def test_a_printer_that_reports_by_itself_is_told_not_to(virtual: Any) -> None:
    """On every connection, before it is asked; what it still says does not disturb."""
    virtual.tell(asb=True, vanish=True)
    virtual.tell(vanish=False)
    with printer_at(virtual.port) as printer:
        assert printer.ask() == WELL
        virtual.tell(paper="near_end")
        assert printer.ask() == Status(paper=Paper.NEAR_END, cause=None)
    assert (virtual.folder / "bytes.bin").read_bytes().startswith(NO_REPORTS)


@pytest.mark.parametrize(
    ("sensor", "cause"),
    [
        (b"\x00", None),
        (b"\x03", None),
        (b"\x60", None),
        (b"\x0c", PrintCause.PAPER_OUT),
        (b"\x0f", PrintCause.PAPER_OUT),
    ],
)
def test_an_answer_that_says_paper_out_is_no_proof(paper: bytes, sensor: bytes, cause: PrintCause | None) -> None:
    """A printer that answers GS r with its paper out may have ended in the middle; a roll near its end has not."""
    with (
        answering(lambda data: b"\x12" * data.count(b"\x10\x04") + sensor * data.count(ASK_PROOF)) as port,
        printer_at(port) as printer,
    ):
        assert printer.ask() == WELL
        assert printer.print(paper) is cause


def test_a_printer_that_stalls_in_the_middle_is_left_at_the_deadline(virtual: Any, paper: bytes) -> None:
    """Bytes written into a stalled printer prove nothing."""
    with printer_at(virtual.port, print_seconds=1.0) as printer:
        assert printer.ask() == WELL
        virtual.tell(stall=True)
        assert printer.print(paper) is PrintCause.STALLED
    assert virtual.papers == []


@contextmanager
def answering(reply: Callable[[bytes], bytes]) -> Iterator[int]:
    """A printer of few words: answers each packet by `reply`."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, suppress(ConnectionError):
                while data := connection.recv(65_536):
                    connection.sendall(reply(data))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            thread.join(5)


def test_a_printer_that_says_it_is_well_has_not_proved_a_paper(paper: bytes) -> None:
    """DLE EOT overtakes what is printed: only GS r proves, and without it the paper counts as stalled."""
    with (
        answering(lambda data: b"\x12" * data.count(b"\x10\x04")) as port,
        printer_at(port, print_seconds=0.5) as printer,
    ):
        assert printer.ask() == WELL
        assert printer.print(paper) is PrintCause.STALLED


@pytest.mark.parametrize("reply", [b"", b"\x12", b"\x00\xff\x00"])
def test_an_answer_that_is_none_is_not_fine(reply: bytes) -> None:
    """An empty, a short and a nonsense reply leave the paper unknown and the printer unwell."""
    with answering(lambda _: reply) as port, printer_at(port) as printer:
        assert printer.ask() == Status(paper=Paper.UNKNOWN, cause=PrintCause.STALLED)
