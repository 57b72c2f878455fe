"""The bench of the answers: `python -m tests.bench.answers` writes out/bench/answers.json.

Does anybody who presses wait for an estimate? Two real hubs, each with its broker: one estimates as it is shipped but
without its rest between two estimates; the other has `method = "off"`. In both 300 people wait, and more from then on.
A kiosk presses, now here and now there in short rounds, so that whatever else this machine does slows both alike;
while the other hub answers, the process that estimates is frozen.

A time is from the press to the hub's answer at the kiosk, with journal and broker, in milliseconds. Exit status 1 where
the median with estimates is more than twice the one without.
"""

import argparse
import logging
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

import msgspec

from firmware.demo.broker import Broker
from firmware.demo.supervisor import Service
from firmware.messages import topics
from firmware.messages.answers import Accepted
from firmware.messages.commands import CallNext, OpenCounter, TakeTicket
from firmware.messages.names import Role
from firmware.messages.notices import Board
from tests.hub.bench import always_open
from tests.hub.running import RunningHub, ask, wait_for

OUT: Final = Path(__file__).resolve().parents[2] / "out" / "bench" / "answers.json"
WAITING: Final = 300
PRESSES: Final = 300
ROUNDS: Final = 12
PAUSE: Final = 0.02
"""Seconds between two presses: so short that some fall into every part of an estimate."""
RATIO: Final = 2.0
SETTINGS: Final = '\n[estimate]\nmethod = "{}"\n'
WITHOUT_REST: Final = """
import runpy
from firmware.hub import estimator
estimator.REST_SECONDS = 0.0
runpy.run_module("firmware.hub", run_name="__main__", alter_sys=True)
"""
"""A hub that asks for the next estimate as soon as it has one."""
COUNTERS: Final = (1, 2, 3)
SERVICES: Final = "AFHKL"
HELPED: Final = 15
"""People a counter helps before: with fewer than 30 the estimator computes a flow, which is no work."""
NODES: Final = (
    ("hub", Role.HUB),
    ("kiosk-1", Role.KIOSK),
    ("display-1", Role.DISPLAY),
    *((f"counter-{n}", Role.COUNTER) for n in COUNTERS),
)


class Hall:
    """A kiosk before a running hub whose counters are open."""

    def __init__(self, hub: RunningHub) -> None:
        self.hub = hub
        self.kiosk = hub.box("kiosk-1", Role.KIOSK)
        self.people = 0

    def fill(self, waiting: int) -> None:
        """Let so many wait, after some were helped at each counter."""
        for _ in range(waiting + len(COUNTERS) * HELPED):
            self.press()
        for n in COUNTERS:
            counter, saw = self.hub.box(f"counter-{n}", Role.COUNTER), None
            ask(counter, OpenCounter(key=counter.names.key(), counter=n))
            for _ in range(HELPED):
                answer = ask(counter, CallNext(key=counter.names.key(), counter=n, saw=saw))
                assert isinstance(answer, Accepted), answer
                saw = answer.ticket
            counter.close()

    def press(self) -> float:
        """Take a ticket, and return after how many milliseconds it was answered."""
        names, service = self.kiosk.names, SERVICES[self.people % len(SERVICES)]
        command = TakeTicket(key=names.key(), press=names.press(), service=service)
        began = time.perf_counter()
        answer = ask(self.kiosk, command)
        took = time.perf_counter() - began
        assert isinstance(answer, Accepted), answer
        self.people += 1
        return 1000 * took

    def presses(self, count: int) -> list[float]:
        """Take some tickets, one after the other."""
        took = []
        for _ in range(count):
            took.append(self.press())
            self.kiosk.step(PAUSE)
        return took

    def await_estimate(self) -> None:
        """Wait until the wall says one."""
        display = self.hub.box("display-1", Role.DISPLAY, [topics.BOARD.name()])
        wait_for(display, lambda h: isinstance(h, Board) and h.lines[0].estimate is not None, 30)
        display.close()

    def estimator(self) -> int:
        """Return the process that estimates."""
        (pid,) = children(self.hub.service.pid or 0)
        return pid


