"""A real hub with its real estimator: what slips and walls say of a wait, and that no press ever waits for it."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from firmware.demo.broker import Broker
from firmware.demo.supervisor import environment
from firmware.messages import topics
from firmware.messages.answers import Accepted
from firmware.messages.commands import OpenCounter, TakeTicket
from firmware.messages.names import Role
from firmware.messages.notices import Board, Estimate, Slip
from firmware.node.box import Answered
from tests.hub.bench import always_open
from tests.hub.running import RunningHub, ask, wait_for

QUICK = 3.0
"""Seconds from a press to its answer and its slip, with a whole test run beside it."""


class Hall:
    """A kiosk and an open counter of a running hub; the kiosk also hears its printer's slips and the board."""

    def __init__(self, hub: RunningHub) -> None:
        """Open the counter."""
        self.hub = hub
        counter = hub.box("counter-1", Role.COUNTER)
        ask(counter, OpenCounter(key=counter.names.key(), counter=1))
        counter.close()
        # A printer's name, because only that one hears its slips.
        self.kiosk = hub.box("kiosk-1", Role.KIOSK, [topics.BOARD.name()])
        self.printer = hub.box("printer-1", Role.PRINTER, [topics.SLIP.name("printer-1")])

    def take(self) -> Slip:
        """Press, and return the slip."""
        command = TakeTicket(key=self.kiosk.names.key(), press=self.kiosk.names.press(), service="A")
        began = time.monotonic()
        self.kiosk.send(command)
        answered = wait_for(self.kiosk, lambda h: isinstance(h, Answered) and h.command.key == command.key)
        assert isinstance(answered.answer, Accepted)
        slip = wait_for(self.printer, lambda h: isinstance(h, Slip) and h.press == command.press)
        assert time.monotonic() - began < QUICK
        return slip  # type: ignore[no-any-return]

    def await_estimate(self, is_it: Callable[[Estimate], bool] = lambda _: True) -> Estimate:
        """Wait until the wall says an estimate for this service that is so."""

        def says(notice: Any) -> bool:
            estimate = notice.lines[0].estimate if isinstance(notice, Board) else None
            return estimate is not None and is_it(estimate)

        board = wait_for(self.kiosk, says, 20)
        return board.lines[0].estimate  # type: ignore[no-any-return]

    def worker(self) -> int:
        """The process that estimates now."""
        assert self.hub.service.pid is not None
        (pid,) = children(self.hub.service.pid)
        return pid

    def close(self) -> None:
        """Close the boxes."""
        self.kiosk.close()
        self.printer.close()


def children(pid: int) -> list[int]:
    """The processes that this one has started and that live, also after its death."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError):
            fields = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
            if int(fields["PPid"]) == pid and fields["State"][0] != "Z":
                found.append(int(fields["Pid"]))
    return found


@pytest.fixture
def hub(tmp_path: Path, broker: Broker) -> Iterator[RunningHub]:
    """A hub of the shipped office, always open."""
    hub = RunningHub(tmp_path, broker, always_open(tmp_path)).start()
    yield hub
    hub.service.stop()


@pytest.fixture
def hall(hub: RunningHub) -> Iterator[Hall]:
    """The hall of that office."""
    hall = Hall(hub)
    yield hall
    hall.close()


def test_a_slip_says_what_the_wall_says(hall: Hall) -> None:
    """Both are what the next visitor would be told; the first ones of an office have the first guesses."""
    told = hall.await_estimate()
    assert hall.take().estimate == told
    for _ in range(5):
        hall.take()
    longer = hall.await_estimate(lambda estimate: estimate.low > told.low)
    assert hall.take().estimate == longer


def test_a_killed_estimator_delays_nobody_and_is_replaced(hall: Hall) -> None:
    """Slips go on with the latest estimate, and soon there is a newer one."""
    told = hall.await_estimate()
    first = hall.worker()
    os.kill(first, signal.SIGKILL)
    slips = [hall.take() for _ in range(6)]
    assert slips[0].estimate == told
    hall.await_estimate(lambda estimate: estimate.low > told.low)
    assert hall.worker() != first


def test_an_estimator_that_stands_still_delays_nobody(hall: Hall) -> None:
    """It takes the question and gives no answer."""
    hall.await_estimate()
    os.kill(hall.worker(), signal.SIGSTOP)
    assert all(hall.take().number for _ in range(6))


def test_a_killed_hub_leaves_no_estimator_behind(tmp_path: Path, broker: Broker) -> None:
    """Not even where nobody cleans up after it, as systemd would."""
    hub = RunningHub(tmp_path, broker, always_open(tmp_path))
    with subprocess.Popen(hub.argv, stderr=subprocess.DEVNULL, env=environment()) as process:
        deadline = time.monotonic() + 20
        while not (workers := children(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.kill()
        process.wait()
    (worker,) = workers
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{worker}").exists()
