"""A slip to print, a clock to turn by hand, and a virtual printer as a process of its own."""

import json
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from firmware.demo.supervisor import Service, python
from firmware.messages.notices import ClockState, Slip
from printer_node.virtual import PaperRecord

JOURNAL = "0123456789abcdef"


class HandClock:
    """A clock that stands until somebody turns it."""

    def __init__(self) -> None:
        """Begin a while after the start of the machine."""
        self.boot_id = "boot-1"
        self.now = 1_000.0

    def boot(self) -> float:
        """Return the time on the boot clock."""
        return self.now

    def wall(self) -> datetime:
        """Return a fixed time of day."""
        return datetime(2026, 11, 23, 2, 14, tzinfo=UTC)

    def state(self) -> ClockState:
        """Believe it."""
        return ClockState.TRUSTED


class RunningPrinter:
    """A virtual printer that listens on TCP and can be told things."""

    def __init__(self, folder: Path, width_mm: int = 80) -> None:
        """Write its settings and start it."""
        self.folder = folder
        folder.mkdir()
        settings = folder / "virtual.toml"
        settings.write_text(f'[virtual]\nfolder = "{folder}"\nwidth_mm = {width_mm}\n')
        self.service = Service("virtual", python("printer_node.virtual", "--settings", str(settings)), folder=folder)
        self.service.start()
        self.port = self.tell(status=None)["port"]

    def tell(self, **what: Any) -> dict[str, Any]:
        """Say one thing on the control socket and return its reply."""
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(5)
            control.connect(str(self.folder / "control.sock"))
            control.sendall(json.dumps(what).encode() + b"\n")
            with control.makefile() as lines:
                reply: dict[str, Any] = json.loads(lines.readline())
        return reply

    @property
    def papers(self) -> list[PaperRecord]:
        """Every paper so far, from its log."""
        log = self.folder / "papers.jsonl"
        lines = log.read_bytes().splitlines() if log.exists() else []
        return [msgspec.json.decode(line, type=PaperRecord) for line in lines]

    def stop(self) -> None:
        """End it; every picture is then drawn."""
        self.service.stop()


@pytest.fixture
def clock() -> HandClock:
    """A clock that a test turns."""
    return HandClock()


@pytest.fixture
def make_slip() -> Callable[..., Slip]:
    """Make the slip of A017, or one with other fields; `n` gives another id, `person` another press."""

    def make(n: int = 7, person: int = 311, **fields: Any) -> Slip:
        slip = Slip(
            journal=JOURNAL,
            epoch=1,
            position=n,
            id=f"{JOURNAL}-{n}",
            press=f"kiosk-1-9f2c66d01b7e4a35-12-p{person}",
            ticket="2026-11-23-A017",
            number="A017",
            service="A",
            service_name={"id": "Paspor baru", "en": "New passport"},
            office_name="Kantor Imigrasi Lampung Tengah",
            languages=("id", "en"),
            issued_at=datetime(2026, 11, 23, 2, 14, tzinfo=UTC),
            ahead=7,
            age=0.0,
        )
        return replace(slip, **fields)

    return make


@pytest.fixture
def virtual(tmp_path: Path) -> Iterator[RunningPrinter]:
    """A virtual printer on 80 mm paper."""
    printer = RunningPrinter(tmp_path / "virtual")
    try:
        yield printer
    finally:
        printer.stop()
