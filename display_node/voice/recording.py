"""What is wrong with a person's recording, and the same recording made fit to be played.

A recording is cut to the words, against the noise of its own room and not against a fixed level, and brought to the
level of all clips. Each fault says what to do when the words are said again. The limits are of the trade: speech
recorded for announcements stands 30 dB and more over its room, and nobody hears a sample or two at full scale.
"""

import math
from typing import Final

from msgspec import Struct

from display_node.voice import sound
from display_node.voice.loudness import CLIP_LUFS, level, loudness
from display_node.voice.sound import FULL_SCALE, RATE, Samples

CLIPPED_SHARE: Final = 0.0005
NOISE_DB: Final = 30.0
LEAST_LUFS: Final = -45.0
LEVEL_TOLERANCE: Final = 1.5
TRIMMED_SECONDS: Final = 0.25
_BLOCK: Final = RATE // 100
_FULL: Final = 32_700
_FLOOR_DB: Final = -60.0
_OVER_NOISE_DB: Final = 6.0
_SOFT_DB, _LOUD_DB = 40.0, 10.0
_BEFORE, _AFTER = 2, 4
_ROOM_BLOCKS: Final = 10
_BASE_SECONDS: Final = 0.25
_PER_CHARACTER: Final = 0.07
_SHORTEST, _LONGEST = 0.45, 2.5


class Measures(Struct, frozen=True, kw_only=True):
    """What a recording measures: the words in seconds, their loudness, and what surrounds them.

    `lufs` is None for silence. `clipped` is the share of samples at full scale. `noise_db` is how far the room is under
    the words; None where there is too little silence around them to tell.
    """

    seconds: float
    around: float
    lufs: float | None
    clipped: float
    noise_db: float | None


def measure(samples: Samples) -> Measures:
    """Return what a recording measures."""
    start, end = _edges(samples)
    words = samples[start:end]
    full = sum(1 for sample in samples if abs(sample) >= _FULL)
    return Measures(
        seconds=sound.seconds(words),
        around=sound.seconds(samples) - sound.seconds(words),
        lufs=loudness(words),
        clipped=full / max(1, len(samples)),
        noise_db=_noise(samples, start, end),
    )


def fit(samples: Samples) -> Samples:
    """Return the words alone, at the level of all clips, with soft edges."""
    start, end = _edges(samples)
    return sound.fade(level(samples[start:end]))


def faults(text: str, measured: Measures) -> tuple[str, ...]:
    """Return what is wrong with a recording and what to do again, in a sentence each; none where it can be used."""
    found = _of_words(text, measured)
    if measured.lufs is not None and measured.noise_db is None:
        found.append("cut short: no silence around the words; wait half a second before and after, say it again")
    return tuple(found)


def faults_of_clip(text: str, measured: Measures) -> tuple[str, ...]:
    """Return what is wrong with a clip of a pack, which shall be cut and levelled already."""
    found = _of_words(text, measured)
    if measured.lufs is None:
        return tuple(found)
    if measured.around > TRIMMED_SECONDS:
        found.append(f"not trimmed: {measured.around:.1f} s of silence around the words; import it again")
    if abs(measured.lufs - CLIP_LUFS) > LEVEL_TOLERANCE:
        found.append(f"not levelled: {measured.lufs:.1f} LUFS instead of {CLIP_LUFS:g}; import it again")
    return tuple(found)


def likely_seconds(text: str) -> tuple[float, float]:
    """Return the shortest and the longest time in which a person says these words."""
    usual = _BASE_SECONDS + _PER_CHARACTER * len(text.rstrip(".,"))
    return _SHORTEST * usual, _LONGEST * usual


def _of_words(text: str, measured: Measures) -> list[str]:
    return [fault for fault in (_of_voice(measured), _of_length(text, measured)) if fault]


def _of_voice(measured: Measures) -> str | None:
    if measured.lufs is None:
        return "silent: was the microphone on? Say it again"
    if measured.clipped > CLIPPED_SHARE:
        return f"clipped: {measured.clipped:.2%} of it is at full scale; turn the microphone down, say it again"
    if measured.lufs < LEAST_LUFS:
        return f"too quiet: {measured.lufs:.0f} LUFS; go nearer to the microphone or turn it up, say it again"
    if measured.noise_db is not None and measured.noise_db < NOISE_DB:
        return (
            f"noisy: the room is only {measured.noise_db:.0f} dB under the voice, {NOISE_DB:g} are needed; "
            "shut windows, fans and air conditioning off, say it again"
        )
    return None


def _of_length(text: str, measured: Measures) -> str | None:
    shortest, longest = likely_seconds(text)
    if measured.lufs is None or shortest <= measured.seconds <= longest:
        return None
    word = "short: is a part missing" if measured.seconds < shortest else "long: is there more than these words"
    return f"too {word}? {measured.seconds:.2f} s, {shortest:.2f} to {longest:.2f} expected; say it again"


def _edges(samples: Samples) -> tuple[int, int]:
    """Where the words begin and end: what stands over the room, with 20 ms before and 40 ms after for soft sounds."""
    blocks = _levels(samples)
    if not blocks:
        return 0, 0
    ordered = sorted(blocks)
    room, voice = ordered[len(ordered) // 20], ordered[-1 - len(ordered) // 20]
    threshold = max(_FLOOR_DB, min(max(room + _OVER_NOISE_DB, voice - _SOFT_DB), voice - _LOUD_DB))
    over = [n for n, level_db in enumerate(blocks) if level_db > threshold]
    if not over:
        return 0, 0
    return max(0, over[0] - _BEFORE) * _BLOCK, min(len(samples), (over[-1] + 1 + _AFTER) * _BLOCK)


def _noise(samples: Samples, start: int, end: int) -> float | None:
    """How far what surrounds the words is under them, in dB, where there are 100 ms of it."""
    around, words = _levels(samples[:start]) + _levels(samples[end:]), _levels(samples[start:end])
    if len(around) < _ROOM_BLOCKS or not words:
        return None
    loud = sorted(words)[len(words) // 2 :]
    return _mean(loud) - _mean(around)


def _levels(samples: Samples) -> list[float]:
    """The level of each 10 ms, in dB under full scale."""
    whole = range(0, len(samples) - _BLOCK + 1, _BLOCK)
    return [_decibels(sum(x * x for x in samples[start : start + _BLOCK]) / _BLOCK / FULL_SCALE**2) for start in whole]


def _mean(levels: list[float]) -> float:
    return _decibels(sum(10 ** (each / 10) for each in levels) / len(levels))


def _decibels(power: float) -> float:
    return 10 * math.log10(power) if power > 0 else -120.0
