"""The bench of TLS: `python -m tests.bench.tls` writes out/bench/tls.json.

How much longer does a visitor wait for paper because nobody can listen in? Two halls of real boxes, each with broker,
hub, kiosk and printer box: one as it is shipped, in the other nothing is encrypted (tests/bench/plain.py). A finger
presses here and there by turns, so that whatever else this machine does slows both alike. A time is from the press, as
the box's own clock has it, to the slip's first byte at the printer, in milliseconds.

A pair is so many presses of each hall; its difference is that of their p99. Exit status 1 where the median of the
differences is a millisecond or more.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from queue import Empty
from statistics import median, quantiles
from typing import Any, Final

import msgspec

from firmware.demo import boxes
from firmware.demo.broker import Broker
from firmware.demo.supervisor import Service, python
from firmware.demo.toml import to_toml
from firmware.messages.names import Role
from tests.bench.relay import Relay
from tests.button_node.conftest import Fingers
from tests.hub.bench import always_open
from tests.hub.running import RunningHub

OUT: Final = Path(__file__).resolve().parents[2] / "out" / "bench" / "tls.json"
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own in it
PAIRS: Final = 9
PRESSES: Final = 100
LIMIT: Final = 1.0
NODES: Final = (("hub", Role.HUB), ("kiosk-1", Role.KIOSK), ("printer-1", Role.PRINTER))
SERVICES: Final = "AFHKL"
TAP: Final = 0.03
LOCKOUT: Final = 0.1
SECONDS: Final = 10.0
DONE: Final = r"paper number=\S+ is_complete=True"
ENCRYPTED: Final = (
    "tls_version",
    "cafile",
    "certfile",
    "keyfile",
    "require_certificate",
    "use_identity_as_username",
    "crlfile",
    "allow_anonymous",
)
"""What a broker's settings lose where it shall believe a name."""


class Hall:
    """A kiosk with its printer before a running hub."""

    def __init__(self, folder: Path, opened: ExitStack, *, is_plain: bool) -> None:
        """Start everything; `opened` ends it."""
        folder.mkdir()
        self._folder, self._opened, self._is_plain = folder, opened, is_plain
        self._broker = Broker(folder / "broker", NODES)
        if is_plain:
            self._open_broker()
        opened.enter_context(self._broker)
        self._start_hub()
        virtual = {"virtual": {"folder": str(folder / "papers"), "control": str(folder / "virtual.sock")}}
        self._printer = self._start("virtual", ("printer_node.virtual",), virtual)
        port = self._printer.await_line(r"^port=(\d+)", SECONDS)[1]
        self._relay = Relay(f"127.0.0.1:{port}")
        opened.callback(self._relay.close)
        table = self._broker.box_table("printer-1", folder / "state" / "printer-1")
        self._start("printer-1", self._program("printer_node"), boxes.printer_settings(table, self._relay.address))
        self._start_kiosk()
        self._presses = 0

    def press(self) -> float:
        """Take a ticket, and return how many milliseconds the finger waited for the first byte of its slip."""
        pin = boxes.ticket_pin(SERVICES[self._presses % len(SERVICES)])
        self._presses += 1
        at = self._fingers.press(pin, TAP)
        try:
            paper = self._relay.slips.get(timeout=SECONDS)
        except Empty:
            raise AssertionError(f"no paper for press {self._presses} in {self._folder}") from None
        self._printer.record.wait(DONE, SECONDS, count=self._presses)
        while not self._relay.slips.empty():
            self._relay.slips.get()
        return 1000 * (paper - at)

    def _open_broker(self) -> None:
        path = self._folder / "broker" / "mosquitto.conf"
        lines = [line for line in path.read_text().splitlines() if line.split()[0] not in ENCRYPTED]
        path.write_text("\n".join([*lines, "allow_anonymous true", ""]))

    def _program(self, module: str) -> tuple[str, ...]:
        return ("tests.bench.plain", module) if self._is_plain else (module,)

    def _start(self, name: str, program: tuple[str, ...], settings: Any) -> Service:
        path = self._folder / f"{name}.toml"
        path.write_text(to_toml(settings), encoding="utf-8")
        service = Service(name, python(*program, "--settings", str(path)), folder=self._folder)
        self._opened.callback(service.stop)
        service.start()
        return service

    def _start_hub(self) -> None:
        hub = RunningHub(self._folder, self._broker, always_open(self._folder), rate=10_000, burst=10_000)
        with (self._folder / "hub.toml").open("a", encoding="utf-8") as settings:
            settings.write('\n[estimate]\nmethod = "off"\n')
        argv = python(*self._program("firmware.hub"), *hub.argv[3:])
        hub.service = Service("hub", argv, folder=self._folder)
        self._opened.callback(hub.service.stop)
        hub.start()

    def _start_kiosk(self) -> None:
        control = self._folder / "pins.sock"
        table = self._broker.box_table("kiosk-1", self._folder / "state" / "kiosk-1")
        settings: Any = boxes.button_settings("kiosk-1", table, control)
        settings["panel"]["lockout_seconds"] = LOCKOUT
        settings["button"] = [one for one in settings["button"] if one["press"].get("service", "-") in SERVICES]
        self._start("kiosk-1", self._program("button_node"), settings)
        self._fingers = Fingers(control)
        self._opened.callback(self._fingers.close)
        assert self._fingers.sees(settings["button"][0]["lamp"], "READY", SECONDS)


