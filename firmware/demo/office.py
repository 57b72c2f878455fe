"""An office of real boxes on this machine: a broker, a hub, and every box as a process of its own, as systemd would.

`DemoOffice` writes the settings files, makes the hub's blank journal, starts everything and ends it for certain. The
demo plays its morning here, `KEEP=1` leaves it running, and the journeys of the tests break it on purpose. What
visitors and officers can do is done by `finger`; what they can see stands in `papers`, `shown` and `spoken`.
"""

import shutil
import subprocess
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Final, Self

from firmware.demo import answers, boxes, evidence
from firmware.demo.account import Shown, Spoken
from firmware.demo.broker import Broker
from firmware.demo.finger import Finger, PressLog
from firmware.demo.place import Place
from firmware.demo.printer import PrinterControl
from firmware.demo.scratch import make_scratch
from firmware.demo.supervisor import Service, ServiceError, environment, python
from firmware.demo.toml import to_toml
from firmware.messages.names import Role
from firmware.node.settings import BoxSettings

OFFICE_SECONDS: Final = 30.0
PRESSES: Final = "presses.jsonl"
_BUTTONED: Final = (*boxes.KIOSKS, *boxes.COUNTERS)

_OWN_NUMBERS: Final = r"own numbers low=\d+ high=\d+"
_WHOLE_PAPER: Final = r"paper number=\S+ is_complete=True"


