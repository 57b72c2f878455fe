"""The bench of the wall: `python -m tests.bench.wall` writes out/bench/wall.json.

How long does one full redraw of a wall take, and does a wall at which nothing happens cost anything? Each layout is
laid out and painted whole at 1920x1080, with many calls, people and counters, other people waiting each time, and with
the glow of a new call, or a slide that comes in, on a different step; letters are known already, as on a wall that has
shown its first call. Then the shipped display, its voice on, runs as a process of its own beside a real broker and a
beating hub, and its processor time is read.

Times are milliseconds of the processor's own, so that what else runs on the machine does not count, on the screen in
memory (driver "dummy"): pixels to glass are the kernel's. Exit status 1 where a layout's median, or the share of a core
at rest, is over its limit.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from display_node.layouts.information import FADE_SECONDS
from display_node.panes import Layout, Pane
from display_node.settings import ScreenSettings
from display_node.slides.markdown import blocks
from display_node.slides.slide import Shown, Slide, Writing
from display_node.voice import phrases
from display_node.voice.clips import Clips
from display_node.voice.phrase import needed
from display_node.voice.renderer import Renderer
from display_node.voice.settings import VoiceSettings
from display_node.wall.fonts import find
from display_node.wall.known import Known
from display_node.wall.pulse import glow
from display_node.wall.screen import Screen
from display_node.wall.wall import LAYOUTS, lay_out, see
from firmware.demo.broker import Broker
from firmware.demo.supervisor import Service, python
from firmware.demo.toml import to_toml
from firmware.messages import topics
from firmware.messages.codec import encode
from firmware.messages.names import Role
from firmware.messages.notices import (
    Beat,
    Board,
    ClockState,
    CounterState,
    CounterTicket,
    Estimate,
    KioskState,
    Office,
    Paper,
)
from firmware.messages.notices import Unprinted as UnprintedNumber
from firmware.node.box import Box
from tests.bench.answers import processor_seconds
from tests.display_node.conftest import JOURNAL, board, call, office

OUT: Final = Path(__file__).resolve().parents[2] / "out" / "bench" / "wall.json"
SIZE: Final = (1920, 1080)
REDRAWS: Final = 240
WARMING: Final = 26
LIMIT_MS: Final = 8.0
IDLE_SECONDS: Final = 20.0
IDLE_SHARE: Final = 0.01
SETTLING_SECONDS: Final = 4.0
BEAT_SECONDS: Final = 1.0
RENDERING_SECONDS: Final = 60.0
DISPLAY: Final = "display-1"
AT: Final = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)
SLIDES: Final = (
    """# Persyaratan paspor baru

1. KTP elektronik yang masih berlaku
2. Kartu keluarga
3. Akta kelahiran, **atau** ijazah

| Layanan | Biaya |
|---|---:|
| Paspor biasa 48 halaman | Rp350.000 |
| Paspor elektronik | Rp650.000 |
""",
    """# Jam layanan

Senin sampai Kamis **08.00-15.00**, Jumat 08.00-15.30. Nomor diberikan sampai pukul 14.00.

