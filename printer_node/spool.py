"""The printer's own loop: slips in a queue, one printer, each decision on disk before it is acted on.

It runs in a thread of its own, because a stalled printer may hold it for seconds while the box must go on answering
the broker. `step` does one thing and can be called without the thread. While the printer is well a slip is printed at
once; while it is not, its status is asked twice a second and slips wait, each until it is too old. When nothing is to
do the status is still asked every few seconds, so that a technician hears of an empty roll before a visitor does.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Final, Protocol

from msgspec import Struct

from firmware.messages.commands import PrintCause, PrintOutcome
from firmware.messages.notices import Mark, Slip
from firmware.messages.requests import KeptPaper
from firmware.node.clock import Clock
from firmware.node.remembering import PAGE_ROWS
from printer_node.arbiter import Claim, ClaimState, Verdict, judge
from printer_node.claims import Claims
from printer_node.status import Status

ATTEMPTS: Final = 3
"""How often bytes of one slip may leave: a printer that prints and never confirms must not print on for two minutes."""

log = logging.getLogger(__name__)


class AnyPrinter(Protocol):
    """What the spool needs of a printer."""

    def ask(self) -> Status:
        """Return how the printer is now."""
        ...

    def print(self, paper: bytes) -> PrintCause | None:
        """Send one paper; None once it is worked off."""
        ...


class Reported(Struct, frozen=True, kw_only=True):
    """What became of a slip, for the hub. `number` is the label of the slip that owns the press's paper."""

    slip: Slip
    outcome: PrintOutcome
    number: str | None
    cause: PrintCause | None = None
    is_final: bool = True
    is_marked: bool = False


class Felt(Struct, frozen=True):
    """How the printer is; posted whenever that changes."""

    status: Status


class Died(Struct, frozen=True):
    """The spool's thread has ended by a fault; the box must end too and be started again."""

    error: BaseException


class _Job(Struct):
    slip: Slip
    issued_at: float
    told: PrintCause | None = None
    attempts: int = 0


class _Wake(Struct, frozen=True):
    pass


