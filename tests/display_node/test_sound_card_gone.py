"""The sound card is absent, or is pulled out: the real mixer on SDL's disk device, which fails as a card does.

The card is a pipe whose reader goes away, or a file in a folder that is not there.
"""

import os
import select
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pygame
import pytest

from display_node.settings import ScreenSettings
from display_node.voice.loudspeaker import LoudspeakerError, MixerLoudspeaker
from display_node.voice.settings import VoiceSettings
from display_node.voice.sound import silence
from display_node.voice.troubles import VoiceReport
from display_node.voice.voice import Spoken, Voice
from display_node.wall.fonts import find
from display_node.wall.screen import Screen
from firmware.messages.notices import Announcement, Office
from firmware.node.clock import SystemClock

Say = Callable[..., Announcement]
SECONDS = 20.0


class Card:
    """A sound card that can be pulled out and put in."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Not there yet."""
        self._folder = folder
        self._pipe = folder / "pipe"
        os.mkfifo(self._pipe)
        self._is_in = threading.Event()
        self._reader: threading.Thread | None = None
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
        self._point_at(folder / "nowhere" / "card")

    def put_in(self) -> None:
        """From here on the mixer finds it."""
        self._is_in.set()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self._point_at(self._pipe)

    def pull_out(self) -> None:
        """What is sent to it fails, and it cannot be opened again."""
        self._point_at(self._folder / "nowhere" / "card")
        self._is_in.clear()
        if self._reader is not None:
            self._reader.join()
            self._reader = None

    def _point_at(self, path: Path) -> None:
        self._monkeypatch.setenv("SDL_DISKAUDIOFILE", str(path))

    def _read(self) -> None:
        # Open for writing as well: the mixer may close and open it again without anybody's end of file.
        pipe = os.open(self._pipe, os.O_RDWR | os.O_NONBLOCK)
        while self._is_in.is_set():
            if select.select([pipe], [], [], 0.02)[0]:
                os.read(pipe, 4096)
        os.close(pipe)


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Card]:
    """A card that is not in its slot, on a box whose screen is open."""
    made = Card(tmp_path, monkeypatch)
    yield made
    made.pull_out()


@pytest.fixture
def screen() -> Iterator[Screen]:
    """The wall, whose loop takes SDL's events."""
    screen = Screen(ScreenSettings(driver="dummy", width=640, height=360), find())
    screen.open()
    yield screen
    screen.close()


def until(happened: Callable[[], bool], screen: Screen) -> None:
    """Let the wall go on until it has happened."""
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline
        assert not screen.is_asked_to_close()
        screen.show(())
        time.sleep(0.01)


def test_a_sound_card_gone_in_the_middle_of_a_sentence_is_an_error(card: Card, screen: Screen) -> None:
    """SDL goes on swallowing samples; the loudspeaker does not call that spoken, and works when the card is back."""
    card.put_in()
    speaker = MixerLoudspeaker()
    speaker.open()
    faults = SimpleQueue[str]()

    def play() -> None:
        with pytest.raises(LoudspeakerError) as caught:
            speaker.play(silence(60_000), 1.0)
        faults.put(str(caught.value))

    playing = threading.Thread(target=play)
    playing.start()
    until(pygame.mixer.get_busy, screen)
    card.pull_out()
    until(lambda: not faults.empty(), screen)
    playing.join()
    assert faults.get() == "the sound device was unplugged; is the loudspeaker's cable in?"
    with pytest.raises(LoudspeakerError, match="is the loudspeaker connected"):
        speaker.open()
    card.put_in()
    speaker.play(silence(100), 1.0)
    speaker.close()


class Talking:
    """A voice on the real mixer, and what it posted."""

    def __init__(self, state: Path, office: Office) -> None:
        """Start it."""
        self.posted: SimpleQueue[Any] = SimpleQueue()
        # Without voices there is the chime, which needs no synthesizer.
        settings = VoiceSettings(lead_seconds=0.0, patience_seconds=0.0)
        self.voice = Voice(settings, state, self.posted.put, SystemClock("trusted"), lambda: None, retry_seconds=0.1)
        self.voice.start()
        self.voice.prepare(office)

    def next(self, screen: Screen) -> Any:
        """What is posted next, while the wall goes on."""
        until(lambda: not self.posted.empty(), screen)
        return self.posted.get()

    def is_quiet(self) -> bool:
        """Nothing more is posted."""
        try:
            self.posted.get(timeout=0.3)
        except Empty:
            return True
        return False


@pytest.fixture
def talking(card: Card, tmp_path: Path, office: Callable[..., Office]) -> Iterator[Talking]:
    """A voice that starts without a card, in an office that speaks no language it knows."""
    (tmp_path / "state").mkdir()
    made = Talking(tmp_path / "state", office(languages=("zz",)))
    yield made
    made.voice.close()
    card.pull_out()


def test_a_sound_card_absent_at_start_is_told_and_the_voice_comes_with_the_card(
    talking: Talking, card: Card, screen: Screen, announcement: Say
) -> None:
    """Without a restart of anything, and before the next call is lost."""
    wrong = [talking.next(screen), talking.next(screen)]
    (deaf,) = (report for report in wrong if report.detail.startswith("no sound device"))
    card.put_in()
    assert talking.next(screen) == VoiceReport(detail=deaf.detail, is_wrong=False)
    talking.voice.announce(announcement(1, "A001", 1), 0.0)
    assert isinstance(talking.next(screen), Spoken)


def test_a_sound_card_gone_between_two_calls_is_told_and_the_voice_comes_back(
    talking: Talking, card: Card, screen: Screen, announcement: Say
) -> None:
    """Nobody needs to call for it to be noticed; once the card is back, the next call is heard."""
    wrong = [talking.next(screen), talking.next(screen)]
    card.put_in()
    assert not talking.next(screen).is_wrong
    card.pull_out()
    gone = talking.next(screen)
    assert (gone.is_wrong, gone.detail.startswith("no sound device")) == (True, True)
    assert talking.is_quiet()
    card.put_in()
    assert talking.next(screen) == VoiceReport(detail=gone.detail, is_wrong=False)
    talking.voice.announce(announcement(1, "A001", 1), 0.0)
    assert isinstance(talking.next(screen), Spoken)
    assert {report.is_wrong for report in wrong} == {True}


def test_a_card_that_is_gone_is_told_when_the_day_opens_even_without_a_screen(
    talking: Talking, card: Card, caplog: pytest.LogCaptureFixture
) -> None:
    """No screen gives events, and the mixer goes on swallowing samples; the test asks for the device anew.

    With the card back it plays its chime, and the alarm is taken back.
    """
    caplog.set_level("INFO")
    while not (report := talking.posted.get(timeout=SECONDS)).detail.startswith("no sound device"):
        pass
    card.put_in()
    while talking.posted.get(timeout=SECONDS).is_wrong:
        pass
    talking.voice.day(is_open=False)
    card.pull_out()
    talking.voice.day(is_open=True)
    gone = talking.posted.get(timeout=SECONDS)
    assert (gone.is_wrong, gone.detail) == (True, report.detail)
    assert f"voice self-test failed: {gone.detail}" in caplog.messages
    card.put_in()
    assert talking.posted.get(timeout=SECONDS) == VoiceReport(detail=gone.detail, is_wrong=False)
    talking.voice.day(is_open=False)
    talking.voice.day(is_open=True)
    deadline = time.monotonic() + SECONDS
    while "voice self-test chime played device=disk, 22050 samples a second volume=1.00" not in caplog.messages:
        assert time.monotonic() < deadline
        time.sleep(0.01)