- Istirahat 12.00-13.00
- Pengambilan paspor sampai pukul 15.00
- Bawa bukti pembayaran dan KTP
""",
)


def busy_office() -> Office:
    """Return an office of eight services and twelve counters."""
    return office(8, 12)


def busy_board(waiting: int = 23) -> Board:
    """Return the board of a full morning: four called, eight being helped, and a kiosk whose paper has run out."""
    states = ("CALLED",) * 4 + ("SERVING",) * 8
    calls = [call(200 - n, f"{'ABCD'[n % 4]}{17 + n:03d}", n + 1, state) for n, state in enumerate(states)]
    told = board(calls, services=8, waiting=waiting, estimate=Estimate(low=20, high=35), position=200)
    kiosk = KioskState(name="kiosk-1", paper=Paper.OUT, unprinted=(UnprintedNumber(number="A701", at=AT),))
    return msgspec.structs.replace(told, open_counters=tuple(range(1, 13)), kiosks=(kiosk,))


def busy(layout: Layout, folder: Path) -> tuple[Known, Pane]:
    """Return a full morning as a display knows it, and a pane of this layout with as much on it as it ever has.

    The sign is that of the counter that has just called. The kiosk has paper: its rows are more than a number without.
    """
    slides = tuple(Slide(str(n), "", Writing(blocks(text))) for n, text in enumerate(SLIDES))
    known = Known(
        board=busy_board(),
        office=busy_office(),
        now=AT.astimezone(ZoneInfo("Asia/Jakarta")),
        zone="hall",
        counters={1: busy_counter()},
        unprinted={"kiosk-1": ("A701",)},
        slides={str(folder): Shown(slides)},
        box=DISPLAY,
    )
    more: Mapping[str, dict[str, Any]] = {
        "counter-sign": {"counter": 1},
        "kiosk": {"kiosk": "kiosk-1"},
        "information": {"folder": str(folder)},
    }
    return with_paper(known) if layout == "kiosk" else known, Pane(layout=layout, **more.get(layout, {}))


def busy_counter() -> CounterState:
    """Return what the counter does that has just called A017."""
    return CounterState(
        journal=JOURNAL,
        epoch=1,
        position=200,
        counter=1,
        is_open=True,
        ticket=CounterTicket(ticket="2026-11-23-A017", number="A017", service="A", stage=(1, 2), waited=24),
        is_serving=False,
        waiting=23,
    )


def with_paper(known: Known) -> Known:
    """The same, where the kiosk prints."""
    board = msgspec.structs.replace(busy_board(), kiosks=(KioskState(name="kiosk-1", paper=Paper.OK),))
    return msgspec.structs.replace(known, board=board, unprinted={})


def moments(known: Known, pane: Pane, count: int) -> Iterator[tuple[Known, float]]:
    """Return what is known at each redraw, and the glow then: other people wait, and a slide is on its way in."""
    for n in range(count):
        share = n % WARMING / WARMING
        waits = busy_board(waiting=20 + n).lines
        yield (
            msgspec.structs.replace(
                known,
                board=known.board and msgspec.structs.replace(known.board, lines=waits),
                boot=pane.seconds + FADE_SECONDS * share,
            ),
            glow(2 * share),
        )


def redraws(layout: Layout, count: int = REDRAWS) -> list[float]:
    """Return how many milliseconds each full redraw of a wall of this layout took."""
    screen = Screen(ScreenSettings(driver="dummy", width=SIZE[0], height=SIZE[1]), find())
    screen.open()
    took = []
    with tempfile.TemporaryDirectory() as folder:
        known, pane = busy(layout, Path(folder))
        page = ScreenSettings().page(SIZE, screen.measure)
        for told, level in moments(known, pane, WARMING + count):
            screen.forget()
            began = time.thread_time()
            screen.show(lay_out(see(told, (pane,)), page, level))
            took.append(1000 * (time.thread_time() - began))
    screen.close()
    return took[WARMING:]


@contextmanager
def beating_hub(broker: Broker, folder: Path) -> Iterator[Box]:
    """A hub that has told office and board, and beats from then on whenever it is stepped."""
    hub = Box(broker.box_settings("hub", folder), Role.HUB)
    hub.start()
    try:
        hub.step(BEAT_SECONDS)
        for topic, notice in ((topics.OFFICE, busy_office()), (topics.BOARD, busy_board())):
            hub.link.publish(topic.name(), encode(notice), qos=1, is_retained=True)
        yield hub
    finally:
        hub.close()


def beat_for(hub: Box, seconds: float) -> None:
    """Be alive for so long, which is all that a hub says while nothing happens."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        now = datetime.now(UTC)
        beat = Beat(
            journal=JOURNAL,
            epoch=1,
            position=200,
            day=AT.date(),
            office_time=time.monotonic(),
            at=now,
            clock=ClockState.TRUSTED,
        )
        hub.link.publish(topics.BEAT.name(), encode(beat), qos=0)
        time.sleep(min(BEAT_SECONDS, left))


