"""The bench of the voice: `python -m tests.bench.voice` writes out/bench/voice.json.

A real hub with its broker, a counter's box that calls, and a real display that speaks through SDL's mixer into a sound
card that is a file (`disk_card.py`), at the pace of a real one. All figures come from the samples that reached the card
and from the clips that the display made: none from what the code says it did.

A time is from the officer's command, as it leaves the counter's box, to the first audible sample of the chime, with
hub, journal, broker, display, the lead-in of `lead_seconds` and the mixer's buffer; and from the chime's last audible
sample to the first of speech. Exit status 1 where a figure is beyond its limit.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

import msgspec
from msgspec import Struct

from display_node.voice import phrases
from display_node.voice.languages import spoken_to_all
from display_node.voice.loudness import loudness
from display_node.voice.phrase import GAPS, needed
from display_node.voice.settings import VoiceSettings
from display_node.voice.sound import RATE, Samples
from display_node.voice.wav import read_wav
from firmware.demo.broker import Broker
from firmware.demo.supervisor import Service, python
from firmware.demo.toml import to_toml
from firmware.messages import topics
from firmware.messages.answers import Accepted
from firmware.messages.commands import CallNext, OpenCounter, TakeTicket
from firmware.messages.names import Role
from firmware.messages.notices import Office
from tests.bench.disk_card import DiskCard
from tests.bench.sounding import Sound, lufs, peak_db, silences, sounds
from tests.hub.bench import always_open
from tests.hub.running import RunningHub, ask, wait_for

OUT: Final = Path(__file__).resolve().parents[2] / "out" / "bench" / "voice.json"
CALLS: Final = ((1, "A"), (2, "F"), (3, "K"))
"""Counters, and the service whose visitor each calls."""
LANGUAGES: Final = {"A": ("id", "en"), "F": ("id",), "K": ("id",)}
"""What is spoken to the visitors of each service: one call in two languages tells as much as three, and is shorter."""
NODES: Final = (
    ("hub", Role.HUB),
    ("kiosk-1", Role.KIOSK),
    ("display-1", Role.DISPLAY),
    ("display-2", Role.DISPLAY),
    *((f"counter-{counter}", Role.COUNTER) for counter, _ in CALLS),
)
BLOCK: Final = 4 * RATE // 10
"""BS.1770's own 400 ms, for a call as a whole."""
SIGNS: Final = 4
"""A letter and three digits."""
PATIENCE: Final = 30.0
LEAD_MS: Final = 1000 * VoiceSettings().lead_seconds
LIMITS: Final[dict[str, tuple[float, float]]] = {
    "call_to_chime_ms": (0.0, LEAD_MS + 300),
    "chime_to_speech_ms": (GAPS.air - 20, GAPS.air + 60),
    "silence_over_script_ms": (-20, 60),
    "call_lufs": (-17.5, -14.5),
    "clips_lufs_spread": (0.0, 2.0),
    "clips_peak_db": (-20.0, -0.9),
    "call_peak_db": (-20.0, -0.9),
}
"""What each figure must lie between. A silence may differ from the script by the soft edges of two clips."""


class Played(Struct, frozen=True):
    """What came out of the card from an officer's command, at `sent_at` of the monotonic clock, to the call's end."""

    sent_at: float
    start: int
    samples: Samples


class Hall:
    """A hub, a display that speaks onto a card, and those who press."""

    def __init__(self, hub: RunningHub, display: Service, card: DiskCard) -> None:
        self._hub = hub
        self._display = display
        self._card = card

    def settle(self, clips: Path) -> list[Samples]:
        """Wait until every clip is made and the test at opening is over, and return the clips."""
        watcher = self._hub.box("display-2", Role.DISPLAY, [topics.OFFICE.name()])
        office: Office = wait_for(watcher, lambda happening: isinstance(happening, Office))
        watcher.close()
        spoken = [found for language in spoken_to_all(office) if (found := phrases.load(language))]
        wanted = sum(len(needed(office, each)) for each in spoken)
        deadline = time.monotonic() + PATIENCE
        while len(made := [path for path in clips.glob("*.wav") if path.stem != "rendering"]) < wanted:
            assert time.monotonic() < deadline, f"{len(made)} of {wanted} clips after {PATIENCE:g} s"
            time.sleep(0.05)
        self._display.await_line("voice self-test chime played", PATIENCE)
        return [read_wav(path) for path in made]

    def call(self, counter: int, service: str) -> Played:
        """Have a visitor take a ticket and a counter call it, and return what was played until the call had ended."""
        kiosk, box = self._hub.box("kiosk-1", Role.KIOSK), self._hub.box(f"counter-{counter}", Role.COUNTER)
        taken = ask(kiosk, TakeTicket(key=kiosk.names.key(), press=kiosk.names.press(), service=service))
        assert isinstance(taken, Accepted), taken
        ask(box, OpenCounter(key=box.names.key(), counter=counter))
        sent_at = time.monotonic()
        called = ask(box, CallNext(key=box.names.key(), counter=counter, saw=None))
        assert isinstance(called, Accepted), called
        self._display.await_line(rf"spoken id=\S+ number=\S+ counter={counter} ", PATIENCE)
        time.sleep(0.3)  # until the card's file has it all
        kiosk.close()
        box.close()
        start = self._card.position(sent_at)
        return Played(sent_at, start, self._card.samples()[start:])

    def handed_at(self, played: Played, sample: int) -> float:
        """Return when a sample of a call was handed to the card."""
        return self._card.handed_at(played.start + sample)


