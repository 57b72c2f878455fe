"""A clock that a test sets, commands to keep, and waiting for what a link puts into an inbox."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from queue import Empty, SimpleQueue
from typing import Any

import pytest

from firmware.messages.notices import ClockState
from firmware.node.link import Link


class HandClock:
    """A clock that stands until somebody moves it."""

    def __init__(self, boot: float = 1_000.0, boot_id: str = "first-boot") -> None:
        """Start `boot` seconds after the machine did."""
        self.now = boot
        self.boot_id = boot_id

    def boot(self) -> float:
        """Return seconds since the machine started."""
        return self.now

    def wall(self) -> datetime:
        """Return a time of day that moves with the boot clock."""
        return datetime(2026, 11, 23, 8, 0, tzinfo=UTC) + timedelta(seconds=self.now)

    def state(self) -> ClockState:
        """Return that the wall clock is believed."""
        return ClockState.TRUSTED

    def reboot(self, boot: float = 20.0) -> None:
        """Start the machine again."""
        self.now, self.boot_id = boot, self.boot_id + "'"


@pytest.fixture
def clock() -> HandClock:
    """A clock that the test moves."""
    return HandClock()


def wait_for(inbox: SimpleQueue[Any], kind: type, seconds: float = 5.0) -> Any:
    """Return the next happening of this kind; fail when none comes in time."""
    deadline = time.monotonic() + seconds
    seen = []
    while (left := deadline - time.monotonic()) > 0:
        try:
            happening = inbox.get(timeout=left)
        except Empty:
            break
        if isinstance(happening, kind):
            return happening
        seen.append(happening)
    pytest.fail(f"no {kind.__name__} within {seconds} s; came: {seen}")


@pytest.fixture(name="wait_for")
def _wait_for() -> Callable[..., Any]:
    return wait_for


@pytest.fixture
def links() -> Iterator[list[Link]]:
    """Links that are closed when the test ends."""
    opened: list[Link] = []
    yield opened
    for link in opened:
        link.close()
