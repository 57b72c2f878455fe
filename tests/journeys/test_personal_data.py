"""Nothing of a person stays anywhere: an office is told a NIK, a name, a telephone number and an illness at every door.

Real processes on the real broker; one ear hears every topic. Then all that was said, written, printed and shown is
searched for them, also set apart or in other letters, and in the raw bytes of the journals. What the test itself says
on the wire is not searched: it is what a broken box would send, and nobody may repeat it.
"""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from queue import Empty
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from typer.testing import CliRunner

from button_node import small_page
from display_node.panes import Pane
from display_node.settings import ScreenSettings
from display_node.wall.fonts import find
from display_node.wall.known import Known
from display_node.wall.painter import Painter
from display_node.wall.shapes import Text
from display_node.wall.wall import lay_out, see
from firmware.demo.broker import Broker
from firmware.demo.supervisor import Service, python
from firmware.demo.toml import to_toml
from firmware.messages import topics
from firmware.messages.answers import Accepted
from firmware.messages.codec import decode, decode_answer
from firmware.messages.commands import CallNext, CheckIn, OpenCounter, TakeTicket
from firmware.messages.names import Role, make_key, make_press
from firmware.messages.notices import Board, CounterState, Office
from firmware.node.link import Received
from firmware.technician.cli import app
from tests.conftest import NODES
from tests.hub.running import RunningHub, ask

SECONDS = 10.0
EAR = "technician-2"
STORE = "9f2c66d01b7e4a35"

PERSON = "Siti Rahmawati 3201-1567-0890-0002 0812 3456-7890 C7654321 siti.rahmawati@example.id tunadaksa"
TYPED = (
    *("3201156708900002", "3201 1567 0890 0002", "3201-1567-0890-0002", "081234567890", "+62 812-3456-7890"),
    *("6281234567890", "C7654321", "Siti Rahmawati", "siti.rahmawati@example.id", PERSON),
)
TRACES = ("3201156708900002", "81234567890", "c7654321", "rahmawati", "tunadaksa")

OFFICE = """
[office]
name = "Kantor Imigrasi Lampung Tengah"
day = "manual"
[[service]]
letter = "A"
name = { id = "Paspor baru", en = "New passport" }
[[counter]]
number = 1
serves = ["A"]
box = "counter-1"
[[kiosk]]
name = "kiosk-1"
printer = "printer-1"
[[kiosk]]
name = "kiosk-2"
"""

BOOKINGS = """code,service,time,nik,nama,telepon,alasan
BK-4711,A,09:30,3201156708900002,Siti Rahmawati,0812 3456 7890,tunadaksa
3201156708900002,A,09:30,,,,
Siti Rahmawati,A,09:30,,,,
C7654321,A,10:00,,,,
0812-3456-7890,A,10:00,,,,
BK-1,Siti Rahmawati,10:00,,,,
BK-2,A,tunadaksa,,,,
BK-3
"""


def traces_in(content: bytes) -> list[str]:
    """What of the person stands there, whatever lies between the letters, in UTF-8 or UTF-16."""
    bare = re.sub(rb"[\s.\-/+()_\x00]", b"", content).lower()
    return [trace for trace in TRACES if trace.encode() in bare]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file that the office has written, with the write-ahead logs of its databases."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "bookings" not in path.parts
    }


