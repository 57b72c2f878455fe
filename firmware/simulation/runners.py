"""The shipped programs as the simulator steps them: wired as their `__main__` wires them, without their threads."""

from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue

from button_node.gesture import Edge
from button_node.loop import Loop as ButtonLoop
from firmware.hub.hub import Hub
from firmware.hub.inline_estimator import inline
from firmware.hub.journal import create
from firmware.hub.settings import OfficeSettings
from firmware.messages import topics
from firmware.messages.names import Role
from firmware.node.box import Box
from firmware.node.link import Will
from firmware.node.settings import BoxSettings
from firmware.node.watchdog import Watchdog
from firmware.node.world import AnyLink, World
from firmware.simulation import plan
from firmware.simulation.neighbourhood import Door, Guest, Pair
from firmware.simulation.network import Network, SimulatedLink
from firmware.simulation.printer import SimulatedPrinter, encode
from firmware.simulation.program import Program
from printer_node.claims import Claims
from printer_node.loop import Loop as PrinterLoop
from printer_node.office import KnownOffice
from printer_node.spool import Spool

SILENT: Watchdog = Watchdog("")


def world_of(program: Program, network: Network) -> World:
    """Return the world in which a program's boxes live."""

    def connect(
        settings: BoxSettings,
        inbox: "SimpleQueue[object]",
        *,
        subscriptions: Sequence[tuple[str, int]] = (),
        will: Will | None = None,
    ) -> AnyLink:
        return SimulatedLink(network, settings.name, inbox, subscriptions, will, program.nudge, program.point)

    return World(clock=program.clock, disk=program.disk, connect=connect, chance=program.chance)


class HubRunner:
    """The hub. A blank folder gets the journal of a new office."""

    def __init__(self, program: Program, network: Network, state: Path, office: OfficeSettings) -> None:
        if not (state / "journal.sqlite3").exists():
            create(state / "journal.sqlite3", chance=program.chance)
        settings, world = plan.hub_settings(state), world_of(program, network)
        self.hub = Hub(settings, office, world, SILENT, estimator=inline(world.disk))
        self.hub.start()

    def step(self) -> None:
        """Do one thing without waiting."""
        self.hub.step(0.0)

    def has_mail(self) -> bool:
        """Say whether something waits."""
        return not self.hub.inbox.empty()

    def next_at(self) -> float:
        """Return when time alone asks for a step."""
        return self.hub.next_at


class ButtonRunner:
    """A kiosk or a counter's box; `press` and `release` are a finger's."""

    def __init__(self, program: Program, network: Network, state: Path, pair: Pair | None) -> None:
        settings = plan.button_settings(program.name, state)
        is_kiosk = settings.counter is None
        self.box = Box(
            settings.box,
            Role.KIOSK if is_kiosk else Role.COUNTER,
            (topics.BOARD.name() if settings.counter is None else topics.COUNTER.name(settings.counter),),
            world=world_of(program, network),
            watchdog=SILENT,
        )
        printer = None if pair is None else Guest(pair)
        self.loop = ButtonLoop(
            self.box, settings, is_down=lambda _: False, light=lambda _pin, _level: None, printer=printer
        )
        self._program = program
        self.box.start()
        if pair is not None:
            pair.come(self.receive)

    def receive(self, happening: object) -> None:
        """Something comes from the neighbour."""
        self.box.post(happening)
        self._program.nudge()

    def touch(self, pin: int, *, is_down: bool) -> None:
        """A contact closes or opens."""
        self.receive(Edge(contact=pin, is_down=is_down, at=self.box.clock.boot()))

    def step(self) -> None:
        """Do one thing without waiting."""
        self.loop.step(0.0)

    def has_mail(self) -> bool:
        """Say whether something waits."""
        return not self.box.inbox.empty()

    def next_at(self) -> float:
        """Return when time alone asks for a step."""
        return self.loop.next_at


class PrinterRunner:
    """A printer box; its spool is stepped here instead of in a thread."""

    def __init__(self, program: Program, network: Network, state: Path, device: SimulatedPrinter, pair: Pair) -> None:
        settings = plan.box_settings(program.name, state)
        self.box = Box(
            settings, Role.PRINTER, [topics.SLIP.name(program.name)], world=world_of(program, network), watchdog=SILENT
        )
        claims = Claims(state / "claims.sqlite3", self.box.clock, self.box.disk)
        self.spool = Spool(
            claims, device, self.box.clock, encode, self._post(program), idle_seconds=3.0, unwell_seconds=0.5
        )
        self.loop = PrinterLoop(self.box, self.spool, KnownOffice(self.box.state, self.box.disk), Door(pair).publish)
        self.box.start()
        pair.open_door(self._post(program))

    def _post(self, program: Program) -> Callable[[object], None]:
        def post(happening: object) -> None:
            self.box.post(happening)
            program.nudge()

        return post

    def step(self) -> None:
        """Do one thing without waiting."""
        if not self.box.inbox.empty() or self.box.next_at <= self.box.clock.boot():
            self.loop.step(0.0)
        else:
            self.spool.step(0.0)

    def has_mail(self) -> bool:
        """Say whether something waits."""
        return not self.box.inbox.empty() or self.spool.has_arrivals

    def next_at(self) -> float:
        """Return when time alone asks for a step."""
        return min(self.box.next_at, self.spool.next_at)
