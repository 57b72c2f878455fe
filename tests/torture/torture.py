"""Runs an office, lets a crowd press in it, breaks it by a plan, mends it, and counts.

Each round breaks one thing or two, mends them, and then waits until every kiosk gives paper again, so that what did not
come back is told by name. At the end everything is whole, nobody presses any more, and all must settle in 30 seconds:
no command unanswered, every taken press told its end.
"""

import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

from firmware.demo import boxes
from firmware.demo.office import DemoOffice
from firmware.demo.place import Place
from firmware.messages.names import Role
from tests.torture import clocks, pis, plan
from tests.torture.account import Account, Outage, account
from tests.torture.clocks import Clocks
from tests.torture.crowd import Crowd
from tests.torture.evidence import JournalError, JournalEvent, gather, labels_of, read_journal
from tests.torture.faults import POISONER, World, strike
from tests.torture.plan import Blow
from tests.torture.words import Run, count

SETTLE_SECONDS: Final = 30.0
BACK_SECONDS: Final = 30.0
CALM_SECONDS: Final = (0.3, 1.0)
LONG_SECONDS: Final = 120.0
_LONGEST_SECONDS: Final = {True: 8.0, False: 2.5}
_LOOK_SECONDS: Final = 0.25

Say = Callable[[str], None]