class PlayedOffice:
    """A hub, a printer box with a printer, and boxes of the kit that this process steps; an ear on every topic."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.day = datetime.now(ZoneInfo("Asia/Jakarta")).date()
        broker = Broker(folder / "broker", [*NODES, (EAR, Role.TECHNICIAN)])
        with (folder / "broker" / "acl").open("a") as acl:
            acl.write(f"\nuser {EAR}\ntopic read antrian/#\n")
        stack.enter_context(broker)
        (folder / "bookings").mkdir()
        (folder / "bookings" / f"{self.day}.csv").write_text(BOOKINGS)
        (folder / "office.toml").write_text(OFFICE)
        more = {"bookings": {"folder": str(folder / "bookings")}, "estimate": {"method": "off"}}
        self.hub = RunningHub(folder / "hub", broker, folder / "office.toml")
        with (folder / "hub" / "hub.toml").open("a") as settings:
            settings.write(to_toml(more))
        self.printer = self._printer(broker)
        for service in (self.hub.service, *self.printer):
            stack.callback(service.stop)
        self.hub.start()
        self.link, self.heard = self.hub.link(EAR, "antrian/#")
        self.kiosk, self.counter = self.hub.box("kiosk-1", Role.KIOSK), self.hub.box("counter-1", Role.COUNTER)
        for closed in (self.link, self.kiosk, self.counter):
            stack.callback(closed.close)
        self.settings = folder / "technician.toml"
        self.settings.write_text(to_toml({"box": broker.box_table("technician-1", folder / "state" / "technician")}))
        self.said: list[tuple[str, bytes]] = []
        self.typed: list[str] = []

    def _printer(self, broker: Broker) -> list[Service]:
        virtual = self._service("printer_node.virtual", {"virtual": {"folder": str(self.folder / "papers")}})
        port = virtual.await_line(r"^port=(\d+)", SECONDS)[1]
        box = broker.box_table("printer-1", self.folder / "state" / "printer-1")
        return [
            virtual,
            self._service("printer_node", {"box": box, "printer": {"kind": "tcp", "address": f"127.0.0.1:{port}"}}),
        ]

    def _service(self, module: str, table: dict[str, Any]) -> Service:
        settings = self.folder / f"{module}.toml"
        settings.write_text(to_toml(table))
        service = Service(module, python(module, "--settings", str(settings)), folder=self.folder)
        service.start()
        return service

    def antrian(self, *words: str) -> int:
        """Type a command as the technician; what it answers is kept, and its exit status returned."""
        ended = CliRunner().invoke(app, ["--settings", str(self.settings), *words])
        self.typed.append(ended.output)
        return ended.exit_code

    def hear(self, is_it: Any) -> None:
        """Listen to every topic until something is said for which `is_it` is true."""
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                message = self.heard.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                pytest.fail(f"it was not said within {SECONDS} s")
            if isinstance(message, Received):
                self.said.append((message.topic, message.payload))
                if is_it(message):
                    return

    def last(self, topic: str, kind: Any) -> Any:
        """Return the latest that was said on a topic."""
        return decode(kind, [payload for name, payload in self.said if name == topic][-1])


def broken_words() -> Iterator[bytes]:
    """What a broken or older box would tell the hub of a person, at every place of a command."""
    names = (make_key("kiosk-2", STORE, 1, n) for n in range(1, 99))
    press = make_press("kiosk-2", STORE, 1, 1)
    ticket = {"command": "TakeTicket", "press": press, "service": "A"}
    for more in (
        {"command": "CheckIn", "press": press, "appointment": PERSON},
        {"command": "CheckIn", "press": press, "appointment": "3201156708900002"},
        {"command": "CheckIn", "press": press, "appointment": "0812-3456-7890"},
        {"command": "CheckIn", "press": press, "appointment": "C7654321"},
        {**ticket, "priority": PERSON},
        {**ticket, "priority": True, "reason": PERSON},
        {**ticket, PERSON: True},
        {**ticket, "service": PERSON},
        {"command": "ReportPrint", "press": press, "slip": f"{STORE}-1", "outcome": PERSON},
        {"command": PERSON},
    ):
        yield msgspec.json.encode({"key": next(names), **more})
    yield msgspec.json.encode({**ticket, "key": PERSON})
    yield PERSON.encode()
    yield PERSON.encode("utf-16")
    yield msgspec.json.encode({**ticket, "key": next(names)})


def play(office: PlayedOffice) -> list[bytes]:
    """A short day in which everybody says too much; return what this test has said on the wire."""
    assert office.antrian("day", "open", str(office.day)) == 0
    for command in (
        TakeTicket(key=office.kiosk.names.key(), press=office.kiosk.names.press(), service="A", priority=True),
        CheckIn(key=office.kiosk.names.key(), press=office.kiosk.names.press(), appointment="BK-4711"),
    ):
        assert isinstance(ask(office.kiosk, command), Accepted)
    key = office.counter.names.key
    assert isinstance(ask(office.counter, OpenCounter(key=key(), counter=1)), Accepted)
    assert isinstance(ask(office.counter, CallNext(key=key(), counter=1, saw=None)), Accepted)
    said = list(broken_words())
    link, inbox = office.hub.link("kiosk-2", topics.ANSWER.name("kiosk-2"))
    with closing(link):
        for payload in said:
            assert link.publish(topics.COMMAND.name("kiosk-2"), payload, qos=1)
        while not isinstance(decode_answer(inbox.get(timeout=SECONDS).payload), Accepted):  # type: ignore[attr-defined]
            pass
    for text in TYPED:
        assert office.antrian("check-in", "--", text) == 2
        assert office.antrian("check-slip", "--", text) == 1
    assert office.antrian("status") in (0, 1)
    office.printer[0].record.wait("paper number", SECONDS, count=2)
    return said


def words_on_walls(office: PlayedOffice) -> list[str]:
    """All that this office's walls and its officer's small display say now."""
    painter, counter = Painter(find()), office.last(topics.COUNTER.name(1), CounterState)
    known = Known(
        board=office.last(topics.BOARD.name(), Board),
        office=office.last(topics.OFFICE.name(), Office),
        now=datetime.now(ZoneInfo("Asia/Jakarta")),
        counters={1: counter},
    )
    panes = (
        *(Pane(layout="calls"), Pane(layout="counters"), Pane(layout="hall")),
        *(Pane(layout="counter-sign", counter=1), Pane(layout="kiosk", kiosk="kiosk-1")),
    )
    page = ScreenSettings().page((1920, 1080), painter.measure)
    shapes = (shape for pane in panes for shape in lay_out(see(known, (pane,)), page))
    words = [shape.text for shape in shapes if isinstance(shape, Text)]
    return [*words, str(small_page.see(counter, str, is_hub_silent=False))]


def test_of_a_person_nothing_stays(tmp_path: Path) -> None:
    """Not in a journal, a copy of it, an outbox, a claim, a log, a topic, a slip, a screen or on a terminal."""
    with ExitStack() as stack:
        office = PlayedOffice(tmp_path, stack)
        ours = play(office)
        everything = {f"{name} while it runs": content for name, content in files_of(tmp_path).items()}
        office.hear(lambda message: b'"calls":[{' in message.payload)
        everything |= {f"wall {n}": words.encode() for n, words in enumerate(words_on_walls(office))}
        assert office.antrian("day", "close", "--yes") == 0
        office.hear(lambda message: b'"day":null' in message.payload)
        everything |= {f"terminal {n}": words.encode() for n, words in enumerate(office.typed)}
        everything |= {f"{topic} {n}": said for n, (topic, said) in enumerate(office.said) if said not in ours}
        office.hub.service.await_line("backup journal-", SECONDS)
    everything |= files_of(tmp_path)
    kinds = ("hub.log", "journal.sqlite3-wal while", "backup/journal-", "papers.jsonl", "bytes.bin", "antrian/answer/")
    assert [kind for kind in kinds if not any(kind in name for name in everything)] == [], sorted(everything)
    assert {name: found for name, content in everything.items() if (found := traces_in(content))} == {}


@pytest.mark.parametrize("said", [TYPED[1], TYPED[4], PERSON])
def test_a_trace_would_be_found(tmp_path: Path, said: str) -> None:
    """In a log, in what is not yet in the database itself, in other letters and with a byte between them."""
    (tmp_path / "hub.log").write_text(f"WARNING hub: {said.upper()} is no code\n")
    (tmp_path / "wide").write_bytes(said.encode("utf-16"))
    with closing(sqlite3.connect(tmp_path / "journal.sqlite3", isolation_level=None)) as journal:
        journal.execute("PRAGMA journal_mode=WAL")
        journal.execute("CREATE TABLE command (body TEXT)")
        journal.execute("INSERT INTO command VALUES (?)", (said,))
        found = {name for name, content in files_of(tmp_path).items() if traces_in(content)}
    assert found == {"hub.log", "wide", "journal.sqlite3-wal"}
