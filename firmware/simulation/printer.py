"""A simulated thermal printer: paper that lies in a hand for ever, and a device that runs out, stalls or dies."""

from msgspec import Struct, json

from firmware.messages.commands import PrintCause
from firmware.messages.notices import Mark, Paper, Slip
from firmware.simulation.program import Program
from firmware.simulation.timeline import Timeline
from printer_node.status import Status, silent


class Sheet(Struct, frozen=True, kw_only=True):
    """What stands on a paper. `is_marked` is CETAK ULANG, `is_offline` Nomor luring."""

    press: str
    number: str
    is_marked: bool
    is_offline: bool


class Printed(Struct, frozen=True):
    """A paper that came out, when and where; `card` counts the cards that the printer box has had."""

    at: float
    printer: str
    card: int
    sheet: Sheet


def encode(slip: Slip, is_marked: bool) -> bytes:
    """Return the bytes of a paper."""
    return json.encode(
        Sheet(
            press=slip.press,
            number=slip.number,
            is_marked=is_marked or slip.mark is Mark.REPRINT,
            is_offline=slip.mark is Mark.OFFLINE,
        )
    )


class SimulatedPrinter:
    """The device of one printer box. It outlives the process, and its papers outlive everything."""

    def __init__(self, name: str, timeline: Timeline, papers: list[Printed]) -> None:
        self.program: Program | None = None
        self.cause: PrintCause | None = None
        self.is_lying = False
        self.card = 1
        self._name = name
        self._timeline = timeline
        self._papers = papers

    def ask(self) -> Status:
        """Return how it is; one that lies says nothing of it until it has to print."""
        if self.cause is None or self.is_lying:
            return Status(paper=Paper.OK, cause=None)
        return (
            silent(self.cause) if self.cause is not PrintCause.PAPER_OUT else Status(paper=Paper.OUT, cause=self.cause)
        )

    def print(self, paper: bytes) -> PrintCause | None:
        """Print one paper, whole or half; None once it is certain that it is out."""
        self._point("before the paper")
        if self.cause is PrintCause.STALLED:
            # The bytes were taken: the paper may come out, and nobody says so.
            self._come_out(paper)
            return self.cause
        if self.cause is not None:
            return self.cause
        self._come_out(paper)
        self._point("in the middle of a print")
        return None

    def _come_out(self, paper: bytes) -> None:
        self._papers.append(Printed(self._timeline.now, self._name, self.card, json.decode(paper, type=Sheet)))

    def _point(self, where: str) -> None:
        if self.program is not None:
            self.program.point(where)
