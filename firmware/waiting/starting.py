"""Starting: when each counter can call first, as it stands at the beginning of a rollout."""

from math import inf
from random import Random

from msgspec import Struct

from firmware.waiting.durations import Durations, draw, rest
from firmware.waiting.joining import share_above
from firmware.waiting.scene import Desk


class Start(Struct, frozen=True, kw_only=True):
    """A counter's beginning, in the figures that its draws need."""

    desk: Desk
    pool: list[float]
    factor: float
    missing: float


def start_of(desk: Desk, durations: Durations) -> Start:
    """Return how a counter begins; `missing` is how probable it is that nobody comes to the call that stands."""
    pool = durations.helps.get(desk.service or "") or durations.misses
    factor = durations.factor(desk.number)
    missing = 0.0
    if desk.may_miss:
        absent = durations.miss_share * share_above(durations.misses, desk.gone)
        coming = (1.0 - durations.miss_share) * share_above(pool, desk.gone / factor)
        missing = absent / (absent + coming) if absent else 0.0
    return Start(desk=desk, pool=pool, factor=factor, missing=missing)


def first_free(start: Start, durations: Durations, random: Random) -> float:
    """Return in how many seconds the one at the counter will have left; 0 where nobody is there."""
    if start.desk.service is None:
        return 0.0
    gone = start.desk.gone
    if start.missing and random.random() < start.missing:
        return rest(durations.misses, gone, random.random())
    return rest(start.pool, gone, random.random(), start.factor)


def first_call(start: Start, durations: Durations, random: Random) -> float:
    """Return in how many seconds after that the counter can call; `inf` where it stays shut."""
    desk = start.desk
    if desk.closed is not None:
        return random.choice(desk.closed) if desk.closed else inf
    if desk.service is not None:
        return draw(durations.gaps, random)
    if desk.is_wanted:
        return rest(durations.idle_gaps if desk.was_idle else durations.gaps, desk.gone, random.random())
    return draw(durations.idle_gaps, random)
