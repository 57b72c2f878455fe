"""A kiosk's real box and loop on a clock that a test sets, with a played link, a played printer and a played wall.

Nothing waits: `turn` lets the loop act on everything that has happened. The hub says only what the test lets it say.
"""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue

from msgspec import Struct

from button_node.action import Action
from button_node.gesture import Edge
from button_node.lamp import LampState
from button_node.loop import Loop
from button_node.settings import ButtonSettings, PanelSettings, Settings
from firmware.messages import topics
from firmware.messages.answers import Accepted, Reason, Refused
from firmware.messages.codec import decode, decode_command, encode
from firmware.messages.commands import AnyCommand, Command, PrintCause, PrintOutcome, ReportPrint
from firmware.messages.names import Role, make_key, offline_slip_id
from firmware.messages.notices import (
    Beat,
    Board,
    ClockState,
    Health,
    HelpCall,
    KioskInfo,
    KioskState,
    Office,
    Paper,
    Problem,
    ServiceInfo,
    Slip,
    Unprinted,
)
from firmware.node.box import Box
from firmware.node.disk import DISK, Disk
from firmware.node.link import Connected, Received, Will
from firmware.node.neighbour import NeighbourGone, NeighbourThere, Overheard
from firmware.node.settings import BoxSettings
from firmware.node.world import World

JOURNAL = "00000000000000aa"
DAY = date(2026, 11, 23)
RANGE = (700, 799)
PRINTER = "/run/antrian/printer/door.sock"
DISPLAY = "/run/antrian/display/door.sock"
PASPOR, FOREIGN, FRIENDLY, HELP = 17, 22, 13, 5
LAMPS = {PASPOR: 27, FOREIGN: 23, FRIENDLY: 19, HELP: 6}
_PRESSES = {
    PASPOR: Action(command="TakeTicket", service="A"),
    FOREIGN: Action(command="TakeTicket", service="F"),
    FRIENDLY: Action(command="TakeTicket", service="A", priority=True),
    HELP: Action(command="RequestHelp"),
}
_HOLDS = {HELP: Action(command="CancelHelp")}


class PlayedClock:
    """A clock that stands until somebody moves it."""

    boot_id = "first-boot"
    now = 1_000.0
    is_believed = True

    def boot(self) -> float:
        """Return seconds since the machine started."""
        return self.now

    def wall(self) -> datetime:
        """Return a time of day that moves with the boot clock."""
        return datetime(2026, 11, 23, 1, 0, tzinfo=UTC) + timedelta(seconds=self.now)

    def state(self) -> ClockState:
        """Say how far `wall` may be believed."""
        return ClockState.TRUSTED if self.is_believed else ClockState.UNTRUSTED


class PlayedLink:
    """A way to a broker that takes everything, or nothing while the broker is away."""

    is_alive = True

    def __init__(
        self,
        settings: BoxSettings,
        inbox: "SimpleQueue[object]",
        *,
        subscriptions: Sequence[tuple[str, int]] = (),
        will: Will | None = None,
    ) -> None:
        """Connect at once."""
        del settings, subscriptions, will
        self.is_connected = True
        self.commands: list[AnyCommand] = []
        self.health: Health | None = None
        self._inbox = inbox

    def start(self) -> None:
        """Let the box know."""
        self._inbox.put(Connected())

    def close(self, farewell: Will | None = None) -> None:
        """Leave."""

    def listen(self, subscriptions: object, *, is_anew: bool = False) -> None:
        """Hear other topics."""

    def publish(self, topic: str, payload: bytes, **_: object) -> bool:
        """Take a message."""
        if topic == topics.HEALTH.name("kiosk-1"):
            health = decode(Health, payload)
            assert isinstance(health, Health)
            self.health = health
        if topic == topics.COMMAND.name("kiosk-1") and self.is_connected:
            command = decode_command("kiosk-1", payload)
            assert isinstance(command, Command)
            self.commands.append(command)
        return self.is_connected