@contextmanager
def hall(folder: Path, method: str) -> Iterator[Hall]:
    """Open a hall whose hub estimates by this method, without rest."""
    folder.mkdir()
    with Broker(folder / "broker", NODES) as broker:
        hub = RunningHub(folder, broker, always_open(folder), rate=10_000, burst=10_000)
        with (folder / "hub.toml").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS.format(method))
        hub.service = Service("hub", (sys.executable, "-c", WITHOUT_REST, *hub.argv[3:]), folder=folder)
        hub.start()
        try:
            opened = Hall(hub)
            yield opened
            opened.kiosk.close()
        finally:
            hub.service.stop()


def measured(waiting: int = WAITING, presses: int = PRESSES, rounds: int = ROUNDS) -> dict[str, Any]:
    """Return the figures of answers.json under `answers`: `presses` of each hub, in so many rounds."""
    with (
        tempfile.TemporaryDirectory() as folder,
        hall(Path(folder) / "with", "rollout") as estimating,
        hall(Path(folder) / "without", "off") as silent,
    ):
        for one in (estimating, silent):
            one.fill(waiting)
        estimating.await_estimate()
        return {"waiting": waiting, "presses": presses, **_compared(estimating, silent, presses // rounds, rounds)}


def _compared(estimating: Hall, silent: Hall, presses: int, rounds: int) -> dict[str, Any]:
    beside: list[float] = []
    alone: list[float] = []
    worked = passed = 0.0
    for _ in range(rounds):
        estimator, began = estimating.estimator(), time.perf_counter()
        before = processor_seconds(estimator)
        beside += estimating.presses(presses)
        worked += processor_seconds(estimator) - before
        passed += time.perf_counter() - began
        os.kill(estimator, signal.SIGSTOP)
        alone += silent.presses(presses)
        os.kill(estimator, signal.SIGCONT)
    with_estimates, without = _figures(beside), _figures(alone)
    return {
        "with_estimates": with_estimates,
        "without": without,
        "ratio": {which: round(with_estimates[which] / without[which], 2) for which in ("p50", "p99")},
        "estimator_busy": round(worked / passed, 2),
    }


def _figures(took: list[float]) -> dict[str, float]:
    ranks = quantiles(took, n=100, method="inclusive")
    return {"p50": round(median(took), 2), "p99": round(ranks[98], 2), "max": round(max(took), 2)}


def children(pid: int) -> list[int]:
    """Return the live processes that this one has started."""
    path = Path(f"/proc/{pid}/task")
    return [int(child) for task in path.iterdir() for child in (task / "children").read_text().split()]


def processor_seconds(pid: int) -> float:
    """Return how long a process has had a processor; 0 where it has ended. proc(5), utime and stime."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def main() -> int:
    """Measure, print and write; return 1 where answers with estimates are slow."""
    parser = argparse.ArgumentParser(prog="answers", description=__doc__)
    parser.add_argument("--presses", type=int, default=PRESSES, metavar="N", help="how many presses of each hub")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    asked = parser.parse_args()
    # A kiosk says that its hub is silent, while it is the other one's turn.
    logging.disable(logging.WARNING)
    answers = measured(presses=asked.presses)
    for name in ("with_estimates", "without"):
        print(f"{name:<16}" + "".join(f"{which:>6} {ms:8.2f} ms" for which, ms in answers[name].items()))
    print(f"{'ratio':<16}" + "".join(f"{which:>6} {ratio:8.2f}   " for which, ratio in answers["ratio"].items()))
    print(f"the estimator worked {answers['estimator_busy']:.0%} of the time, {answers['waiting']} and more waiting")
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_bytes(msgspec.json.format(msgspec.json.encode({"speed": {"answers": answers}}), indent=1))
    print(f"written to {asked.out}")
    return 0 if answers["ratio"]["p50"] <= RATIO else 1


if __name__ == "__main__":
    sys.exit(main())
