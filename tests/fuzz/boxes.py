"""The boxes under fire: kiosk, counter, printer and display, each with a hub beside the fuzzer that says good things.

What is fired comes over the broker, from a technician, and from the neighbour of the same Pi. A box believes its own
hub: what is fired may carry its journal, so it may also be told nonsense that can be read.
"""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from button_node.action import Action
from button_node.gesture import Edge
from button_node.loop import Loop as ButtonLoop
from button_node.settings import ButtonSettings, PanelSettings
from button_node.settings import Settings as ButtonBoxSettings
from display_node.display import Display
from display_node.panes import Pane
from display_node.settings import DisplaySettings, ScreenSettings
from display_node.voice.settings import VoiceSettings
from display_node.voice.voice import Voice
from display_node.wall.fonts import find
from display_node.wall.screen import Screen
from display_node.wall.shapes import Shape, Text
from display_node.wall.time_of_day import TimeOfDay
from firmware.messages import topics
from firmware.messages.codec import Garbage, decode, decode_command
from firmware.messages.commands import CallNext, Command, PrintOutcome, ReportPrint, TakeTicket
from firmware.messages.names import Role
from firmware.messages.notices import Announcement, Paper, Slip
from firmware.messages.requests import KeptPage
from firmware.node.box import Box
from firmware.node.link import Received
from firmware.node.neighbour import NeighbourGone, NeighbourThere, Overheard
from firmware.node.settings import BoxSettings
from firmware.node.watchdog import Watchdog
from printer_node.claims import Claims
from printer_node.elements import Roll
from printer_node.form import WHOLE
from printer_node.loop import Loop as PrinterLoop
from printer_node.office import KnownOffice
from printer_node.paper import encode_paper
from printer_node.settings import PrinterSettings
from printer_node.slip import lay_out
from printer_node.spool import Spool
from printer_node.status import Status
from tests.fuzz.parts import DeafLink, HandClock, must, world
from tests.fuzz.payloads import Breaker, Table
from tests.fuzz.telling import DAY, JOURNAL, REQUESTS, STORE, Telling

_BACK: Final = topics.RESPONSE.name("technician-1")
_FOREIGN: Final = "00000000000000bb"


