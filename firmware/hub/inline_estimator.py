"""An estimator that computes where it is asked, for a world in which the same seed brings the same day again."""

import logging
import sqlite3
from collections.abc import Callable
from typing import Final

from firmware.hub.estimating import Work
from firmware.hub.estimator import MakeEstimator, Post
from firmware.hub.office_time import Moment
from firmware.hub.pace import Due
from firmware.hub.waits import Slots, Task, ask_at
from firmware.node.disk import Disk

REST_SECONDS: Final = 10.0

log = logging.getLogger(__name__)


class InlineEstimator:
    """Computes where it is asked."""

    def __init__(self, task: Task, post: Post, disk: Disk) -> None:
        self._work = Work(task, disk, timer=lambda: 0.0)
        self._post = post
        self._due = Due(REST_SECONDS)
        self._has_learned = False
        self._is_failing = False

    def look(self, now: Moment, position: int, booked: Callable[[], Slots]) -> None:
        """Estimate, where it is time to."""
        ask = ask_at(now, booked) if self._due.is_due(now, position) else None
        if ask is None:
            return
        try:
            if not self._has_learned:
                for _ in self._work.learn():
                    pass
                self._has_learned = True
            self._post(self._work.answer(ask))
        except sqlite3.Error as error:
            log.warning("no estimate: %s", error)
            self._is_failing = True
        else:
            self._is_failing = False

    def is_failing(self, boot: float) -> bool:  # noqa: ARG002 - the last one tells
        """Say whether the last estimate failed."""
        return self._is_failing

    def close(self) -> None:
        """Nothing is open."""


def inline(disk: Disk) -> MakeEstimator:
    """Return what makes an estimator that computes where it is asked, from a journal on this disk."""
    return lambda task, post: InlineEstimator(task, post, disk)
