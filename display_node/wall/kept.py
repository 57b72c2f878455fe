"""Things that were costly to make, kept as far as their weight allows.

A count would either forget the pictures of a wall of many panes in every frame, or keep so many of a wall of one that a
small Pi has no memory left: a picture as large as the wall weighs as much as those of all its panes. What was wanted
longest ago goes first.
"""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

Key = TypeVar("Key")
Thing = TypeVar("Thing")

MOST: Final = 256


class Kept(Generic[Key, Thing]):
    """Things by their keys, of `room` weight together and `MOST` at most; the last one stays, whatever it weighs."""

    def __init__(self, room: int, weigh: Callable[[Thing], int]) -> None:
        """Keep nothing yet."""
        self._room = room
        self._weigh = weigh
        self._things: dict[Key, Thing] = {}
        self._weight = 0

    def get(self, key: Key, make: Callable[[], Thing]) -> Thing:
        """Return the thing of this key, made where it is not kept."""
        if key in self._things:
            thing = self._things.pop(key)
        else:
            thing = make()
            self._weight += self._weigh(thing)
        self._things[key] = thing  # wanted last, so it goes last
        while len(self._things) > 1 and (self._weight > self._room or len(self._things) > MOST):
            self._weight -= self._weigh(self._things.pop(next(iter(self._things))))
        return thing
