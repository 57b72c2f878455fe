"""Asks a display for a picture of its wall, over the broker, as a technician would."""

import secrets
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Final, Self

from firmware.messages import topics
from firmware.messages.codec import encode
from firmware.messages.requests import TakeScreenshot
from firmware.node.link import Connected, Link, Received
from firmware.node.settings import BoxSettings

CONNECT_SECONDS: Final = 10.0


class CameraError(Exception):
    """No picture came; says what to check."""


class Camera:
    """A technician with one wish. Also a context manager: connected inside, gone after."""

    def __init__(self, box: BoxSettings) -> None:
        """Prepare the link; nothing is connected yet."""
        self._inbox: SimpleQueue[object] = SimpleQueue()
        self._answers = topics.RESPONSE.name(box.name)
        self._link = Link(box, self._inbox, subscriptions=[(self._answers, 1)])

    def __enter__(self) -> Self:
        self._link.start()
        self._await(lambda happening: isinstance(happening, Connected), CONNECT_SECONDS, "the broker lets nobody in")
        return self

    def __exit__(self, *_: object) -> None:
        self._link.close()

    def shoot(self, display: str, seconds: float = 10.0) -> bytes:
        """Return what the wall of this display shows now, as a PNG. Raises CameraError."""
        correlation = secrets.token_bytes(8)
        self._link.publish(
            topics.REQUEST.name(display),
            encode(TakeScreenshot()),
            qos=1,
            correlation=correlation,
            response_topic=self._answers,
        )
        answer = self._await(
            lambda happening: isinstance(happening, Received) and happening.correlation == correlation,
            seconds,
            f"{display} sends no picture; see its log",
        )
        assert isinstance(answer, Received)  # noqa: S101 - what was waited for
        if answer.content_type != "image/png":
            raise CameraError(f"{display} sends no picture but {answer.payload.decode(errors='replace')}")
        return answer.payload

    def _await(self, is_it: Callable[[object], bool], seconds: float, complaint: str) -> object:
        deadline = time.monotonic() + seconds
        try:
            while not is_it(happening := self._inbox.get(timeout=max(0.0, deadline - time.monotonic()))):
                pass
        except Empty:
            raise CameraError(f"{complaint} (waited {seconds:g} s)") from None
        return happening
