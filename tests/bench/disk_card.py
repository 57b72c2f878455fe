"""A sound card that writes a file: SDL's "disk" driver, and when it was handed each sample.

The driver takes what the mixer makes in pieces of `PERIOD` samples and waits as long as a piece lasts before it takes
the next, as a card does. C's standard output library gathers two pieces (4,096 bytes) and writes them when the third
comes; so a piece was handed over one or two periods before the file grew by it. Measured so against `Channel.play` in
one process: from 5 to 47 ms, which is the wait for the next piece and nothing else. A real card plays later by its own
buffers.
"""

import threading
import time
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

from display_node.voice.sound import RATE, Samples
from tests.bench.sounding import from_bytes

PERIOD: Final = 1024
_PIECE: Final = 2 * PERIOD
_LOOK_SECONDS: Final = 0.001


class DiskCard:
    """Watches the file of one card grow. Also a context manager."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._sizes: list[int] = []
        self._times: list[float] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="disk-card")

    @property
    def environment(self) -> dict[str, str]:
        """What makes SDL take this card."""
        return {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(self._file)}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def samples(self) -> Samples:
        """Return all that was played."""
        return from_bytes(self._file.read_bytes())

    def handed_at(self, sample: int) -> float:
        """Return when a sample was handed over and would sound on a card without a buffer, by the monotonic clock."""
        return handed_at(self._sizes, self._times, sample)

    def position(self, at: float) -> int:
        """Return how many samples the file had at a time."""
        known = bisect_right(self._times, at)
        return self._sizes[known - 1] // 2 if known else 0

    def _watch(self) -> None:
        while not self._is_over.wait(_LOOK_SECONDS):
            size = self._file.stat().st_size if self._file.exists() else 0
            if size and (not self._sizes or size != self._sizes[-1]):
                self._times.append(time.monotonic())
                self._sizes.append(size)


def handed_at(sizes: Sequence[int], times: Sequence[float], sample: int) -> float:
    """Return when a sample was handed over, from when the file had which sizes."""
    flush = bisect_right(sizes, 2 * sample)
    pieces = -(-(sizes[flush] - sample // PERIOD * _PIECE) // _PIECE)
    return times[flush] - pieces * PERIOD / RATE + sample % PERIOD / RATE