class BoxUnderFire:
    """What all boxes have alike. A child makes `self.box` and says what one step and one good message are."""

    name: str
    role: Role
    heard: tuple[str, ...] = ()
    neighbour_topics: tuple[str, ...] = ()

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(f"{self.name} {seed}")
        self.breaker = Breaker(self.chance)
        self.tell = Telling(self.chance)
        self.good = Telling(random.Random(seed))
        self.clock = HandClock()
        self.folder = folder
        folder.mkdir(parents=True)
        links: list[DeafLink] = []
        self.settings = BoxSettings(name=self.name, state=str(folder))
        self.box = Box(self.settings, self.role, self.heard, world=world(self.clock, links), watchdog=Watchdog(""))
        (self.link,) = links
        self._checks = 0
        self.make()
        self.box.start()
        self.settle()
        self.beat()

    def make(self) -> None:
        """Make what is special about this box."""
        raise NotImplementedError

    def step(self) -> None:
        """Do one thing without waiting."""
        raise NotImplementedError

    def ask_good(self) -> None:
        """Raise Fault unless the box does its work."""
        raise NotImplementedError

    # -- firing ------------------------------------------------------------------------------------------------------

    def fire(self) -> object:
        """Make the next happening, hand it over and return it."""
        happening = self._happening()
        self.box.post(happening)
        return happening

    def settle(self) -> None:
        """Let the box act on everything that waits."""
        while not self.box.inbox.empty():
            self.step()
        self.clock.now += 0.05
        self.step()

    def check(self) -> None:
        """Raise Fault unless the box goes on as if nothing had been said."""
        self._checks += 1
        for said in self.link.take():
            must(len(said.payload) <= 8 * 1024 or said.topic == _BACK, f"{said.topic}: {len(said.payload)} bytes")
        self.clock.now += 20.0
        self.beat()
        self.ask_good()
        self._ask_memory()
        self._answer_all()
        must(len(self.box._troubles) < 60, lambda: f"{len(self.box._troubles)} troubles")
        self.link.take()

    def finish(self) -> None:
        """Nothing is left to judge."""

    def close(self) -> None:
        """Let go of what is open."""
        self.box.close()

    # -- the good hub ------------------------------------------------------------------------------------------------

    def hear(self, told: tuple[str, Table], **changed: Any) -> None:
        """Let the good hub say something; it stands where the box has heard it stand."""
        topic, table = told
        self.good.position = max(self.good.position, self.box.trust.heard.position, self._newest()) + 1
        stamp = {"journal": JOURNAL, "epoch": self.box.trust.heard.epoch, "position": self.good.position}
        payload = msgspec.json.encode({**table, **stamp, **changed})
        self.box.post(Received(topic=topic, payload=payload))
        self.settle()

    def _newest(self) -> int:
        return 0

    def beat(self) -> None:
        """Let the hub live."""
        at = self.clock.wall().isoformat()
        self.hear(self.good.beat(), day=DAY.isoformat(), at=at, clock="TRUSTED", office_time=self.clock.now)
        must(self.box.silent_since is None, "a beat is not heard")

    def _answer_all(self) -> None:
        for command in self.box.outbox.pending:
            said = {"answer": "Accepted", "key": command.key}
            self.hear((topics.ANSWER.name(self.name), said))
        must(len(self.box.outbox) == 0, lambda: f"{len(self.box.outbox)} commands wait though all are answered")

    def _ask_memory(self) -> None:
        """The hub may ask any box what it keeps."""
        asked = Received(
            topic=topics.REQUEST.name(self.name),
            payload=b'{"request":"ReadKept","after":-3}',
            response_topic=_BACK,
            correlation=b"good",
        )
        self.box.post(asked)
        self.settle()
        said = [one for one in self.link.take() if one.topic == _BACK and one.correlation == b"good"]
        must(len(said) == 1, f"{len(said)} answers to a technician")
        must(not isinstance(decode(KeptPage, said[0].payload), Garbage), "its memory cannot be read")

    def commands(self) -> list[Command]:
        """Return what the box has asked of the hub since this was last asked."""
        topic = topics.COMMAND.name(self.name)
        asked = [decode_command(self.name, said.payload) for said in self.link.take() if said.topic == topic]
        for one in asked:
            must(isinstance(one, Command), f"it says {one}")
        return [one for one in asked if isinstance(one, Command)]

    # -- messages ----------------------------------------------------------------------------------------------------

    def _happening(self) -> object:
        way = self.chance.random()
        if way < 0.12 and self.neighbour_topics:
            return self._overheard()
        if way < 0.25:
            topic, table = topics.REQUEST.name(self.name), self.chance.choice(REQUESTS)
        elif way < 0.40:
            topic, table = self.tell.answer(self.name, [command.key for command in self.box.outbox.pending])
        else:
            topic, table = self.tell.any()
        return self._received(topic, table)

    def _received(self, topic: str, table: Table) -> Received:
        if "journal" in table and self.chance.random() < 0.05:
            table = {**table, "journal": _FOREIGN}
        if self.chance.random() < 0.05:
            topic = self.chance.choice(_ELSEWHERE).format(self.name)
        return Received(
            topic=topic,
            payload=self.breaker.payload(table),
            is_retained=self.chance.random() < 0.2,
            response_topic=_BACK if "request" in table and self.chance.random() < 0.9 else None,
            correlation=self.chance.choice((None, b"", b"1", b"\xff\x00", b"x" * 500)),
            content_type=self.chance.choice((None, "application/json", "image/png", "x\n\x1b" * 20)),
        )

    def _overheard(self) -> object:
        if self.chance.random() < 0.1:
            place = "/run/antrian/printer/door.sock"
            return self.chance.choice((NeighbourThere(place), NeighbourGone(place, "nobody answers; is it there?")))
        topic = self.chance.choice(self.neighbour_topics)
        if self.chance.random() < 0.1:
            topic = self.chance.choice(_ELSEWHERE).format(self.name)
        table = self.tell.slip()[1] if topic.startswith("antrian/slip") else self._report()
        return Overheard(topic, self.breaker.payload(table))

    def _report(self) -> Table:
        presses = [getattr(command, "press", None) for command in self.box.outbox.pending]
        n = self.chance.randrange(1, 99)
        return {
            "command": "ReportPrint",
            "key": f"printer-1-{STORE}-1-{n}",
            "press": self.chance.choice([*filter(None, presses), f"kiosk-1-{STORE}-1-p{n}"]),
            "slip": f"{JOURNAL}-{n}",
            "outcome": self.chance.choice(("PRINTED", "SUPERSEDED", "FAILED")),
            "cause": self.chance.choice((None, "PAPER_OUT", "UNKNOWN")),
            "is_final": self.chance.random() < 0.7,
            "number": self.chance.choice((None, "A700", "A017")),
        }


