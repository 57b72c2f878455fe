"""One loop between the hub's slips and the paper, with each of its steps on disk."""

import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from msgspec.structs import replace

from firmware.messages.commands import PrintCause, PrintOutcome
from firmware.messages.notices import Mark, Paper, Slip
from printer_node.arbiter import Claim, ClaimState
from printer_node.claims import Claims
from printer_node.spool import ATTEMPTS, Felt, Reported, Spool
from printer_node.status import Status, silent

MakeSlip = Callable[..., Slip]
WELL = Status(paper=Paper.OK, cause=None)
EMPTY = Status(paper=Paper.OUT, cause=PrintCause.PAPER_OUT)


class CrashError(BaseException):
    """The plug is pulled here."""


class PaperPrinter:
    """A printer that remembers its papers; `ends` are the outcomes of the next prints, None for a good one."""

    def __init__(self) -> None:
        """Begin well."""
        self.status = WELL
        self.papers: list[str] = []
        self.ends: deque[PrintCause | type[CrashError] | None] = deque()
        self.shows_paper = True
        self.on_print: Callable[[], None] = lambda: None

    def ask(self) -> Status:
        """Return how it was set."""
        return self.status

    def print(self, paper: bytes) -> PrintCause | None:
        """Put the paper out, unless told otherwise, and end as planned."""
        if self.shows_paper:
            self.papers.append(paper.decode())
        self.on_print()
        end = self.ends.popleft() if self.ends else None
        if end is CrashError:
            raise CrashError
        return end  # type: ignore[return-value]


def encode(slip: Slip, is_marked: bool) -> bytes:
    """Write only what the rules are about."""
    return f"{slip.press} {slip.id}{' CETAK ULANG' if is_marked else ''}".encode()


class Room:
    """A spool with its printer and everything it has posted."""

    def __init__(self, folder: Path, clock: Any) -> None:
        """Start it on this folder."""
        self.folder, self.clock = folder, clock
        self.printer = PaperPrinter()
        self.posted: list[object] = []
        self.restart()

    def restart(self) -> None:
        """Lose everything that is not on disk and start again."""
        if hasattr(self, "claims"):
            self.claims.close()
        self.claims = Claims(self.folder / "claims.sqlite3", self.clock)
        self.spool = Spool(
            self.claims,
            self.printer,
            self.clock,
            encode,
            self.posted.append,
            idle_seconds=3.0,
            unwell_seconds=0.5,
        )

    def hear(self, slip: Slip) -> None:
        """The hub sends a slip."""
        self.spool.put(slip)
        self.spool.step(0)

    def wait(self, seconds: float) -> None:
        """Time passes and the spool looks at its clock."""
        self.clock.now += seconds
        self.spool.step(0)

    @property
    def reports(self) -> list[tuple[PrintOutcome, PrintCause | None, bool, bool]]:
        """What the hub was told: outcome, cause, final, marked."""
        return [(r.outcome, r.cause, r.is_final, r.is_marked) for r in self.posted if isinstance(r, Reported)]


PRINTED = (PrintOutcome.PRINTED, None, True, False)
PRINTED_MARKED = (PrintOutcome.PRINTED, None, True, True)
TOO_OLD = (PrintOutcome.FAILED, PrintCause.TOO_OLD, True, False)


@pytest.fixture
def room(tmp_path: Path, clock: Any) -> Iterator[Room]:
    """A spool that is well."""
    room = Room(tmp_path, clock)
    yield room
    room.claims.close()


def test_a_slip_is_printed_once_and_reported(room: Room, make_slip: MakeSlip) -> None:
    """One slip, one paper, one report; the claim is done on disk."""
    slip = make_slip()
    room.hear(slip)
    assert room.printer.papers == [encode(slip, False).decode()]
    assert room.reports == [PRINTED]
    done = Claim(press=slip.press, slip=slip.id, state=ClaimState.DONE, number=slip.number)
    assert room.claims.find(slip.press) == done


def test_the_same_slip_again_only_repeats_the_report(room: Room, make_slip: MakeSlip) -> None:
    """A hub that lost the report hears it again; the visitor gets no second paper, even after a restart."""
    room.hear(make_slip())
    room.hear(make_slip(age=300.0))
    room.restart()
    room.hear(make_slip())
    assert len(room.printer.papers) == 1
    assert room.reports == [PRINTED] * 3


