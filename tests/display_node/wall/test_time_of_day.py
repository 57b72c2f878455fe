"""Whose time of day the wall shows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from display_node.wall.time_of_day import TimeOfDay
from firmware.demo.broker import Broker
from firmware.messages.codec import encode
from firmware.messages.names import Role
from firmware.messages.notices import Beat, ClockState
from firmware.node.box import Box
from firmware.node.clock import SystemClock
from firmware.node.link import Received
from firmware.node.world import World

AT = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)


class WallClock(SystemClock):
    """A clock that shows one time of day and says how far it may be believed."""

    is_set = False

    def wall(self) -> datetime:
        """Return noon in Jakarta."""
        return datetime(2026, 11, 23, 5, 0, tzinfo=UTC)

    def state(self) -> ClockState:
        """Return whether somebody has set it."""
        return ClockState.TRUSTED if self.is_set else ClockState.UNTRUSTED

    def boot(self) -> float:
        """Return a time that stands still."""
        return 100.0


@pytest.fixture
def clock() -> WallClock:
    """Nobody has set it."""
    return WallClock()


@pytest.fixture
def box(broker: Broker, tmp_path: Path, clock: WallClock) -> Iterator[Box]:
    """A display's box."""
    box = Box(broker.box_settings("display-1", tmp_path / "display-1"), Role.DISPLAY, world=World(clock=clock))
    box.start()
    yield box
    box.close()


def beat(box: Box, state: ClockState) -> None:
    """Let the box hear a hub whose clock is so far believed."""
    told = Beat(journal="0123456789abcdef", epoch=1, position=1, day=AT.date(), office_time=0.0, at=AT, clock=state)
    box.post(Received(topic="antrian/beat", payload=encode(told)))
    while box.step(0) != told:
        pass


def test_the_boxs_own_clock_goes_first(box: Box, clock: WallClock) -> None:
    """Where somebody vouches for it, in the office's zone."""
    clock.is_set = True
    time_of_day = TimeOfDay(box)
    assert str(time_of_day.now()) == "2026-11-23 12:00:00+07:00"
    time_of_day.move("Asia/Jayapura")
    assert str(time_of_day.now()) == "2026-11-23 14:00:00+09:00"


def test_the_hubs_clock_stands_in(box: Box) -> None:
    """From the first beat on, where the hub is sure of it."""
    time_of_day = TimeOfDay(box)
    assert time_of_day.now() is None
    beat(box, ClockState.UNTRUSTED)
    time_of_day.hear_beat()
    assert time_of_day.now() is None
    beat(box, ClockState.HOLDOVER)
    time_of_day.hear_beat()
    assert str(time_of_day.now()) == "2026-11-23 09:41:00+07:00"


def test_a_zone_that_nobody_knows_is_no_time(box: Box, clock: WallClock) -> None:
    """Rather than the time of another island."""
    clock.is_set = True
    time_of_day = TimeOfDay(box)
    time_of_day.move("Asia/Nowhere")
    assert time_of_day.now() is None


def test_a_beat_counts_from_when_it_came_in(box: Box) -> None:
    """Whoever asks between a beat and its note has the time of the one before, and never a mixture of both."""
    time_of_day = TimeOfDay(box)
    beat(box, ClockState.TRUSTED)
    time_of_day.hear_beat()
    before = time_of_day.now()
    beat(box, ClockState.UNTRUSTED)
    assert time_of_day.now() == before
    time_of_day.hear_beat()
    assert time_of_day.now() is None