class _Neighbour:
    """A printer box of the same Pi that hears everything."""

    place = "/run/antrian/printer/door.sock"
    is_there = True

    def publish(self, _topic: str, _payload: bytes) -> bool:
        """Take it."""
        return True


class KioskUnderFire(BoxUnderFire):
    """A press still asks for a number, whatever was said."""

    name, role = "kiosk-1", Role.KIOSK
    heard = (topics.BOARD.name(),)
    neighbour_topics = (topics.COMMAND.name("printer-1"), topics.SLIP.name("kiosk-1"))

    def make(self) -> None:
        """Two buttons: a service and help."""
        buttons = (
            ButtonSettings(pin=17, lamp=27, press=Action(command="TakeTicket", service="A")),
            ButtonSettings(pin=5, lamp=6, press=Action(command="RequestHelp"), hold=Action(command="CancelHelp")),
        )
        panel = PanelSettings(lockout_seconds=0.1, together_seconds=0.1)
        settings = ButtonBoxSettings(box=self.settings, button=buttons, panel=panel)
        self.lamps: dict[int, float] = {}
        self.loop = ButtonLoop(
            self.box, settings, is_down=lambda _: False, light=self.lamps.__setitem__, printer=_Neighbour()
        )

    def step(self) -> None:
        """One step of its loop."""
        self.loop.step(0)

    def ask_good(self) -> None:
        """A visitor presses; now and then while the hub is silent."""
        self.press(17)
        took = [one for one in self.commands() if isinstance(one, TakeTicket)]
        must(took, "a press asks for no number")
        if self._checks % 7 == 0:
            self.hear(self.good.office())
            self._answer_all()
            self.clock.now += 5.0
            self.step()
            self.press(17)
            self.clock.now += 5.0
            self.settle()
            self.beat()

    def press(self, pin: int) -> None:
        """Press a button and let it go."""
        for is_down in (True, False):
            self.box.post(Edge(contact=pin, is_down=is_down, at=self.clock.now))
            self.settle()
            self.clock.now += 0.3
            self.step()


class CounterUnderFire(KioskUnderFire):
    """The officer's tap still calls the next, and names whom they saw."""

    name, role = "counter-1", Role.COUNTER
    heard = (topics.COUNTER.name(1),)
    neighbour_topics = ()

    def make(self) -> None:
        """A counter with the usual buttons."""
        words = {
            5: "CallNext",
            6: "Recall",
            12: "MarkNoShow",
            13: "Finish",
            16: "Park",
            19: "OpenCounter",
            20: "Requeue",
        }
        buttons = tuple(
            ButtonSettings(pin=pin, lamp=pin + 100 if pin == 5 else None, press=Action(command=word))
            for pin, word in words.items()
        )
        settings = ButtonBoxSettings(box=self.settings, counter=1, button=buttons, panel=PanelSettings())
        self.pages: list[object] = []
        self.loop = ButtonLoop(self.box, settings, is_down=lambda _: False, light=lambda _pin, _level: None, small=self)

    def show(self, page: object) -> None:
        """The small display shows this."""
        self.pages = [page]

    def ask_good(self) -> None:
        """The officer sees a person and calls the next one."""
        self._answer_all()
        number = f"A{self._checks % 900 + 100:03d}"
        person = {"ticket": f"{DAY}-{number}", "number": number, "service": "A"}
        open_counter = {"counter": 1, "is_open": True, "ticket": person, "waiting": 4, "help": [], "overdue": 0}
        self.hear((topics.COUNTER.name(1), self.good.counter()[1]), **open_counter)
        must(getattr(self.pages[0], "number", None) == f"A {number[1:]}", lambda: f"the small display: {self.pages}")
        self.press(5)
        calls = [one for one in self.commands() if isinstance(one, CallNext)]
        must(calls, "a tap calls nobody")
        must(calls[0].saw == person["ticket"], lambda: f"the officer saw {number}, the box says {calls[0].saw}")

    def _newest(self) -> int:
        known = self.loop._knowledge.counter
        return 0 if known is None else known.position


