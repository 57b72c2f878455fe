"""One process of a simulated Pi: the shipped code, stepped, killed at any point of a step, and started again.

A fuse counts the points at which the program may die: before and after each durable write, before each message, in the
middle of a print. The manager starts it again as systemd would.
"""

import random
from collections.abc import Callable
from typing import Final, Protocol

from firmware.node.files import StateError
from firmware.simulation.clock import SimulatedClock
from firmware.simulation.disk import SimulatedDisk
from firmware.simulation.story import Story
from firmware.simulation.timeline import Timeline

RESTART: Final = (0.2, 2.0)
STEPS: Final = 400
ROUNDING: Final = 1e-6


class Killed(BaseException):
    """The program is no more; says where it was."""


class Runner(Protocol):
    """The shipped code of one process, ready to be stepped."""

    def step(self) -> None:
        """Do one thing without waiting."""
        ...

    def has_mail(self) -> bool:
        """Say whether something waits in the inbox."""
        ...

    def next_at(self) -> float:
        """Return when time alone asks for a step, on the boot clock."""
        ...


class Program:
    """A process. `build` makes its runner from the disk as it is."""

    def __init__(
        self,
        name: str,
        timeline: Timeline,
        clock: SimulatedClock,
        chance: random.Random,
        story: Story,
        build: Callable[["Program"], Runner],
    ) -> None:
        self.name = name
        self.clock = clock
        self.chance = chance
        self.disk = SimulatedDisk(self.point)
        self.runner: Runner | None = None
        self.fuse: int | None = None
        self.on_death: list[Callable[[bool], None]] = []
        self.on_turn: Callable[[Runner], None] = lambda _: None
        self.is_doomed = False
        self._timeline = timeline
        self._story = story
        self._build = build
        self._stalled_until = 0.0
        self._wake_at = float("inf")
        self._lives = 0

    @property
    def is_running(self) -> bool:
        """Say whether the process lives."""
        return self.runner is not None

    def point(self, where: str) -> None:
        """The program may die here. Raises Killed when its fuse has burnt down."""
        if self.fuse is None:
            return
        self.fuse -= 1
        if self.fuse <= 0:
            self.fuse = None
            raise Killed(where)

    def start(self) -> None:
        """Start the process, unless it lives."""
        if self.runner is not None:
            return
        self._lives += 1
        try:
            self.runner = self._build(self)
        except Killed as killed:
            self.die(f"killed while starting, {killed}")
        except (StateError, OSError) as error:
            self.die(f"cannot start: {error}")
        except Exception as error:  # noqa: BLE001 - the process ends, as it would
            self._die_by_itself(error)
        else:
            self._story.tell(self.name, "started")
            self.nudge()

    def die(self, why: str, *, is_power_cut: bool = False) -> None:
        """End the process as it stands; with `is_power_cut` nobody starts it again but its Pi."""
        self._story.tell(self.name, f"dies: {why}")
        self.runner = None
        self.fuse = None
        self.disk.die(is_power_cut=is_power_cut)
        for told in self.on_death:
            told(is_power_cut)
        if not is_power_cut:
            self._timeline.after(self.chance.uniform(*RESTART), self.start)

    def stall(self, seconds: float) -> None:
        """Nothing of the process moves for a while (SIGSTOP)."""
        self._story.tell(self.name, f"stands still for {seconds:.1f} s")
        self._stalled_until = self._timeline.now + seconds
        self._plan(self._stalled_until)

    def wake_up(self) -> None:
        """The process moves again at once."""
        self._stalled_until = self._timeline.now
        self.nudge()

    def nudge(self) -> None:
        """Something came in: step soon."""
        self._plan(self._timeline.now)

    def _plan(self, time: float) -> None:
        time = max(time, self._stalled_until)
        if time < self._wake_at or self._wake_at < self._timeline.now:
            self._wake_at = time
            life = self._lives
            self._timeline.at(time, lambda: self._wake(life, time))

    def _wake(self, life: int, time: float) -> None:
        if life != self._lives or time != self._wake_at:
            return
        self._wake_at = float("inf")
        if self.runner is None:
            return
        try:
            self._turn(self.runner)
        except Killed as killed:
            self.die(f"killed {killed}")
        except Exception as error:  # noqa: BLE001 - the process ends, as it would
            self._die_by_itself(error)

    def _die_by_itself(self, error: Exception) -> None:
        self.is_doomed = self.is_doomed or not self.disk.is_full
        self.die(f"by itself: {type(error).__name__}: {error}")

    def _turn(self, runner: Runner) -> None:
        for _ in range(STEPS):
            if not runner.has_mail() and runner.next_at() > self.clock.boot():
                break
            runner.step()
        self.on_turn(runner)
        # A clock's word and the time of it may differ by a rounding: a little later it is certainly due.
        self._plan(max(self.clock.due(runner.next_at()), self._timeline.now) + ROUNDING)