class PlayedNeighbour:
    """A printer box or a display box of the same Pi, there or not, that remembers what it was told."""

    def __init__(self, place: str) -> None:
        """Be away."""
        self.place = place
        self.is_there = False
        self.told: list[tuple[str, Slip]] = []

    def publish(self, topic: str, payload: bytes) -> bool:
        """Take a slip."""
        if self.is_there:
            slip = decode(Slip, payload)
            assert isinstance(slip, Slip)
            self.told.append((topic, slip))
        return self.is_there

    @property
    def numbers(self) -> list[str]:
        """The numbers that it was told, each once, in the order of the first time."""
        return list(dict.fromkeys(slip.number for _, slip in self.told))


def office(numbers: tuple[int, int] | None = RANGE, printer: str | None = "printer-1", epoch: int = 1) -> Office:
    """Return the office as the hub tells it."""
    return Office(
        journal=JOURNAL,
        epoch=epoch,
        position=1,
        name="Kantor Imigrasi",
        timezone="Asia/Jakarta",
        languages=("id", "en"),
        word="antrian",
        services=(
            ServiceInfo(letter="A", name={"id": "Paspor baru", "en": "New passport"}),
            ServiceInfo(letter="F", name={"id": "Penggantian", "en": "Renewal"}),
        ),
        counters=(),
        kiosks=(KioskInfo(name="kiosk-1", printer=printer, numbers=numbers),),
    )


def beat(day: date | None = DAY, epoch: int = 1) -> Beat:
    """Return the hub's beat."""
    at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    return Beat(journal=JOURNAL, epoch=epoch, position=1, day=day, office_time=1.0, at=at, clock=ClockState.TRUSTED)


