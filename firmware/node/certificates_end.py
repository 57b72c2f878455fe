"""The alarm 90 days before a certificate ends, as a trouble of the box that holds it.

A box looks at its own certificate and at the authority's once an hour, and not in its first minute, when it has other
things to do. The broker tells nobody how it feels, so the hub looks for it: what the broker shows at each connection
says when it ends. A box whose clock is not trusted says nothing.
"""

import logging
from datetime import datetime
from pathlib import Path
from typing import Final

from firmware.authority.ending import AUTHORITY, end_in, endings
from firmware.messages.notices import ClockState, Problem, Trouble
from firmware.node.clock import Clock
from firmware.node.settings import BoxSettings
from firmware.node.tls import files

FIRST_LOOK_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 3_600.0

log = logging.getLogger(__name__)


class CertificatesEnd:
    """What a box knows of the ends of its certificates. `broker` is that of the broker's, None where nobody looks."""

    def __init__(self, settings: BoxSettings, clock: Clock) -> None:
        """Look at nothing yet."""
        own = files(Path(settings.tls), settings.name)
        self.broker: datetime | None = None
        self._paths = {AUTHORITY: own.authority, settings.name: own.certificate}
        self._clock = clock
        self._next_look = clock.boot() + FIRST_LOOK_SECONDS
        self._told: tuple[str, ...] = ()

    def troubles(self) -> tuple[Trouble, ...]:
        """Return what somebody must do something about within 90 days. May be asked as often as one likes."""
        if self._clock.boot() >= self._next_look:
            self._next_look = self._clock.boot() + LOOK_SECONDS
            self._look()
        return tuple(Trouble(problem=Problem.CERTIFICATE_ENDS, detail=detail) for detail in self._told)

    def _look(self) -> None:
        ends = {name: end for name, path in self._paths.items() if (end := _end_of(path)) is not None}
        if self.broker is not None:
            ends["broker"] = self.broker
        is_certain = self._clock.state() is not ClockState.UNTRUSTED
        told = endings(ends, self._clock.wall()) if is_certain else ()
        for sentence in told:
            if sentence not in self._told:
                log.error(sentence)
        self._told = told


def _end_of(path: Path) -> datetime | None:
    # A file that is gone or broken is told where it is used: at the next connection.
    try:
        return end_in(path.read_bytes())
    except (OSError, ValueError):
        return None