def test_a_second_slip_for_a_press_is_superseded(room: Room, make_slip: MakeSlip) -> None:
    """The press has its paper; a later number for it is reported and not printed."""
    room.hear(make_slip(7))
    room.hear(make_slip(8, number="A018"))
    assert len(room.printer.papers) == 1
    assert room.reports[-1] == (PrintOutcome.SUPERSEDED, None, True, False)


def test_the_first_slip_wins_even_while_it_waits(room: Room, make_slip: MakeSlip) -> None:
    """A claim without paper is a claim: the second slip does not slip past an empty roll."""
    room.printer.status = EMPTY
    room.hear(make_slip(7))
    room.hear(make_slip(8))
    room.printer.status = WELL
    room.wait(0.6)
    assert room.printer.papers == [encode(make_slip(7), False).decode()]
    assert (PrintOutcome.SUPERSEDED, None, True, False) in room.reports


def test_an_empty_roll_is_told_once_and_refilled_prints_unmarked(room: Room, make_slip: MakeSlip) -> None:
    """Nothing had left for the printer, so the paper after the refill is the first and bears no mark."""
    room.printer.status = EMPTY
    room.hear(make_slip())
    for _ in range(5):
        room.wait(0.6)
    assert room.reports == [(PrintOutcome.FAILED, PrintCause.PAPER_OUT, False, False)]
    room.printer.status = WELL
    room.wait(0.6)
    assert room.printer.papers == [encode(make_slip(), False).decode()]
    assert room.reports[-1] == PRINTED


def test_paper_that_ends_in_the_middle_makes_the_next_one_a_reprint(room: Room, make_slip: MakeSlip) -> None:
    """Half a slip may be in the visitor's hand."""
    room.printer.ends.append(PrintCause.PAPER_OUT)
    room.hear(make_slip())
    room.wait(0.6)
    assert room.printer.papers == [encode(make_slip(), False).decode(), encode(make_slip(), True).decode()]
    assert room.reports == [(PrintOutcome.FAILED, PrintCause.PAPER_OUT, False, False), PRINTED_MARKED]


def test_a_crash_with_bytes_on_their_way_makes_the_next_one_a_reprint(room: Room, make_slip: MakeSlip) -> None:
    """The box goes on by itself after its restart, without the hub, and marks what it prints."""
    room.printer.ends.append(CrashError)
    with pytest.raises(CrashError):
        room.hear(make_slip())
    room.restart()
    room.wait(0)
    assert room.printer.papers[1:] == [encode(make_slip(), True).decode()]
    assert room.reports == [PRINTED_MARKED]


def test_a_waiting_slip_survives_a_restart_unmarked(room: Room, make_slip: MakeSlip) -> None:
    """No byte had left, so it is still the first paper."""
    room.printer.status = EMPTY
    room.hear(make_slip())
    room.restart()
    room.printer.status = WELL
    room.wait(0)
    assert room.printer.papers == [encode(make_slip(), False).decode()]


def test_a_slip_too_old_on_arrival_is_not_printed_and_claims_nothing(room: Room, make_slip: MakeSlip) -> None:
    """The visitor has gone to a counter; another number for the same press may still be printed."""
    room.hear(make_slip(7, age=120.1))
    assert room.printer.papers == []
    assert room.reports == [TOO_OLD]
    room.hear(make_slip(8))
    assert room.reports[-1] == PRINTED


def test_old_slips_never_flood_out_after_a_refill(room: Room, make_slip: MakeSlip) -> None:
    """Of what waited on an empty roll, only what is younger than 120 s comes out."""
    room.printer.status = EMPTY
    room.hear(make_slip(7, person=1))
    room.hear(make_slip(8, person=2, age=60.0))
    room.wait(70.0)
    assert room.reports[-1] == TOO_OLD
    room.hear(make_slip(9, person=3))
    room.printer.status = WELL
    room.wait(40.0)
    assert room.printer.papers == [
        encode(make_slip(7, person=1), False).decode(),
        encode(make_slip(9, person=3), False).decode(),
    ]


