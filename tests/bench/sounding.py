"""What is heard in a recording: where sound begins and ends, how long it is silent, how loud it is.

Only samples are looked at. Sound is what stands over -50 dB of full scale, which is what clips are cut at; a silence
shorter than 150 ms belongs to a word (the closed lips of a p) or to the breath before a counter's number.
"""

import math
from array import array
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from display_node.voice.loudness import loudness
from display_node.voice.sound import FULL_SCALE, RATE, Samples

THRESHOLD: Final = FULL_SCALE * 10 ** (-50 / 20)
LEAST_SILENCE: Final = 0.15
_LOOK: Final = RATE // 1000


class Sound(Struct, frozen=True):
    """Something heard from sample `start` to before sample `end`."""

    start: int
    end: int


def sounds(samples: Samples, least_silence: float = LEAST_SILENCE) -> list[Sound]:
    """Return what is heard, in its order, to the millisecond; two sounds have at least so many seconds between."""
    loud = [n for n in range(0, len(samples), _LOOK) if max(map(abs, samples[n : n + _LOOK])) > THRESHOLD]
    if not loud:
        return []
    breaks = [n for n, (one, other) in enumerate(pairwise(loud)) if other - one - _LOOK >= least_silence * RATE]
    starts, ends = [loud[0], *(loud[n + 1] for n in breaks)], [*(loud[n] for n in breaks), loud[-1]]
    return [
        Sound(_first(samples, start), end + _LOOK - _first(samples[end : end + _LOOK][::-1], 0))
        for start, end in zip(starts, ends, strict=True)
    ]


def silences(heard: Sequence[Sound]) -> list[float]:
    """Return the seconds of silence between sounds."""
    return [(after.start - before.end) / RATE for before, after in pairwise(heard)]


def lufs(samples: Samples, heard: Sound, block: int = RATE // 10) -> float:
    """Return how loud a sound is, by blocks of so many samples."""
    found = loudness(samples[heard.start : heard.end], block)
    assert found is not None
    return found


def peak_db(samples: Samples) -> float:
    """Return the highest sample in dB of full scale."""
    highest = max(map(abs, samples), default=0)
    return 20 * math.log10(highest / FULL_SCALE) if highest else -math.inf


def from_bytes(raw: bytes) -> Samples:
    """Return the samples of a recording without a head."""
    return array("h", raw[: len(raw) // 2 * 2])


def _first(samples: Samples, start: int) -> int:
    return next(n for n in range(start, len(samples)) if abs(samples[n]) > THRESHOLD)
