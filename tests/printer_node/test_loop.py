"""What the printer box does about a slip of a neighbour, and whom it tells what became of it."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from firmware.messages import topics
from firmware.messages.codec import LIMIT, encode
from firmware.messages.commands import PrintCause, PrintOutcome, ReportPrint
from firmware.messages.names import Role
from firmware.messages.notices import Paper, Problem, Slip
from firmware.node.box import Box
from firmware.node.clock import Clock
from firmware.node.neighbour import Overheard
from firmware.node.settings import BoxSettings
from firmware.node.world import World
from printer_node.claims import Claims
from printer_node.logo import LogoSeen
from printer_node.loop import Loop
from printer_node.office import KnownOffice
from printer_node.spool import Spool
from printer_node.status import Status

MINE = topics.SLIP.name("printer-1")
MakeSlip = Callable[..., Slip]


class PlayedPrinter:
    """Prints all it is given."""

    def __init__(self) -> None:
        """Begin with an empty tray."""
        self.papers: list[bytes] = []

    def ask(self) -> Status:
        """Say that all is well."""
        return Status(paper=Paper.OK, cause=None)

    def print(self, paper: bytes) -> PrintCause | None:
        """Take a paper."""
        self.papers.append(paper)
        return None


class PulledCable:
    """A link to a broker that is away for ever."""

    is_connected = False
    is_alive = True

    def start(self) -> None:
        """Begin in vain."""

    def close(self, farewell: object = None) -> None:
        """Leave."""

    def listen(self, subscriptions: object, *, is_anew: bool = False) -> None:
        """Hear nothing."""

    def publish(self, topic: str, payload: bytes, **_how: Any) -> bool:  # noqa: ARG002
        """Refuse."""
        return False


class Bench:
    """A printer box without a broker, stepped by hand, and the neighbours that hear it."""

    def __init__(self, state: Path, clock: Clock) -> None:
        """Build the box around a printer that is well."""
        self.told: list[tuple[str, bytes]] = []
        settings = BoxSettings(name="printer-1", broker="127.0.0.1", port=1, state=str(state), clock="trusted")
        world = World(clock=clock, connect=lambda *_names, **_how: PulledCable())
        self.box = Box(settings, Role.PRINTER, world=world)
        self.claims = Claims(state / "claims.sqlite3", self.box.clock, self.box.disk)
        self.printer = PlayedPrinter()
        self.spool = Spool(
            self.claims,
            self.printer,
            self.box.clock,
            lambda slip, _is_marked: slip.number.encode(),
            self.box.post,
            idle_seconds=60.0,
            unwell_seconds=60.0,
        )
        self.loop = Loop(self.box, self.spool, KnownOffice(state, self.box.disk), self.hear)
        self.turn()

    def hear(self, topic: str, payload: bytes) -> bool:
        """Stand for the neighbours, all of them away."""
        self.told.append((topic, payload))
        return False

    def overhear(self, topic: str, payload: bytes) -> None:
        """Let a neighbour say something, and the box do all that follows."""
        self.box.post(Overheard(topic, payload))
        self.turn()

    def turn(self) -> None:
        """Step box and spool until nothing is left to do."""
        while not self.box.inbox.empty():
            self.loop.step(0)
        self.spool.step(0)
        while not self.box.inbox.empty():
            self.loop.step(0)

    @property
    def reports(self) -> list[ReportPrint]:
        """What waits for the hub."""
        return [command for command in self.box.outbox.pending if isinstance(command, ReportPrint)]

    def close(self) -> None:
        """End it."""
        self.claims.close()
        self.box.close()


@pytest.fixture
def bench(tmp_path: Path, clock: Clock) -> Iterator[Bench]:
    """A printer box on a bench."""
    bench = Bench(tmp_path, clock)
    yield bench
    bench.close()


def test_a_neighbours_slip_is_printed_and_both_are_told(bench: Bench, make_slip: MakeSlip) -> None:
    """One paper, one report in the outbox for the hub, the same report with the same key for the neighbours."""
    bench.overhear(MINE, encode(make_slip(number="A700")))
    assert bench.printer.papers == [b"A700"]
    (report,) = bench.reports
    assert (report.outcome, report.number) == (PrintOutcome.PRINTED, "A700")
    assert bench.told == [(topics.COMMAND.name("printer-1"), encode(report))]


def test_a_neighbour_that_missed_the_word_hears_it_again(bench: Bench, make_slip: MakeSlip) -> None:
    """The slip comes twice: one paper, one command for the hub, the same word twice for the neighbours."""
    for _ in range(2):
        bench.overhear(MINE, encode(make_slip()))
    assert len(bench.printer.papers) == len(bench.reports) == 1
    assert bench.told == [(topics.COMMAND.name("printer-1"), encode(bench.reports[0]))] * 2


def test_the_first_claim_on_a_press_wins_whichever_way_it_came(bench: Bench, make_slip: MakeSlip) -> None:
    """The kiosk's own number is on paper; the hub's later slip for the same press is superseded."""
    bench.overhear(MINE, encode(make_slip(7, number="A700")))
    bench.box.post(make_slip(8, number="A017"))
    bench.turn()
    assert bench.printer.papers == [b"A700"]
    assert [(report.outcome, report.number) for report in bench.reports] == [
        (PrintOutcome.PRINTED, "A700"),
        (PrintOutcome.SUPERSEDED, "A700"),
    ]
    assert len(bench.told) == 2


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        pytest.param(MINE, b"not JSON", id="not JSON"),
        pytest.param(MINE, b"{}", id="not a slip"),
        pytest.param(MINE, b"x" * (LIMIT + 1), id="too large"),
        pytest.param(topics.SLIP.name("printer-2"), b"{}", id="another printer's"),
        pytest.param("antrian/beat", b"{}", id="no slip at all"),
    ],
)
def test_what_is_no_slip_for_this_printer_is_one_line(
    bench: Bench, topic: str, payload: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is printed, nobody is told, the box goes on."""
    with caplog.at_level(logging.WARNING, logger="printer_node"):
        bench.overhear(topic, payload)
    assert len(caplog.records) == 1
    assert (bench.printer.papers, bench.reports, bench.told) == ([], [], [])


def test_a_box_without_neighbours_only_tells_the_hub(bench: Bench, make_slip: MakeSlip) -> None:
    """The default tells nobody."""
    bench.loop = Loop(bench.box, bench.spool, bench.loop._office)
    bench.box.post(make_slip())
    bench.turn()
    assert [report.outcome for report in bench.reports] == [PrintOutcome.PRINTED]
    assert bench.told == []


def test_health_says_what_is_wrong_with_the_logo_until_it_is_well(bench: Bench) -> None:
    """One trouble at a time: another complaint about it takes the place of the first."""
    for said, troubles in (
        ("/etc/logo.png: no such file", ["/etc/logo.png: no such file"]),
        ("/etc/logo.png is no picture", ["/etc/logo.png is no picture"]),
        ("", []),
    ):
        bench.box.post(LogoSeen(said))
        bench.turn()
        found = [trouble.detail for trouble in bench.box._troubles.values() if trouble.problem is Problem.LOGO_FAILED]
        assert found == troubles
