"""Three counters call at the same instant, and the hall hears three whole sentences, one after another.

A real display box plays through pygame.mixer into SDL's `disk` device, which writes every sample that would go to a
loudspeaker and keeps no time. What must have been played is known to the sample: the clips in the box's own cache, laid
end to end by the script. So each call is looked for in the recording exactly, and besides the three there must be
nothing but silence: then nothing was cut, mixed, repeated or out of order. The pauses and the level are measured from
the recording alone.
"""

from array import array
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
import pytest

from display_node.voice import phrases
from display_node.voice.clips import Clips
from display_node.voice.loudness import loudness
from display_node.voice.phrase import Utterance, sentence
from display_node.voice.renderer import Renderer
from display_node.voice.settings import VoiceSettings
from display_node.voice.sound import RATE, Samples
from display_node.voice.utterance import assemble
from firmware.demo.broker import Broker
from firmware.demo.supervisor import Service, python
from firmware.demo.toml import to_toml
from firmware.messages import topics
from firmware.messages.codec import encode
from firmware.messages.notices import (
    Announcement,
    AnnouncementKind,
    Beat,
    Board,
    Call,
    CallState,
    ClockState,
    CounterInfo,
    Office,
    ServiceInfo,
)
from firmware.node.link import Connected, Link

HUB: dict[str, Any] = {"journal": "0123456789abcdef", "epoch": 1}
CALLED = (("A017", 3), ("F105", 12), ("K002", 1))
LEAD = 0.5
HALF_A_WORD = 150  # milliseconds: longer than any silence inside a word


@pytest.fixture
def hub(broker: Broker, tmp_path: Path) -> Iterator[Link]:
    """The hub's end of the pipe, spoken by hand."""
    settings = broker.box_settings("hub", tmp_path / "hub")
    inbox: SimpleQueue[object] = SimpleQueue()
    link = Link(settings, inbox)
    link.start()
    while not isinstance(inbox.get(timeout=10), Connected):
        pass
    yield link
    link.close()


@pytest.fixture
def display(broker: Broker, tmp_path: Path) -> Iterator[Service]:
    """A display box whose loudspeaker is a file."""
    settings = tmp_path / "display.toml"
    tables = {
        "zone": "hall",
        "box": broker.box_table("display-1", tmp_path / "state"),
        "screen": {"driver": "dummy", "width": 640, "height": 360},
        "voice": {"lead_seconds": LEAD, "keep_awake": False, "says": ["CALL"]},
    }
    settings.write_text(to_toml(tables), encoding="utf-8")
    sdl = {
        "SDL_AUDIODRIVER": "disk",
        "SDL_DISKAUDIOFILE": str(tmp_path / "recording.raw"),
        "SDL_DISKAUDIODELAY": "2",
    }
    service = Service("display-1", python("display_node", "--settings", str(settings)), folder=tmp_path, env=sdl)
    service.start()
    yield service
    service.stop()


def office() -> Office:
    """Twelve counters and three services."""
    return Office(
        **HUB,
        position=1,
        name="Kantor Imigrasi",
        timezone="Asia/Jakarta",
        languages=("id", "en"),
        word="antrian",
        services=tuple(ServiceInfo(letter=letter, name={"id": letter}) for letter in "AFK"),
        counters=tuple(CounterInfo(number=n, serves=("A",), box=None, zones=("hall",)) for n in range(1, 13)),
    )


def announcement(position: int, number: str, counter: int) -> Announcement:
    """One call of this moment."""
    return Announcement(
        **HUB,
        position=position,
        id=f"{HUB['journal']}-{position}",
        kind=AnnouncementKind.CALL,
        ticket=f"2026-11-23-{number}",
        number=number,
        counter=counter,
        service=number[0],
        office_time=100.0,
        age_limit=30.0,
    )


