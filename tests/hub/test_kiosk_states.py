"""What a kiosk's screen and lamps are told of its paper."""

from display_node.wall.unprinted_numbers import MOST
from firmware.hub.kiosk_states import UNPRINTED_SECONDS, kiosk_states
from firmware.messages.commands import PrintCause, PrintOutcome, ReportPrint
from firmware.messages.names import effect_id
from firmware.messages.notices import KioskState, Paper
from tests.hub.bench import Bench, key, moment, press, take


def state(bench: Bench, seconds: float = 0.0, **papers: Paper) -> KioskState:
    """Return the first kiosk, so many seconds after noon of the bench."""
    told = {name.replace("_", "-"): paper for name, paper in papers.items()}
    return kiosk_states(bench.desk.queue, told, moment(seconds))[0]


def report(bench: Bench, n: int, outcome: PrintOutcome, *, is_final: bool = True) -> None:
    """Let the printer tell what became of the slip of press `n`."""
    cause = PrintCause.PAPER_OUT if outcome is PrintOutcome.FAILED else None
    said = ReportPrint(
        key=key(n + 50, "printer-1"),
        press=press(n),
        slip=effect_id(bench.journal.id, n),
        outcome=outcome,
        cause=cause,
        is_final=is_final,
    )
    bench.send(said, node="printer-1")


def test_a_number_without_its_paper_is_told_until_the_paper_is_there(bench: Bench) -> None:
    """The lamp of its button stays steady so long."""
    bench.send(take(1))
    [waiting] = state(bench).unprinted
    assert (waiting.number[1:], waiting.is_failed) == ("001", False)
    report(bench, 1, PrintOutcome.PRINTED)
    assert state(bench).unprinted == ()


def test_a_number_that_cannot_be_printed_is_told_as_such(bench: Bench) -> None:
    """Also while the printer will try again by itself: the visitor stands there now."""
    bench.send(take(1))
    report(bench, 1, PrintOutcome.FAILED, is_final=False)
    assert [one.is_failed for one in state(bench).unprinted] == [True]


def test_as_many_are_told_as_the_screen_shows_and_none_for_ever(bench: Bench) -> None:
    """The newest four; nobody stands at a kiosk for two minutes."""
    for n in range(1, 7):
        bench.send(take(n))
    assert [one.number[1:] for one in state(bench).unprinted] == ["006", "005", "004", "003"]
    assert len(state(bench).unprinted) == MOST
    assert state(bench, UNPRINTED_SECONDS + 10).unprinted == ()


def test_a_number_that_cannot_be_printed_is_told_before_one_that_is_just_being_printed(bench: Bench) -> None:
    """Its visitor has nothing else to hold, however many have pressed since."""
    for n in range(1, 7):
        bench.send(take(n))
    report(bench, 1, PrintOutcome.FAILED)
    report(bench, 3, PrintOutcome.FAILED)
    assert [one.number[1:] for one in state(bench).unprinted] == ["003", "001", "006", "005"]


def test_a_printer_that_is_not_there_is_not_well(bench: Bench) -> None:
    """Unknown is not fine."""
    assert state(bench).paper is Paper.UNKNOWN
    assert state(bench, printer_1=Paper.NEAR_END).paper is Paper.NEAR_END
