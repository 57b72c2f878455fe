"""How each fault is done to a running office, and how it is mended.

A fault is a function that breaks something of a target and returns what mends it. A killed process mends itself, as
systemd would see to it; mending it means to wait until it is there.
"""

import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from firmware.demo.office import DemoOffice
from firmware.demo.supervisor import environment, python
from tests.torture.clocks import Clocks
from tests.torture.pis import Pis
from tests.torture.plan import Blow, Kind

Mend = Callable[[], None]

POISONER: Final = "kiosk-66"
READY_SECONDS: Final = 20.0
_LINES_LEFT: Final = 9
_STEPS_SECONDS: Final = (-600, -45, 30, 3_600)
_LONG_AGO_SECONDS: Final = -900 * 86_400.0
_ZEROS: Final = bytes(4096)


class World(Struct, kw_only=True):
    """An office and the hands that can break it; without `pis` or `clocks` what needs them is not asked for."""

    office: DemoOffice
    chance: random.Random
    pis: Pis | None = None
    clocks: Clocks | None = None

    @property
    def ground(self) -> Pis:
        """The Pis, where the plan has made sure of them."""
        assert self.pis is not None
        return self.pis

    @property
    def time(self) -> Clocks:
        """The clocks, where the plan has made sure of them."""
        assert self.clocks is not None
        return self.clocks


def strike(world: World, blow: Blow) -> Mend:
    """Break it; returns what mends it."""
    return _STRIKES[blow.fault.kind](world, blow.fault.target, blow.seconds)


def _kill(world: World, target: str, seconds: float) -> Mend:
    service = world.office.services[target]
    start = service.kill(dead_seconds=seconds)
    return lambda: service.await_ready(READY_SECONDS, after_start=start)


def _freeze(world: World, target: str, _seconds: float) -> Mend:
    service = world.office.services[target]
    service.freeze()
    return service.thaw


def _empty_broker(world: World, target: str, seconds: float) -> Mend:
    mend = _kill(world, target, max(0.5, seconds))
    _database(world).unlink(missing_ok=True)
    return mend


def _zero_broker(world: World, target: str, seconds: float) -> Mend:
    mend = _kill(world, target, max(0.5, seconds))
    _database(world).write_bytes(_ZEROS)
    return mend


def _database(world: World) -> Path:
    """Where mosquitto would keep its sessions and what is retained; as shipped it keeps nothing and must not look."""
    return world.office.folder / "broker" / "mosquitto.db"


def _fill_disk(world: World, _target: str, _seconds: float) -> Mend:
    world.ground.fill_disk()
    return world.ground.free_disk


def _protect_disk(world: World, target: str, _seconds: float) -> Mend:
    """Kill the hub, so that no file of its disk is open, and bring it up again on a disk that takes nothing."""
    service = world.office.services[target]
    start = service.kill(dead_seconds=0.5)
    world.ground.make_disk_read_only()

    def mend() -> None:
        world.ground.make_disk_writable()
        service.await_ready(READY_SECONDS, after_start=start)

    return mend


def _stall(world: World, target: str, _seconds: float) -> Mend:
    printer = world.office.printer(target)
    printer.stall()
    return printer.go_on


def _vanish(world: World, target: str, _seconds: float) -> Mend:
    printer = world.office.printer(target)
    printer.vanish()
    return printer.appear


def _vanish_mid_slip(world: World, target: str, seconds: float) -> Mend:
    """Let it stop in the middle of a slip, and pull its plug then: half a slip lies there."""
    printer, virtual = world.office.printer(target), world.office.services[f"virtual-{target}"]
    mark = virtual.mark()
    printer.leave_lines(_LINES_LEFT)
    virtual.record.wait("paper number=", seconds, after=mark)
    printer.vanish()

    def mend() -> None:
        printer.refill()
        printer.appear()

    return mend


def _run_out(world: World, target: str, _seconds: float) -> Mend:
    printer = world.office.printer(target)
    printer.leave_lines(world.chance.randrange(1, 40))
    return printer.refill


def _open_cover(world: World, target: str, _seconds: float) -> Mend:
    printer = world.office.printer(target)
    printer.open_cover()
    return printer.close_cover


def _take_sound(world: World, target: str, _seconds: float) -> Mend:
    """Put a file where the loudspeaker's folder was: every sentence fails, as with a sound card that has gone."""
    folder = world.office.sentences(target)
    away = folder.with_name(f"{folder.name}.away")
    if folder.exists():
        folder.rename(away)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.touch()

    def mend() -> None:
        folder.unlink()
        if away.exists():
            away.rename(folder)

    return mend


def _poison(world: World, _target: str, _seconds: float) -> Mend:
    settings = world.office.settings(POISONER)
    seed = str(world.chance.randrange(1 << 30))
    argv = python("tests.torture.poison", str(settings), seed)
    argv = argv if world.pis is None else world.pis.argv(POISONER, argv)
    process = subprocess.Popen(argv, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def mend() -> None:
        with process:
            try:
                _, said = process.communicate(timeout=READY_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        if process.returncode:
            raise RuntimeError(f"the poison was not answered as it should be: {said.decode(errors='replace')}")

    return mend


def _pull_cable(world: World, target: str, _seconds: float) -> Mend:
    world.ground.pull(target)
    return lambda: world.ground.plug(target)


def _switch_off(world: World, target: str, _seconds: float) -> Mend:
    world.ground.lose(target)
    return lambda: world.ground.find(target)


def _step_clock(world: World, target: str, _seconds: float) -> Mend:
    world.time.turn(target, world.chance.choice(_STEPS_SECONDS))
    return lambda: world.time.turn(target, 0.0)


def _boot_wrong(world: World, target: str, _seconds: float) -> Mend:
    """Start it with the date of an image that was made long ago; the network sets the clock when it is mended."""
    service = world.office.services[target]
    start = service.kill(dead_seconds=0.3)
    if target == "hub":
        world.ground.let_network_set_clock(is_set=False)
    world.time.turn(target, _LONG_AGO_SECONDS)

    def mend() -> None:
        world.time.turn(target, 0.0)
        if target == "hub":
            world.ground.let_network_set_clock(is_set=True)
        service.await_ready(READY_SECONDS, after_start=start)

    return mend


_STRIKES: Final[dict[Kind, Callable[[World, str, float], Mend]]] = {
    Kind.KILLED: _kill,
    Kind.FROZEN: _freeze,
    Kind.BROKER_EMPTIED: _empty_broker,
    Kind.BROKER_ZEROED: _zero_broker,
    Kind.DISK_FULL: _fill_disk,
    Kind.DISK_READ_ONLY: _protect_disk,
    Kind.PRINTER_STALLED: _stall,
    Kind.PRINTER_GONE: _vanish,
    Kind.PRINTER_GONE_MID_SLIP: _vanish_mid_slip,
    Kind.PAPER_OUT: _run_out,
    Kind.COVER_OPEN: _open_cover,
    Kind.SOUND_GONE: _take_sound,
    Kind.POISON: _poison,
    Kind.CABLE_PULLED: _pull_cable,
    Kind.SWITCH_OFF: _switch_off,
    Kind.CLOCK_STEPPED: _step_clock,
    Kind.CLOCK_WRONG_AT_BOOT: _boot_wrong,
}