class Spool:
    """Prints slips. `encode` makes the bytes of a slip, marked or not; `post` hands what happened to the box."""

    def __init__(
        self,
        claims: Claims,
        printer: AnyPrinter,
        clock: Clock,
        encode: Callable[[Slip, bool], bytes],
        post: Callable[[object], None],
        *,
        idle_seconds: float,
        unwell_seconds: float,
    ) -> None:
        self._claims = claims
        self._printer = printer
        self._clock = clock
        self._encode = encode
        self._post = post
        self._idle_seconds = idle_seconds
        self._unwell_seconds = unwell_seconds
        self._arrivals: SimpleQueue[tuple[Slip, float] | _Wake] = SimpleQueue()
        self._jobs: deque[_Job] = deque()
        self._status: Status | None = None
        self._next_ask = clock.boot()
        self._is_stopping = threading.Event()
        for slip, issued_at in claims.unfinished():
            self._jobs.append(_Job(slip, issued_at))

    # -- called from the box's thread --------------------------------------------------------------------------------

    def put(self, slip: Slip) -> None:
        """Take a slip that has just arrived."""
        self._arrivals.put((slip, self._clock.boot() - slip.age))

    @property
    def has_arrivals(self) -> bool:
        """Say whether something was put and is not looked at yet."""
        return not self._arrivals.empty()

    @property
    def next_at(self) -> float:
        """When the printer is looked at next, on the boot clock."""
        return self._next_ask

    def papers(self, after: int) -> list[KeptPaper]:
        """Return the next of the slips that this box took, for a hub that has lost its disk. Raises StateError."""
        return self._claims.page(after, PAGE_ROWS)

    def stop(self) -> None:
        """Ask the loop to end after the paper in hand; slips that wait are left to the next start and to the hub."""
        self._is_stopping.set()
        self._arrivals.put(_Wake())

    def run(self) -> None:
        """Work until stopped: the thread's main function."""
        try:
            while not self._is_stopping.is_set():
                self.step()
        except BaseException as error:  # noqa: BLE001 - a dead spool must take the box with it
            self._post(Died(error))

    # -- the spool's own thread --------------------------------------------------------------------------------------

    def step(self, timeout: float | None = None) -> None:
        """Wait for a slip or for the next look at the printer, at most `timeout` seconds, and act on it."""
        wait = max(0.0, self._next_ask - self._clock.boot())
        try:
            arrival = self._arrivals.get(timeout=wait if timeout is None else min(wait, timeout))
        except Empty:
            if self._clock.boot() >= self._next_ask:
                self._work()
            return
        if not isinstance(arrival, _Wake):
            self._hear(*arrival)

    def _hear(self, slip: Slip, issued_at: float) -> None:
        if any(job.slip.id == slip.id for job in self._jobs):
            return
        self._jobs.append(_Job(slip, issued_at))
        self._work()

    def _work(self) -> None:
        """Take each waiting slip in order: report it, print it, or hold it once the printer is found unwell."""
        waiting, self._jobs = self._jobs, deque()
        cause: PrintCause | None = None
        while waiting and not self._is_stopping.is_set():
            job = waiting.popleft()
            claim = self._claims.find(job.slip.press)
            verdict = judge(claim, job.slip.id, self._clock.boot() - job.issued_at)
            if verdict not in (Verdict.PRINT, Verdict.PRINT_MARKED):
                self._refuse(job, claim, verdict)
                continue
            cause = cause or self._look() or self._print(job, is_marked=verdict is Verdict.PRINT_MARKED)
            if cause is not None:
                self._hold(job, claim, cause)
        self._jobs.extend(waiting)
        if self._is_stopping.is_set():
            return
        cause = self._look() or cause
        self._next_ask = self._clock.boot() + (self._idle_seconds if cause is None else self._unwell_seconds)

    def _look(self) -> PrintCause | None:
        """Ask the printer how it is, tell the box if that has changed, and return why it cannot print."""
        status = self._printer.ask()
        if status != self._status:
            self._status = status
            self._post(Felt(status))
        return status.cause

    def _print(self, job: _Job, *, is_marked: bool) -> PrintCause | None:
        is_marked = is_marked or job.slip.mark is Mark.REPRINT
        paper = self._encode(job.slip, is_marked)
        job.attempts += 1
        self._keep(job, ClaimState.SENDING, is_marked=is_marked)
        cause = self._printer.print(paper)
        if cause is None:
            sent_at = self._clock.boot()
            self._keep(job, ClaimState.DONE, is_marked=is_marked)
            self._post(
                Reported(slip=job.slip, outcome=PrintOutcome.PRINTED, number=job.slip.number, is_marked=is_marked)
            )
            log.info("printed number=%s slip=%s marked=%s at=%.6f", job.slip.number, job.slip.id, is_marked, sent_at)
            self._claims.trim()
        return cause

    def _hold(self, job: _Job, claim: Claim | None, cause: PrintCause) -> None:
        """Keep the slip for later, durably its press's own from now on, and tell the hub why it waits."""
        if job.attempts >= ATTEMPTS:
            self._give_up(job, cause, is_marked=True)
            return
        if claim is None and job.attempts == 0:
            self._keep(job, ClaimState.CLAIMED, is_marked=False)
        self._jobs.append(job)
        if job.told != cause:
            job.told = cause
            self._post(
                Reported(
                    slip=job.slip, outcome=PrintOutcome.FAILED, number=job.slip.number, cause=cause, is_final=False
                )
            )

    def _refuse(self, job: _Job, claim: Claim | None, verdict: Verdict) -> None:
        """Report a slip that is not to be printed."""
        owner = None if claim is None else claim.number
        if verdict is Verdict.SUPERSEDED:
            self._post(Reported(slip=job.slip, outcome=PrintOutcome.SUPERSEDED, number=owner))
        elif verdict is Verdict.ALREADY_DONE:
            is_marked = claim is not None and claim.is_marked
            self._post(Reported(slip=job.slip, outcome=PrintOutcome.PRINTED, number=owner, is_marked=is_marked))
        elif claim is None:
            # A slip that was too old on arrival claims nothing: another number for this press may still be printed.
            self._tell_failed(job, PrintCause.TOO_OLD, number=None)
        else:
            self._give_up(job, PrintCause.TOO_OLD, is_marked=claim.is_marked)

    def _give_up(self, job: _Job, cause: PrintCause, *, is_marked: bool) -> None:
        self._keep(job, ClaimState.EXPIRED, is_marked=is_marked)
        self._tell_failed(job, cause, number=job.slip.number)

    def _tell_failed(self, job: _Job, cause: PrintCause, number: str | None) -> None:
        log.warning("not printed number=%s slip=%s cause=%s", job.slip.number, job.slip.id, cause)
        self._post(Reported(slip=job.slip, outcome=PrintOutcome.FAILED, number=number, cause=cause))

    def _keep(self, job: _Job, state: ClaimState, *, is_marked: bool) -> None:
        claim = Claim(press=job.slip.press, slip=job.slip.id, state=state, is_marked=is_marked)
        self._claims.keep(claim, job.slip, job.issued_at)