class PrinterUnderFire(BoxUnderFire):
    """The next slip comes out once, whatever was printed before."""

    name, role = "printer-1", Role.PRINTER
    heard = (topics.SLIP.name("printer-1"),)
    neighbour_topics = (topics.SLIP.name("printer-1"), topics.SLIP.name("printer-1"), topics.COMMAND.name("kiosk-1"))

    def make(self) -> None:
        """A printer that is always well; its papers are kept by press."""
        self.papers: dict[str, list[bool]] = {}
        self.sent = 0
        printing = PrinterSettings()
        self.office = KnownOffice(self.folder, self.box.disk)
        self.claims = Claims(self.folder / "claims.sqlite3", self.clock, self.box.disk)
        self.spool = Spool(
            self.claims,
            self,
            self.clock,
            lambda slip, is_marked: self._encode(slip, is_marked, printing.roll, printing.profile),
            self.box.post,
            idle_seconds=3.0,
            unwell_seconds=0.5,
        )
        self.loop = PrinterLoop(self.box, self.spool, self.office)

    def _encode(self, slip: Slip, is_marked: bool, roll: Roll, profile: str) -> bytes:
        paper = encode_paper(lay_out(slip, roll, self.office.style, WHOLE, is_marked=is_marked), profile)
        self.papers.setdefault(slip.press, []).append(is_marked)
        return paper

    def ask(self) -> Status:
        """It is well."""
        return Status(paper=Paper.OK, cause=None)

    def print(self, paper: bytes) -> None:
        """It is out."""
        self.sent += 1
        must(len(paper) < 60_000, f"a paper of {len(paper)} bytes: a metre of it")

    def step(self) -> None:
        """One step of its loop and one of the spool."""
        self.loop.step(0)
        while self.spool.has_arrivals:
            self.spool.step(0)

    def ask_good(self) -> None:
        """One good slip, said twice."""
        press = f"kiosk-1-{STORE}-2-p{self._checks}"
        number = f"A{self._checks % 900 + 100:03d}"
        good = {"id": f"{JOURNAL}-{9_000_000 + self._checks}", "press": press, "age": 0.0, "mark": "NONE"}
        named = {"ticket": f"{DAY}-{number}", "number": number}
        for _ in range(2):
            self.hear(self.good.slip(), **good, **named)
        must(self.papers.get(press) == [False], lambda: f"the good slip is printed {self.papers.get(press)}")
        reports = [one for one in self.commands() if isinstance(one, ReportPrint) and one.press == press]
        must(reports and reports[0].outcome is PrintOutcome.PRINTED, lambda: f"of the good slip it says {reports}")
        for one, marks in self.papers.items():
            must(marks.count(False) <= 1, f"{one} has {marks.count(False)} unmarked papers")
        self.papers.clear()

    def close(self) -> None:
        """Close the claims too."""
        self.claims.close()
        super().close()


class _QuietScreen(Screen):
    """A screen that lays everything out, and paints now and then: painting is what costs."""

    shapes: tuple[Shape, ...] = ()
    asked = 0
    every = 50

    def show(self, shapes: tuple[Shape, ...]) -> None:
        """Keep what is to be seen."""
        self.shapes = shapes
        self.asked += 1
        if self.asked % self.every == 0:
            super().show(shapes)

    @property
    def words(self) -> str:
        """All that can be read."""
        return " ".join(shape.text for shape in self.shapes if isinstance(shape, Text))