class DemoOffice:
    """One office with all its files in `folder`. Also a context manager: started inside, stopped after."""

    def __init__(
        self,
        folder: Path,
        *,
        place: Place | None = None,
        guests: Iterable[tuple[str, Role]] = (),
    ) -> None:
        """Make the folders of every box; nothing runs yet. `place` is where the boxes run.

        The broker also knows the `guests`, whom nobody starts. Raises OSError, BrokerError without mosquitto.
        """
        self.folder = folder.resolve()
        self.logs = self.folder / "log"
        for name in ("log", "settings", "state", "papers"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self._scratch = make_scratch()
        self._place = place or Place()
        self._broker = Broker(
            self.folder / "broker", [*boxes.nodes(), *guests], self._place.listener, self._place.hosts
        )
        self.press_log = PressLog(self.folder / PRESSES)
        self.services: dict[str, Service] = {}
        self._fingers: dict[str, Finger] = {}
        self._printers: dict[str, PrinterControl] = {}

    # -- running -----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the broker, a hub with a blank journal, and all boxes; return when the lamps say "press me".

        Raises ServiceError, naming the process and its log.
        """
        self._serve("broker", self._broker.argv).start()
        self.write_settings("technician", {"box": self.box_table(boxes.TECHNICIAN)})
        self._make_journal()
        self._begin_hub()
        for printer in boxes.KIOSKS.values():
            self._begin_virtual_printer(printer)
        for display in boxes.ZONES:
            table = boxes.display_settings(display, self.box_table(display), self.sentences(display))
            self._begin(display, "display_node", table)
        for box in (*boxes.KIOSKS, *boxes.COUNTERS):
            door = self._door(boxes.KIOSKS[box]) if box in boxes.KIOSKS else None
            table = boxes.button_settings(box, self.box_table(box), self._pins(box), door)
            self._begin(box, "button_node", table)
        for printer in boxes.KIOSKS.values():
            address = self.printer(printer).address
            table = boxes.printer_settings(self.box_table(printer), address, self._door(printer))
            self._begin(printer, "printer_node", table)
        for service in self.services.values():
            service.await_ready(OFFICE_SECONDS)
        self.open_doors()

    def open_doors(self) -> None:
        """Hold the button that opens each counter; wait for every lamp's "press me" and for the kiosks' own numbers."""
        for box in boxes.KIOSKS:
            self.services[box].await_line(_OWN_NUMBERS, OFFICE_SECONDS)
            self.finger(box).await_lamp(boxes.ticket_pin("A"), "READY", OFFICE_SECONDS)
        for box in boxes.COUNTERS:
            self._open_counter(self.finger(box))

    def stop(self) -> None:
        """End every process, the boxes first and the broker last, and take the sockets away."""
        for finger in self._fingers.values():
            finger.close()
        last = ("hub", "broker")
        with ThreadPoolExecutor(max_workers=16) as pool:
            list(pool.map(Service.stop, (self.services[name] for name in self.services if name not in last)))
        for name in last:
            if name in self.services:
                self.services[name].stop()
        self.press_log.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- what can be touched -----------------------------------------------------------------------------------------

    @property
    def broker(self) -> Service:
        """The broker's process, started again after every death like the others."""
        return self.services["broker"]

    @property
    def hub(self) -> Service:
        """The hub's process."""
        return self.services["hub"]

    def finger(self, box: str) -> Finger:
        """Return the finger at a kiosk or a counter."""
        if box not in self._fingers:
            self._fingers[box] = Finger(box, self._pins(box), boxes.buttons(box), self.press_log)
        return self._fingers[box]

    def lamps(self, box: str) -> dict[str, str]:
        """Return what the lamps of a kiosk or a counter say now, by pin."""
        return self.finger(box).lamps

    def printer(self, name: str) -> PrinterControl:
        """Return the hand at the paper tray of a printer."""
        return self._printers[name]

    def box_settings(self, name: str) -> BoxSettings:
        """Return the `[box]` of a node that runs in this process, such as the technician's."""
        return self._broker.box_settings(name, self.state(name))

    # -- what can be seen --------------------------------------------------------------------------------------------

    def papers(self, printer: str) -> tuple[evidence.PaperLine, ...]:
        """Return what came out of a printer, decoded from its bytes."""
        return evidence.read_papers(self.folder / "papers" / printer / "papers.jsonl")

    def paper_count(self, kiosk: str) -> int:
        """Return how many whole papers came out beside this kiosk."""
        return len(self._virtual(kiosk).lines(_WHOLE_PAPER))

    def sees_papers(self, kiosk: str, count: int, seconds: float) -> bool:
        """Say whether so many whole papers lie beside this kiosk within these seconds."""
        return self._virtual(kiosk).record.wait(_WHOLE_PAPER, seconds, count=count) is not None

    def offline_count(self, kiosk: str) -> int:
        """Return how many whole papers beside this kiosk bear a number of its own."""
        return sum(paper.is_complete and paper.is_offline for paper in self.papers(boxes.KIOSKS[kiosk]))

    def shown(self, display: str, after: int = 0) -> tuple[Shown, ...]:
        """Return what a wall showed behind the mark `after` of its log."""
        return evidence.shown_by(display, self.services[display].lines(evidence.SHOWN, after=after))

    def sentences(self, display: str) -> Path:
        """Return the folder of what a voice said, a WAV file for each call; it is gone after `stop`."""
        return self._scratch / "sentences" / display

    def spoken(self, display: str, after: int = 0) -> tuple[Spoken, ...]:
        """Return what a voice said behind the mark `after` of its display's log."""
        return evidence.spoken_by(display, self.services[display].lines(evidence.SPOKEN, after=after))

    def accepted(self) -> tuple[str, ...]:
        """Return the names of all commands that the hub accepted, as the boxes' own logs tell it."""
        return tuple(name for box in _BUTTONED for name in answers.accepted(self.services[box].lines(answers.TOLD)))

    def unanswered(self) -> dict[str, str]:
        """Return the keys of all commands that were sent and not answered, with the box that sent them.

        A kiosk that gives a number by itself tells that in the place of what it had asked.
        """
        told = {box: self.services[box].lines(answers.TOLD) for box in _BUTTONED}
        return {key: box for box in _BUTTONED for key in answers.unanswered(told[box])}

    def await_answers(self, commands: Mapping[str, str], seconds: float) -> None:
        """Wait until these commands, as `unanswered` gives them, or those in their place are answered.

        Each has so many seconds. Raises ServiceError.
        """
        for key, box in commands.items():
            waited: str | None = key
            while waited is not None:
                waited = self.services[box].await_line(answers.end_of(waited), seconds)["next"]

    def _virtual(self, kiosk: str) -> Service:
        return self.services[f"virtual-{boxes.KIOSKS[kiosk]}"]

    # -- making it ---------------------------------------------------------------------------------------------------

    def _begin_hub(self) -> None:
        self._serve("hub", python("firmware.hub", "--settings", str(self._hub_settings()))).begin()

    def _hub_settings(self) -> Path:
        office = self.settings("office")
        office.write_text(files("firmware.demo").joinpath("office.toml").read_text(encoding="utf-8"), encoding="utf-8")
        return self.write_settings("hub", {"office": str(office), "box": self.box_table("hub")})

    def _make_journal(self) -> None:
        command = python("firmware.hub", "--settings", str(self._hub_settings()), "--new-office")
        env = {**environment(), **self._place.environment("hub")}
        made = subprocess.run(self._place.argv("hub", command), env=env, capture_output=True, check=False)
        if made.returncode != 0:
            raise ServiceError(f"the hub makes no journal: {made.stderr.decode(errors='replace').strip()}")

    def _begin_virtual_printer(self, printer: str) -> None:
        name, control = f"virtual-{printer}", self._scratch / f"{printer}.sock"
        settings = {"virtual": {"folder": str(self.folder / "papers" / printer), "control": str(control)}}
        self._begin(name, "printer_node.virtual", settings)
        port = int(self.services[name].await_line(r"^port=(\d+)", OFFICE_SECONDS)[1])
        self._printers[printer] = PrinterControl(control, port)

    def _begin(self, name: str, module: str, settings: boxes.Table) -> None:
        self._serve(name, python(module, "--settings", str(self.write_settings(name, settings)))).begin()

    def _serve(self, name: str, argv: Iterable[str]) -> Service:
        self.services[name] = Service(
            name,
            self._place.argv(name, tuple(argv)),
            folder=self.logs,
            env=self._place.environment(name),
            notify=self._scratch / f"{name}.notify",
        )
        return self.services[name]

    def settings(self, name: str) -> Path:
        """Return the settings file of a box, or of the technician's command."""
        return self.folder / "settings" / f"{name}.toml"

    def write_settings(self, name: str, settings: boxes.Table) -> Path:
        """Write the settings file of a box and return it."""
        path = self.settings(name)
        path.write_text(to_toml(settings), encoding="utf-8")
        return path

    def box_table(self, name: str) -> dict[str, str | int]:
        """Return the `[box]` table of a box or a guest."""
        return {**self._broker.box_table(name, self.state(name)), **self._place.box(name)}

    def state(self, name: str) -> Path:
        """Return the folder of what a box must not forget."""
        return self.folder / "state" / name

    def _pins(self, box: str) -> Path:
        return self._scratch / f"{box}.sock"

    def _door(self, printer: str) -> Path:
        return self._scratch / f"{printer}.door"

    def _open_counter(self, finger: Finger) -> None:
        """Hold the button that opens it, again while the box says that it has not heard of its counter yet."""
        service, deadline = self.services[finger.box], time.monotonic() + OFFICE_SECONDS
        while True:
            mark = service.mark()
            finger.hold(boxes.RECALL, boxes.HOLD_SECONDS + 0.1)
            if service.await_line("accepted|refused|not sent", OFFICE_SECONDS, after=mark)[0] == "accepted":
                break
            if time.monotonic() > deadline:
                raise ServiceError(f"{finger.box} does not open; see {service.record.path}")
        finger.await_lamp(boxes.NEXT, "READY", OFFICE_SECONDS)
