"""A voice that speaks into files, and what it posts."""

from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from display_node.voice.settings import VoiceSettings
from display_node.voice.voice import Spoken, Voice
from firmware.messages.notices import ClockState
from firmware.node.clock import SystemClock


class NoonClock(SystemClock):
    """The real boot clock with a wall clock that stands at noon in Jakarta."""

    def wall(self) -> datetime:
        """Return noon."""
        return datetime(2026, 11, 23, 5, 0, tzinfo=UTC)

    def state(self) -> ClockState:
        """Return that it is believed."""
        return ClockState.TRUSTED


class Heard:
    """A voice, with what it posted."""

    def __init__(self, settings: VoiceSettings, state: Path) -> None:
        """Start a voice with its state in a folder."""
        self.posted: SimpleQueue[Any] = SimpleQueue()
        self.voice = Voice(settings, state, self.posted.put, NoonClock("trusted"))
        self.voice.start()

    def next(self, seconds: float = 20.0) -> Any:
        """What is posted next."""
        try:
            return self.posted.get(timeout=seconds)
        except Empty:
            pytest.fail(f"the voice posted nothing in {seconds:g} s")

    def spoken(self) -> str:
        """The next sentence that ended, as number and counter; nothing may have gone wrong."""
        spoken = self.next()
        assert isinstance(spoken, Spoken), spoken
        return f"{spoken.number} {spoken.counter} {spoken.kind}"