class Torture:
    """One torture in `folder`. `run` returns the account; what was left out, and why, is known before."""

    def __init__(self, folder: Path, seed: int, seconds: float, say: Say) -> None:
        self._folder = folder
        self._seed = seed
        self._seconds = seconds
        self._say = say
        self._outages: list[Outage] = []
        self._blows: list[Blow] = []
        self._stuck: list[str] = []

    def run(self) -> tuple[Run, Account]:
        """Play it. Raises what the office raises when it cannot even be started."""
        with self._ground() as (world, place, left_out):
            crowd = Crowd(world.office, self._seed)
            try:
                crowd.start()
                self._break(world, left_out)
            finally:
                crowd.stop()
            settled, done = self._settle(world.office, place, crowd)
            run = Run(
                seed=self._seed,
                seconds=self._seconds,
                blows=count(blow.fault.kind for blow in self._blows),
                left_out=tuple(left_out),
                settled=settled,
                stuck=tuple(self._stuck),
                missed=crowd.missed,
            )
            return run, done

    # -- the office --------------------------------------------------------------------------------------------------

    @contextmanager
    def _ground(self) -> Iterator[tuple[World, Place, dict[str, frozenset[plan.Kind]]]]:
        """Make an office on whatever this machine allows, and tell what it does not."""
        left_out: dict[str, frozenset[plan.Kind]] = {}
        with ExitStack() as opened:
            ground = turned = None
            if (why := pis.why_not()) is not None:
                left_out[f"cables, disk and clocks: {why}"] = plan.CABLES | plan.DISKS | plan.CLOCKS
            else:
                turned = self._clocks(opened, left_out)
                ground = pis.Pis(self._folder, turned)
                opened.callback(ground.close)
            place = ground or Place()
            office = DemoOffice(self._folder, place=place, guests=[(POISONER, Role.KIOSK)])
            office.write_settings(POISONER, {"box": office.box_table(POISONER)})
            _say_where_the_broker_would_keep(office)
            opened.enter_context(office)
            yield World(office=office, chance=random.Random(self._seed), pis=ground, clocks=turned), place, left_out

    def _clocks(self, opened: ExitStack, left_out: dict[str, frozenset[plan.Kind]]) -> Clocks | None:
        library = clocks.find_library()
        if library is None:
            left_out["clocks: no libfaketime here; type: make setup"] = plan.CLOCKS
            return None
        turned = Clocks(library)
        opened.callback(turned.close)
        if not turned.lies_only_on_the_wall():
            left_out["clocks: libfaketime turns the boot clock too on this machine"] = plan.CLOCKS
            return None
        return turned

    # -- breaking ----------------------------------------------------------------------------------------------------

    def _break(self, world: World, left_out: dict[str, frozenset[plan.Kind]]) -> None:
        missing = frozenset().union(*left_out.values())
        faults = [fault for fault in plan.possible() if fault.kind not in missing]
        end = time.monotonic() + self._seconds
        longest = _LONGEST_SECONDS[self._seconds >= LONG_SECONDS]
        for blows in plan.rounds(self._seed, faults, longest):
            self._round(world, blows)
            self._await_back(world, blows)
            if time.monotonic() >= end:
                return
            time.sleep(world.chance.uniform(*CALM_SECONDS))

    def _round(self, world: World, blows: tuple[Blow, ...]) -> None:
        """Break and mend these in their time, each in a thread of its own."""
        self._say(" and ".join(f"{blow.fault.target} {blow.fault.kind} {blow.seconds:.1f} s" for blow in blows))
        hands = [threading.Thread(target=self._do, args=(world, blow), name=str(blow.fault.kind)) for blow in blows]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()

    def _do(self, world: World, blow: Blow) -> None:
        time.sleep(blow.after)
        since = _boot()
        try:
            mend = strike(world, blow)
            time.sleep(max(0.0, since + blow.seconds - _boot()))
            until = _boot()
            self._note(blow, since, until)
            mend()
        except Exception as error:  # noqa: BLE001 - told with the account; the other faults go on
            self._stuck.append(f"{blow.fault.kind}, {blow.fault.target}: {error}")

    def _note(self, blow: Blow, since: float, until: float) -> None:
        kiosk = pis.pi_of(blow.fault.target)
        self._blows.append(blow)
        self._outages.append(
            Outage(
                kind=blow.fault.kind,
                target=blow.fault.target,
                since=since,
                until=until,
                kiosks=frozenset({kiosk} if kiosk in boxes.KIOSKS else boxes.KIOSKS),
            )
        )

    def _await_back(self, world: World, blows: tuple[Blow, ...]) -> None:
        """Wait until every kiosk gives paper to somebody who presses."""
        before = {kiosk: world.office.paper_count(kiosk) for kiosk in boxes.KIOSKS}
        for kiosk, papers in before.items():
            if not world.office.sees_papers(kiosk, papers + 1, BACK_SECONDS):
                what = " and ".join(f"{blow.fault.target} {blow.fault.kind}" for blow in blows)
                self._stuck.append(f"{kiosk} gives no paper {BACK_SECONDS:g} s after {what}")
                self._say(self._stuck[-1])

    # -- settling ----------------------------------------------------------------------------------------------------

    def _settle(self, office: DemoOffice, place: Place, crowd: Crowd) -> tuple[float | None, Account]:
        """Wait until nothing is under way any more; returns how long it took, None where it was too long."""
        began = time.monotonic()
        events: list[JournalEvent] = []
        while True:
            looked_at = time.monotonic()
            waiting = {box: pending(office.state(box)) for box in boxes.everywhere()}
            self._read_on(office, place, events)
            done = account(gather(office, labels_of(events), crowd.seen, tuple(self._outages)))
            if not done.lost and not any(waiting.values()):
                return looked_at - began, done
            if looked_at - began > SETTLE_SECONDS:
                self._stuck += [f"{box} has {kept} commands unanswered" for box, kept in waiting.items() if kept]
                return None, done
            time.sleep(_LOOK_SECONDS)

    def _read_on(self, office: DemoOffice, place: Place, events: list[JournalEvent]) -> None:
        """Ask the office what has happened since; a hub that was just mended may not answer yet."""
        try:
            events += read_journal(office, place, events[-1].position if events else 0)
        except JournalError as error:
            self._say(f"the hub tells nothing of its journal: {error}")


def pending(state: Path) -> int:
    """Return how many commands a box keeps that nobody has answered."""
    path = state / "outbox.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return int(database.execute("SELECT count(*) FROM pending").fetchone()[0])


def _say_where_the_broker_would_keep(office: DemoOffice) -> None:
    """Let it find a file where it would keep what it knows, if it were told to keep anything."""
    settings = office.folder / "broker" / "mosquitto.conf"
    with settings.open("a", encoding="utf-8") as file:
        file.write(f"persistence_location {settings.parent}/\n")


def _boot() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)
