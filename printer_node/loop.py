"""What the printer box does about each thing that happens: slips to the spool, the spool's word to the hub.

`Loop.step` does one thing; the spool works in a thread of its own, or is stepped by whoever drives the box.
"""

from firmware.messages.commands import ReportPrint
from firmware.messages.notices import Office, Slip
from firmware.node.box import Box
from printer_node.office import KnownOffice
from printer_node.spool import Died, Felt, Reported, Spool
from printer_node.status import CHECKS, Status, problems


class Loop:
    """Acts on what happens to one printer box."""

    def __init__(self, box: Box, spool: Spool, office: KnownOffice) -> None:
        self._box = box
        self._spool = spool
        self._office = office

    def step(self, timeout: float | None = None) -> None:
        """Wait for one thing, at most `timeout` seconds, and act on it."""
        self._act(self._box.step(timeout))

    def _act(self, happening: object) -> None:
        match happening:
            case Slip():
                self._spool.put(happening)
            case Office():
                self._office.hear(happening)
            case Reported():
                self._report(happening)
            case Felt(status):
                self._feel(status)
            case Died(error):
                raise RuntimeError("the printing thread has died; only a restart of the box helps") from error

    def _report(self, reported: Reported) -> None:
        """Tell the hub what became of a slip, once while the same word is still on its way."""
        pending = [command for command in self._box.outbox.pending if isinstance(command, ReportPrint)]
        if reported.is_final and any(
            (command.slip, command.outcome, command.cause) == (reported.slip.id, reported.outcome, reported.cause)
            for command in pending
        ):
            return
        self._box.send(
            ReportPrint(
                key=self._box.names.key(),
                press=reported.slip.press,
                slip=reported.slip.id,
                outcome=reported.outcome,
                cause=reported.cause,
                is_final=reported.is_final,
                is_marked=reported.is_marked,
                number=reported.number,
            )
        )

    def _feel(self, status: Status) -> None:
        """Let the box's health say how the printer is."""
        self._box.note_paper(status.paper)
        wrong = problems(status)
        for problem, check in CHECKS.items():
            self._box.report(problem, check, wrong=problem in wrong)
