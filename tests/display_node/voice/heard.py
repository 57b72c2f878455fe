"""A voice that speaks into files, and what it posts."""

import logging
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from display_node.voice.settings import VoiceSettings
from display_node.voice.voice import Spoken, Tried, Voice
from firmware.node.clock import SystemClock

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Asia/Jakarta"))


class Lines(logging.Handler):
    """What the voice logs, in the moment it does."""

    def __init__(self) -> None:
        """Listen from here on."""
        super().__init__()
        self.lines: SimpleQueue[str] = SimpleQueue()
        for name in ("voice", "speech"):
            logger = logging.getLogger(f"display_node.voice.{name}")
            logger.setLevel(logging.INFO)
            logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.put(record.getMessage())

    def end(self) -> None:
        """Listen no more."""
        for name in ("voice", "speech"):
            logging.getLogger(f"display_node.voice.{name}").removeHandler(self)


class Heard:
    """A voice, with what it posted."""

    def __init__(self, settings: VoiceSettings, state: Path, now: datetime | None = NOON) -> None:
        """Start a voice with its state in a folder, at a time of day that stands still (None: nobody is sure of it)."""
        self.posted: SimpleQueue[Any] = SimpleQueue()
        self._lines = Lines()
        self.voice = Voice(settings, state, self.posted.put, SystemClock(), lambda: now)
        self.voice.start()

    def next(self, seconds: float = 20.0) -> Any:
        """What is posted next."""
        try:
            return self.posted.get(timeout=seconds)
        except Empty:
            pytest.fail(f"the voice posted nothing in {seconds:g} s")

    def spoken(self) -> str:
        """The next sentence that ended, as number and counter; nothing may have gone wrong."""
        while isinstance(spoken := self.next(), Tried):
            pass  # what a technician's test is answered with comes after its sentence
        assert isinstance(spoken, Spoken), spoken
        return f"{spoken.number} {spoken.counter} {spoken.kind}"

    def line(self, beginning: str, seconds: float = 20.0) -> str:
        """The next line of the log that begins so."""
        try:
            while not (line := self._lines.lines.get(timeout=seconds)).startswith(beginning):
                pass
        except Empty:
            pytest.fail(f"the voice logged no {beginning!r} in {seconds:g} s")
        return line

    def close(self) -> None:
        """End the voice."""
        self.voice.close()
        self._lines.end()
