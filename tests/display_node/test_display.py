"""The display's loop around a box that hears what a hub says: what is handed to the voice, and when."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from display_node.display import Display
from display_node.fonts import find
from display_node.screen import Screen
from display_node.settings import DisplaySettings, ScreenSettings
from display_node.voice import Voice
from display_node.voice_settings import VoiceSettings
from firmware.demo.broker import Broker
from firmware.messages import topics
from firmware.messages.codec import encode
from firmware.messages.names import Role
from firmware.messages.notices import Announcement, Beat, ClockState, Notice
from firmware.node.box import Box
from firmware.node.link import Received
from firmware.node.settings import BoxSettings

Say = Callable[..., Announcement]


class WrittenVoice(Voice):
    """A voice that writes down what it is asked to say, and says nothing."""

    asked: list[tuple[str, int]]

    def announce(self, announcement: Announcement, age: float) -> None:
        """Write down number and age."""
        self.asked.append((announcement.number, round(age)))


class Hall:
    """A display with its box at a broker; the test puts the words of a hub into its inbox."""

    def __init__(self, box: BoxSettings) -> None:
        """Put it together as its entry point does, and start it."""
        settings = DisplaySettings(
            box=box,
            screen=ScreenSettings(driver="dummy", width=640, height=360),
        )
        self.screen = Screen(settings.screen, find())
        self.box = Box(settings.box, Role.DISPLAY)
        self.voice = WrittenVoice(VoiceSettings(is_enabled=False), self.box.state, self.box.post, self.box.clock)
        self.voice.asked = []
        self.display = Display(settings, self.box, self.screen, self.voice)
        self.box.start()

    def hear(self, topic: str, notice: Notice) -> None:
        """Let the display hear a notice and act on it."""
        self.box.post(Received(topic=topic, payload=encode(notice)))
        while not self.box.inbox.empty():
            self.display.step(0)

    def hear_call(self, announcement: Announcement, office_time: float) -> None:
        """A call that was made at that office time."""
        self.hear(topics.ANNOUNCEMENT.name("hall"), replace(announcement, office_time=office_time))

    def hear_beat(self, office_time: float) -> None:
        """A sign of life."""
        at = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)
        beat = Beat(
            journal="0123456789abcdef",
            epoch=1,
            position=10,
            day=at.date(),
            office_time=office_time,
            at=at,
            clock=ClockState.TRUSTED,
        )
        self.hear(topics.BEAT.name(), beat)


@pytest.fixture
def hall(broker: Broker, tmp_path: Path) -> Iterator[Hall]:
    """A display that has just started."""
    hall = Hall(broker.box_settings("display-1", tmp_path / "display-1"))
    yield hall
    hall.voice.close()
    hall.screen.close()
    hall.box.close()


def test_a_call_before_the_first_beat_waits_for_it(hall: Hall, announcement: Say) -> None:
    """Then it is said with the age that it has, once, and before what comes later."""
    hall.hear_call(announcement(7, "A017", 3), 995.0)
    assert hall.voice.asked == []
    hall.hear_beat(1_000.0)
    hall.hear_beat(1_001.0)
    hall.hear_call(announcement(8, "F002", 1), 1_001.0)
    assert hall.voice.asked == [("A017", 5), ("F002", 0)]


def test_a_call_of_long_ago_is_not_said_by_a_display_that_starts(hall: Hall, announcement: Say) -> None:
    """The person has come or gone: the hall hears nothing of it."""
    hall.hear_call(announcement(7, "A017", 3), 400.0)
    hall.hear_call(announcement(8, "F002", 1), 999.0)
    hall.hear_beat(1_000.0)
    assert hall.voice.asked == [("F002", 1)]


def test_a_call_that_comes_late_is_not_said(hall: Hall, announcement: Say) -> None:
    """Also where the display has heard beats all along."""
    hall.hear_beat(1_000.0)
    hall.hear_call(announcement(7, "A017", 3), 979.0)
    assert hall.voice.asked == []