def test_a_slip_given_up_stays_given_up(room: Room, make_slip: MakeSlip) -> None:
    """Sent again by a hub with another idea of its age, after a restart too, it is not printed."""
    room.printer.status = EMPTY
    room.hear(make_slip())
    room.wait(121.0)
    room.printer.status = WELL
    room.restart()
    room.hear(make_slip(age=0.0))
    assert room.printer.papers == []
    assert room.reports[-1] == TOO_OLD


def test_each_new_cause_is_told(room: Room, make_slip: MakeSlip) -> None:
    """An officer who opens the cover to put in a roll is seen doing so."""
    room.printer.status = EMPTY
    room.hear(make_slip())
    room.printer.status = Status(paper=Paper.OUT, cause=PrintCause.COVER_OPEN)
    room.wait(0.6)
    assert [report[1] for report in room.reports] == [PrintCause.PAPER_OUT, PrintCause.COVER_OPEN]


def test_a_cover_that_is_closed_again_brings_the_paper(room: Room, make_slip: MakeSlip) -> None:
    """Nothing had left for the printer, so the paper is the first and bears no mark; 0.6 s are enough."""
    room.printer.status = Status(paper=Paper.OK, cause=PrintCause.COVER_OPEN)
    room.hear(make_slip())
    room.wait(30.0)
    assert room.reports == [(PrintOutcome.FAILED, PrintCause.COVER_OPEN, False, False)]
    room.printer.status = WELL
    room.wait(0.6)
    assert room.printer.papers == [encode(make_slip(), False).decode()]
    assert room.reports[-1] == PRINTED


def test_a_printer_that_never_confirms_does_not_print_for_ever(room: Room, make_slip: MakeSlip) -> None:
    """After three papers without a proof the slip is given up, finally, with its cause."""
    room.printer.ends.extend([PrintCause.STALLED] * 10)
    room.hear(make_slip())
    for _ in range(20):
        room.wait(0.6)
    assert len(room.printer.papers) == ATTEMPTS
    assert room.reports[-1][:3] == (PrintOutcome.FAILED, PrintCause.STALLED, True)


def test_the_first_paper_of_a_reprint_from_the_hub_is_marked(room: Room, make_slip: MakeSlip) -> None:
    """Another printer may have let bytes of this press out: the hub says so by the slip's mark."""
    room.hear(make_slip(mark=Mark.REPRINT))
    assert room.printer.papers == [encode(make_slip(), True).decode()]
    assert room.reports == [PRINTED_MARKED]


def test_health_hears_of_every_change_and_only_of_changes(room: Room) -> None:
    """The printer is asked while nothing is to do, so that an empty roll is known before a visitor finds it."""
    room.wait(0)
    room.wait(1.0)
    room.wait(3.1)
    room.printer.status = EMPTY
    room.wait(1.0)
    assert room.posted == [Felt(WELL)]
    room.wait(3.1)
    room.printer.status = silent(PrintCause.UNREACHABLE)
    room.wait(0.6)
    assert room.posted == [Felt(WELL), Felt(EMPTY), Felt(silent(PrintCause.UNREACHABLE))]


def test_a_slip_heard_twice_while_it_waits_waits_once(room: Room, make_slip: MakeSlip) -> None:
    """The hub's republishing does not multiply what is in the queue."""
    room.printer.status = EMPTY
    for _ in range(3):
        room.hear(make_slip())
    room.printer.status = WELL
    room.wait(0.6)
    assert len(room.printer.papers) == 1
    assert room.reports.count(PRINTED) == 1


def test_a_stop_ends_after_the_paper_in_hand(room: Room, make_slip: MakeSlip) -> None:
    """Twenty slips that wait are not printed first: systemd would kill the box with a paper under the head."""
    room.printer.status = EMPTY
    for person in range(20):
        room.hear(make_slip(person, person=person))
    room.printer.status = WELL
    room.printer.on_print = room.spool.stop
    room.clock.now += 0.6
    room.spool.run()
    assert room.printer.papers == [encode(make_slip(0, person=0), False).decode()]
    room.restart()
    room.wait(0.6)
    assert room.printer.papers == [encode(make_slip(n, person=n), False).decode() for n in range(20)]


