"""The faults of one day, drawn by chance: each begins, lasts a while and is mended."""

import random
import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

from msgspec import json

from firmware.messages.commands import PrintCause
from firmware.messages.notices import ClockState
from firmware.simulation import plan
from firmware.simulation.network import CALM, Weather
from firmware.simulation.office import HUB, Office, Pi
from firmware.simulation.program import Program

FAULTS: Final = (4, 12)
COMPANY: Final = 0.3
COMPANY_SECONDS: Final = 2.0
CARD_SECONDS: Final = 16.0
CAUSES: Final = (PrintCause.PAPER_OUT, PrintCause.COVER_OPEN, PrintCause.STALLED, PrintCause.UNREACHABLE)
MOST_STEP: Final = timedelta(hours=1).total_seconds()
SHORT_FUSE: Final = 8
LONG_FUSE: Final = 30

Fault = Callable[["Faults"], str]


class Faults:
    """Breaks an office. `counts` says how often each kind was drawn."""

    def __init__(self, office: Office, chance: random.Random) -> None:
        self.office = office
        self.chance = chance
        self.counts: dict[str, int] = {}
        self.is_over = False

    def plan(self, begin: float, end: float) -> None:
        """Plan a day's faults between two times; what is still broken at the end is mended by `mend`."""
        for _ in range(self.chance.randint(*FAULTS)):
            self.office.timeline.at(self.chance.uniform(begin, end), self._break_something)

    def mend(self) -> None:
        """Everything that can be mended is mended, everything that can run is started."""
        self.is_over = True
        office = self.office
        office.network.calm()
        for pi in office.pis.values():
            office.boot(pi)
        office.network.recover()
        for printer in office.printers.values():
            printer.cause, printer.is_lying = None, False
        for pi in office.pis.values():
            pi.clock.set()
        for program in office.programs.values():
            program.fuse = None
            program.disk.is_full = False
            program.start()
            program.wake_up()

    def seconds(self, longest: float) -> float:
        """Return how long a fault lasts: mostly short, now and then as long as may be."""
        return self.chance.uniform(0.1, longest) * self.chance.choice((0.2, 0.5, 1.0))

    def program(self) -> Program:
        """Return one program, the hub and the kiosks more often than others."""
        programs = self.office.programs
        return programs[self.chance.choice([HUB] * 4 + list(plan.KIOSKS) * 2 + list(programs))]

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Do something when the fault is over."""
        self.office.timeline.after(seconds, action)

    def _break_something(self) -> None:
        self.strike(self.chance.choices(list(_KINDS), [weight for _, weight in _KINDS.values()])[0])

    def strike(self, name: str) -> None:
        """Let one fault of this kind begin."""
        if self.is_over:
            return
        self.counts[name] = self.counts.get(name, 0) + 1
        what, _ = _KINDS[name]
        self.office.story.tell("fault", f"{name}: {what(self)}")
        if self.chance.random() < COMPANY:
            self.later(self.chance.uniform(0.0, COMPANY_SECONDS), self._break_something)


def _weather(faults: Faults) -> str:
    network, chance = faults.office.network, faults.chance
    worst = chance.choice((0.05, 0.3, 0.8))
    network.weather = Weather(chance.uniform(0, worst), chance.uniform(0, worst), chance.uniform(0, worst))
    seconds = faults.seconds(15.0)
    faults.later(seconds, lambda: setattr(network, "weather", CALM))
    return f"{network.weather} for {seconds:.1f} s"


def _cable(faults: Faults) -> str:
    network, node = faults.office.network, faults.chance.choice(sorted(set(faults.office.programs) - {HUB}))
    nodes = (node, plan.KIOSKS[node]) if node in plan.KIOSKS else (node,)
    seconds = faults.seconds(25.0)
    for one in nodes:
        network.pull(one)
        faults.later(seconds, partial(network.plug, one))
    return f"{', '.join(nodes)} for {seconds:.1f} s"


def _broker(faults: Faults) -> str:
    network, seconds = faults.office.network, faults.seconds(8.0)
    network.crash(forgets=faults.chance.random() < 0.7)  # noqa: PLR2004 - mostly
    faults.later(seconds, network.recover)
    return f"gone for {seconds:.1f} s"


def _kill(faults: Faults) -> str:
    program = faults.program()
    if program.is_running:
        program.die("SIGKILL")
    return program.name


def _fuse(faults: Faults) -> str:
    return _light(faults, faults.program(), faults.chance.choice((SHORT_FUSE, LONG_FUSE)))


def _plan(faults: Faults) -> str:
    """The hub is not heard any more, and the kiosk dies while it makes another plan for a press."""
    network, name = faults.office.network, faults.chance.choice(sorted(plan.KIOSKS))
    network.pull(name)
    faults.later(faults.chance.uniform(4.0, 10.0), partial(network.plug, name))
    return _light(faults, faults.office.programs[name], SHORT_FUSE)


def _light(faults: Faults, program: Program, longest: int) -> str:
    program.fuse = faults.chance.randint(1, longest)
    return f"{program.name} dies at its {program.fuse}. point from here"


def _stall(faults: Faults) -> str:
    program, seconds = faults.program(), faults.seconds(20.0)
    program.stall(seconds)
    return f"{program.name} for {seconds:.1f} s"


def _power(faults: Faults) -> str:
    pi = faults.chance.choice([faults.office.pis[HUB], *faults.office.pis.values()])
    return _cut(faults, pi)


def _cut(faults: Faults, pi: Pi) -> str:
    seconds = faults.chance.uniform(3.0, 12.0)
    if not all(program.is_running for program in pi.programs):
        return f"{pi.name} is down already"
    if faults.chance.random() < 0.6:  # noqa: PLR2004 - a Pi has no battery; the network may set it before it matters
        pi.clock.lose()
        faults.later(seconds + faults.chance.uniform(0.0, 20.0), pi.clock.set)
    faults.office.cut_power(pi, seconds)
    return f"{pi.name} for {seconds:.1f} s"


def _card(faults: Faults) -> str:
    name = faults.chance.choice(sorted(plan.KIOSKS))
    pi = faults.office.pis[name]
    if not all(program.is_running for program in pi.programs):
        return f"{name} is down already"
    told = _cut(faults, pi)
    faults.office.printers[plan.KIOSKS[name]].card += 1
    for program in pi.programs:
        state = faults.office.state(program.name)
        store = json.decode((state / "identity.json").read_bytes())["store"]
        faults.office.lost_stores.add(f"{program.name}-{store}")
        shutil.rmtree(state)
        state.mkdir()
    if faults.chance.random() < COMPANY:
        # The worst moment for it: the new card has heard of the office, and the hub goes.
        faults.later(CARD_SECONDS, partial(faults.strike, "broker killed"))
    return f"{told}, back with a blank card"


def _full(faults: Faults) -> str:
    program, seconds = faults.program(), faults.seconds(15.0)
    program.disk.is_full = True
    faults.later(seconds, lambda: setattr(program.disk, "is_full", False))
    return f"{program.name} for {seconds:.1f} s"


def _printer(faults: Faults) -> str:
    name = faults.chance.choice(sorted(faults.office.printers))
    printer, seconds = faults.office.printers[name], faults.seconds(25.0)
    printer.cause, printer.is_lying = faults.chance.choice(CAUSES), faults.chance.random() < 0.5  # noqa: PLR2004
    faults.later(seconds, lambda: setattr(printer, "cause", None))
    return f"{name} {printer.cause} for {seconds:.1f} s"


def _step(faults: Faults) -> str:
    pi = faults.chance.choice([faults.office.pis[HUB], *faults.office.pis.values()])
    pi.clock.error += faults.chance.uniform(-MOST_STEP, MOST_STEP)
    faults.later(faults.seconds(20.0), pi.clock.set)
    return f"{pi.name} is off by {pi.clock.error:.0f} s"


def _lie(faults: Faults) -> str:
    clock = faults.office.pis[HUB].clock
    clock.trust, clock.error = ClockState.UNTRUSTED, faults.chance.choice((-1, 1, 3, 400)) * 86_400.0
    faults.later(faults.seconds(20.0), clock.set)
    return f"the hub's clock is off by {clock.error / 86_400:.0f} days, and nobody vouches for it"


_KINDS: Final[dict[str, tuple[Fault, int]]] = {
    "weather": (_weather, 6),
    "cable pulled": (_cable, 6),
    "broker killed": (_broker, 5),
    "process killed": (_kill, 6),
    "killed within a step": (_fuse, 10),
    "killed while planning": (_plan, 5),
    "process stalled": (_stall, 5),
    "power cut": (_power, 5),
    "blank card": (_card, 2),
    "disk full": (_full, 4),
    "printer fails": (_printer, 8),
    "clock steps": (_step, 3),
    "clock lies": (_lie, 3),
}
