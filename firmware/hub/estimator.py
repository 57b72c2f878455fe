"""What the hub asks for estimates. It never waits for one: it asks, and the answer comes into its inbox.

`WorkerEstimator` is a process of its own, asked after every change and every few seconds, one question at a time. One
that dies or hangs is replaced, each time a little later; meanwhile the latest estimates grow old and then say nothing.
"""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import SimpleQueue
from typing import Final, Protocol

import msgspec

from firmware.hub.office_time import Moment
from firmware.hub.pace import Due
from firmware.hub.waits import Ask, Estimated, Slots, Task, ask_at

REST_SECONDS: Final = 0.25
HUNG_SECONDS: Final = 30.0
LONGEST_BACK_OFF: Final = 60.0
ALARM_SECONDS: Final = 60.0
END_SECONDS: Final = 2.0
"""A process in the middle of a read from a dying card ends when the card lets it; the hub does not wait for that."""

WORKER: Final = (sys.executable, "-P", "-m", "firmware.hub.estimating")

Post = Callable[[Estimated], None]

log = logging.getLogger(__name__)


class Estimator(Protocol):
    """Somebody who estimates."""

    def look(self, now: Moment, position: int, booked: Callable[[], Slots]) -> None:
        """Ask where it is time to: the journal may have grown to `position`. Never waits.

        `booked` gives today's appointments of those who have not come.
        """
        ...

    def is_failing(self, boot: float) -> bool:
        """Say whether estimates have failed for a while. `boot` is the boot clock."""
        ...

    def close(self) -> None:
        """Estimate no more."""
        ...


MakeEstimator = Callable[[Task, Post], Estimator]


class _Life(threading.Thread):
    """One life of the worker's process, and the thread that listens to it."""

    def __init__(self, argv: Sequence[str], task: Task, post: Post) -> None:
        """Raises OSError."""
        super().__init__(name="estimator", daemon=True)
        self._process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - our own
        self._post = post
        self.is_busy = self.has_spoken = self.has_answered = False
        self._to_say: SimpleQueue[bytes | None] = SimpleQueue()
        self._to_say.put(msgspec.json.encode(task))
        self._speaker = threading.Thread(target=self._speak, name="estimator-asks", daemon=True)
        self._speaker.start()
        self.start()

    def ask(self, ask: Ask) -> None:
        """Put a question; there is never more than one. Where nobody reads, a thread waits with it, not the hub."""
        self.is_busy, self.has_spoken = True, False
        self._to_say.put(msgspec.json.encode(ask))

    def kill(self) -> None:
        """End the process; the thread ends with it."""
        self._process.kill()

    def run(self) -> None:
        """Hand over what the process says until it is dead."""
        # Half a question to a dead process is flushed once more at its closing.
        with suppress(BrokenPipeError), self._process as process:
            try:
                for line in process.stdout or ():
                    self._hear(line)
            except msgspec.DecodeError:
                log.exception("the estimator talks nonsense")
            process.kill()
            self._to_say.put(None)
            self._speaker.join()

    def _hear(self, line: bytes) -> None:
        self.has_spoken = True
        if line != b"\n":
            said = msgspec.json.decode(line, type=Estimated)
            self.is_busy, self.has_answered = False, True
            self._post(said)

    def _speak(self) -> None:
        """Say to the process what is to be said; its end wakes a write that it did not read."""
        while (line := self._to_say.get()) is not None:
            # Where it has just died the other thread finds out.
            if self._process.stdin is not None:
                with suppress(OSError, ValueError):
                    self._process.stdin.write(line + b"\n")
                    self._process.stdin.flush()


class WorkerEstimator:
    """Keeps one worker alive. `argv` is what it is started as."""

    def __init__(self, task: Task, post: Post, argv: Sequence[str] = WORKER) -> None:
        self._task = task
        self._post = post
        self._argv = argv
        self._due = Due(REST_SECONDS)
        self._life: _Life | None = None
        self._failures = 0
        self._failing_since: float | None = None
        self._begin_at = 0.0
        self._heard_at = 0.0

    def look(self, now: Moment, position: int, booked: Callable[[], Slots]) -> None:
        """Keep the worker alive, and ask it where it is time to. Never waits."""
        life = self._living(now.boot)
        if life is None or life.is_busy or not self._due.is_due(now, position):
            return
        ask = ask_at(now, booked)
        if ask is not None:
            self._heard_at = now.boot
            life.ask(ask)

    def is_failing(self, boot: float) -> bool:
        """Say whether no worker has answered for a while though several were started."""
        return self._failing_since is not None and boot - self._failing_since > ALARM_SECONDS

    def close(self) -> None:
        """End the worker."""
        if self._life is not None:
            self._life.kill()
            self._life.join(END_SECONDS)

    def _living(self, boot: float) -> _Life | None:
        """Return the worker that lives now; the next one after its end, when it is time for it."""
        life = self._life
        if life is None:
            return self._begin(boot) if boot >= self._begin_at else None
        if life.has_answered:
            self._failures, self._failing_since = 0, None
        if life.has_spoken:
            self._heard_at, life.has_spoken = boot, False
        if not life.is_alive():
            self._fail(boot)
            return None
        if life.is_busy and boot - self._heard_at > HUNG_SECONDS:
            log.error("the estimator has said nothing for %.0f s and is killed", boot - self._heard_at)
            life.kill()
        return life

    def _begin(self, boot: float) -> _Life | None:
        try:
            self._life = _Life(self._argv, self._task, self._post)
        except OSError as error:
            log.error("no estimator: %s; is there memory left?", error)  # noqa: TRY400 - the system's word
            self._fail(boot)
        self._heard_at = boot
        return self._life

    def _fail(self, boot: float) -> None:
        self._life = None
        self._failures += 1
        self._failing_since = boot if self._failing_since is None else self._failing_since
        self._begin_at = boot + min(LONGEST_BACK_OFF, 2.0 ** (self._failures - 1))
        log.warning("the estimator has ended; the next one begins in %.0f s", self._begin_at - boot)
