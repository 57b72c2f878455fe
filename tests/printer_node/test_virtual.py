"""The virtual printer as a process: what it leaves in its folder and how it is told things."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from firmware.messages.notices import Paper, Slip
from firmware.node.clock import SystemClock
from printer_node.elements import Roll
from printer_node.paper import encode_paper
from printer_node.slip import Style, lay_out
from printer_node.virtual_printer import Condition

JAKARTA = Style(zone=ZoneInfo("Asia/Jakarta"))


def send(port: int, data: bytes, replies: int) -> bytes:
    """Send bytes and return as many bytes of reply."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(data)
        heard = b""
        while len(heard) < replies and (more := connection.recv(replies)):
            heard += more
    return heard


def paper_of(slip: Slip, columns: int = 48, *, is_marked: bool = False) -> bytes:
    """Return the bytes of a slip, followed by a question that is answered behind it."""
    return encode_paper(lay_out(slip, Roll(columns), JAKARTA, is_marked=is_marked), "TM-T20II") + b"\x1dr\x01"


def test_a_paper_leaves_a_line_in_the_log_and_its_bytes(virtual: Any, make_slip: Callable[..., Slip]) -> None:
    """The log says what stands on the paper, when its last byte came, and nothing that the bytes do not say."""
    before = SystemClock("trusted").boot()
    data = paper_of(make_slip(), is_marked=True)
    assert send(virtual.port, data, 1) == b"\x00"
    (record,) = virtual.papers
    assert (record.number, record.qr, record.is_marked, record.is_complete) == ("A017", "2026-11-23-A017", True, True)
    assert before < record.at < SystemClock("trusted").boot()
    assert "Antrian di depan Anda: 7" in record.text
    assert (virtual.folder / "bytes.bin").read_bytes() == data
    assert (virtual.folder / "port").read_text() == f"{virtual.port}\n"


def test_a_paper_is_drawn_as_wide_as_it_is(virtual: Any, make_slip: Callable[..., Slip]) -> None:
    """80 mm are 640 dots; the number's ink reaches over more than three quarters of what can be printed."""
    send(virtual.port, paper_of(make_slip()), 1)
    virtual.stop()
    with Image.open(virtual.folder / "slip-001.png") as picture:
        assert picture.width == 640
        left, _, right, _ = picture.point(lambda grey: 255 * (grey < 128)).getbbox() or (0, 0, 0, 0)
    assert 0.75 * 576 < right - left <= 576


def test_a_lost_connection_leaves_half_a_paper(virtual: Any, make_slip: Callable[..., Slip]) -> None:
    """What was printed before the line broke is in the log as incomplete, and the next paper is whole."""
    send(virtual.port, paper_of(make_slip())[:400] + b"\n\x1dr\x01", 1)
    send(virtual.port, paper_of(make_slip(number="A018", ticket="2026-11-23-A018")), 1)
    assert [(p.number, p.is_complete) for p in virtual.papers] == [("A017", False), ("A018", True)]


@pytest.mark.parametrize(
    ("told", "answers"),
    [
        ({"paper": "ok"}, "12 12 12 12"),
        ({"paper": "near_end"}, "12 12 12 1e"),
        ({"paper": "out"}, "1a 32 12 7e"),
        ({"cover": "open"}, "1a 16 12 12"),
    ],
)
def test_status_is_answered_as_by_the_real_one(virtual: Any, told: Any, answers: str) -> None:
    """The bytes are those measured at printers (DLE EOT 1, 2, 3, 4)."""
    assert virtual.tell(**told)["ok"]
    assert send(virtual.port, b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", 4) == bytes.fromhex(answers)


def test_its_paper_sensor_is_answered_truthfully() -> None:
    """GS r 1, as Epson's reference has it: 03 near the end, 0C at the end, which is near it too."""
    assert [Condition(paper=paper).sensor() for paper in (Paper.OK, Paper.NEAR_END, Paper.OUT)] == [0x00, 0x03, 0x0F]


def test_it_reports_by_itself_until_it_is_forbidden(virtual: Any) -> None:
    """ASB: four bytes on each change; GS a 0 ends that, and ESC @ brings back what the memory switch says."""
    virtual.tell(asb=True)
    with socket.create_connection(("127.0.0.1", virtual.port), timeout=5) as connection:
        connection.sendall(b"\x1b@")
        assert connection.recv(4, socket.MSG_WAITALL) == bytes.fromhex("10 00 00 0f")
        virtual.tell(paper="near_end")
        assert connection.recv(4, socket.MSG_WAITALL) == bytes.fromhex("10 00 03 0f")
        connection.sendall(b"\x1da\x00\x1dr\x01")
        assert connection.recv(1) == b"\x03"
        virtual.tell(cover="open")
        virtual.tell(cover="closed")
        connection.sendall(b"\x1b@")
        assert connection.recv(4, socket.MSG_WAITALL) == bytes.fromhex("10 00 03 0f")
        virtual.tell(cover="open")
        assert connection.recv(4, socket.MSG_WAITALL) == bytes.fromhex("38 00 03 0f")


def test_status_overtakes_a_paper_that_waits(virtual: Any, make_slip: Callable[..., Slip]) -> None:
    """Without paper DLE EOT is answered and GS r is not; with a new roll the waiting paper comes out."""
    virtual.tell(paper="out")
    with socket.create_connection(("127.0.0.1", virtual.port), timeout=5) as connection:
        connection.sendall(paper_of(make_slip()) + b"\x10\x04\x04")
        assert connection.recv(10) == b"\x7e"
        assert virtual.papers == []
        virtual.tell(paper="ok")
        assert connection.recv(10) == b"\x00"
    assert [p.number for p in virtual.papers] == ["A017"]


def test_it_vanishes_and_comes_back_on_the_same_port(virtual: Any) -> None:
    """A power cycle: connections break, nobody listens, then the old address answers again."""
    with socket.create_connection(("127.0.0.1", virtual.port), timeout=5) as connection:
        assert virtual.tell(vanish=True)["has_vanished"]
        assert connection.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        send(virtual.port, b"\x10\x04\x01", 1)
    assert virtual.tell(vanish=False)["port"] == virtual.port
    assert send(virtual.port, b"\x10\x04\x01", 1) == b"\x12"


@pytest.mark.parametrize("told", [{"paper": "plenty"}, {"cover": "ajar"}, {"papre": "out"}, {"paper_lines_left": -1}])
def test_what_it_does_not_understand_it_says(virtual: Any, told: Any) -> None:
    """A misspelt word changes nothing and is answered with what was expected."""
    reply = virtual.tell(**told)
    assert not reply["ok"]
    assert reply["detail"]
    assert reply["paper"] == "OK"


def test_narrow_paper_is_drawn_narrow(tmp_path: Path, make_slip: Callable[..., Slip], virtual: Any) -> None:
    """58 mm are 464 dots, 384 of them printable."""
    narrow = type(virtual)(tmp_path / "narrow", 58)
    try:
        send(narrow.port, paper_of(make_slip(), 32), 1)
    finally:
        narrow.stop()
    with Image.open(narrow.folder / "slip-001.png") as picture:
        assert picture.width == 464
