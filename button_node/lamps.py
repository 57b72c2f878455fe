"""The lamps of one panel: each is set only when its brightness has changed, and whoever waits hears what they say.

A pattern goes from dark to bright; how bright that is in this hall is the technician's, and the same for every state.
"""

from collections.abc import Callable, Mapping

from button_node.control import Shown
from button_node.lamp import LampState, Sight, brightness, next_change, state

Light = Callable[[int, float], None]


class Lamps:
    """`light` sets the brightness of the lamp on a pin, 0 to 1; `shown` is what all of them say."""

    def __init__(self, light: Light, full: float = 1.0) -> None:
        """A lamp that is lit is as bright as `full`."""
        self.shown = Shown()
        self._light = light
        self._full = full
        self._levels: dict[int, float] = {}

    def show(self, sights: Mapping[int, Sight], now: float) -> None:
        """Let each lamp say what its sight asks for at `now`."""
        says: dict[int, LampState] = {}
        for lamp, sight in sights.items():
            says[lamp] = state(sight, now)
            self._set(lamp, self._full * brightness(sight, now))
        if says != self.shown.states():
            self.shown.show(says)

    def _set(self, lamp: int, level: float) -> None:
        if self._levels.get(lamp) != level:
            self._levels[lamp] = level
            self._light(lamp, level)


def next_frame(sights: Mapping[int, Sight], now: float) -> float | None:
    """Return when some lamp must be looked at again; None while time alone changes none."""
    changes = (next_change(sight, now) for sight in sights.values())
    return min((at for at in changes if at is not None), default=None)
