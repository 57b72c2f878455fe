"""One printer: asked how it is, given a paper, asked until it has worked that off.

Written is not printed: a stalled USB printer takes 86 KB before a write blocks. So every paper ends with GS r, which a
printer answers only after all that came before it, and which must not say that the paper is out; until then DLE EOT,
which overtakes, is asked again and again and tells of paper that ran out meanwhile. A printer that does not know GS r
is believed by its DLE EOT alone (setting `proof`). What a printer reports by itself is switched off and, where it still
comes, taken out: it looks like a proof. Any failure closes the transport; the next question opens a fresh one.
"""

import logging
import time
from collections.abc import Callable
from typing import Final, Literal

from firmware.messages.commands import PrintCause
from printer_node.status import (
    ANSWERS,
    ASK,
    ASK_PROOF,
    NO_REPORTS,
    Status,
    is_answer,
    is_proof,
    parse_status,
    proof_cause,
    silent,
    without_reports,
)
from printer_node.transport import StalledError, Transport, TransportError, UnreachableError

Proof = Literal["GS r", "DLE EOT"]

ASK_AGAIN_SECONDS: Final = 0.1

log = logging.getLogger(__name__)


class Printer:
    """Speaks ESC/POS to one printer. `status_seconds` and `print_seconds` are the longest wait for each."""

    def __init__(
        self, connect: Callable[[], Transport], *, status_seconds: float, print_seconds: float, proof: Proof
    ) -> None:
        self._connect = connect
        self._status_seconds = status_seconds
        self._print_seconds = print_seconds
        self._proof = proof
        self._transport: Transport | None = None
        self._rest_of_report = 0

    def ask(self) -> Status:
        """Return how the printer is now; never raises, a printer that cannot be asked is UNKNOWN with its cause."""
        try:
            return self._ask()
        except TransportError as error:
            return silent(self._fail(error))

    def print(self, paper: bytes) -> PrintCause | None:
        """Send one paper. Returns None once the printer has worked it off, else why nobody knows what came out."""
        try:
            transport = self._open()
            transport.write(paper, self._print_seconds)
            cause = self._await_proof(transport) if self._proof == "GS r" else self._ask().cause
        except TransportError as error:
            return self._fail(error)
        if cause is not None:
            # Whatever the printer still holds of this paper must not be followed by the next one.
            self.close()
        return cause

    def close(self) -> None:
        """Let go of the printer."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _ask(self) -> Status:
        transport = self._open()
        transport.drain()
        self._rest_of_report = 0
        transport.write(ASK, self._status_seconds)
        deadline = time.monotonic() + self._status_seconds
        heard = b""
        while len(heard) < ANSWERS:
            if time.monotonic() >= deadline:
                raise StalledError("the printer says something, but not how it is")
            heard += _answers(self._read(transport, deadline - time.monotonic()))
        return parse_status(heard)

    def _await_proof(self, transport: Transport) -> PrintCause | None:
        transport.write(ASK_PROOF, self._status_seconds)
        deadline = time.monotonic() + self._print_seconds
        heard = b""
        while time.monotonic() < deadline:
            try:
                data = self._read(transport, min(ASK_AGAIN_SECONDS, max(0.0, deadline - time.monotonic())))
            except StalledError:
                heard = b""
                transport.write(ASK, self._status_seconds)
                continue
            if proofs := [byte for byte in data if is_proof(byte)]:
                return proof_cause(proofs[0])
            heard += _answers(data)
            if len(heard) >= ANSWERS and (cause := parse_status(heard[:ANSWERS]).cause) is not None:
                return cause
        raise StalledError("the paper was not worked off in time")

    def _read(self, transport: Transport, seconds: float) -> bytes:
        data, self._rest_of_report = without_reports(transport.read(seconds), self._rest_of_report)
        return data

    def _open(self) -> Transport:
        if self._transport is None:
            self._transport, self._rest_of_report = self._connect(), 0
            self._transport.write(NO_REPORTS, self._status_seconds)
        return self._transport

    def _fail(self, error: TransportError) -> PrintCause:
        log.warning("printer: %s", error)
        self.close()
        return PrintCause.UNREACHABLE if isinstance(error, UnreachableError) else PrintCause.STALLED


def _answers(data: bytes) -> bytes:
    return bytes(byte for byte in data if is_answer(byte))
