"""One simulated office, from the seed: machines, network, paper and people, wired together and left to chance."""

import random
from functools import partial
from pathlib import Path
from typing import Final

from firmware.simulation import plan
from firmware.simulation.clock import LATE_EVENING, MORNING, SimulatedClock
from firmware.simulation.neighbourhood import Pair
from firmware.simulation.network import Network
from firmware.simulation.people import People
from firmware.simulation.printer import Printed, SimulatedPrinter
from firmware.simulation.program import Program, Runner
from firmware.simulation.runners import ButtonRunner, HubRunner, PrinterRunner
from firmware.simulation.story import Story
from firmware.simulation.timeline import Timeline

DRIFT: Final = 0.001
HUB: Final = "hub"
NIGHTS: Final = 0.12


class Pi:
    """One computer: a clock, and the programs that go down with its power."""

    def __init__(self, name: str, clock: SimulatedClock) -> None:
        self.name = name
        self.clock = clock
        self.programs: list[Program] = []
        self.is_down = False


class Office:
    """Everything there is. `folder` holds the disks; `seed` decides everything else."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.seed = seed
        self.settings = plan.office(seed)
        self.folder = folder
        self.timeline = Timeline()
        self.chance = random.Random(f"{seed}")
        self.story = Story(self.timeline)
        self.network = Network(self.timeline, self._fork("network"))
        self.papers: list[Printed] = []
        self.printers = {name: SimulatedPrinter(name, self.timeline, self.papers) for name in plan.KIOSKS.values()}
        self.pairs = {kiosk: Pair(self.timeline, f"/simulated/{kiosk}.sock") for kiosk in plan.KIOSKS}
        self.people = People(self.timeline, self._fork("people"), self.touch)
        self.pis: dict[str, Pi] = {}
        self.programs: dict[str, Program] = {}
        self.lost_stores: set[str] = set()
        # Now and then midnight comes in the middle, in the office's zone.
        self._begin = LATE_EVENING if self.chance.random() < NIGHTS else MORNING
        for name in (HUB, *plan.KIOSKS, *plan.COUNTERS):
            self._build(name)

    def start(self) -> None:
        """Switch everything on."""
        for program in self.programs.values():
            program.start()
        self.people.come()

    def run(self, until: float) -> None:
        """Let time pass."""
        self.timeline.run(until)

    def close(self) -> None:
        """Close what the programs have open."""
        for program in self.programs.values():
            program.disk.die(is_power_cut=False)

    def state(self, name: str) -> Path:
        """Return the folder of a program's state."""
        return self.folder / name

    def touch(self, node: str, pin: int, *, is_down: bool) -> None:
        """Close or open a contact; a box that is dead feels nothing."""
        runner = self.programs[node].runner
        if isinstance(runner, ButtonRunner):
            runner.touch(pin, is_down=is_down)

    def cut_power(self, pi: Pi, seconds: float) -> None:
        """Pull the plug of a Pi and put it back; its clock begins anew."""
        pi.is_down = True
        for program in pi.programs:
            program.die("the plug is pulled", is_power_cut=True)
        if pi.name == HUB:
            self.network.crash(forgets=self.chance.random() < 0.5)  # noqa: PLR2004 - one time in two
        self.timeline.after(seconds, lambda: self.boot(pi))

    def boot(self, pi: Pi) -> None:
        """The plug is back, unless it is already."""
        if not pi.is_down:
            return
        pi.is_down = False
        pi.clock.reboot()
        if pi.name == HUB:
            self.network.recover()
        for program in pi.programs:
            program.start()

    def _build(self, name: str) -> None:
        drift = self._fork(f"{name} drift").uniform(1 - DRIFT, 1 + DRIFT)
        pi = self.pis[name] = Pi(name, SimulatedClock(self.timeline, name, self._begin, drift))
        self._add(pi, name)
        if name in plan.KIOSKS:
            self._add(pi, plan.KIOSKS[name])

    def _add(self, pi: Pi, name: str) -> None:
        self.state(name).mkdir(parents=True)
        program = Program(name, self.timeline, pi.clock, self._fork(name), self.story, self._make)
        program.on_death.append(partial(self._bury, name))
        if name in self.printers:
            self.printers[name].program = program
        pi.programs.append(program)
        self.programs[name] = program

    def _bury(self, name: str, is_power_cut: bool) -> None:
        """The broker and the neighbours notice that a program has died."""
        self.network.leave(name, is_silent=is_power_cut)
        for kiosk, printer in plan.KIOSKS.items():
            if name == kiosk:
                self.pairs[kiosk].lose_guest()
            elif name == printer:
                self.pairs[kiosk].lose_door()

    def _make(self, program: Program) -> Runner:
        name, state = program.name, self.state(program.name)
        if name == HUB:
            return HubRunner(program, self.network, state, self.settings)
        for kiosk, printer in plan.KIOSKS.items():
            if name == printer:
                return PrinterRunner(program, self.network, state, self.printers[printer], self.pairs[kiosk])
        return ButtonRunner(program, self.network, state, self.pairs.get(name))

    def _fork(self, name: str) -> random.Random:
        return random.Random(f"{self.seed} {name}")
