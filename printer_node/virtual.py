"""The virtual printer: `python -m printer_node.virtual --settings FILE`, a TCP 9100 printer without paper.

It answers status, decodes the bytes it receives, and leaves in its folder `slip-001.png` and on (the paper as it would
look), `papers.jsonl` (one line a paper), `bytes.bin` (all that was received) and `port` (where it listens). A Unix
socket takes JSON lines: `{"paper": "out"}`, `{"cover": "open"}`, `{"stall": true}`, `{"vanish": true}`,
`{"paper_lines_left": 5}`, `{"asb": true}`, `{"status": null}`; each gets the printer's condition back in one line.
Drawing happens in another thread, so that a paper being drawn never delays the next.
"""

import asyncio
import contextlib
import logging
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from firmware.messages.notices import Paper
from firmware.node.clock import SystemClock
from firmware.node.files import write_atomic
from firmware.node.program import run
from firmware.node.watchdog import Watchdog
from printer_node.virtual_picture import draw_sheet
from printer_node.virtual_printer import Conversation, Told, VirtualPrinter
from printer_node.virtual_sheet import Sheet

log = logging.getLogger(__name__)


class VirtualSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The `[virtual]` table. Port 0 takes any free one; `control` defaults to `control.sock` in the folder."""

    folder: str
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 0
    control: str | None = None
    width_mm: Literal[80, 58] = 80


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    virtual: VirtualSettings


class PaperRecord(Struct, frozen=True, kw_only=True):
    """One line of `papers.jsonl`. `at` is the boot clock, in seconds, when the paper's last byte had arrived."""

    at: float
    text: list[str]
    number: str | None
    qr: str | None
    is_marked: bool
    is_complete: bool
    picture: str


class Reply(Struct, frozen=True, kw_only=True):
    """What the control socket answers to every line."""

    ok: bool
    detail: str = ""
    port: int
    paper: Paper
    is_cover_open: bool
    is_stalled: bool
    has_vanished: bool
    papers: int


class Tray:
    """Where papers fall: a log line at once, a picture as soon as there is time.

    `heard_at` is when the bytes came that are being worked off now (boot clock), None while older ones are.
    """

    def __init__(self, folder: Path, width_mm: int) -> None:
        self._folder = folder
        self._width_mm = width_mm
        self._clock = SystemClock("trusted")
        self._artist = ThreadPoolExecutor(1, thread_name_prefix="artist")
        self._log = folder / "papers.jsonl"
        self.heard_at: float | None = None
        self.papers = len(self._log.read_bytes().splitlines()) if self._log.exists() else 0

    def take(self, sheet: Sheet, is_complete: bool) -> None:
        """Log one paper and have it drawn."""
        at = self._clock.boot() if self.heard_at is None else self.heard_at
        self.papers += 1
        picture = f"slip-{self.papers:03d}.png"
        record = PaperRecord(
            at=at,
            text=sheet.text,
            number=sheet.number,
            qr=sheet.qr,
            is_marked=sheet.is_marked,
            is_complete=is_complete,
            picture=picture,
        )
        with self._log.open("ab") as file:
            file.write(msgspec.json.encode(record) + b"\n")
        log.info("paper number=%s is_complete=%s at=%.6f", record.number or "-", is_complete, at)
        self._artist.submit(self._draw, sheet, self._folder / picture)

    def hear(self) -> None:
        """Note that bytes have come."""
        self.heard_at = self._clock.boot()

    def close(self) -> None:
        """Wait until everything is drawn."""
        self._artist.shutdown(wait=True)

    def _draw(self, sheet: Sheet, path: Path) -> None:
        unfinished = path.with_suffix(".new")
        draw_sheet(sheet, self._width_mm).save(unfinished, format="PNG")
        unfinished.replace(path)


class Connection(asyncio.Protocol):
    """One box on TCP 9100."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._conversation: Conversation | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin a conversation."""
        self.transport = transport
        self._conversation = self._house.printer.open(transport.write)  # type: ignore[attr-defined]
        self._house.connections.add(self)

    def data_received(self, data: bytes) -> None:
        """Keep the bytes, then hand them to the printer."""
        self._house.tray.hear()
        self._house.bytes.write(data)
        self._house.bytes.flush()
        if self._conversation is not None:
            self._house.printer.receive(self._conversation, data)
        self._house.tray.heard_at = None

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """End the conversation."""
        self._house.connections.discard(self)
        if self._conversation is not None:
            self._house.printer.close(self._conversation)
            self._conversation = None


class House:
    """The sockets, the folder and the printer between them."""

    def __init__(self, settings: VirtualSettings) -> None:
        self._settings = settings
        self._folder = Path(settings.folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._server: asyncio.Server | None = None
        self.tray = Tray(self._folder, settings.width_mm)
        self.printer = VirtualPrinter(self.tray.take)
        self.connections: set[Connection] = set()
        self.bytes = (self._folder / "bytes.bin").open("ab")
        self.port = settings.port
        self._control_path = Path(settings.control or self._folder / "control.sock")
        self._control_path.unlink(missing_ok=True)

    async def serve(self) -> None:
        """Print until SIGTERM or SIGINT."""
        await self._appear()
        server = await asyncio.start_unix_server(self._control, self._control_path)
        write_atomic(self._folder / "port", f"{self.port}\n".encode())
        sys.stdout.write(f"port={self.port}\n")
        sys.stdout.flush()
        Watchdog().ready()
        stopped = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopped.set)
        await stopped.wait()
        server.close()
        self._vanish()
        await asyncio.sleep(0)
        self.tray.close()
        self.bytes.close()

    async def _appear(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self), self._settings.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def _vanish(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in tuple(self.connections):
            connection.transport.abort()  # type: ignore[attr-defined]

    async def _control(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                writer.write(msgspec.json.encode(await self._obey(line)) + b"\n")
                await writer.drain()
        writer.close()

    async def _obey(self, line: bytes) -> Reply:
        try:
            told = msgspec.json.decode(line, type=Told)
        except msgspec.DecodeError as error:
            return self._reply(str(error))
        if told.vanish is True:
            self._vanish()
        elif told.vanish is False and self._server is None:
            await self._appear()
        self.printer.tell(told)
        return self._reply()

    def _reply(self, wrong: str = "") -> Reply:
        condition = self.printer.condition
        return Reply(
            ok=not wrong,
            detail=wrong,
            port=self.port,
            paper=condition.paper,
            is_cover_open=condition.is_cover_open,
            is_stalled=condition.is_stalled,
            has_vanished=self._server is None,
            papers=self.tray.papers,
        )


def main(settings: Settings) -> None:
    """Run the virtual printer until it is asked to stop."""
    # The artist draws in Python, too: by default it would keep the printer waiting 5 ms at a time.
    sys.setswitchinterval(0.0002)
    asyncio.run(House(settings.virtual).serve())


if __name__ == "__main__":
    run(Settings, main, prog="printer_node.virtual", description="A printer without paper, on TCP.")
