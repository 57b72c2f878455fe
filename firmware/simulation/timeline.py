"""Simulated time: a heap of what is to happen. The same actions planned in the same order happen in the same order."""

import heapq
from collections.abc import Callable

Action = Callable[[], None]


class Timeline:
    """`now` is in seconds since the simulation began."""

    def __init__(self) -> None:
        self.now = 0.0
        self._planned: list[tuple[float, int, Action]] = []
        self._count = 0

    def at(self, time: float, action: Action) -> None:
        """Plan an action; one in the past happens next."""
        self._count += 1
        heapq.heappush(self._planned, (max(time, self.now), self._count, action))

    def after(self, seconds: float, action: Action) -> None:
        """Plan an action so many seconds from now."""
        self.at(self.now + seconds, action)

    def run(self, until: float) -> None:
        """Let everything happen that is planned before `until`, then set the time to it."""
        while self._planned and self._planned[0][0] <= until:
            time, _, action = heapq.heappop(self._planned)
            self.now = time
            action()
        self.now = until