def call_all(hub: Link) -> None:
    """Say what a hub says of three calls, as fast as the broker takes it."""
    now = datetime.now(UTC)
    beat = Beat(**HUB, position=1, day=date(2026, 11, 23), office_time=100.0, at=now, clock=ClockState.TRUSTED)
    calls = tuple(
        Call(call=n, ticket=f"2026-11-23-{number}", number=number, counter=counter, state=CallState.CALLED, at=now)
        for n, (number, counter) in enumerate(CALLED, start=2)
    )
    board = Board(**HUB, position=4, day=date(2026, 11, 23), calls=calls, lines=())
    hub.publish(topics.OFFICE.name(), encode(office()), qos=1, is_retained=True)
    hub.publish(topics.BEAT.name(), encode(beat), qos=0)
    for n, (number, counter) in enumerate(CALLED, start=2):
        hub.publish(topics.ANNOUNCEMENT.name("hall"), encode(announcement(n, number, counter)), qos=1)
    hub.publish(topics.BOARD.name(), encode(board), qos=1, is_retained=True)


def expected(cache: Path) -> list[Samples]:
    """Each call to the sample, from the clips that the box has made."""
    settings = VoiceSettings()
    known = [found for found in map(phrases.load, ("id", "en")) if found]
    clips = Clips(cache, settings, Renderer(cache, ["/nonexistent"]), lambda _: None)
    clips.start()
    whole = []
    for number, counter in CALLED:
        said = Utterance(kind=AnnouncementKind.CALL, number=number, counter=counter)
        sentences = tuple(sentence(said, each, "antrian") for each in known)
        wanted = [clip for each in sentences for clip in each.clips]
        ready = clips.get(wanted, 30.0)
        assert set(ready) == set(wanted)
        whole.append(assemble(sentences, ready, LEAD))
    clips.close()
    return whole


def find(recording: np.ndarray, call: np.ndarray) -> list[int]:
    """Every place where the recording holds exactly these samples."""
    first, *others = np.flatnonzero(call)[:400]
    starts = np.flatnonzero(recording == call[first]) - first
    starts = starts[(starts >= 0) & (starts <= len(recording) - len(call))]
    for other in others:
        starts = starts[recording[starts + other] == call[other]]
    return [int(start) for start in starts if np.array_equal(recording[start : start + len(call)], call)]


def pauses(call: np.ndarray) -> list[int]:
    """The silences inside a call that are longer than any inside a word, in milliseconds."""
    sounding = np.flatnonzero(np.abs(call) > 100)
    gaps = np.diff(sounding) * 1000 / RATE
    return [round(gap) for gap in gaps if gap > HALF_A_WORD]


def test_three_overlapping_calls_are_heard_whole_and_in_order(hub: Link, display: Service, tmp_path: Path) -> None:
    """Order, no overlap, nothing cut, nothing else: to the sample."""
    display.await_line(r"\bconnected$", 15)
    call_all(hub)
    display.await_line(r"spoken id=\S+ number=K002 counter=1 ", 60)
    display.stop()
    heard = [match[1] for match in display.lines(r"spoken id=\S+ number=(\S+) counter=\d+ kind=CALL at=[\d.]+$")]
    assert heard == [number for number, _ in CALLED]

    recording = np.fromfile(tmp_path / "recording.raw", dtype="<i2")
    end = 0
    for samples in expected(tmp_path / "state" / "clips"):
        call = np.asarray(samples)
        (start,) = find(recording, call)
        assert start >= end
        assert not recording[end:start].any()
        end = start + len(call)
        check_sound(recording[start:end])
    assert not recording[end:].any()


def check_sound(call: np.ndarray) -> None:
    """What an ear would say of one recorded call: its pauses, its loudness, its peaks."""
    language = [300, 180, 180, 180, 180, 350]
    wanted = [*language, 700, *language[1:]]
    found = pauses(call[np.flatnonzero(call)[0] :])
    assert len(found) == len(wanted), found
    assert all(0 <= gap - pause < 60 for gap, pause in zip(found, wanted, strict=True)), found
    level = loudness(array("h", call.tobytes()), block=RATE * 4 // 10)
    assert level is not None
    assert -17.5 < level < -14.5
    assert np.abs(call).max() < 0.96 * 32_768
