"""A real hub at a real broker whose disk is taken away or damaged, and boxes that remember."""

import subprocess
import threading
from pathlib import Path
from typing import Any

from firmware.demo.broker import Broker
from firmware.demo.supervisor import Service, environment
from firmware.messages import topics
from firmware.messages.answers import Accepted
from firmware.messages.commands import CallNext, OpenCounter, PrintOutcome, ReportPrint, TakeTicket
from firmware.messages.names import Role
from firmware.messages.notices import Slip
from firmware.messages.requests import ReadPapers
from firmware.node.box import Answered, Asked, Box
from firmware.node.link import Connected
from firmware.node.remembering import PAGE_ROWS, paper_page
from firmware.node.settings import BoxSettings
from printer_node.arbiter import Claim, ClaimState
from printer_node.claims import Claims
from tests.hub.running import RunningHub

OFFICE = """
[office]
name = "Kantor Imigrasi Lampung Tengah"
[[service]]
letter = "A"
name = { id = "Paspor baru", en = "New passport" }
[[counter]]
number = 1
serves = ["A"]
box = "counter-1"
[[kiosk]]
name = "kiosk-1"
[[kiosk]]
name = "kiosk-2"
"""
BOXES = {"kiosk-1": Role.KIOSK, "kiosk-2": Role.KIOSK, "counter-1": Role.COUNTER}
PRINTER = "printer-1"
"""A box that only an office with paper has."""
WITH_PAPER = OFFICE.replace('name = "kiosk-1"\n', f'name = "kiosk-1"\nprinter = "{PRINTER}"\n')


class LivingBox:
    """A box of the kit that works by itself in a thread, as a process would, and can be asked to do things."""

    def __init__(self, broker: Broker, node: str, folder: Path) -> None:
        """Start it."""
        self._settings = broker.box_settings(node, folder)
        self.box: Box
        self._answers: dict[str, Any] = {}
        self._changed = threading.Condition()
        self._todo: list[Any] = []
        self._worker = threading.Thread(target=self._work)
        self._worker.start()
        with self._changed:
            assert self._changed.wait_for(lambda: "connected" in self._answers, 20.0)

    def _work(self) -> None:
        # One thread owns a box's files.
        self.box = self.make(self._settings)
        self.box.start()
        while self.box.is_running:
            with self._changed:
                todo, self._todo = self._todo, []
            for command in todo:
                self.box.send(command)
            happening = self.box.step(0.02)
            self.act(happening)
            with self._changed:
                if isinstance(happening, Answered):
                    self._answers[happening.command.key] = happening.answer
                if isinstance(happening, Connected):
                    self._answers["connected"] = True
                self._changed.notify_all()
        self.end()

    def make(self, settings: BoxSettings) -> Box:
        """Make the box, in its own thread."""
        return Box(settings, BOXES[settings.name], [topics.COUNTER.name(1)])

    def act(self, happening: object) -> None:
        """Do what only this kind of box does."""

    def end(self) -> None:
        """Close its files, in its own thread."""
        self.box.close()

    def ask(self, command: Any, seconds: float = 20.0) -> Any:
        """Send a command and return the answer."""
        with self._changed:
            self._todo.append(command)
            assert self._changed.wait_for(lambda: command.key in self._answers, seconds), f"{command} was not answered"
            return self._answers[command.key]

    def await_answers(self, count: int, seconds: float = 20.0) -> None:
        """Wait until so many commands of the box have been answered."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._answers) > count, seconds)

    def take(self) -> Accepted:
        """Take a number."""
        command = TakeTicket(key=self.box.names.key(), press=self.box.names.press(), service="A")
        answer = self.ask(command)
        assert isinstance(answer, Accepted)
        return answer

    def open(self) -> None:
        """Open the counter."""
        self.ask(OpenCounter(key=self.box.names.key(), counter=1))

    def call(self, saw: str | None) -> Accepted:
        """Call the next person."""
        answer = self.ask(CallNext(key=self.box.names.key(), counter=1, saw=saw))
        assert isinstance(answer, Accepted), answer
        return answer

    def close(self) -> None:
        """End it."""
        self.box.stop()
        self._worker.join()


class LivingPrinter(LivingBox):
    """A printer box whose printer prints at once and whose paper never ends."""

    def make(self, settings: BoxSettings) -> Box:
        """Make the box and open its claims."""
        box = Box(settings, Role.PRINTER, [topics.SLIP.name(settings.name)])
        self._claims = Claims(box.state / "claims.sqlite3", box.clock)
        return box

    def act(self, happening: object) -> None:
        """Claim and report each slip; tell of the papers."""
        match happening:
            case Slip():
                self._print(happening)
            case Asked(request=ReadPapers(after=after)):
                self.box.respond(happening, paper_page(self._claims.page(after, PAGE_ROWS), self.box.trust))

    def _print(self, slip: Slip) -> None:
        claim, outcome = self._claims.find(slip.press), PrintOutcome.PRINTED
        if claim is None:
            claim = Claim(press=slip.press, slip=slip.id, state=ClaimState.DONE, is_marked=False, number=slip.number)
            self._claims.keep(claim, slip, self.box.clock.boot() - slip.age)
        elif claim.slip != slip.id:
            outcome = PrintOutcome.SUPERSEDED
        key = self.box.names.key()
        self.box.send(ReportPrint(key=key, press=slip.press, slip=slip.id, outcome=outcome, number=claim.number))

    def end(self) -> None:
        """Close its files."""
        self.box.close()
        self._claims.close()


class BrokenHub(RunningHub):
    """A hub of a small office whose boxes live; its journal can be spoiled."""

    def __init__(self, folder: Path, broker: Broker, office_text: str = OFFICE) -> None:
        """Write the office and make its journal."""
        office = folder / "office.toml"
        office.write_text(office_text, encoding="utf-8")
        super().__init__(folder, broker, office)
        self.state = folder / "state" / "hub"
        self.journal = self.state / "journal.sqlite3"
        self.boxes: dict[str, LivingBox] = {}

    def live(self, *nodes: str) -> None:
        """Switch boxes on."""
        for node in nodes or BOXES:
            kind = LivingPrinter if node == PRINTER else LivingBox
            self.boxes[node] = kind(self.broker, node, self.folder / "state" / node)

    def be_brief(self) -> None:
        """Wait for silent boxes no longer than a test likes to."""
        with (self.folder / "hub.toml").open("a", encoding="utf-8") as settings:
            settings.write("\n[recovery]\nseconds = 1.5\n")

    def kill(self) -> None:
        """Pull the plug; nobody starts it again but `start`."""
        self.service._is_stopping.set()
        self.service.kill()
        self.stop()

    def stop(self) -> None:
        """End it as systemd would; nobody starts it again but `start`."""
        self.service.stop()
        self.service = Service("hub", self.argv, folder=self.folder)

    def close(self) -> None:
        """End everything."""
        for box in self.boxes.values():
            box.close()
        self.service.stop()

    def type(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run the hub's program with these words and return how it ended."""
        argv = [*self.argv, *words]
        return subprocess.run(argv, capture_output=True, text=True, env=environment(), check=False, timeout=60)