@contextmanager
def halls(folder: Path) -> Iterator[tuple[Hall, Hall]]:
    """Open the two halls: as shipped, and without TLS."""
    with ExitStack() as opened:
        yield Hall(folder / "tls", opened, is_plain=False), Hall(folder / "plain", opened, is_plain=True)


def measured(pairs: int = PAIRS, presses: int = PRESSES, *, is_told: bool = False) -> dict[str, Any]:
    """Return the figures of tls.json under `speed`, of so many pairs with so many presses in each hall."""
    # In memory where there is such a place: the waits of a disk would hide a millisecond.
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as folder, halls(Path(folder)) as (tls, plain):
        for hall in (tls, plain):
            for _ in SERVICES:
                hall.press()
        rows = []
        for n in range(pairs):
            rows.append(_pair(tls, plain, presses, is_turned=n % 2 == 1))
            if is_told:
                print(_line(rows[-1]), flush=True)
    growth = {which: round(median(row["growth"][which] for row in rows), 2) for which in ("p50", "p99")}
    return {"presses": presses, "pairs": rows, "growth": growth}


def _pair(tls: Hall, plain: Hall, presses: int, *, is_turned: bool) -> dict[str, dict[str, float]]:
    took: dict[Hall, list[float]] = {tls: [], plain: []}
    for _ in range(presses):
        for hall in (plain, tls) if is_turned else (tls, plain):
            took[hall].append(hall.press())
    secret, clear = _figures(took[tls]), _figures(took[plain])
    growth = {which: round(secret[which] - clear[which], 2) for which in secret}
    return {"tls": secret, "plain": clear, "growth": growth}


def _figures(took: list[float]) -> dict[str, float]:
    ranks = quantiles(took, n=100, method="inclusive")
    return {"p50": round(median(took), 2), "p99": round(ranks[98], 2)}


def _line(row: dict[str, dict[str, float]]) -> str:
    return "   ".join(
        f"{name}: " + ", ".join(f"{which} {ms:6.2f} ms" for which, ms in figures.items())
        for name, figures in row.items()
    )


def main() -> int:
    """Measure, print and write; return 1 where TLS costs a visitor a millisecond or more."""
    parser = argparse.ArgumentParser(prog="tls", description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS, metavar="N")
    parser.add_argument("--presses", type=int, default=PRESSES, metavar="N", help="of each hall in a pair")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    asked = parser.parse_args()
    with suppress(PermissionError):  # what else this machine does is not what is measured
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    speed = measured(asked.pairs, asked.presses, is_told=True)
    growth = speed["growth"]
    print(f"press to paper over TLS: p50 {growth['p50']:+.2f} ms, p99 {growth['p99']:+.2f} ms (limit {LIMIT:.2f})")
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_bytes(msgspec.json.format(msgspec.json.encode({"speed": {"tls": speed}}), indent=1))
    print(f"written to {asked.out}")
    return 0 if growth["p99"] < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