class _WrittenVoice(Voice):
    """A voice that knows what it was asked to say."""

    announced: Announcement | None = None

    def announce(self, announcement: Announcement, _age: float) -> None:
        """Note it."""
        self.announced = announcement


_PANES: Final = (
    Pane(layout="calls", share=2.0),
    Pane(layout="counters"),
    Pane(layout="hall"),
    Pane(layout="counter-sign", counter=1),
    Pane(layout="kiosk", kiosk="kiosk-1"),
)


class DisplayUnderFire(BoxUnderFire):
    """The next call is on the wall and in the hall."""

    name, role = "display-1", Role.DISPLAY
    heard = (topics.BOARD.name(), topics.ANNOUNCEMENT.name("hall"))
    neighbour_topics = (topics.SLIP.name("display-1"), topics.SLIP.name("display-1"), topics.BOARD.name())

    def make(self) -> None:
        """A wall with every layout that a hub speaks to, and a voice that is written down."""
        self._steps = 0
        screen = ScreenSettings(driver="dummy", width=1_600, height=400)
        settings = DisplaySettings(box=self.settings, screen=screen, pane=_PANES)
        self.screen = _QuietScreen(screen, find())
        time_of_day = TimeOfDay(self.box)
        voice = VoiceSettings(is_enabled=False)
        self.voice = _WrittenVoice(voice, self.box.state, self.box.post, self.clock, time_of_day.now)
        self.display = Display(settings, self.box, self.screen, self.voice, time_of_day)

    def step(self) -> None:
        """One step of its loop; while much waits, most of them without the wall, which takes a millisecond."""
        self._steps += 1
        if self.box.inbox.empty() or self._steps % 5 == 0:
            self.display.step(0)
            # One picture drawn beforehand is as good as twenty.
            self.display._glass.is_rehearsing = False
        else:
            self.display._hear(self.box.step(0))

    def ask_good(self) -> None:
        """A good office, a good board, a good call."""
        if self.box.state.joinpath("evacuation").exists() or self.display._evacuation.is_on:
            asked = Received(
                topic=topics.REQUEST.name(self.name),
                payload=b'{"request":"Announce","sentence":"ALL_CLEAR"}',
                response_topic=_BACK,
            )
            self.box.post(asked)
            self.settle()
        number = f"F{self._checks % 900 + 100:03d}"
        self.hear(self.good.office())
        call = {**self.good._call(0), "ticket": f"{DAY}-{number}", "number": number, "state": "CALLED", "counter": 2}
        self.hear(self.good.board(), day=DAY.isoformat(), calls=[{**call, "call": self.good.position}])
        self.clock.now += 10.0
        self.settle()
        wanted = number[1:]
        must(wanted in self.screen.words, lambda: f"{number} is not on the wall: {self.screen.words!r}")
        at = self.box.hub_time()
        named = {"id": f"{JOURNAL}-{self._checks}", "number": number, "ticket": f"{DAY}-{number}"}
        self.hear(self.good.announcement(), **named, office_time=at, age_limit=20.0)
        said = self.voice.announced
        must(said is not None and said.number == number, lambda: f"{number} is not said: {said}")

    def _newest(self) -> int:
        board = self.display._knowledge.board
        return 0 if board is None else board.position

    def close(self) -> None:
        """Close wall and voice."""
        self.display.close()
        self.voice.close()
        self.screen.close()
        super().close()


_ELSEWHERE: Final = (
    "antrian/answer/{}",
    "antrian/answer/kiosk-77",
    "antrian/answer/\u202e",
    "antrian/request/{}\nforged: line",
    "antrian/counter/2",
    "antrian/counter/x",
    "antrian/announcement/\x1b[2J",
    "antrian/slip/{}",
    "antrian/command/{}",
    "antrian/presence/{}",
    "antrian/board/x",
    "antrian/beat",
    "antrian/office",
    "$SYS/broker",
    "x" * 60_000,
    "",
)

MAKERS: Final[dict[str, Callable[[Path, int], BoxUnderFire]]] = {
    "kiosk": KioskUnderFire,
    "counter": CounterUnderFire,
    "printer": PrinterUnderFire,
    "display": DisplayUnderFire,
}