class CrashingClaims(Claims):
    """Claims whose plug is pulled around the n-th durable step."""

    steps_left: int | None = None
    is_before: bool = True

    def keep(self, claim: Claim, slip: Slip, issued_at: float) -> None:
        """Keep it, or be pulled out before or after that."""
        is_now = self.steps_left == 0
        if self.steps_left is not None:
            self.steps_left -= 1
        if is_now and self.is_before:
            raise CrashError
        super().keep(claim, slip, issued_at)
        if is_now:
            raise CrashError


class CrashingRoom(Room):
    """A room whose claims can crash."""

    def restart(self) -> None:
        """Start again with claims that hold until told otherwise."""
        super().restart()
        self.claims.close()
        self.claims = CrashingClaims(self.folder / "claims.sqlite3", self.clock)
        self.spool = Spool(
            self.claims, self.printer, self.clock, encode, self.posted.append, idle_seconds=3.0, unwell_seconds=0.5
        )


class AtMostOneUnmarked(RuleBasedStateMachine):
    """Slips of a few presses, a printer that fails in every way, and a plug pulled between any two durable steps."""

    make_slip: MakeSlip
    make_clock: Callable[[], Any]

    @initialize()
    def begin(self) -> None:
        """Open a room of its own."""
        self.folder = tempfile.TemporaryDirectory()
        self.room = CrashingRoom(Path(self.folder.name), self.make_clock())

    def act(self, action: Callable[[], None]) -> None:
        """Do it; whoever crashes is started again."""
        try:
            action()
        except CrashError:
            self.room.restart()

    @rule(person=st.integers(1, 2), n=st.integers(1, 2), age=st.sampled_from([0.0, 0.0, 0.0, 121.0]))
    def hear(self, person: int, n: int, age: float) -> None:
        """The hub sends one of four slips, for two presses."""
        slip = replace(self.make_slip(person * 10 + n, person=person), age=age)
        self.act(lambda: self.room.hear(slip))

    @rule(seconds=st.sampled_from([0.0, 0.6, 3.1, 30.0]))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.act(lambda: self.room.wait(seconds))

    @rule(status=st.sampled_from([WELL, WELL, WELL, EMPTY]))
    def change(self, status: Status) -> None:
        """The printer is filled or emptied."""
        self.room.printer.status = status

    @rule(end=st.sampled_from([None, PrintCause.PAPER_OUT, PrintCause.STALLED, CrashError]), shows=st.booleans())
    def plan(self, end: PrintCause | type[CrashError] | None, shows: bool) -> None:
        """The next print ends well or badly; a bad end leaves paper to be seen or not."""
        self.room.printer.ends = deque([end])
        self.room.printer.shows_paper = shows or end is None

    @rule(steps=st.integers(0, 3), is_before=st.booleans())
    def pull_the_plug_at(self, steps: int, is_before: bool) -> None:
        """Pull it around one of the next durable steps."""
        assert isinstance(self.room.claims, CrashingClaims)
        self.room.claims.steps_left, self.room.claims.is_before = steps, is_before

    @rule(is_reboot=st.booleans())
    def restart(self, is_reboot: bool) -> None:
        """The process or the whole machine starts again."""
        if is_reboot:
            self.room.clock.boot_id += "+"
        self.room.restart()

    @invariant()
    def a_press_owns_at_most_one_unmarked_paper(self) -> None:
        """Whatever happened: no two unmarked papers, and never two different slips, for one press."""
        for person in (1, 2):
            papers = [p.split(" ", 2) for p in self.room.printer.papers if p.split(" ")[0].endswith(f"-p{person}")]
            assert sum(len(paper) == 2 for paper in papers) <= 1
            assert len({paper[1] for paper in papers}) <= 1

    def teardown(self) -> None:
        """Close the room."""
        if hasattr(self, "room"):
            self.room.claims.close()
            self.folder.cleanup()


def test_a_press_owns_at_most_one_unmarked_slip(make_slip: MakeSlip, clock: Any) -> None:
    """Under any order of slips, failures and crashes around every durable step."""
    machine = type(
        "Machine", (AtMostOneUnmarked,), {"make_slip": staticmethod(make_slip), "make_clock": staticmethod(type(clock))}
    )
    run_state_machine_as_test(
        machine, settings=settings(max_examples=150, stateful_step_count=30, deadline=None, derandomize=True)
    )
