"""Seen: what the watcher knows of a person and of a counter while the day goes on. Both change as events come."""

from msgspec import Struct

from firmware.messages.why import Standing
from firmware.queueing.events import Told


class Person(Struct):
    """A ticket as the watcher knows it; `service` is what it waits for."""

    service: str
    first_service: str
    standing: Standing
    since: float
    told: Told | None = None
    is_waiting: bool = False
    has_been_called: bool = False
    is_extra: bool = False
    missed_at: float | None = None


class Desk(Struct):
    """A counter as the watcher knows it. `wanted_at` is since when somebody waits for it and it could call."""

    is_open: bool = False
    changed_at: float = 0.0
    has_been_open: bool = False
    ticket: str | None = None
    called_at: float = 0.0
    wanted_at: float | None = None
    was_idle: bool = False