@contextmanager
def hall(folder: Path) -> Iterator[tuple[Hall, list[Samples]]]:
    """Open an office, and give it with all clips of its voice."""
    office = always_open(folder)
    written = office.read_text(encoding="utf-8")
    for service, languages in LANGUAGES.items():
        line = f'letter = "{service}"\n'
        assert written.count(line) == 1
        written = written.replace(line, f"{line}languages = {msgspec.json.encode(languages).decode()}\n")
    office.write_text(written, encoding="utf-8")
    with Broker(folder / "broker", NODES) as broker, DiskCard(folder / "card.raw") as card:
        hub = RunningHub(folder, broker, office)
        settings = folder / "display.toml"
        settings.write_text(
            to_toml(
                {
                    "box": broker.box_table("display-1", folder / "display"),
                    "screen": {"driver": "dummy", "width": 1280, "height": 720},
                }
            )
        )
        display = Service(
            "display", python("display_node", "--settings", str(settings)), folder=folder, env=card.environment
        )
        try:
            hub.start()
            display.start()
            opened = Hall(hub, display, card)
            yield opened, opened.settle(folder / "display" / "clips")
        finally:
            display.stop()
            hub.service.stop()


def script_of(languages: int) -> list[int]:
    """Return the silences that the script of a call writes, in milliseconds, those that can be told from a word's."""
    sentence = [*([GAPS.digit] * SIGNS), GAPS.before_counter]
    return [GAPS.air, *sentence, *([GAPS.between_languages, *sentence] * (languages - 1))]


def measured(calls: Sequence[tuple[int, str]] = CALLS) -> dict[str, Any]:
    """Return the figures of voice.json under `voice`."""
    with tempfile.TemporaryDirectory() as scratch, hall(Path(scratch)) as (opened, clips):
        heard = [figures(opened, opened.call(counter, service), len(LANGUAGES[service])) for counter, service in calls]
    loud = [found for clip in clips if (found := loudness(clip)) is not None]
    assert len(loud) == len(clips), "a clip is silent"
    found = {name: [each for call in heard for each in call[name]] for name in heard[0]} | {
        "clips_lufs": loud,
        "clips_lufs_spread": [max(loud) - min(loud)],
        "clips_peak_db": [peak_db(clip) for clip in clips],
    }
    return {"calls": len(heard), "clips": len(clips), **{name: _judged(name, each) for name, each in found.items()}}


def figures(opened: Hall, played: Played, languages: int) -> dict[str, list[float]]:
    """Return what one call measures."""
    heard = sounds(played.samples)
    script, found = script_of(languages), silences(heard)
    assert len(found) == len(script), f"{len(found)} silences instead of {len(script)}: {found}"
    whole = Sound(heard[0].start, heard[-1].end)
    return {
        "call_to_chime_ms": [1000 * (opened.handed_at(played, heard[0].start) - played.sent_at)],
        "chime_to_speech_ms": [1000 * found[0]],
        "silence_over_script_ms": [1000 * each - written for each, written in zip(found, script, strict=True)],
        "longest_silence_ms": [1000 * max(found[1 : SIGNS + 2])],
        "words_lufs": [lufs(played.samples, each) for each in heard],
        "call_lufs": [lufs(played.samples, whole, BLOCK)],
        "call_peak_db": [peak_db(played.samples)],
    }


def _judged(name: str, found: Sequence[float]) -> dict[str, Any]:
    figure = {"least": round(min(found), 1), "median": round(median(found), 1), "most": round(max(found), 1)}
    if name not in LIMITS:
        return figure
    low, high = LIMITS[name]
    return {**figure, "limit": [low, high], "is_met": low <= min(found) and max(found) <= high}


def is_met(voice: dict[str, Any]) -> bool:
    """Say whether no figure is beyond its limit."""
    return all(figure.get("is_met", True) for figure in voice.values() if isinstance(figure, dict))


def main() -> int:
    """Measure, print and write; return 1 where a figure is beyond its limit."""
    parser = argparse.ArgumentParser(prog="voice", description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE")
    asked = parser.parse_args()
    voice = measured()
    print(f"{voice['calls']} calls, {voice['clips']} clips")
    for name, figure in voice.items():
        if isinstance(figure, dict):
            low, high = figure.get("limit", ("", ""))
            verdict = {None: "", True: "ok", False: "NOT MET"}[figure.get("is_met")]
            values = "".join(f"{figure[which]:9.1f}" for which in ("least", "median", "most"))
            print(f"{name:<24}{values}   {low:>6} .. {high:<6} {verdict}" if verdict else f"{name:<24}{values}")
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_bytes(msgspec.json.format(msgspec.json.encode({"voice": voice}), indent=1))
    print(f"written to {asked.out}")
    return 0 if is_met(voice) else 1


if __name__ == "__main__":
    sys.exit(main())
