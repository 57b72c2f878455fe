"""What the printer box does about each thing that happens: slips to the spool, the spool's word to the hub.

A slip may also come from a neighbour, a kiosk on the same Pi whose hub is silent: the press decides about paper, not
the way it came, and the neighbours hear every report too. `Loop.step` does one thing; the spool works in a thread of
its own, or is stepped by whoever drives the box.
"""

import logging
from collections.abc import Callable

from firmware.messages import topics
from firmware.messages.codec import Garbage, decode, encode
from firmware.messages.commands import ReportPrint
from firmware.messages.notices import Office, Problem, Slip
from firmware.messages.requests import ReadPapers
from firmware.node.box import Asked, Box
from firmware.node.neighbour import Overheard
from firmware.node.remembering import paper_page
from printer_node.logo import LogoSeen
from printer_node.office import KnownOffice
from printer_node.spool import Died, Felt, Reported, Spool
from printer_node.status import CHECKS, Status, problems

TellNeighbours = Callable[[str, bytes], bool]

log = logging.getLogger(__name__)


def no_neighbours(_topic: str, _payload: bytes) -> bool:
    """Tell nobody: what a box without a door does."""
    return False


class Loop:
    """Acts on what happens to one printer box. `tell` reaches the boxes of the same Pi."""

    def __init__(self, box: Box, spool: Spool, office: KnownOffice, tell: TellNeighbours = no_neighbours) -> None:
        self._box = box
        self._spool = spool
        self._office = office
        self._tell = tell

    def step(self, timeout: float | None = None) -> None:
        """Wait for one thing, at most `timeout` seconds, and act on it."""
        self._act(self._box.step(timeout))

    def _act(self, happening: object) -> None:
        match happening:
            case Slip():
                self._spool.put(happening)
            case Overheard():
                self._overhear(happening)
            case Office():
                self._office.hear(happening)
            case Reported():
                self._report(happening)
            case Asked(request=ReadPapers(after=after)):
                self._box.respond(happening, paper_page(self._spool.papers(after), self._box.trust))
            case Felt(status):
                self._feel(status)
            case LogoSeen(wrong):
                self._see_logo(wrong)
            case Died(error):
                raise RuntimeError("the printing thread has died; only a restart of the box helps") from error

    def _overhear(self, said: Overheard) -> None:
        """Print what a neighbour wants printed. It is not asked which hub it believes: it has heard none."""
        if said.topic != topics.SLIP.name(self._box.name):
            log.error("a neighbour said %r; does it know the name of this box?", said.topic[:100])
            return
        slip = decode(Slip, said.payload)
        if isinstance(slip, Garbage):
            log.error("a neighbour's slip cannot be read: %s", slip.detail)
            return
        self._spool.put(slip)

    def _report(self, reported: Reported) -> None:
        """Tell what became of a slip: the hub once while the same word is on its way, the neighbours each time."""
        report = self._on_its_way(reported)
        if report is None:
            report = ReportPrint(
                key=self._box.names.key(),
                press=reported.slip.press,
                slip=reported.slip.id,
                outcome=reported.outcome,
                cause=reported.cause,
                is_final=reported.is_final,
                is_marked=reported.is_marked,
                number=reported.number,
            )
            self._box.send(report)
        self._tell(topics.COMMAND.name(self._box.name), encode(report))

    def _on_its_way(self, reported: Reported) -> ReportPrint | None:
        if not reported.is_final:
            return None
        said = (reported.slip.id, reported.outcome, reported.cause)
        pending = (command for command in self._box.outbox.pending if isinstance(command, ReportPrint))
        return next((report for report in pending if (report.slip, report.outcome, report.cause) == said), None)

    def _feel(self, status: Status) -> None:
        """Let the box's health say how the printer is."""
        self._box.note_paper(status.paper)
        wrong = problems(status)
        for problem, check in CHECKS.items():
            self._box.report(problem, check, wrong=problem in wrong)

    def _see_logo(self, wrong: str) -> None:
        self._box.clear(Problem.LOGO_FAILED)
        if wrong:
            self._box.report(Problem.LOGO_FAILED, wrong)
