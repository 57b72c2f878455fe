"""How loud a sound is to an ear, after ITU-R BS.1770-4, and bringing it to one level.

K-weighting and the relative gate are the standard's; blocks are 100 ms instead of 400 ms, because a spoken digit lasts
no longer. So the chime, each clip of the synthesizer and each recorded clip sound equally loud. A clip is made louder
than the call as a whole shall be (-16 LUFS), since the call's pauses count as well.
"""

import math
from collections.abc import Iterator
from typing import Final

from display_node.voice.sound import FULL_SCALE, RATE, Samples, scale

CLIP_LUFS: Final = -15.0
_FLOOR: Final = -70.0
_GATE: Final = -10.0
_BLOCK: Final = RATE // 10

Filter = tuple[tuple[float, float, float], tuple[float, float]]


def level(samples: Samples, target: float = CLIP_LUFS) -> Samples:
    """Return it at a loudness in LUFS. Silence stays silence."""
    now = loudness(samples)
    return samples if now is None else scale(samples, 10 ** ((target - now) / 20))


def loudness(samples: Samples, block: int = _BLOCK) -> float | None:
    """Return the loudness in LUFS, gated at -70 LUFS and at 10 LU under the mean; None for silence."""
    powers = [power for power in _powers(samples, block) if _lufs(power) > _FLOOR]
    if not powers:
        return None
    gate = _lufs(sum(powers) / len(powers)) + _GATE
    kept = [power for power in powers if _lufs(power) > gate]
    return _lufs(sum(kept) / len(kept))


def _powers(samples: Samples, block: int) -> Iterator[float]:
    """The mean square of each block, half overlapping, after K-weighting; one block for less than a block."""
    squares = _k_weighted_squares(samples)
    for start in range(0, max(1, len(squares) - block + 1), block // 2):
        part = squares[start : start + block]
        if part:
            yield sum(part) / len(part)


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power > 0 else -math.inf


def _k_weighted_squares(samples: Samples) -> list[float]:
    """The power of each sample after BS.1770's two filters, in their analogue form so that they fit our rate.

    Both in one loop (direct form II transposed): this is where the time of preparing a clip goes.
    """
    ((b0, b1, b2), (a1, a2)), (_, (c1, c2)) = _SHELF, _HIGH_PASS
    s1 = s2 = t1 = t2 = 0.0
    squares = []
    for sample in samples:
        x = sample / FULL_SCALE
        y = b0 * x + s1
        s1 = b1 * x - a1 * y + s2
        s2 = b2 * x - a2 * y
        z = y + t1
        t1 = t2 - 2.0 * y - c1 * z
        t2 = y - c2 * z
        squares.append(z * z)
    return squares


def _shelf() -> Filter:
    k, q = math.tan(math.pi * 1681.974450955533 / RATE), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    b = ((high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0)
    return b, (2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


def _high_pass() -> Filter:
    k, q = math.tan(math.pi * 38.13547087602444 / RATE), 0.5003270373238773
    a0 = 1 + k / q + k * k
    return (1.0, -2.0, 1.0), (2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


_SHELF: Final = _shelf()
_HIGH_PASS: Final = _high_pass()