def render(cache: Path) -> None:
    """Have every clip of this office in a cache, as a display has that spoke yesterday."""
    cache.mkdir(parents=True)
    known = [found for found in map(phrases.load, busy_office().languages) if found]
    clips = Clips(cache, VoiceSettings(), Renderer(cache), lambda _: None)
    clips.start()
    clips.get([clip for each in known for clip in needed(busy_office(), each)], RENDERING_SECONDS)
    clips.close()


def idle_share(seconds: float = IDLE_SECONDS, settling: float = SETTLING_SECONDS) -> float:
    """Return what share of a core the shipped display takes while nothing changes on its wall and nothing is said.

    Its voice is on, as it ships: SDL's mixer is open and plays the noise that keeps a link awake, into a device that
    takes samples at their pace and drops them. It is watched for `seconds`, after `settling`, in which a new call
    breathes, letters are drawn beforehand and the voice tests itself.
    """
    with (
        tempfile.TemporaryDirectory() as name,
        Broker(Path(name) / "broker", (("hub", Role.HUB), (DISPLAY, Role.DISPLAY))) as broker,
    ):
        folder = Path(name)
        render(folder / DISPLAY / "clips")
        settings = {
            "box": broker.box_table(DISPLAY, folder / DISPLAY),
            "screen": {"driver": "dummy", "width": SIZE[0], "height": SIZE[1]},
        }
        file = folder / "display.toml"
        file.write_text(to_toml(settings), encoding="utf-8")
        command, sound = python("display_node", "--settings", str(file)), {"SDL_AUDIODRIVER": "dummy"}
        display = Service(DISPLAY, command, folder=folder, env=sound)
        display.start()
        try:
            display.await_line("connected", 10.0)
            with beating_hub(broker, folder / "hub") as hub:
                display.await_line(r"shown number=", 10.0)
                beat_for(hub, settling)
                display.await_line("voice self-test chime played", 1.0)
                worked, began = processor_seconds(display.pid or 0), time.monotonic()
                beat_for(hub, seconds)
                return (processor_seconds(display.pid or 0) - worked) / (time.monotonic() - began)
        finally:
            display.stop()


def figures(took: list[float]) -> dict[str, float]:
    """Return the median and the 99th of a hundred, in milliseconds."""
    return {"median": round(median(took), 2), "p99": round(quantiles(took, n=100, method="inclusive")[98], 2)}


def measured(count: int = REDRAWS, seconds: float = IDLE_SECONDS) -> dict[str, Any]:
    """Return the figures of wall.json."""
    return {
        "size": f"{SIZE[0]}x{SIZE[1]}",
        "redraws": count,
        "limit_ms": LIMIT_MS,
        "redraw_ms": {layout: figures(redraws(layout, count)) for layout in LAYOUTS},
        "idle": {"seconds": seconds, "share": round(idle_share(seconds), 4), "limit": IDLE_SHARE},
    }


def is_met(wall: dict[str, Any]) -> bool:
    """Say whether every limit is kept."""
    slowest = max(each["median"] for each in wall["redraw_ms"].values())
    return slowest < LIMIT_MS and wall["idle"]["share"] < IDLE_SHARE


def main() -> int:
    """Measure, print and write; return 1 where a limit is passed."""
    parser = argparse.ArgumentParser(prog="wall", description=__doc__)
    parser.add_argument(
        "--redraws", type=int, default=REDRAWS, metavar="N", help="how many full redraws of each layout"
    )
    parser.add_argument("--seconds", type=float, default=IDLE_SECONDS, help="how long the display is watched at rest")
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    asked = parser.parse_args()
    wall = measured(asked.redraws, asked.seconds)
    for layout, took in wall["redraw_ms"].items():
        print(f"{layout:<14} median {took['median']:6.2f} ms   p99 {took['p99']:6.2f} ms   limit {LIMIT_MS:.0f} ms")
    print(f"{'at rest':<14} {wall['idle']['share']:.2%} of a core over {asked.seconds:.0f} s   limit {IDLE_SHARE:.0%}")
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_bytes(msgspec.json.format(msgspec.json.encode({"wall": wall}), indent=1))
    print(f"written to {asked.out}")
    return 0 if is_met(wall) else 1


if __name__ == "__main__":
    sys.exit(main())