class KioskBench:
    """One start of the box. `has_printer` and `has_display`: its settings name such a neighbour, which is away."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: PlayedClock | None = None,
        disk: Disk = DISK,
        has_printer: bool = True,
        has_display: bool = False,
    ) -> None:
        """Start; the hub has said nothing."""
        self.clock = clock or PlayedClock()
        self.printer = PlayedNeighbour(PRINTER)
        self.display = PlayedNeighbour(DISPLAY)
        own = BoxSettings(name="kiosk-1", state=str(folder))
        world = World(clock=self.clock, disk=disk, connect=PlayedLink, chance=random.Random(7))
        self.box = Box(own, Role.KIOSK, world=world)
        assert isinstance(self.box.link, PlayedLink)
        self.link = self.box.link
        self.lamps: dict[int, float] = {}
        self.loop = Loop(
            self.box,
            self._settings(own),
            is_down=lambda _pin: False,
            light=self.lamps.__setitem__,
            printer=self.printer if has_printer else None,
            display=self.display if has_display else None,
        )
        self.box.start()
        self.turn()

    @staticmethod
    def _settings(own: BoxSettings) -> Settings:
        buttons = tuple(
            ButtonSettings(pin=pin, lamp=LAMPS[pin], press=press, hold=_HOLDS.get(pin))
            for pin, press in _PRESSES.items()
        )
        return Settings(box=own, button=buttons, panel=PanelSettings(lockout_seconds=0.1, together_seconds=0.1))

    def close(self) -> None:
        """End it."""
        self.box.close()

    # -- the hub -----------------------------------------------------------------------------------------------------

    def beat(self, day: date | None = DAY, epoch: int = 1) -> None:
        """Let the hub beat."""
        self.hear(topics.BEAT.name(), beat(day, epoch))

    def hear(self, topic: str, message: Struct, *, is_retained: bool = False) -> None:
        """Let the box hear something over the broker."""
        self.box.post(Received(topic=topic, payload=encode(message), is_retained=is_retained))
        self.turn()

    def begin_day(self, day: date = DAY) -> None:
        """Let the hub tell the office and beat, and give the kiosk its range."""
        self.hear(topics.OFFICE.name(), office())
        self.beat(day)
        self.accept(self.pending("ClaimNumbers")[0])

    def accept(self, command: AnyCommand, ticket: str | None = None, number: str | None = None) -> None:
        """Answer yes."""
        answer = Accepted(key=command.key, journal=JOURNAL, epoch=1, position=2, ticket=ticket, number=number)
        self.hear(topics.ANSWER.name("kiosk-1"), answer)

    def refuse(self, command: AnyCommand, reason: Reason) -> None:
        """Answer no."""
        answer = Refused(key=command.key, reason=reason, journal=JOURNAL, epoch=1, position=2, detail="because")
        self.hear(topics.ANSWER.name("kiosk-1"), answer)

    def tell_board(
        self, *unprinted: Unprinted, position: int = 2, paper: Paper = Paper.OK, help_call: HelpCall | None = None
    ) -> None:
        """Let the hub tell the wall, as it was at a position of the journal."""
        board = Board(
            journal=JOURNAL,
            epoch=1,
            position=position,
            day=DAY,
            calls=(),
            lines=(),
            kiosks=(KioskState(name="kiosk-1", paper=paper, unprinted=unprinted),),
            help=() if help_call is None else (help_call,),
        )
        self.hear(topics.BOARD.name(), board)

    def fall_silent(self) -> None:
        """Let the hub and the broker be away until the box has noticed it."""
        self.link.is_connected = False
        self.later(3.1)
        assert self.box.silent_since is not None

    # -- the visitor -------------------------------------------------------------------------------------------------

    def press(self, pin: int = PASPOR) -> str:
        """Press a button and let it go; returns the name of the press."""
        before = set(self.presses())
        self.touch(pin)
        (press,) = set(self.presses()) - before
        return press

    def touch(self, pin: int, seconds: float = 0.06) -> None:
        """Press a button and let it go, whatever comes of it."""
        self.box.post(Edge(contact=pin, is_down=True, at=self.clock.now))
        self.turn()
        self.later(seconds)
        self.box.post(Edge(contact=pin, is_down=False, at=self.clock.now))
        self.later(0.1)

    def presses(self) -> list[str]:
        """Return the press of every pending command that has one."""
        return [command.press for command in self.box.outbox.pending if hasattr(command, "press")]

    def lamp(self, pin: int = PASPOR) -> LampState:
        """Return what the lamp of a button says."""
        return self.loop.shown.states()[LAMPS[pin]]

    # -- the neighbours ----------------------------------------------------------------------------------------------

    def come(self, *neighbours: PlayedNeighbour) -> None:
        """Let neighbours be there."""
        for one in neighbours:
            one.is_there = True
            self.box.post(NeighbourThere(one.place))
        self.turn()

    def go(self, neighbour: PlayedNeighbour) -> None:
        """Let a neighbour be gone."""
        neighbour.is_there = False
        self.box.post(NeighbourGone(neighbour.place, f"nobody answers at {neighbour.place}"))
        self.turn()

    def report(
        self,
        press: str,
        number: str,
        outcome: PrintOutcome = PrintOutcome.PRINTED,
        cause: PrintCause | None = None,
        *,
        is_final: bool = True,
        slip: str | None = None,
    ) -> None:
        """Let the printer box tell what became of the slip of this press."""
        report = ReportPrint(
            key=make_key("printer-1", "00000000000000bb", 1, 1),
            press=press,
            slip=slip or offline_slip_id(press, number),
            outcome=outcome,
            cause=cause,
            is_final=is_final,
            number=number,
        )
        self.box.post(Overheard(topics.COMMAND.name("printer-1"), encode(report)))
        self.turn()

    # -- time and what is there --------------------------------------------------------------------------------------

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.clock.now += seconds
        self.turn()

    def turn(self) -> None:
        """Let the loop act on everything that waits, and once more for the time that has passed."""
        while not self.box.inbox.empty():
            self.loop.step(0)
        self.loop.step(0)

    def pending(self, name: str) -> list[AnyCommand]:
        """Return the unanswered commands of this name."""
        return [command for command in self.box.outbox.pending if type(command).__name__ == name]

    def given(self) -> list[str]:
        """Return the numbers that wait to be adopted."""
        return [
            f"{command.service}{command.number}" for command in self.box.outbox.pending if hasattr(command, "number")
        ]

    def has_trouble(self, problem: Problem) -> bool:
        """Say whether the box's health names this problem."""
        assert self.link.health is not None
        return any(trouble.problem is problem for trouble in self.link.health.troubles)
